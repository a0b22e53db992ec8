import ConnectorKit
import Testing

@Suite struct RequestTemplateTests {
    private func target(_ template: RequestTemplate, _ values: [String: TemplateValues.Value]) throws -> String {
        try template.render(TemplateValues(values)).target
    }

    private func body(_ template: JSONTemplate, _ values: [String: TemplateValues.Value]) throws -> String {
        let request = try RequestTemplate(post: "/search", body: template).render(TemplateValues(values))
        return String(decoding: request.body ?? [], as: UTF8.self)
    }

    @Test(arguments: [
        ("7", "/people/7"), ("../admin", "/people/..%2Fadmin"), ("..", "/people/%2E%2E"), (".", "/people/%2E"),
        ("a/b?c#d", "/people/a%2Fb%3Fc%23d"), ("ann@acme.test", "/people/ann@acme.test"),
        ("ä %", "/people/%C3%A4%20%25"),
    ])
    func `an id from outside stays one segment of the path`(id: String, path: String) throws {
        #expect(try target(RequestTemplate(get: "/people/{id}"), ["id": .text(id)]) == path)
    }

    @Test func `a path of the description keeps its slashes`() throws {
        #expect(
            try target(
                RequestTemplate(get: "{objects}/{object_type}"),
                ["objects": .path("/crm/v3"), "object_type": .text("a/b")])
                == "/crm/v3/a%2Fb")
    }

    @Test func `a query is encoded, what the description wrote and what fills it`() throws {
        let template = RequestTemplate(get: "/t", query: ["query": "At >= '{from}' & x", "fields[Who]": "{fields}"])
        #expect(
            try target(template, ["from": .text("2026-05-02 08:15:30&limit=1"), "fields": .list(["a", "b c"])])
                == "/t?fields%5BWho%5D=a,b%20c&query=At%20%3E%3D%20%272026-05-02%2008:15:30%26limit%3D1%27%20%26%20x")
    }

    @Test func `query items without a value are left out, where that can be meant`() throws {
        let template = RequestTemplate(get: "/t", query: ["after": "{cursor}", "limit": "{limit}"])
        #expect(try target(template, ["limit": .text("5")]) == "/t?limit=5")
        #expect(throws: TemplateError.unknownGap(name: "limit", template: "{limit}")) { try target(template, [:]) }
    }

    @Test func `bodies keep their order, counts are numbers, lists are arrays`() throws {
        let template: JSONTemplate = [
            "z": "{limit}", "a": ["x", 3, true], "ids": "{ids}", "from": "{from}", "text": "since {from}",
            "after": "{cursor}",
        ]
        #expect(
            try body(template, ["limit": .text("50"), "ids": .list(["1", "2"]), "from": .text("7\"")])
                == #"{"z":50,"a":["x",3,true],"ids":["1","2"],"from":"7\"","text":"since 7\""}"#)
    }

    @Test func `one element per id`() throws {
        let template: JSONTemplate = ["inputs": ["each": "ids", "as": ["id": "{each}"]]]
        #expect(try body(template, ["ids": .list(["1", "2"])]) == #"{"inputs":[{"id":"1"},{"id":"2"}]}"#)
    }

    @Test func `a list in the middle of a text of a body is refused`() throws {
        #expect(throws: TemplateError.listInText(name: "ids", template: "ids: {ids}")) {
            try body(["q": "ids: {ids}"], ["ids": .list(["1"])])
        }
    }

    @Test func `ids become terms of a query`() throws {
        #expect(try IDTerms(each: "id = {id}", separator: " OR ").text(["5", "6"]) == "id = 5 OR id = 6")
    }
}
