import Testing

@testable import Sandbox

@Suite struct SOQLTests {
    @Test func `a query is read into its parts`() throws {
        let query = try SOQLParser.parse(
            "SELECT Id, Owner.Name FROM Lead l WHERE (Email LIKE 'a%' OR NOT l.Title = 'It\\'s') AND "
                + "CreatedDate >= 2026-01-01T00:00:00+02:00 ORDER BY SystemModstamp DESC NULLS LAST, Id LIMIT 5 OFFSET 10"
        )
        #expect(query.items.count == 2)
        #expect(query.object == "Lead")
        #expect(query.limit == 5)
        #expect(query.offset == 10)
        #expect(query.order.map(\.isDescending) == [true, false])
        #expect(query.order[0].nullsLast == true)
        guard case .all(let parts) = query.condition, case .any(let either) = parts[0],
            case .not(let negated) = either[1],
            case .compare(let path, .equal, .text(let text), _) = negated
        else {
            Issue.record("not the expected tree: \(String(describing: query.condition))")
            return
        }
        #expect(path.names == ["Title"])
        #expect(text == "It's")
        guard case .compare(_, .atLeast, let literal, _) = parts[1] else {
            Issue.record("not the expected tree")
            return
        }
        #expect(literal == .instant(try #require(parseInstant("2025-12-31T22:00:00Z"))))
    }

    @Test(arguments: [
        ("SELECT Id FORM Account", "unexpected token: 'FORM'"),
        ("SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", "unexpected token: 'OR'"),
        ("SELECT Id FROM Account WHERE Name = 'a", "unexpected token"),
        ("SELECT Id, FROM Account", "unexpected token: 'FROM'"),
        ("SELECT Id FROM Account LIMIT x", "unexpected token: 'x'"),
        ("SELECT Id FROM Account ALL ROWS", "ALL ROWS not allowed"),
        ("SELECT Id, (SELECT Id FROM Contacts) FROM Account", "sub-queries are not served"),
        ("", "unexpected token: '<EOF>'"),
    ])
    func `what is no query is refused with its place`(query: String, words: String) throws {
        let refusal = try #require(throws: SalesforceRefusal.self) { _ = try SOQLParser.parse(query) }
        #expect(refusal.code == "MALFORMED_QUERY")
        #expect(refusal.message.contains(words))
        #expect(refusal.message.contains("ERROR at Row:1:Column:"))
    }

    @Test func `a thousand parentheses are refused, not followed`() {
        let deep = String(repeating: "(", count: 1_000)
        #expect(throws: SalesforceRefusal.self) { try SOQLParser.parse("SELECT Id FROM Lead WHERE \(deep)Id = 'a'") }
    }

    @Test(arguments: [
        ("a%", "Ada", true), ("%a", "Ada", true), ("_da", "Ada", true), ("a", "Ada", false), ("%d%", "Ada", true),
        ("a\\%", "a%", true), ("a\\%", "ab", false), ("%%%x", "aaaaaaaaaaaaaaaa", false), ("", "", true),
    ])
    func `LIKE knows its two signs`(pattern: String, text: String, matches: Bool) {
        #expect(LikePattern(pattern).matches(text) == matches)
    }

    @Test(arguments: [
        ("TODAY", nil, "2026-03-18", "2026-03-19"), ("LAST_N_DAYS", 7, "2026-03-11", "2026-03-19"),
        ("THIS_MONTH", nil, "2026-03-01", "2026-04-01"), ("LAST_YEAR", nil, "2025-01-01", "2026-01-01"),
        ("THIS_WEEK", nil, "2026-03-15", "2026-03-22"), ("LAST_QUARTER", nil, "2025-10-01", "2026-01-01"),
    ])
    func `words mean days`(word: String, count: Int?, from: String, to: String) throws {
        let now = try #require(parseInstant("2026-03-18T13:00:00Z"))
        let range = SOQLDates.range(word, count, now: now)
        #expect(range == (try #require(parseInstant(from)))..<(try #require(parseInstant(to))))
    }

    @Test func `ids carry their checksum`() throws {
        // The platform's own rule, on an id that is known: 001A0000006Vm9r becomes 001A0000006Vm9rIAC.
        let reference = RecordReference(.contact, 123_456)
        let id = RecordID.text(reference)
        #expect(id.count == 18)
        #expect(RecordID.reference(id) == reference)
        #expect(RecordID.reference(id.prefix(15)) == reference)
        #expect(RecordID.reference(id.lowercased()) == nil)
        #expect(RecordID.text(RecordReference(.contact, 9)) < RecordID.text(RecordReference(.contact, 10)))
        #expect(RecordID.text(RecordReference(.contact, 61)) < RecordID.text(RecordReference(.contact, 4_000)))
    }
}
