import ChildProcess
import Foundation
import HTTP
import Testing

/// HTTP/2 and TLS against servers that are not ours: nghttpd and OpenSSL's.
@Suite(.timeLimit(.minutes(10)))
struct TLSTests {
    private let authority: PrivateAuthority

    init() async throws {
        authority = try await PrivateAuthority()
        try authority.write(Array("small".utf8), to: "small.txt")
        try authority.write([UInt8](repeating: UInt8(ascii: "x"), count: 3_000_000), to: "big.txt")
    }

    private func nghttpd() async throws -> (server: ChildProcess, url: String) {
        let port = try freePort()
        let server = try await Tool.serve(
            Tool.find("nghttpd", package: "nghttp2-server"),
            ["-v", "-a", "127.0.0.1", "-d", authority.folder.path, "\(port)", authority.key, authority.certificate],
            in: authority.folder, saying: "listen 127.0.0.1")
        return (server, "https://localhost:\(port)")
    }

    /// `openssl s_server -WWW` serves the files of its folder over HTTP/1.0.
    private func openssl(_ options: [String] = [], address: String = "127.0.0.1") async throws -> (
        server: ChildProcess, url: String
    ) {
        let port = try freePort()
        let server = try await Tool.serve(
            Tool.find("openssl", package: "openssl"),
            ["s_server", "-WWW", "-accept", "\(address):\(port)", "-cert", "server.pem", "-key", "server.key"]
                + options,
            in: authority.folder, saying: "ACCEPT")
        return (server, "https://\(address):\(port)")
    }

    @Test func `many requests share one HTTP/2 connection`() async throws {
        let (server, url) = try await nghttpd()
        let transport = try transport(transfersPerOrigin: 50, authorityFile: authority.file)
        let responses = try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
            for _ in 0..<50 { group.addTask { try await transport.send(HTTPRequest(url: url + "/small.txt")) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(responses.allSatisfy { $0.version == .http2 && $0.status == 200 && $0.body == Array("small".utf8) })
        #expect(responses.filter(\.newConnection).count == 1)
        #expect(try await !transport.send(HTTPRequest(url: url + "/small.txt")).newConnection)
        withExtendedLifetime(server) {}
    }

    @Test func `ending one HTTP/2 transfer leaves the connection to the others`() async throws {
        let (server, url) = try await nghttpd()
        let transport = try transport(authorityFile: authority.file)
        #expect(try await transport.send(HTTPRequest(url: url + "/small.txt")).newConnection)
        let error = await failure {
            try await transport.send(HTTPRequest(url: url + "/big.txt", maximumBodyBytes: 100_000))
        }
        #expect(error?.kind == .bodyTooLarge(limit: 100_000))
        async let whole = transport.send(HTTPRequest(url: url + "/big.txt"))
        let small = try await transport.send(HTTPRequest(url: url + "/small.txt"))
        #expect(try await whole.body.count == 3_000_000)
        #expect(small.body == Array("small".utf8))
        #expect(!small.newConnection)
        withExtendedLifetime(server) {}
    }

    @Test func `an authority nobody knows is refused`() async throws {
        let (server, url) = try await nghttpd()
        let error = await failure { try await transport().send(HTTPRequest(url: url + "/small.txt")) }
        #expect(error?.kind == .tls)
        #expect(error?.curlCode == 60)
        withExtendedLifetime(server) {}
    }

    @Test func `a certificate for another name is refused`() async throws {
        let (server, url) = try await openssl(address: "127.0.0.2")
        let transport = try transport(authorityFile: authority.file)
        let error = await failure { try await transport.send(HTTPRequest(url: url + "/small.txt")) }
        #expect(error?.kind == .tls)
        #expect(error?.curlCode == 60)
        withExtendedLifetime(server) {}
    }

    @Test(arguments: ["SSL_CERT_FILE", "CURL_CA_BUNDLE"])
    func `the environment names the authorities`(name: String) async throws {
        let (server, url) = try await nghttpd()
        let transport = try transport(environment: [name: authority.file])
        #expect(try await transport.send(HTTPRequest(url: url + "/small.txt")).status == 200)
        withExtendedLifetime(server) {}
    }

    @Test func `an authority file that is not there is an error, not trust in all`() async throws {
        let (server, url) = try await nghttpd()
        let transport = try transport(authorityFile: authority.file + ".missing")
        let error = await failure { try await transport.send(HTTPRequest(url: url + "/small.txt")) }
        #expect(error?.kind == .tls)
        withExtendedLifetime(server) {}
    }

    @Test func `TLS 1_1 is refused, TLS 1_2 is not`() async throws {
        let old = try await openssl(["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"])
        let transport = try transport(authorityFile: authority.file)
        let error = await failure { try await transport.send(HTTPRequest(url: old.url + "/small.txt")) }
        #expect(error?.kind == .tls)
        let new = try await openssl(["-tls1_2"])
        #expect(try await transport.send(HTTPRequest(url: new.url + "/small.txt")).status == 200)
        withExtendedLifetime((old.server, new.server)) {}
    }

    @Test func `streams come over HTTP/1 and TLS`() async throws {
        let (server, url) = try await openssl()
        let transport = try transport(authorityFile: authority.file)
        let download = try await transport.open(HTTPRequest(url: url + "/big.txt"))
        #expect(try await download.chunks.collect().count == 3_000_000)
        withExtendedLifetime(server) {}
    }
}
