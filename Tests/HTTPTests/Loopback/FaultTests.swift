import HTTP
import Testing

/// Servers that lie, break off or fall silent.
@Suite(.timeLimit(.minutes(10)))
struct FaultTests {
    private func failureOf(_ response: [UInt8], _ change: (inout HTTPRequest) -> Void = { _ in }) async throws
        -> HTTPError?
    {
        let server = try RawServer.sendingOnce(response)
        var request = HTTPRequest(url: server.url + "/x")
        change(&request)
        return await failure { [request] in try await transport().send(request) }
    }

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func `a body shorter than announced is truncated`() async throws {
        let error = try await failureOf(text("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":"))
        #expect(error?.kind == .truncated)
        #expect(error?.curlCode == 18)
        #expect(error?.status == 200)
        #expect(error?.excerpt == "{\"half\":")
    }

    @Test func `a chunked body without its last chunk is truncated`() async throws {
        let error = try await failureOf(text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"))
        #expect(error?.kind == .truncated)
    }

    @Test func `chunks of nonsense are an error`() async throws {
        let error = try await failureOf(
            text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"))
        #expect(error?.kind == .transport)
        #expect(error?.curlCode == 56)
    }

    @Test func `chunks are put together`() async throws {
        let server = try RawServer.sendingOnce(
            text(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nT: t\r\n\r\n"
            ))
        #expect(try await transport().send(HTTPRequest(url: server.url)).body == text("hello world"))
    }

    @Test func `a reset in the middle is an error with what had come`() async throws {
        let server = try RawServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")
            // The reset would overtake the bytes; the client asks again when it has read them.
            connection.reset()
        }
        let error = await failure { try await transport().send(HTTPRequest(url: server.url)) }
        #expect([.transport, .truncated].contains(error?.kind))
        #expect(error?.curlCode != nil)
    }

    @Test func `silence instead of an answer is an error`() async throws {
        let error = try await failureOf([])
        #expect(error?.kind == .transport)
        #expect(error?.curlCode == 52)
        #expect(error?.status == nil)
    }

    @Test func `an answer that is no HTTP is an error`() async throws {
        let error = try await failureOf(text("SSH-2.0-OpenSSH_9.2\r\n"))
        #expect(error?.kind == .transport)
    }

    @Test func `an endless head is cut off`() async throws {
        let server = try RawServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n")
            let line = "X: " + String(repeating: "y", count: 8_000) + "\r\n"
            for _ in 0..<100 { connection.send(line) }
        }
        let error = await failure { try await transport().send(HTTPRequest(url: server.url)) }
        #expect(error?.kind == .headersTooLarge(limit: 256 * 1024))
    }

    @Test func `more bytes than allowed end the transfer, announced or not`() async throws {
        let announced = try await failureOf(answer("200 OK", "", text("hello"))) { $0.maximumBodyBytes = 4 }
        #expect(announced?.kind == .bodyTooLarge(limit: 4))
        let unannounced = try await failureOf(text("HTTP/1.1 200 OK\r\n\r\nhello")) { $0.maximumBodyBytes = 4 }
        #expect(unannounced?.kind == .bodyTooLarge(limit: 4))
        let server = try RawServer.sendingOnce(answer("200 OK", "", text("hello")))
        #expect(try await transport().send(HTTPRequest(url: server.url, maximumBodyBytes: 5)).body.count == 5)
    }

    @Test func `nobody listening is said so`() async throws {
        let port: Int
        do { port = try RawServer { _ in }.port }
        let error = await failure { try await transport().send(HTTPRequest(url: "http://127.0.0.1:\(port)/")) }
        #expect(error?.kind == .cannotConnect)
        #expect(error?.curlCode == 7)
    }

    @Test func `secrets are in no error, not even when the server repeats them`() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nno such token s3cr3t-token or refresh r3fr3sh"
        let error = try await failureOf(text(answer)) { request in
            request.method = .post
            request.url += "?access_token=qu3ry"
            request.headers = ["Authorization": "Bearer s3cr3t-token"]
            request.body = Array("refresh_token=r3fr3sh".utf8)
            request.secrets = ["r3fr3sh"]
        }
        let shown = String(reflecting: error) + (error?.description ?? "")
        for secret in ["s3cr3t-token", "r3fr3sh", "qu3ry"] { #expect(!shown.contains(secret), "\(secret)") }
        #expect(error?.excerpt == "no such token ••• or refresh •••")
    }
}
