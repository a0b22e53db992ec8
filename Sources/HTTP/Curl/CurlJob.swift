/// One exchange as it goes over the wire: everything is checked, nothing is left to decide.
struct WireRequest: Sendable {
    var method: HTTPMethod
    var url: CurlURL
    var headerLines: [String]
    var body: [UInt8]?
    var timeouts: HTTPTimeouts
    var needsFreshConnection: Bool
    /// Bytes after decompression; nil for a body that is streamed.
    var ceiling: Int?
}

/// What a transfer ends with when it does not end well, before it is put into words for a request.
struct CurlFailure: Error, Sendable {
    var kind: HTTPError.Kind
    var code: Int?
    var message: String?
    var status: Int?
    /// The beginning of the body.
    var answer: [UInt8] = []

    static let cancelled = CurlFailure(kind: .cancelled)
}

/// Where a transfer delivers.
enum CurlSink: Sendable {
    case exchange(CheckedContinuation<Result<HTTPResponse, CurlFailure>, Never>)
    case download(CurlDownload)
}

/// A transfer on its way to the loop. The ticket names it, and can be cancelled before it gets there.
struct CurlJob: Sendable {
    var ticket: CurlTicket
    var request: WireRequest
    var sink: CurlSink

    /// Transfers that share a line of the admission queue.
    var place: HTTPOrigin { request.url.origin }

    /// Streamed bodies go over HTTP/1, and so does what is not encrypted.
    var allowsHTTP2: Bool {
        if case .exchange = sink { request.url.origin.scheme == "https" } else { false }
    }

    func fail(_ failure: CurlFailure) {
        switch sink {
        case .exchange(let continuation): continuation.resume(returning: .failure(failure))
        case .download(let download): download.finish(failure)
        }
    }
}
