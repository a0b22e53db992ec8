import ConnectorKit
import JSON
import Testing

@Suite struct ConditionTests {
    private static let record = """
        {"at":"2026-05-02","type":"reply","empty":"","null":null,"number":1.50,"flag":false,
         "author":{"id":3,"email":"Kim@Shop.test"},"people":[{"id":"2","email":"lee@shop.test"},{"id":3,"email":"kim@shop.test"}]}
        """

    private func holds(_ condition: Condition, parent: String? = nil) throws -> Bool {
        try mapped(Self.record, rule { $0.when = [condition] }, parent: parent).touchpoints.count == 1
    }

    @Test func `equals compares texts, and numbers by their digits`() throws {
        #expect(try holds(.equals(path: "type", value: "reply")))
        #expect(try !holds(.equals(path: "type", value: "Reply")))
        #expect(try holds(.equals(path: "number", value: "1.50")))
        #expect(try !holds(.equals(path: "number", value: "1.5")))
        #expect(try holds(.equals(path: "flag", value: "false")))
        #expect(try !holds(.equals(path: "missing", value: "")))
    }

    @Test func `one of needs a value, none of does not`() throws {
        #expect(try holds(.oneOf(path: "type", values: ["note", "reply"])))
        #expect(try !holds(.oneOf(path: "type", values: ["note"])))
        #expect(try !holds(.oneOf(path: "missing", values: ["note"])))
        #expect(try holds(.noneOf(path: "type", values: ["note"])))
        #expect(try !holds(.noneOf(path: "type", values: ["reply"])))
        #expect(try holds(.noneOf(path: "missing", values: ["reply"])))
    }

    @Test(arguments: ["empty", "null", "missing", "type.deeper"])
    func `empty, null and missing are absent`(path: String) throws {
        let path = try #require(JSONPath(path))
        #expect(try holds(.absent(path: path)))
        #expect(try !holds(.present(path: path)))
    }

    @Test func `what is there is present`() throws {
        #expect(try holds(.present(path: "type")))
        #expect(try !holds(.absent(path: "flag")))
    }

    @Test func `same finds one among several, whatever the letter case`() throws {
        #expect(try holds(.same(path: "author.email", as: "people[].email")))
        #expect(try holds(.same(path: "author.id", as: "people[].id")))
        #expect(try !holds(.same(path: "type", as: "people[].email")))
        #expect(try holds(.different(path: "type", from: "people[].email")))
        #expect(try !holds(.different(path: "author.id", from: "people[].id")))
    }

    @Test func `nothing is the same as nothing`() throws {
        #expect(try !holds(.same(path: "missing", as: "empty")))
        #expect(try holds(.different(path: "missing", from: "empty")))
    }

    @Test func `a path into the parent holds only where there is one`() throws {
        #expect(try holds(.same(path: "author.id", as: "parent.owners[].id"), parent: #"{"owners":[{"id":"3"}]}"#))
        #expect(try !holds(.same(path: "author.id", as: "parent.owners[].id"), parent: #"{"owners":[]}"#))
        #expect(try !holds(.present(path: "parent.owners[0].id")))
        #expect(try holds(.equals(path: "@parent", value: "9"), parent: "{}"))
        #expect(try holds(.equals(path: "@id", value: "1")))
    }

    @Test func `all conditions must hold`() throws {
        let record = rule { $0.when = [.present(path: "type"), .equals(path: "type", value: "note")] }
        #expect(try mapped(Self.record, record).touchpoints.isEmpty)
    }
}
