import ConnectorKit
import Foundation
import Testing

@testable import WaymarkCommand

@Suite struct ConsentTests {
    private let consent = Consent(
        clientID: "id+1", redirect: "http://127.0.0.1:7/callback", state: "s123",
        oauth2: OAuth2(
            grant: .refreshToken, tokenURL: "/t", authorizeURL: "https://x.example/authorize", scopes: ["a.read", "b"],
            optionalScopes: ["c"]))

    @Test func `the address asks for a code with everything in it encoded`() throws {
        let address = try #require(consent.address(base: "https://x.example/authorize?v=1"))
        #expect(address.hasPrefix("https://x.example/authorize?v=1&client_id=id%2B1&"))
        #expect(address.contains("response_type=code"))
        #expect(address.contains("scope=a.read%20b"))
        #expect(address.contains("optional_scope=c"))
        #expect(address.contains("state=s123"))
        let items = URLComponents(string: address)?.queryItems
        #expect(items?.first { $0.name == "redirect_uri" }?.value == "http://127.0.0.1:7/callback")
    }

    @Test(arguments: [
        ("/callback?code=c%2F1&state=s123", Consent.Outcome.code("c/1")),
        ("/callback?code=c1&state=s124", .foreign), ("/callback?code=c1", .foreign),
        ("/callback?code=c1&state=s1234", .foreign),
        ("/callback?error=access_denied&error_description=No&state=s123", .refused("No")),
        ("/callback?state=s123", .refused("the answer holds no code")),
    ])
    func `only the answer to this consent counts`(target: String, outcome: Consent.Outcome) {
        #expect(consent.outcome(of: target) == outcome)
    }

    @Test(arguments: ["/favicon.ico", "/", "/callbackx?code=1&state=s123", "//x/callback?state=s123&code=1"])
    func `other addresses are none of its business`(target: String) {
        #expect(consent.outcome(of: target) == nil)
    }

    @Test func `no two consents share a state`() {
        #expect(Set((0..<100).map { _ in Consent.randomState() }).count == 100)
        #expect(Consent.randomState().count > 20)
    }

    @Test(arguments: [
        ("GET /callback?code=1 HTTP/1.1\r\n", "/callback?code=1"), ("POST / HTTP/1.1\r\n", nil), ("GET\r\n", nil),
        ("", nil), ("GET x HTTP/1.1", nil),
    ])
    func `reads the first line of a request`(head: String, target: String?) {
        #expect(RedirectListener.target(of: Array(head.utf8)) == target)
    }
}
