import HTTP
import Testing

/// Real waits of a fifth of a second: that the deadlines themselves are right is tested on `TransferWatch`.
@Suite(.timeLimit(.minutes(10)))
struct TimeoutTests {
    private let short = Duration.milliseconds(200)

    /// Sends `start`, then nothing until the client closes.
    private func server(_ start: String, gone: Event<Void> = Event()) throws -> RawServer {
        try RawServer { connection in
            _ = connection.readRequest()
            connection.send(start)
            connection.waitUntilClosed()
            gone.fire()
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello"])
    func `a transfer in which nothing moves has stalled, and is closed`(start: String) async throws {
        let gone = Event<Void>()
        let server = try server(start, gone: gone)
        let error = await failure {
            try await transport().send(HTTPRequest(url: server.url, timeouts: .init(stall: short)))
        }
        #expect(error?.kind == .timedOut(.stall))
        #expect(error?.curlCode == 28)
        #expect(error?.status == (start.isEmpty ? nil : 200))
        try await gone.wait()
    }

    @Test func `an exchange has only so long in all`() async throws {
        let server = try server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")
        let error = await failure {
            try await transport().send(HTTPRequest(url: server.url, timeouts: .init(total: short)))
        }
        #expect(error?.kind == .timedOut(.total))
    }

    @Test func `a handshake that is not answered counts as connecting`() async throws {
        let server = try RawServer { connection in connection.waitUntilClosed() }
        let error = await failure {
            try await transport().send(
                HTTPRequest(url: "https://127.0.0.1:\(server.port)/", timeouts: .init(connect: short)))
        }
        #expect(error?.kind == .timedOut(.connect))
    }

    @Test func `a stream may take longer than the total, but must not stall`() async throws {
        let server = try server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")
        let error = await failure {
            let timeouts = HTTPTimeouts(total: .milliseconds(100), stall: .milliseconds(400))
            return try await transport().open(HTTPRequest(url: server.url, timeouts: timeouts)).chunks.collect()
        }
        #expect(error?.kind == .timedOut(.stall))
    }
}
