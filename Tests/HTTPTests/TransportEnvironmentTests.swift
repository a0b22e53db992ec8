import Testing

@testable import HTTP

struct TransportEnvironmentTests {
    @Test func `the lower-case spelling wins and empty means unset`() {
        let both = TransportEnvironment(["https_proxy": "http://low", "HTTPS_PROXY": "http://up", "NO_PROXY": "x"])
        #expect(both.proxy == "http://low")
        #expect(both.proxyExceptions == "x")
        #expect(TransportEnvironment(["https_proxy": "", "ALL_PROXY": "http://all"]).proxy == "http://all")
        #expect(TransportEnvironment(["http_proxy": "http://plain"]).proxy == nil)
    }

    @Test func `authorities come from curl's own variable before OpenSSL's`() {
        let both = TransportEnvironment(["CURL_CA_BUNDLE": "/a", "SSL_CERT_FILE": "/b", "SSL_CERT_DIR": "/c"])
        #expect(both.authorityFile == "/a")
        #expect(both.authorityDirectory == nil)
        let usual = TransportEnvironment(["SSL_CERT_FILE": "/b", "SSL_CERT_DIR": "/c"])
        #expect(usual.authorityFile == "/b")
        #expect(usual.authorityDirectory == "/c")
    }

    @Test func `the credentials of the proxy are secrets`() {
        #expect(TransportEnvironment(["https_proxy": "http://me:p@ss@proxy:1/"]).secrets == ["me:p@ss", "p@ss"])
        #expect(TransportEnvironment(["https_proxy": "proxy:1"]).secrets == [])
    }
}
