import HTTP
import Testing

struct HTTPOriginTests {
    @Test(arguments: [
        ("https://API.Example.com/a?b#c", "https", "api.example.com", 443),
        ("http://[::1]:8080", "http", "[::1]", 8080),
        ("HTTPS://example.com:443/", "https", "example.com", 443), ("http://0x7f.1/", "http", "127.0.0.1", 80),
        ("https://example.com?x=//evil.example", "https", "example.com", 443),
    ])
    func `takes a URL apart as libcurl does`(url: String, scheme: String, host: String, port: Int) throws {
        let origin = try HTTPOrigin(of: url)
        #expect(origin.scheme == scheme && origin.host == host && origin.port == port)
    }

    @Test(arguments: [
        "", "example.com", "/path", "//example.com/", "https:example.com", "https:/example.com", "https:///example.com",
        "ftp://example.com/", "file:///etc/passwd", "https://user@example.com/", "https://user:word@example.com/",
        "https://example.com\\@evil.example/", "https://exa mple.com/", "https://example.com/\r\nX: y",
        "https://example.com/\u{0}", "https://ex\u{E4}mple.com/", "https://example.com:99999/", "https://:443/",
        "https://[fe80::1%25eth0]/", "javascript:alert(1)", "https://",
    ])
    func `refuses what is no plain absolute web address`(url: String) {
        let error = #expect(throws: HTTPError.self) { try HTTPOrigin(of: url) }
        guard case .refused = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        ("?after=2", "https://api.example.com/v3/contacts?after=2"), ("/v4/x", "https://api.example.com/v4/x"),
        ("next", "https://api.example.com/v3/next"), ("../up", "https://api.example.com/up"),
        ("https://api.example.com:443/same", "https://api.example.com:443/same"),
        ("//api.example.com/y", "https://api.example.com/y"),
    ])
    func `a link on the same origin becomes an absolute address`(link: String, expected: String) throws {
        let page = "https://api.example.com/v3/contacts?limit=1"
        #expect(try HTTPOrigin(of: page).resolving(link, from: page) == expected)
    }

    @Test(arguments: [
        "https://evil.example/v3", "//evil.example/v3", "http://api.example.com/v3", "https://api.example.com:444/v3",
        "https://api.example.com.evil.example/", "https://api.example.com@evil.example/", "/\\evil.example/",
        "https:\\\\evil.example", "ftp://api.example.com/", "https:/evil.example/", "/a b", "data:text/html,x",
        "https://user@api.example.com/",
    ])
    func `a link that leads elsewhere is refused`(link: String) throws {
        let page = "https://api.example.com/v3/contacts"
        let origin = try HTTPOrigin(of: page)
        #expect(throws: HTTPError.self) { try origin.resolving(link, from: page) }
    }

    @Test func `the whole of 127 and localhost are this machine, and nothing that looks like it`() throws {
        for url in ["http://127.0.0.1", "http://127.9.9.9:1", "http://localhost", "http://[::1]", "http://2130706433"] {
            #expect(try HTTPOrigin(of: url).isLoopback, "\(url)")
        }
        for url in [
            "http://128.0.0.1", "http://localhost.evil.example", "http://127.0.0.1.evil.example", "http://0.0.0.0",
            "http://[::2]", "http://127.evil.example", "http://10.127.0.1",
        ] {
            #expect(try !HTTPOrigin(of: url).isLoopback, "\(url)")
        }
    }

    @Test func `says the port only where it is unusual`() throws {
        #expect(try HTTPOrigin(of: "https://a.example:443").description == "https://a.example")
        #expect(try HTTPOrigin(of: "http://a.example:443").description == "http://a.example:443")
    }
}
