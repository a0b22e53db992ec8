import ConnectorKit
import JSON
import Touchpoints

/// A rule that always applies; tests change what they are about.
func rule(_ change: (inout TouchpointRule) -> Void = { _ in }) -> TouchpointRule {
    var rule = TouchpointRule(
        kind: .always(.noteAdded), channel: .always(.crm), direction: .always(.internal), at: "at")
    change(&rule)
    return rule
}

/// What a record becomes under some rules.
func mapped(
    _ json: String, _ rules: TouchpointRule..., parent: String? = nil, change: (inout RecordStream) -> Void = { _ in }
) throws -> MappedRecord {
    var stream = RecordStream(
        name: "notes", id: "id",
        reading: .snapshot(
            listing: Listing(request: RequestTemplate(get: "/notes"), page: PageShape(records: "data"), limit: 1),
            every: nil),
        touchpoints: rules)
    change(&stream)
    let context = MappingContext(
        system: "desk", account: "7", currency: "EUR", baseURL: "https://desk.example", teams: ["42": .sales],
        recordTypes: ["notes": "notes", "people": "persons"])
    let parent = try parent.map { try JSONDocument.parse(Array($0.utf8)).root }
    return try RecordMapper(stream: stream, context: context).map(
        RecordInput(
            id: "1", record: try JSONDocument.parse(Array(json.utf8)).root, parentID: parent == nil ? nil : "9",
            parent: parent))
}
