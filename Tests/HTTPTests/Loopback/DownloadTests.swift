import HTTP
import Testing

@Suite(.timeLimit(.minutes(10)))
struct DownloadTests {
    private static let big = 100 * 1024 * 1024

    @Test func `a body of 100 MiB waits for its reader and arrives whole`() async throws {
        let stuck = Event<Int>()
        let server = try RawServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.big)\r\n\r\n")
            let sent = connection.sendUntilStuck(Self.big, patience: 300)
            stuck.fire(sent)
            _ = connection.sendUntilStuck(Self.big - sent, patience: 60_000)
        }
        let download = try await transport().open(HTTPRequest(url: server.url))
        var chunks = download.chunks.makeAsyncIterator()
        var received = try await chunks.next()?.count ?? 0
        // What the kernel buffers for both sides is some megabytes; the rest must wait.
        #expect(try await stuck.wait() < Self.big / 4)
        var largest = 0
        while let chunk = try await chunks.next() {
            received += chunk.count
            largest = max(largest, chunk.count)
        }
        #expect(received == Self.big)
        #expect(largest <= 512 * 1024)
    }

    @Test func `the head comes before the body`() async throws {
        let goOn = Event<Void>()
        let server = try RawServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 429 Slow\r\nRetry-After: 2\r\nContent-Length: 5\r\n\r\n")
            goOn.block()
            connection.send("later")
        }
        let download = try await transport().open(HTTPRequest(url: server.url))
        #expect(download.status == 429)
        #expect(download.headers.retryAfter == .seconds(2))
        goOn.fire()
        #expect(try await download.chunks.collect() == Array("later".utf8))
    }

    /// Waits longer than the test may take, so that only the reader can end it.
    private func patient(_ server: RawServer) -> HTTPRequest {
        HTTPRequest(url: server.url, timeouts: .init(stall: .seconds(600)))
    }

    /// Announces much, sends a little, and tells when the client has gone.
    private func endless(_ gone: Event<Void>) throws -> RawServer {
        try RawServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.big)\r\n\r\nhello")
            connection.waitUntilClosed()
            gone.fire()
        }
    }

    @Test func `leaving the loop ends the transfer while the download is still at hand`() async throws {
        let gone = Event<Void>()
        let server = try endless(gone)
        let download = try await transport().open(patient(server))
        for try await _ in download.chunks { break }
        try await gone.wait()
        #expect(download.status == 200)
    }

    @Test func `dropping a download that nobody reads ends the transfer`() async throws {
        let gone = Event<Void>()
        let server = try endless(gone)
        let transport = try transport()
        #expect(try await transport.open(patient(server)).status == 200)
        try await gone.wait()
    }

    @Test func `cancelling the reader ends the transfer`() async throws {
        let gone = Event<Void>()
        let reading = Event<Void>()
        let server = try endless(gone)
        let transport = try transport()
        let task = Task {
            for try await _ in try await transport.open(patient(server)).chunks { reading.fire() }
        }
        try await reading.wait()
        task.cancel()
        let error = await failure { try await task.value }
        #expect(error?.kind == .cancelled)
        try await gone.wait()
    }

    @Test func `a reader that holds still is no stall, and may leave a held transfer`() async throws {
        let gone = Event<Void>()
        let stuck = Event<Int>()
        let server = try RawServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.big)\r\n\r\n")
            stuck.fire(connection.sendUntilStuck(Self.big, patience: 300))
            connection.waitUntilClosed()
            gone.fire()
        }
        let timeouts = HTTPTimeouts(stall: .milliseconds(100))
        let download = try await transport().open(HTTPRequest(url: server.url, timeouts: timeouts))
        var chunks = download.chunks.makeAsyncIterator()
        #expect(try await chunks.next() != nil)
        #expect(try await stuck.wait() < Self.big / 4)
        #expect(try await chunks.next() != nil)
        chunks = HTTPBody(EmptyBody()).makeAsyncIterator()
        try await gone.wait()
    }

    @Test func `a body that ends early throws after what had come`() async throws {
        let server = try RawServer.sendingOnce(Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello".utf8))
        let download = try await transport().open(HTTPRequest(url: server.url))
        var text: [UInt8] = []
        let error = await failure { for try await chunk in download.chunks { text += chunk } }
        #expect(error?.kind == .truncated)
        #expect(error?.excerpt == "hello")
        #expect(text == Array("hello".utf8))
    }

    @Test func `a body is read once`() async throws {
        let server = try RawServer.sendingOnce(answer("200 OK", "", Array("hello".utf8)))
        let download = try await transport().open(HTTPRequest(url: server.url))
        #expect(try await download.chunks.collect() == Array("hello".utf8))
        let error = await failure { try await download.chunks.collect() }
        #expect(error?.kind == .refused("the body of this answer is already being read"))
    }

    @Test func `an error before the head is thrown by open`() async throws {
        let server = try RawServer.sendingOnce([])
        let error = await failure { try await transport().open(HTTPRequest(url: server.url)) }
        #expect(error?.curlCode == 52)
    }

    @Test func `downloads and exchanges do not wait for each other`() async throws {
        let server = try RawServer { connection in
            while let request = connection.readRequest() {
                if request.contains(" /big ") {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.big)\r\n\r\n")
                    _ = connection.sendUntilStuck(Self.big, patience: 60_000)
                } else {
                    connection.send(answer())
                }
            }
        }
        let transport = try transport(transfersPerOrigin: 1)
        let download = try await transport.open(HTTPRequest(url: server.url + "/big"))
        #expect(try await transport.send(HTTPRequest(url: server.url + "/small")).status == 200)
        #expect(download.status == 200)
    }
}

private struct EmptyBody: HTTPBodySource {
    func claim() -> Bool { true }
    func next() async throws(HTTPError) -> [UInt8]? { nil }
    func close() {}
}
