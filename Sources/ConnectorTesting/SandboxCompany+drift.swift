import ConnectorKit
import JSON
import JourneyStore
import Sandbox
import Synchronization
import Touchpoints

extension SandboxCompany {
    /// A portal changes its schema; then a few records.
    func drift(_ drift: Drift, in stream: String, _ property: String, _ live: [String]) async throws -> Bool {
        let field = stream == "deals" ? "hs_next_step" : "city"
        let stamp = String(await sandbox.now)
        var edited = property
        switch drift {
        case .added:
            edited = "waymark_\(stamp)"
            try await sandbox.addProperty(stream, name: edited)
        case .removed: try await sandbox.removeProperty(stream, name: field)
        case .renamed:
            edited = "waymark_\(stamp)"
            try await sandbox.renameProperty(stream, name: field, to: edited)
        case .retyped: try await sandbox.retypeProperty(stream, name: field, to: "number", fieldType: "number")
        }
        for id in live.prefix(3) {
            try await sandbox.edit(stream, id: id, properties: [edited: "drifted \(stamp)"])
            drifted.expect(Drifted.Value(stream: stream, id: id, property: edited, text: "drifted \(stamp)"))
        }
        return true
    }
}

/// Values of properties that came later, which who asks for all of them must hold.
final class Drifted: Sendable {
    struct Value: Hashable, Sendable {
        var stream: String
        var id: String
        var property: String
        var text: String
    }

    private let values = Mutex<[String: Value]>([:])

    func expect(_ value: Value) {
        values.withLock { $0["\(value.stream) \(value.id) \(value.property)"] = value }
    }

    func differences(from store: JourneyStore, account: String) async throws -> [String] {
        let values = self.values.withLock { $0.values.filter { $0.property.hasPrefix("waymark_") } }
        return try await store.read { reader in
            try values.compactMap { value in
                let key = RecordKey(
                    collection: RecordCollection(system: "hubspot", account: account, objectType: value.stream),
                    id: value.id)
                guard let record = try reader.record(key), record.gone == nil, let payload = record.payload else {
                    return nil
                }
                let found = try JSONDocument.parse(payload).root["properties"]?[value.property]?.text
                return found == value.text
                    ? nil
                    : "\(value.stream) \(value.id): \(value.property) is \(found ?? "absent"), should be \(value.text)"
            }
        }
    }
}
