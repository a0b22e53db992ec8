import ConnectorKit
import JSON
import Touchpoints

/// A record's touchpoints under some rules.
func map(_ record: String, _ stream: RecordStream, _ rules: [TouchpointRule]) throws -> [Touchpoint] {
    let mapper = try RecordMapper(
        stream: stream, extra: rules,
        context: MappingContext(system: "hubspot", account: "1", recordTypes: [stream.name: stream.recordType]))
    return mapper.map(RecordInput(id: "1", record: try JSONDocument.parse(Array(record.utf8)).root)).touchpoints
}
