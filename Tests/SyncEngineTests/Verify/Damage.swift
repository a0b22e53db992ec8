import GRDB
import Touchpoints

@testable import JourneyStore

/// Harm that no sync would do, written straight into the store's tables.
struct Damage: Sendable {
    let store: JourneyStore

    func run(_ sql: String, _ arguments: [String] = []) async throws {
        var configuration = Configuration()
        configuration.prepareDatabase { $0.add(function: PayloadCodec.function) }
        let queue = try DatabaseQueue(path: store.path, configuration: configuration)
        try await queue.write { try $0.execute(sql: sql, arguments: StatementArguments(arguments)) }
        try queue.close()
    }

    private static let key =
        "(SELECT r.key FROM records r JOIN collections c ON c.id = r.collection WHERE c.object_type = ? AND record_id = ?)"

    private static let replacing = """
        UPDATE payloads SET codec = 'json', bytes = CAST(replace(CAST(payload(codec, bytes) AS TEXT), ?, ?) AS BLOB)
        """

    /// As if the record had never been read.
    func forget(_ type: String, _ id: String) async throws {
        try await run(
            "DELETE FROM touchpoint_link_rows WHERE touchpoint IN (SELECT key FROM touchpoints WHERE record = \(Self.key))",
            [type, id])
        for table in ["touchpoints", "payloads", "field_changes", "identity_evidence_rows"] {
            try await run("DELETE FROM \(table) WHERE record = \(Self.key)", [type, id])
        }
        try await run(
            "DELETE FROM associations WHERE from_collection = (SELECT id FROM collections WHERE object_type = ?) AND from_id = ?",
            [type, id])
        try await run("DELETE FROM records WHERE key = \(Self.key)", [type, id])
    }

    func dropPayload(_ type: String, _ id: String) async throws {
        try await run("DELETE FROM payloads WHERE record = \(Self.key)", [type, id])
    }

    func change(_ type: String, _ id: String, _ old: String, to new: String) async throws {
        try await run(
            "\(Self.replacing) WHERE record = \(Self.key)", [old, new, type, id])
    }

    func changeAll(_ type: String, _ old: String, to new: String) async throws {
        try await run(
            """
            \(Self.replacing)
            WHERE record IN (SELECT r.key FROM records r JOIN collections c ON c.id = r.collection WHERE c.object_type = ?)
            """, [old, new, type])
    }

    func untie(_ type: String, _ id: String) async throws {
        try await run(
            "DELETE FROM associations WHERE from_collection = (SELECT id FROM collections WHERE object_type = ?) AND from_id = ?",
            [type, id])
    }

    /// A copy of a record under an id that the source never gave.
    func invent(_ type: String, _ id: String, like other: String) async throws {
        let collection = RecordCollection(system: "hubspot", account: "424242", objectType: type)
        try await store.write { tx in
            guard let record = try tx.reader.record(RecordKey(collection: collection, id: other)) else { return }
            let text = String(decoding: record.payload ?? [], as: UTF8.self).replacing(other, with: id)
            try tx.save(
                [
                    RecordWrite(
                        key: RecordKey(collection: collection, id: id), revision: record.revision,
                        modifiedAt: record.modifiedAt, payload: Array(text.utf8))
                ],
                Provenance(run: 1, request: "damage", observedAt: Moment(clamping: 0, precision: .millisecond)))
        }
    }
}
