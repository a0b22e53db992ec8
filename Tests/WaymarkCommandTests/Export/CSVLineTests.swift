import Testing

@testable import WaymarkCommand

@Suite struct CSVLineTests {
    private func line(_ fill: (inout CSVLine) -> Void) -> String {
        var line = CSVLine()
        fill(&line)
        line.end()
        return String(decoding: line.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""),
        ("", ""), (" a ", " a "), ("ä€😀", "ä€😀"),
    ])
    func `quotes as RFC 4180 wants it`(text: String, cell: String) {
        #expect(line { $0.text(text) } == cell + "\r\n")
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "=HYPERLINK(\"http://x\",\"y\")"])
    func `a cell that a spreadsheet would run is made text`(text: String) {
        let cell = line { $0.text(text) }
        #expect(cell.hasPrefix("'") || cell.hasPrefix("\"'"))
    }

    @Test func `a line break at the start is made text and quoted`() {
        #expect(line { $0.text("\r=1") } == "\"'\r=1\"\r\n")
        #expect(line { $0.text("\n=1") } == "\"'\n=1\"\r\n")
    }

    @Test func `numbers stay numbers, and what only claims to be one does not`() {
        #expect(line { $0.number(-1) } == "-1\r\n")
        #expect(line { $0.number(-0.5) } == "-0.5\r\n")
        #expect(line { $0.decimal("-12.50") } == "-12.50\r\n")
        #expect(line { $0.decimal("-1+cmd") } == "'-1+cmd\r\n")
    }

    @Test func `cells are separated, empty ones included`() {
        let text = line {
            $0.text("a")
            $0.text(nil)
            $0.number(Int?.none)
            $0.text("b")
        }
        #expect(text == "a,,,b\r\n")
    }
}
