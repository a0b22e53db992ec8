import Testing

@testable import HTTP

struct RedactionTests {
    @Test func `a shown URL has no user info, fragment or secret query values`() {
        let shown = Redaction().url(
            "https://me:word@api.example/x?limit=5&access_token=abc&Code=d&hapikey=e&%74oken=f#g")
        #expect(shown == "https://api.example/x?limit=5&access_token=•••&Code=•••&hapikey=•••&%74oken=•••")
    }

    @Test func `secrets are blanked as they are and percent-encoded`() {
        let redaction = Redaction(secrets: ["a+b/c=", ""])
        #expect(redaction.text("got a+b/c= and a%2Bb%2Fc%3D.") == "got ••• and •••.")
    }

    @Test func `a longer secret is blanked before the shorter one it contains`() {
        #expect(Redaction(secrets: ["abcd", "abcdefgh"]).text("abcdefgh") == "•••")
    }

    @Test func `a combining character after a secret does not hide it`() {
        #expect(!Redaction(secrets: ["token123"]).text("token123\u{301}").contains("token12"))
    }

    @Test func `the values of credential fields are secrets without being listed`() {
        let request = HTTPRequest(
            url: "https://a.example/", headers: ["Authorization": "Bearer s3cr3t", "X-Api-Key": "k3y-4-you"])
        #expect(request.redacting("s3cr3t k3y-4-you Bearer s3cr3t") == "••• ••• •••")
    }

    @Test func `an excerpt is one printable line of at most 512 bytes`() {
        let excerpt = Redaction().excerpt(of: Array("a\r\n\u{1B}[31mb\u{202E}c".utf8) + [0xFF])
        #expect(excerpt == "a   [31mb c\u{FFFD}")
        let long = Redaction().excerpt(of: Array(String(repeating: "ü", count: 4_000).utf8))
        #expect(long.utf8.count == 512)
    }

    @Test func `a secret across the end of the excerpt's window does not show`() {
        let secret = String(repeating: "s", count: 3_900)
        let answer = Array((String(repeating: "-", count: 200) + secret + secret).utf8)
        #expect(!Redaction(secrets: [secret]).excerpt(of: Array(answer.prefix(4_096))).contains("s"))
    }

    @Test func `descriptions, reflections and dumps of a request show no secret`() {
        let request = HTTPRequest(
            url: "https://a.example/?token=one111", headers: ["Authorization": "Bearer two222"],
            body: Array("three333".utf8), secrets: ["three333"])
        var dumped = ""
        dump(request, to: &dumped)
        for text in ["\(request)", String(reflecting: request), dumped, String(reflecting: [request])] {
            #expect(!text.contains("one111") && !text.contains("two222") && !text.contains("three333"))
            #expect(text.contains("GET https://a.example/?token=•••"))
        }
    }

    @Test func `an error is one line that says what, where and why`() {
        let request = HTTPRequest(url: "https://a.example/x?key=abc", secrets: ["hush"])
        let error = HTTPError(
            .truncated, for: request, status: 200, curlCode: 18, curlMessage: "hush bytes missing",
            answer: Array("{\n\"hush".utf8))
        #expect(
            error.description
                == "GET https://a.example/x?key=•••: the answer ended early (status 200; curl 18: ••• bytes missing); "
                + "it began: { \"•••")
    }
}
