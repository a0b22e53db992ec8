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

    /// The script's answer in pieces of 7 bytes; one with the header `Breaks-After` ends in an error behind so many.
    func open(_ request: HTTPRequest) async throws(HTTPError) -> HTTPDownload {
        let response = try await send(request)
        let breaksAfter = response.headers["Breaks-After"].flatMap { Int($0) }
        return HTTPDownload(
            status: response.status, headers: response.headers,
            chunks: HTTPBody(ScriptedBody(response.body, breaksAfter: breaksAfter, of: request)))
    }
}

private final class ScriptedBody: HTTPBodySource {
    private let state: Mutex<(rest: [UInt8], isClaimed: Bool)>
    private let error: HTTPError?

    init(_ body: [UInt8], breaksAfter: Int?, of request: HTTPRequest) {
        state = Mutex((Array(body.prefix(breaksAfter ?? body.count)), false))
        error = breaksAfter.map { _ in HTTPError(.truncated, for: request) }
    }

    func claim() -> Bool {
        state.withLock { state in
            defer { state.isClaimed = true }
            return !state.isClaimed
        }
    }

    func next() async throws(HTTPError) -> [UInt8]? {
        let piece = state.withLock { state in
            let piece = Array(state.rest.prefix(7))
            state.rest.removeFirst(piece.count)
            return piece
        }
        if !piece.isEmpty { return piece }
        if let error { throw error }
        return nil
    }

    func close() {}
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
