/// Sends requests. `CurlTransport` does it for real.
///
/// Both methods throw for whatever kept a whole answer from arriving, and for nothing else. Cancelling the task
/// aborts the transfer and throws `.cancelled`.
public protocol HTTPTransport: Sendable {
    /// The whole answer, at most `maximumBodyBytes` long.
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse

    /// The head of the answer now, its body piece by piece as fast as it is read.
    func open(_ request: HTTPRequest) async throws(HTTPError) -> HTTPDownload
}
