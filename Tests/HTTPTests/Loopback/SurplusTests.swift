import HTTP
import Testing

/// Bytes that nobody asked for, waiting on a connection that is to be used again.
@Suite(.timeLimit(.minutes(10)))
struct SurplusTests {
    private func body(_ text: String) -> [UInt8] { answer("200 OK", "", Array(text.utf8)) }

    /// The first connection sends `surplus` when the first answer has been read; then comes the second request.
    private func second(after surplus: [UInt8]?, closing: Bool = false) async throws -> (
        first: String, second: HTTPResponse, connections: Int, requests: [String]
    ) {
        let hasRead = Event<Void>()
        let hasSent = Event<Void>()
        let server = try RawServer { connection in
            var number = 0
            while let request = connection.readRequest() {
                number += 1
                connection.send(body(request.contains("/one") ? "one" : "two"))
                guard number == 1, request.contains("/one") else { continue }
                hasRead.block()
                // On loopback what is sent lies in the peer's buffer when this returns.
                if let surplus { connection.send(surplus) }
                if closing { break }
                hasSent.fire()
            }
            hasSent.fire()
        }
        let transport = try transport()
        let first = try await transport.send(HTTPRequest(url: server.url + "/one"))
        hasRead.fire()
        try await hasSent.wait()
        let second = try await transport.send(HTTPRequest(url: server.url + "/two"))
        return (
            String(decoding: first.body, as: UTF8.self), second, server.connections,
            server.requests.map { String($0.prefix { $0 != "\r\n" }) }
        )
    }

    @Test func `a second answer that arrives later is not taken for the next one`() async throws {
        let (first, second, connections, requests) = try await second(after: body("wrong"))
        #expect(first == "one")
        #expect(String(decoding: second.body, as: UTF8.self) == "two")
        #expect(second.newConnection)
        #expect(connections == 2)
        // The connection with the surplus saw nothing of the second request.
        #expect(requests == ["GET /one HTTP/1.1", "GET /two HTTP/1.1"])
    }

    @Test(arguments: ["x", "\r\n", "HTTP/1.1 200 OK\r\n"])
    func `nor is a part of one`(surplus: String) async throws {
        let result = try await second(after: Array(surplus.utf8))
        #expect(String(decoding: result.second.body, as: UTF8.self) == "two")
        #expect(result.connections == 2)
    }

    @Test func `a connection with nothing on it is used again`() async throws {
        let result = try await second(after: nil)
        #expect(String(decoding: result.second.body, as: UTF8.self) == "two")
        #expect(!result.second.newConnection)
        #expect(result.connections == 1)
    }

    @Test func `what has to be sent is sent once, with its body`() async throws {
        let hasRead = Event<Void>()
        let hasSent = Event<Void>()
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.send(body("one"))
            hasRead.block()
            connection.send(body("wrong"))
            hasSent.fire()
            while connection.readRequest() != nil { connection.send(body("two")) }
        }
        let transport = try transport()
        _ = try await transport.send(HTTPRequest(url: server.url))
        hasRead.fire()
        try await hasSent.wait()
        let posted = try await transport.send(
            HTTPRequest(method: .post, url: server.url + "/two", body: Array("payload".utf8)))
        #expect(String(decoding: posted.body, as: UTF8.self) == "one")
        #expect(server.requests.filter { $0.hasSuffix("payload") }.count == 1)
    }

    @Test func `streamed bodies are guarded alike`() async throws {
        let hasRead = Event<Void>()
        let hasSent = Event<Void>()
        let server = try RawServer { connection in
            while let request = connection.readRequest() {
                connection.send(body(request.contains("/one") ? "one" : "two"))
                guard request.contains("/one") else { continue }
                hasRead.block()
                connection.send(body("wrong"))
                hasSent.fire()
            }
        }
        let transport = try transport()
        #expect(try await transport.open(HTTPRequest(url: server.url + "/one")).chunks.collect() == Array("one".utf8))
        hasRead.fire()
        try await hasSent.wait()
        #expect(try await transport.open(HTTPRequest(url: server.url + "/two")).chunks.collect() == Array("two".utf8))
    }
}
