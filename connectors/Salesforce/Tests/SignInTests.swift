import ConnectorKit
import CryptoExtras
import Foundation
import HTTP
import JWTKit
import Salesforce
import SyncEngine
import Testing

/// How one signs in to Salesforce, and where the token goes.
@Suite(.timeLimit(.minutes(5))) struct SignInTests {
    private func origins(_ harness: Harness) -> Set<String> {
        Set(
            harness.org.requests.filter { $0.headers["Authorization"]?.hasPrefix("Bearer") == true }.map {
                String($0.url.split(separator: "/")[1])
            })
    }

    @Test func `data are had where the token's answer says, and the token goes nowhere else`() async throws {
        try await withOrg("contacts") { harness in
            harness.org.put("Contact", "003000000000001AAA", ["LastName": "Ada"])
            try await harness.sync()
            #expect(try await harness.live("Contact") == ["003000000000001AAA"])
            #expect(origins(harness) == ["127.0.0.1:9"])
            let token = harness.org.requests.first { $0.url.hasSuffix("/token") }
            #expect(token?.url == "http://127.0.0.1:8/services/oauth2/token")
        }
    }

    @Test(arguments: [
        "http://evil.example", "https://evil.example", "https://salesforce.com.evil.example", "http://127.0.0.2:9",
        "ftp://127.0.0.1", "not an address", "",
    ])
    func `an address that is neither https, nor the system's, nor of this machine gets no token`(instance: String)
        async throws
    {
        try await withOrg("contacts") { harness in
            harness.org.state.withLock { $0.instance = instance }
            try await harness.sync(77)
            #expect(origins(harness) == [])
        }
    }

    @Test func `without limits, data are read from this machine only`() async throws {
        try await withOrg("contacts") { harness in
            harness.org.state.withLock { $0.instance = "https://acme.my.salesforce.com" }
            try await harness.sync(78)
            #expect(origins(harness) == [])
        }
    }

    @Test func `an org that moves is followed with its next token`() async throws {
        try await withOrg("contacts") { harness in
            try await harness.sync()
            harness.org.state.withLock { ($0.instance, $0.token) = ("http://127.0.0.1:7", "of a later session") }
            harness.org.put("Contact", "003000000000001AAA", ["LastName": "Ada"])
            try await harness.sync()
            #expect(try await harness.live("Contact") == ["003000000000001AAA"])
            #expect(origins(harness) == ["127.0.0.1:9", "127.0.0.1:7"])
        }
    }

    @Test func `a token without an end is used until it is refused, also by later runs`() async throws {
        try await withOrg("contacts", "leads") { harness in
            try await harness.sync()
            try await harness.sync()
            #expect(harness.org.state.withLock { $0.tokens } == 1)
            harness.org.state.withLock { $0.token = "another" }
            try await harness.sync()
            #expect(harness.org.state.withLock { $0.tokens } == 2)
        }
    }

    @Test func `a link to another host is refused, however the data came there`() async throws {
        try await withOrg("contacts") { harness in
            harness.org.state.withLock { state in
                state.fault = { target, _, _ in
                    guard target.contains("ORDER BY SystemModstamp"), target.contains("FROM Contact") else {
                        return nil
                    }
                    return SmallOrg.json(
                        #"{"totalSize":1,"done":false,"records":[],"nextRecordsUrl":"https://evil.example/query/1"}"#)
                }
            }
            try await harness.sync(75)
            #expect(harness.org.requests.allSatisfy { !$0.url.contains("evil") })
        }
    }

    @Test func `another org's credentials are refused`() async throws {
        try await withOrg("contacts") { harness in
            try await harness.sync()
            harness.org.state.withLock { $0.org = "00D000000000002AAA" }
            let report = try await harness.sync(77)
            #expect(report.problems.joined().contains("00D000000000001AAA"))
        }
    }

    @Test func `an assertion is signed with the key, for the login host, and a new one replaces a dead token`()
        async throws
    {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let credentials = [
            "client_id": "the-app", "username": "reader@example.com", "private_key": key.pemRepresentation,
        ]
        try await withOrg("contacts", credentials: credentials) { harness in
            try await harness.sync()
            harness.org.state.withLock { $0.token = "another" }
            try await harness.sync()
            let forms = harness.org.requests.filter { $0.url.hasSuffix("/token") }.map {
                String(decoding: $0.body ?? [], as: UTF8.self)
            }
            #expect(forms.count == 2)
            let keys = await JWTKeyCollection().add(
                rsa: try Insecure.RSA.PublicKey(pem: key.publicKey.pemRepresentation), digestAlgorithm: .sha256)
            for form in forms {
                #expect(form.contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"))
                #expect(!form.contains("client_secret") && !form.contains("refresh_token"))
                let assertion = form.split(separator: "&").first { $0.hasPrefix("assertion=") }?.dropFirst(10) ?? ""
                let claims = try await keys.verify(String(assertion), as: Claims.self)
                #expect(claims.iss == "the-app")
                #expect(claims.sub == "reader@example.com")
                #expect(claims.aud == "https://login.salesforce.com")
                let now = harness.org.state.withLock { $0.now } / 1000
                #expect(claims.exp <= now + 180 && claims.exp > now - 600)
            }
        }
    }

    private struct Claims: JWTPayload {
        var iss: String
        var sub: String
        var aud: String
        var exp: Int64
        func verify(using algorithm: some JWTAlgorithm) {}
    }

    @Test func `a key that is none is told, and never shown`() async throws {
        let credentials = ["client_id": "app", "username": "u", "private_key": "-----BEGIN SECRET-----geheim"]
        try await withOrg("contacts", credentials: credentials) { harness in
            let report = try await harness.sync(77)
            #expect(report.problems.joined().contains("private_key"))
            #expect(!report.problems.joined().contains("geheim"))
        }
    }
}
