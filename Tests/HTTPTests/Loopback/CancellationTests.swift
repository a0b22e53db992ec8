import HTTP
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CancellationTests {
    private struct Held {
        let server: RawServer
        let asked: Event<Void>
        let gone: Event<Void>
    }

    /// Answers half, then waits for the client to go.
    private func held(_ start: String = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello") throws -> Held {
        let asked = Event<Void>()
        let gone = Event<Void>()
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.send(start)
            asked.fire()
            connection.waitUntilClosed()
            gone.fire()
        }
        return Held(server: server, asked: asked, gone: gone)
    }

    /// Waits longer than the test may take, so that only a cancellation can end it.
    private func request(_ url: String) -> HTTPRequest {
        HTTPRequest(url: url, timeouts: .init(total: .seconds(600), stall: .seconds(600)))
    }

    @Test func `cancelling the task closes the connection`() async throws {
        let held = try held()
        let transport = try transport()
        let task = Task { try await transport.send(request(held.server.url)) }
        try await held.asked.wait()
        task.cancel()
        let error = await failure { try await task.value }
        #expect(error?.kind == .cancelled)
        try await held.gone.wait()
    }

    @Test func `a task that is cancelled beforehand sends nothing`() async throws {
        let held = try held()
        let transport = try transport()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await transport.send(request(held.server.url))
        }
        let error = await failure { try await task.value }
        #expect(error?.kind == .cancelled)
        #expect(held.server.connections == 0)
    }

    @Test func `what still waits for its turn is cancelled without being sent`() async throws {
        let held = try held()
        let transport = try transport(transfersPerOrigin: 1)
        let first = Task { try await transport.send(request(held.server.url + "/first")) }
        try await held.asked.wait()
        let second = Task { try await transport.send(request(held.server.url + "/second")) }
        second.cancel()
        let error = await failure { try await second.value }
        #expect(error?.kind == .cancelled)
        first.cancel()
        _ = await first.result
        try await held.gone.wait()
        #expect(held.server.requests.count == 1)
    }

    @Test func `cancelling at any moment ends every request exactly once`() async throws {
        let server = try RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        let transport = try transport(transfersPerOrigin: 4)
        await withTaskGroup(of: Bool.self) { group in
            for index in 0..<400 {
                group.addTask {
                    let task = Task { try await transport.send(HTTPRequest(url: server.url)) }
                    for _ in 0..<index % 40 { await Task.yield() }
                    task.cancel()
                    switch await task.result {
                    case .success(let response): return response.status == 200
                    case .failure(let error): return (error as? HTTPError)?.kind == .cancelled
                    }
                }
            }
            for await isExpected in group { #expect(isExpected) }
        }
        #expect(try await transport.send(HTTPRequest(url: server.url)).status == 200)
    }

    @Test func `leaving the scope of a transport cancels what is under way`() async throws {
        let held = try held()
        let task = try await CurlTransport.withTransport(.init(environment: [:])) { transport in
            let task = Task { try await transport.send(request(held.server.url)) }
            try await held.asked.wait()
            return task
        }
        let error = await failure { try await task.value }
        #expect(error?.kind == .cancelled)
        try await held.gone.wait()
    }

    @Test func `a transport that was left answers with cancelled`() async throws {
        let held = try held()
        let transport = try await CurlTransport.withTransport(.init(environment: [:])) { $0 }
        let error = await failure { try await transport.send(request(held.server.url)) }
        #expect(error?.kind == .cancelled)
    }

    @Test func `a transport that nobody holds closes its connections`() async throws {
        let gone = Event<Void>()
        let server = try RawServer { connection in
            while connection.readRequest() != nil { connection.send(answer()) }
            gone.fire()
        }
        _ = try await transport().send(HTTPRequest(url: server.url))
        try await gone.wait()
    }
}
