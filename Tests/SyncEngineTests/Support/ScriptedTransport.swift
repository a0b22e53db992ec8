import HTTP
import Synchronization

/// Answers requests from a closure, and remembers them.
final class ScriptedTransport: HTTPTransport {
    typealias Script = @Sendable (_ request: HTTPRequest, _ number: Int) async throws(HTTPError) -> HTTPResponse

    private let script: Script
    private let seen = Mutex<[HTTPRequest]>([])

    /// - Parameter script: `number` counts from 1.
    init(_ script: @escaping Script) { self.script = script }

    var requests: [HTTPRequest] { seen.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let number = seen.withLock { seen in
            seen.append(request)
            return seen.count
        }
        return try await script(request, number)
    }

    func open(_ request: HTTPRequest) async throws(HTTPError) -> HTTPDownload {
        throw HTTPError(.refused("no streams in this script"), for: request)
    }
}

extension HTTPResponse {
    /// A JSON answer with a server's date.
    static func json(
        _ body: String, status: Int = 200, headers: [String: String] = [:],
        date: String? = "Tue, 01 Sep 2026 08:00:00 GMT"
    ) -> HTTPResponse {
        var fields: HTTPHeaders = ["Content-Type": "application/json"]
        if let date { fields["Date"] = date }
        for (name, value) in headers { fields[name] = value }
        return HTTPResponse(status: status, headers: fields, body: Array(body.utf8))
    }
}
