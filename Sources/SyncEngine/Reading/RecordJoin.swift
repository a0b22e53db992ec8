import ConnectorKit
import JSON

/// Joins the parts of records whose fields did not fit into one request: by id *and* revision.
struct RecordJoin {
    let run: StreamRun
    let shape: PageShape

    /// The joined records; nil when a record changed or moved between the parts, so that they are not of one version.
    func join(_ records: [JSONValue], _ others: some Sequence<Answer>) throws -> [JSONValue]? {
        guard let container = run.stream.fields?.container.description else { return records }
        var parts: [String: [JSONValue]] = [:]
        for answer in others {
            for record in answer.root[path: shape.records]?.elements.map({ $0 }) ?? [] {
                guard let id = run.sink.id(of: record, parent: nil) else { continue }
                parts[id, default: []].append(record)
            }
        }
        let wanted = others.reduce(0) { count, _ in count + 1 }
        var writer = JSONWriter()
        var isOneVersion = true
        writer.array { writer in
            for record in records {
                guard let id = run.sink.id(of: record, parent: nil), let more = parts[id], more.count == wanted,
                    more.allSatisfy({ run.sink.revision(of: $0) == run.sink.revision(of: record) })
                else {
                    isOneVersion = false
                    return
                }
                guard !container.isEmpty else {
                    Self.join([record] + more, into: &writer)
                    continue
                }
                writer.object { writer in
                    for (key, value) in record.members {
                        writer.key(key.string ?? "")
                        guard key.equals(container), value.kind == .object else {
                            writer.raw(value.rawBytes)
                            continue
                        }
                        writer.object { writer in
                            // Duplicate keys are allowed in JSON and the last one counts; all parts repeat the same few.
                            for part in [value] + more.compactMap({ $0[container] }) {
                                for (key, value) in part.members {
                                    writer.key(key.string ?? "")
                                    writer.raw(value.rawBytes)
                                }
                            }
                        }
                    }
                }
            }
        }
        guard isOneVersion else { return nil }
        do { return Array(try JSONDocument.parse(writer.bytes).root.elements) } catch {
            throw SyncFailure.runAgain("the parts of a record do not fit together: \(error)", at: nil)
        }
    }

    /// Parts whose fields stand in the records themselves; all repeat those that they are joined by.
    private static func join(_ parts: [JSONValue], into writer: inout JSONWriter) {
        var names: Set<String> = []
        writer.object { writer in
            for (key, value) in parts.flatMap({ $0.members.map { $0 } }) {
                let name = key.string ?? ""
                guard names.insert(name).inserted else { continue }
                writer.key(name)
                writer.raw(value.rawBytes)
            }
        }
    }
}
