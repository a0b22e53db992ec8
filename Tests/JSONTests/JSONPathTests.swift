import Foundation
import JSON
import Testing

@Suite struct JSONPathTests {
    let record: JSONValue

    init() throws {
        record = try parse(
            #"""
            {"id":"7","properties":{"hs_timestamp":"2026-05-02","amount":12.50,"won":true,"gone":null},"a":{"b.c":{"]":1}},
             "items":[{"x":1,"y":{"z":"p"}},{"x":2}],"grid":[[1,2],[3]],
             "values":[{"name":"phone","value":"1"},{"name":"email","value":"a@b.c"},{"name":"email","value":"second"},{"name":7,"value":"seven"}],
             "contacts":[{"email":"a"},{},{"email":"b","phones":["1","2"]},{"phones":["3"]}]}
            """#)
    }

    @Test(
        arguments: [
            ("properties.hs_timestamp", "\"2026-05-02\""), ("properties.amount", "12.50"), ("properties.gone", "null"),
            ("id", "\"7\""), ("a.\"b.c\".\"]\"", "1"), ("items[0].x", "1"), ("items[1].x", "2"),
            ("items[0].y.z", "\"p\""),
            ("grid[0][1]", "2"), ("grid[1][0]", "3"), ("values[name=email].value", "\"a@b.c\""),
            ("values[\"name\"=\"email\"].value", "\"a@b.c\""), ("values[name=7].value", "\"seven\""),
            ("contacts[].email", "\"a\""),
            ("contacts[].phones[]", "\"1\""), ("contacts[2].phones[1]", "\"2\""),
        ])
    func `finds the value`(path: String, raw: String) throws {
        #expect(try record[path: JSONPath(parsing: path)]?.rawText == raw)
    }

    @Test(
        arguments: [
            "missing", "properties.missing", "id.x", "items[2]", "items[0].x.y", "items.x", "properties[0]",
            "properties[]",
            "values[name=fax].value", "values[other=email]", "grid[1][1]", "items[0].y[0]", "grid[99999999]",
        ])
    func `finds nothing where nothing is`(path: String) throws {
        #expect(try record[path: JSONPath(parsing: path)] == nil)
        #expect(try record.all(JSONPath(parsing: path)).isEmpty)
    }

    @Test func `the empty path is the value itself`() throws {
        #expect(record[path: ""]?.rawText == record.rawText)
        #expect(record.all("").count == 1)
    }

    @Test func `every element means all of them, in order`() throws {
        #expect(record.all("contacts[].email").map(\.string) == ["a", "b"])
        #expect(record.all("contacts[].phones[]").map(\.string) == ["1", "2", "3"])
        #expect(record.all("grid[][]").map(\.int64) == [1, 2, 3])
        #expect(record.all("grid[][0]").map(\.int64) == [1, 3])
        #expect(record.all("items[0].x").map(\.int64) == [1])
        #expect(try parse("[{\"a\":1},{\"a\":2}]").all("[].a").map(\.int64) == [1, 2])
        #expect(JSONPath("contacts[].email").isPlural)
        #expect(!JSONPath("contacts[0].email").isPlural)
    }

    @Test(
        arguments: [
            ("a..b", .emptyName, 2), (".a", .emptyName, 0), ("a.", .emptyName, 2), ("a.\"b", .unclosedQuote, 4),
            ("\"a\\n\"", .invalidEscape, 3), ("a[", .unclosedBracket, 2), ("a[0", .unclosedBracket, 3),
            ("a[b", .unclosedBracket, 3),
            ("a[b=c", .unclosedBracket, 5), ("a[-1]", .invalidPosition, 4),
            ("a[99999999999999999999]", .invalidPosition, 2),
            ("a]", .unexpectedCharacter, 1), ("a\"b\"", .unexpectedCharacter, 1), ("\"a\"b", .unexpectedCharacter, 3),
            ("a[0]b", .unexpectedCharacter, 4), ("a[=x]", .emptyName, 2), ("a[b.c=d]", .unexpectedCharacter, 3),
            ("a=b", .unexpectedCharacter, 1),
            ("a[b=\"c\"d]", .unexpectedCharacter, 7),
        ] as [(String, JSONPathError.Reason, Int)])
    func `says what is wrong with a path`(text: String, reason: JSONPathError.Reason, offset: Int) {
        let error = #expect(throws: JSONPathError.self) { try JSONPath(parsing: text) }
        #expect(error?.reason == reason)
        #expect(error?.offset == offset)
        #expect(error?.path == text)
        #expect(JSONPath(text) == nil)
    }

    @Test(
        arguments: [
            "", "a", "a.b", "a.\"b.c\"", "items[0].x", "[0][1]", "values[name=email].value", "contacts[].email", "[]",
            "\"\"", "a.\"\"",
            "a[2fa=yes]", "a[\"b.c\"=\"]\"]", "\"a\\\"b\\\\c\"", "a[b=\"\"]", "größe.höhe", "\" a \"",
        ])
    func `is written as it was read`(text: String) throws {
        let path = try JSONPath(parsing: text)
        #expect(path.description == text)
        #expect(try JSONPath(parsing: path.description) == path)
        let coded = try JSONDecoder().decode([JSONPath].self, from: JSONEncoder().encode([path]))
        #expect(coded == [path])
    }

    @Test func `a bad path in a file is a decoding error that says why`() {
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([JSONPath].self, from: Data(#"["a..b"]"#.utf8))
        }
        guard case .dataCorrupted(let context) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(context.debugDescription.contains("'a..b' at byte 2"))
    }
}
