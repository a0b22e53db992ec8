import HTTP
import Testing

/// What never leaves this machine.
@Suite(.timeLimit(.minutes(10)))
struct RefusalTests {
    @Test(arguments: [
        ("X-A", "b\r\nX-Evil: c"), ("X-A", "b\nc"), ("X-A", "b\u{0}c"), ("X-A\r\nX-Evil", "b"), ("X A", "b"), ("", "b"),
        ("X-A:", "b"), ("Host", "evil.example"), ("transfer-encoding", "chunked"), ("Content-Length", "0"),
    ])
    func `a header that would be more than a field is refused`(name: String, value: String) async throws {
        let server = try RawServer.answering("HTTP/1.1 204 No Content\r\n\r\n")
        var headers = HTTPHeaders()
        headers.add(name, value)
        let error = await failure { try await transport().send(HTTPRequest(url: server.url, headers: headers)) }
        guard case .refused = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(server.connections == 0)
    }

    @Test(arguments: ["http://example.com/", "http://192.0.2.1/", "http://localhost.example.com/", "http://0.0.0.0/"])
    func `plain http to another machine is refused`(url: String) async throws {
        let error = await failure { try await transport().send(HTTPRequest(url: url)) }
        #expect(error?.description.contains("plain http goes to this machine only") == true)
        let download = await failure { try await transport().open(HTTPRequest(url: url)) }
        #expect(download?.kind == error?.kind)
    }

    @Test(arguments: [
        "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "127.0.0.1/", "http://u:p@127.0.0.1/",
    ])
    func `other schemes, relative addresses and user info are refused`(url: String) async throws {
        let error = await failure { try await transport().send(HTTPRequest(url: url)) }
        guard case .refused = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.url?.contains("u:p") == false)
    }

    @Test func `a body where none belongs and timeouts of nothing are refused`() async throws {
        let body = await failure { try await transport().send(HTTPRequest(url: "http://127.0.0.1/", body: [1])) }
        #expect(body?.kind == .refused("a GET request has no body"))
        let timeout = await failure {
            try await transport().send(HTTPRequest(url: "http://127.0.0.1/", timeouts: .init(stall: .zero)))
        }
        #expect(timeout?.kind == .refused("a timeout is zero or negative"))
    }
}
