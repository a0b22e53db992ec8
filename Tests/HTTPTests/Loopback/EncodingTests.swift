import HTTP
import Testing

@Suite(.timeLimit(.minutes(10)))
struct EncodingTests {
    private typealias Fixtures = EncodedFixtures

    struct Coding: Sendable, CustomTestStringConvertible {
        let name: String
        let text: [UInt8]
        let zeros: [UInt8]
        var testDescription: String { name }
    }

    static let codings = [
        Coding(name: "gzip", text: EncodedFixtures.textGzip, zeros: EncodedFixtures.zerosGzip),
        Coding(name: "br", text: EncodedFixtures.textBrotli, zeros: EncodedFixtures.zerosBrotli),
        Coding(name: "zstd", text: EncodedFixtures.textZstd, zeros: EncodedFixtures.zerosZstd),
    ]

    private func server(_ coding: String, _ body: [UInt8]) throws -> RawServer {
        try RawServer.sendingOnce(answer("200 OK", "Content-Encoding: \(coding)\r\n", body))
    }

    @Test(arguments: codings)
    func `every coding is asked for and undone`(coding: Coding) async throws {
        let server = try server(coding.name, coding.text)
        let response = try await transport().send(HTTPRequest(url: server.url))
        #expect(response.body == Fixtures.text)
        #expect((coding.text.count..<coding.text.count + 200).contains(response.receivedBytes))
        let asked = server.requests.first?.split(separator: "\r\n").first { $0.hasPrefix("Accept-Encoding: ") }
        #expect(asked?.contains(coding.name) == true)
    }

    @Test(arguments: codings)
    func `the ceiling counts what comes out`(coding: Coding) async throws {
        let bomb = try server(coding.name, coding.zeros)
        let error = await failure {
            try await transport().send(HTTPRequest(url: bomb.url, maximumBodyBytes: Fixtures.zerosCount - 1))
        }
        #expect(error?.kind == .bodyTooLarge(limit: Fixtures.zerosCount - 1))
        let exact = try server(coding.name, coding.zeros)
        let response = try await transport().send(HTTPRequest(url: exact.url, maximumBodyBytes: Fixtures.zerosCount))
        #expect(response.body.count == Fixtures.zerosCount)
    }

    @Test(arguments: codings)
    func `what is not in the coding it claims is an error`(coding: Coding) async throws {
        let server = try server(coding.name, Array("this is plain text and nothing else".utf8))
        let error = await failure { try await transport().send(HTTPRequest(url: server.url)) }
        #expect(error?.kind == .badEncoding)
        #expect(error?.curlCode == 61)
    }

    @Test func `gzip with a wrong checksum is an error`() async throws {
        var body = Fixtures.textGzip
        body[body.count - 6] ^= 0xFF
        let server = try server("gzip", body)
        let error = await failure { try await transport().send(HTTPRequest(url: server.url)) }
        #expect(error?.kind == .badEncoding)
    }

    @Test(arguments: [false, true], [20, 100, 200, 255])
    func `gzip that was cut before it was framed is truncated`(isChunked: Bool, count: Int) async throws {
        let body = Array(Fixtures.textGzip.prefix(count))
        let server =
            isChunked
            ? try RawServer.sendingOnce(
                Array("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
                    + Array("\(String(count, radix: 16))\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8))
            : try server("gzip", body)
        let error = await failure { try await transport().send(HTTPRequest(url: server.url)) }
        #expect(error?.kind == .truncated)
    }

    @Test func `an empty body in a coding is an empty body`() async throws {
        let server = try server("gzip", [])
        #expect(try await transport().send(HTTPRequest(url: server.url)).body.isEmpty)
    }

    @Test func `a streamed body is undone and proven like a buffered one`() async throws {
        let whole = try server("gzip", Fixtures.zerosGzip)
        let download = try await transport().open(HTTPRequest(url: whole.url))
        #expect(try await download.chunks.collect().count == Fixtures.zerosCount)
        #expect(whole.requests.first?.contains("Accept-Encoding: gzip\r\n") == true)
        let cut = try server("gzip", Array(Fixtures.zerosGzip.prefix(900)))
        let error = await failure { try await transport().open(HTTPRequest(url: cut.url)).chunks.collect() }
        #expect(error?.kind == .truncated)
    }

    @Test(arguments: ["br", "zstd", "gzip, gzip"])
    func `a stream in a coding that was not asked for is refused`(coding: String) async throws {
        let server = try server(coding, Fixtures.textBrotli)
        let error = await failure { try await transport().open(HTTPRequest(url: server.url)) }
        #expect(error?.kind == .badEncoding)
    }
}
