import HTTP
import Testing

@Suite(.timeLimit(.minutes(10)))
struct RedirectTests {
    /// Sends `/from` on to where `location` says and answers everything else.
    private func server(_ location: String, status: String = "302 Found") throws -> RawServer {
        try RawServer { connection in
            while let request = connection.readRequest() {
                let leads = request.contains(" /from ")
                connection.send(
                    leads
                        ? answer(status, "Location: \(location)\r\n", Array("moved".utf8))
                        : answer("200 OK", "", Array("here".utf8)))
            }
        }
    }

    @Test func `a redirect within the origin is followed, header and all`() async throws {
        let server = try server("/to?x=1")
        let request = HTTPRequest(url: server.url + "/from", headers: ["Authorization": "Bearer abcdef"])
        let response = try await transport().send(request)
        #expect(response.body == Array("here".utf8))
        let second = try #require(server.requests.last)
        #expect(second.hasPrefix("GET /to?x=1 ") && second.contains("Authorization: Bearer abcdef"))
        let download = try await transport().open(request)
        #expect(try await download.chunks.collect() == Array("here".utf8))
    }

    @Test func `a redirect to a stranger is refused before the stranger hears of it`() async throws {
        let stranger = try RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        let server = try server(stranger.url + "/to?token=abc")
        let request = HTTPRequest(url: server.url + "/from", headers: ["Authorization": "Bearer abcdef"])
        let error = await failure { try await transport().send(request) }
        #expect(error?.kind == .refusedRedirect(to: stranger.url + "/to?token=•••"))
        #expect(error?.status == 302)
        let download = await failure { try await transport().open(request) }
        #expect(download?.kind == error?.kind)
        #expect(stranger.connections == 0)
    }

    @Test func `a POST is repeated only where the redirect says so`() async throws {
        let moved = try server("/to")
        let request = { (server: RawServer) in
            HTTPRequest(method: .post, url: server.url + "/from", body: Array("data".utf8))
        }
        let error = await failure { try await transport().send(request(moved)) }
        #expect(error?.kind == .refusedRedirect(to: moved.url + "/to"))
        let kept = try server("/to", status: "307 Temporary Redirect")
        #expect(try await transport().send(request(kept)).status == 200)
        #expect(kept.requests.last?.hasPrefix("POST /to ") == true)
        #expect(kept.requests.last?.hasSuffix("data") == true)
    }

    @Test func `a loop ends after five hops`() async throws {
        let server = try server("/from")
        let error = await failure { try await transport().send(HTTPRequest(url: server.url + "/from")) }
        #expect(error?.kind == .refusedRedirect(to: server.url + "/from"))
        #expect(server.requests.count == 6)
    }
}
