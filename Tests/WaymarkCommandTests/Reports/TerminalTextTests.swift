import Testing

@testable import WaymarkCommand

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("\u{1B}[2Jgone", "\\u{1B}[2Jgone"), ("a\nb", "a\\u{A}b"), ("a\rb", "a\\u{D}b"), ("\u{9B}31m", "\\u{9B}31m"),
        ("\u{202E}cod.exe", "\\u{202E}cod.exe"), ("a\u{7F}", "a\\u{7F}"), ("\u{2028}", "\\u{2028}"),
        ("a\u{0}b", "a\\u{0}b"), ("tab\there", "tab\\u{9}here"), ("äöü 漢字 👩‍👧 ok", "äöü 漢字 👩‍👧 ok"),
    ])
    func `nothing from outside can move the cursor`(text: String, shown: String) {
        #expect(TerminalText.line(text) == shown)
    }

    @Test func `lines of our own stay lines`() {
        #expect(TerminalText.lines("a\nb\u{1B}") == "a\nb\\u{1B}")
    }

    @Test func `JSON stays the same value`() {
        #expect(TerminalText.json("{\n\"a\": \"\u{9B}\u{202E}\"}") == "{\n\"a\": \"\\u009b\\u202e\"}")
    }

    @Test func `cells of a table are made harmless and line up`() {
        var table = Table("NAME", ">N")
        table.add("a\u{1B}[31m", "1")
        table.add("bb", "22")
        #expect(table.text == "NAME          N\na\\u{1B}[31m   1\nbb           22\n")
    }
}

@Suite struct SecretsTests {
    @Test func `a known secret is blanked wherever it stands, the longest first`() {
        let secrets = Secrets()
        secrets.add("abcd")
        secrets.add("abcd-efgh")
        secrets.add("xyz")
        #expect(secrets.redacting("abcd-efgh abcd xyz") == "••• ••• xyz")
    }
}
