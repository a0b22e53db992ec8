import ConnectorKit
import HTTP
import JSON
import Synchronization

/// An answer whose body is read piece by piece: for files that no memory should have to hold.
struct Download: Sendable {
    var headers: HTTPHeaders
    var body: HTTPBody
    /// The server's clock when it answered, Unix milliseconds; this machine's where the answer has no date.
    var serverTime: Int64
    /// Names the request in messages and in the store's provenance.
    var request: String
}

extension Caller {
    /// Opens an answer of the given content type. What fails while its body is read is the reader's to deal with.
    func download(
        _ template: RequestTemplate, _ values: TemplateValues, type: String
    ) async throws -> Exchange<Download> {
        let rendered = try render(template, values)
        let name = template.name
        let opened = Mutex<HTTPDownload?>(nil)
        let transport = transport
        return try await exchange(
            .target(rendered), template, type: type,
            transfer: { request throws(HTTPError) in
                let download = try await transport.open(request)
                if download.status == 200 || template.accept.contains(download.status) {
                    opened.withLock { $0 = download }
                    return HTTPResponse(status: download.status, headers: download.headers)
                }
                return try await Self.refusal(download)
            },
            take: { response, request in
                guard let download = opened.withLock({ $0.take() }) else { throw BadAnswer("the answer has no body") }
                if let found = response.contentType, !found.contains(type) {
                    throw BadAnswer("the answer is \(found), not \(type)")
                }
                return Download(
                    headers: download.headers, body: download.chunks, serverTime: serverTime ?? localNow,
                    request: name)
            })
    }

    /// Waits by the engine's clock.
    func pause(_ duration: Duration) async throws { try await clock.sleep(duration) }

    /// A refusal's body is short, and says why.
    private static func refusal(_ download: HTTPDownload) async throws(HTTPError) -> HTTPResponse {
        var body: [UInt8] = []
        var pieces = download.chunks.makeAsyncIterator()
        while body.count < 64 << 10, let piece = try await pieces.next() { body += piece }
        return HTTPResponse(
            status: download.status, headers: download.headers, body: body, receivedBytes: body.count)
    }
}
