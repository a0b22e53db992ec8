import HTTP
import Testing

/// Real waits of a fifth of a second, longer where the machine is busy: that the deadlines themselves are right is tested on
/// `TransferWatch`.
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

    /// What a request fails with, not having failed before the server's answer came: on a busy machine that may be later than
    /// a short time, and then it is sent again with longer ones.
    private func failureBehindAnswer<T>(_ send: (_ times: Int) async throws -> T) async -> HTTPError? {
        var last: HTTPError?
        for times in [1, 8, 64] {
            last = await failure { try await send(times) }
            if last?.status != nil { break }
        }
        return last
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello"])
    func `a transfer in which nothing moves has stalled, and is closed`(start: String) async throws {
        let gone = Event<Void>()
        let server = try server(start, gone: gone)
        let error =
            await start.isEmpty
            ? failure { try await transport().send(HTTPRequest(url: server.url, timeouts: .init(stall: short))) }
            : failureBehindAnswer {
                try await transport().send(HTTPRequest(url: server.url, timeouts: .init(stall: short * $0)))
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
        let error = await failureBehindAnswer { times in
            let timeouts = HTTPTimeouts(total: .milliseconds(100 * times), stall: .milliseconds(400 * times))
            return try await transport().open(HTTPRequest(url: server.url, timeouts: timeouts)).chunks.collect()
        }
        #expect(error?.kind == .timedOut(.stall))
    }
}
