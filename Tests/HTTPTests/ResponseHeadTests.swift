import Testing

@testable import HTTP

struct ResponseHeadTests {
    private func head(_ lines: [String]) -> (head: ResponseHead, steps: [ResponseHead.Step]) {
        var head = ResponseHead()
        let steps = lines.map { line in Array((line + "\r\n").utf8).withUnsafeBytes { head.take($0) } }
        return (head, steps)
    }

    @Test func `interim answers are replaced, trailers ignored`() {
        let (head, steps) = head([
            "HTTP/1.1 103 Early Hints", "Link: early", "", "HTTP/1.1 200 OK", "A: 1", "", "Trailer: late",
        ])
        #expect(head.status == 200)
        #expect(head.headers.map(\.name) == ["A"])
        #expect(steps == [.more, .more, .more, .more, .more, .complete, .more])
    }

    @Test func `values are trimmed, folded lines joined, lines without a colon dropped`() {
        let (head, _) = head(["HTTP/2 200", "a:  b \t", " c", "nonsense", "d:e:f", ": x", ""])
        #expect(head.headers["a"] == "b c")
        #expect(head.headers["d"] == "e:f")
    }

    @Test func `a head beyond its ceiling is too large`() {
        let (_, steps) = head(
            ["HTTP/1.1 200 OK"] + Array(repeating: "A: " + String(repeating: "b", count: 1_000), count: 300))
        #expect(steps.last == .tooLarge)
    }

    @Test func `codings come in order without identity`() {
        let (head, _) = head(["HTTP/1.1 200 OK", "Content-Encoding: GZIP, identity", "content-encoding: br", ""])
        #expect(head.encodings == ["gzip", "br"])
    }
}
