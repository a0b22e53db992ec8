import HTTP
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ExchangeTests {
    @Test func `a request arrives as it was given, and the answer as it was sent`() async throws {
        let server = try RawServer.answering(
            "HTTP/1.1 201 Created\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: Text/Plain; charset=x\r\n"
                + "Set-Cookie: a\r\nset-cookie: b\r\nContent-Length: 5\r\n\r\nhello")
        let response = try await transport().send(
            HTTPRequest(
                method: .post, url: server.url + "/a/../b?c=d#e", headers: ["X-One": "1", "Empty": ""],
                body: Array("body".utf8)))
        #expect(response.status == 201)
        #expect(response.body == Array("hello".utf8))
        #expect(response.version == .http1_1)
        #expect(response.date == 784_111_777)
        #expect(response.contentType == "text/plain")
        #expect(response.headers.values(of: "Set-Cookie") == ["a", "b"])
        #expect(response.newConnection)
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("POST /b?c=d HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"))
        #expect(request.hasSuffix("\r\n\r\nbody"))
        for line in ["User-Agent: waymark/test", "X-One: 1", "Empty:", "Content-Length: 4"] {
            #expect(request.contains("\r\n\(line)\r\n"), "\(line)")
        }
        for name in ["Expect", "Content-Type", "Cookie"] { #expect(!request.contains("\(name):"), "\(name)") }
    }

    @Test(arguments: HTTPMethod.allCases)
    func `every method goes out under its name`(method: HTTPMethod) async throws {
        let server = try RawServer.answering("HTTP/1.1 204 No Content\r\n\r\n")
        let response = try await transport().send(HTTPRequest(method: method, url: server.url + "/m"))
        #expect(response.status == 204)
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("\(method.rawValue) /m HTTP/1.1\r\n"))
        #expect(request.contains("Content-Length: 0") == [.post, .put, .patch].contains(method))
    }

    @Test func `a delete may have a body`() async throws {
        let server = try RawServer.answering("HTTP/1.1 204 No Content\r\n\r\n")
        _ = try await transport().send(HTTPRequest(method: .delete, url: server.url, body: Array("ids".utf8)))
        #expect(server.requests.first?.hasSuffix("\r\n\r\nids") == true)
    }

    @Test func `the answer to HEAD has no body, whatever length it tells`() async throws {
        let server = try RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n")
        let response = try await transport().send(HTTPRequest(method: .head, url: server.url))
        #expect(response.body.isEmpty && response.headers["content-length"] == "999999999999")
    }

    @Test func `connections are used again`() async throws {
        let server = try RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        let transport = try transport()
        var new: [Bool] = []
        for _ in 0..<5 { new.append(try await transport.send(HTTPRequest(url: server.url)).newConnection) }
        #expect(new == [true, false, false, false, false])
        #expect(server.connections == 1)
    }

    @Test func `what must not be sent twice is not put on a connection that may be dead`() async throws {
        let server = try RawServer { connection in
            if connection.readRequest() != nil { connection.send(answer()) }
            // Whatever else comes on this connection is read and left without an answer.
            _ = connection.readRequest()
        }
        let transport = try transport()
        func posts(_ path: String) -> Int { server.requests.count { $0.hasPrefix("POST \(path) ") } }
        _ = try await transport.send(HTTPRequest(url: server.url))
        _ = try await transport.send(HTTPRequest(method: .post, url: server.url + "/again"))
        #expect(posts("/again") == 2)
        _ = try await transport.send(HTTPRequest(method: .post, url: server.url + "/once", needsFreshConnection: true))
        #expect(posts("/once") == 1)
    }

    @Test func `no more transfers run towards an origin than allowed`() async throws {
        let server = try RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        let transport = try transport(transfersPerOrigin: 3)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<60 { group.addTask { try await transport.send(HTTPRequest(url: server.url)).status } }
            for try await status in group { #expect(status == 200) }
        }
        #expect(server.connections <= 3)
        #expect(server.requests.count == 60)
    }

    @Test func `two thousand requests leave no connection behind`() async throws {
        let gone = (0..<4).map { _ in Event<Void>() }
        let next = Counter()
        let server = try RawServer { connection in
            let number = next.increment()
            while connection.readRequest() != nil { connection.send(answer("200 OK", "", Array("ok".utf8))) }
            if number < gone.count { gone[number].fire() }
        }
        try await CurlTransport.withTransport(.init(transfersPerOrigin: 4, environment: [:])) { transport in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<500 { _ = try await transport.send(HTTPRequest(url: server.url)) }
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(server.requests.count == 2_000)
        #expect((1...4).contains(server.connections))
        for event in gone.prefix(server.connections) { try await event.wait() }
    }

    @Test func `error statuses are answers`() async throws {
        let server = try RawServer.answering("HTTP/1.1 429 Slow Down\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n")
        let response = try await transport().send(HTTPRequest(url: server.url))
        #expect(response.status == 429)
        #expect(response.retryAfter == .seconds(3))
    }
}
