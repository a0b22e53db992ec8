import HTTP
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ProxyTests {
    @Test func `https goes through the proxy of the environment, which sees no credentials of ours`() async throws {
        let proxy = try RawServer.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        let transport = try transport(environment: ["HTTPS_PROXY": "http://me:pr0xyw0rd@127.0.0.1:\(proxy.port)"])
        let error = await failure {
            try await transport.send(
                HTTPRequest(url: "https://api.example.test/x?y", headers: ["Authorization": "Bearer abcdef"]))
        }
        let request = try #require(proxy.requests.first)
        #expect(request.hasPrefix("CONNECT api.example.test:443 HTTP/1.1\r\n"))
        #expect(request.contains("Proxy-Authorization: Basic"))
        #expect(!request.contains("abcdef") && !request.contains("/x?y"))
        #expect(error?.curlCode != nil)
        #expect(!String(reflecting: error).contains("pr0xyw0rd"))
    }

    @Test func `loopback is never reached through a proxy`() async throws {
        let proxy = try RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy")
        let server = try RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ndirect")
        let address = "http://127.0.0.1:\(proxy.port)"
        let transport = try transport(
            environment: ["http_proxy": address, "HTTPS_PROXY": address, "ALL_PROXY": address, "all_proxy": address])
        for host in ["127.0.0.1", "localhost"] {
            let response = try await transport.send(HTTPRequest(url: "http://\(host):\(server.port)/"))
            #expect(response.body == Array("direct".utf8))
        }
        #expect(proxy.connections == 0)
    }

    @Test func `a proxy that is not there is named as what cannot be reached`() async throws {
        let port: Int
        do { port = try RawServer { _ in }.port }
        let transport = try transport(environment: ["ALL_PROXY": "http://127.0.0.1:\(port)"])
        let error = await failure { try await transport.send(HTTPRequest(url: "https://api.example.test/")) }
        #expect(error?.kind == .cannotConnect)
    }
}
