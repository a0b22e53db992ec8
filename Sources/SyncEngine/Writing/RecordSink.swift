import ConnectorKit
internal import Identity
import JSON
import JourneyStore
import Touchpoints

/// Turns records as they came into records as they are stored.
struct RecordSink: Sendable {
    let stream: RecordStream
    let key: StreamKey
    let collection: RecordCollection
    let mapper: RecordMapper
    let excluded: Set<String>
    let parents: RecordCollection?
    let collections: [String: RecordCollection]
    private let identity: IdentityRules
    private let idParts: [IDPart]

    private enum IDPart {
        case parent
        case path(JSONPath)
    }

    init(
        stream: RecordStream, key: StreamKey, collection: RecordCollection, mapper: RecordMapper,
        excluded: Set<String>, parents: RecordCollection?, collections: [String: RecordCollection],
        identity: IdentityRules
    ) throws(SyncFailure) {
        self.stream = stream
        self.key = key
        self.collection = collection
        self.mapper = mapper
        self.excluded = excluded
        self.parents = parents
        self.collections = collections
        self.identity = identity
        var parts: [IDPart] = []
        for text in stream.id.paths {
            if text == "@parent" {
                parts.append(.parent)
            } else {
                do { parts.append(.path(try JSONPath(parsing: text))) } catch {
                    throw .fixConfig("stream \(stream.name): id: \(error)")
                }
            }
        }
        idParts = parts
    }

    /// A page's worth of records, ready to be saved in one transaction.
    struct Batch: Sendable {
        var writes: [RecordWrite] = []
        var quarantine: [(id: String, reason: String, payload: [UInt8])] = []
        /// Record id → parent id, where records belong to another one.
        var parents: [String: String] = [:]
        /// Ids of the records that are fine: an older quarantine of theirs is over.
        var sound: [String] = []
        /// Records that say themselves that they are gone.
        var gone: [Gone] = []
        /// Record id → what it became and goes on as: stream and id.
        var converted: [String: (stream: String, id: String)] = [:]
        /// Record id → other records that it names.
        var references: [String: [(stream: String, id: String, labels: [String])]] = [:]
        var ids: [String] { writes.map(\.key.id) }
        /// Of all that the source has told something about.
        var toldIDs: [String] { ids + gone.map(\.id) }
    }

    /// A record that was shown as one that is no more.
    struct Gone: Sendable {
        var id: String
        var reason: GoneReason
        /// Set where it was merged.
        var survivor: String?
        /// Unix milliseconds, where the record tells it.
        var at: Int64?
    }

    /// Whether a record says itself that it is gone.
    func isGone(_ record: JSONValue) -> Bool { !stream.gone.isEmpty && mapper.isGone(record) }

    /// The id of a record; nil when it has none.
    func id(of record: JSONValue, parent: String?) -> String? {
        var parts: [String] = []
        for (index, idPart) in idParts.enumerated() {
            let part: String? =
                switch idPart {
                case .parent: parent
                case .path(let path): record[path: path]?.text
                }
            // Only the first part is indispensable: HubSpot's subscription changes have gaps in the others.
            if part?.isEmpty ?? true, index == 0 { return nil }
            parts.append(part ?? "")
        }
        return parts.joined(separator: ":")
    }

    /// The parent of a stored record: as its field tells, or as its own id begins with.
    func parentID(of record: JSONValue, id: String) -> String? {
        if let path = stream.parent?.id { return record[path: path]?.text }
        guard case .parent? = idParts.first else { return nil }
        return id.firstIndex(of: ":").map { String(id[..<$0]) }
    }

    func revision(of record: JSONValue) -> String? { stream.revision.flatMap { record[path: $0]?.text } }

    /// - Parameters:
    ///   - parents: the payloads of parent records by id, where the mapping looks into them.
    ///   - previous: by record id, what stands before it in its series; where it is not known, rules that ask wait.
    func batch(
        _ records: some Sequence<JSONValue>, parent: String?, parents: [String: JSONDocument],
        previous: [String: RecordInput.Previous] = [:], namedBy: [String: Set<String>] = [:]
    ) -> Batch {
        var batch = Batch()
        for record in records {
            guard let record = excluded.isEmpty ? record : stripped(record) else {
                // Rather no payload than one with what must not be stored.
                let id = id(of: record, parent: parent) ?? "without id \(RecordSink.mark(record.canonicalBytes))"
                batch.quarantine.append((id, "the excluded fields cannot be taken out", []))
                continue
            }
            let payload = record.canonicalBytes
            guard record.kind == .object, let id = id(of: record, parent: parent) else {
                batch.quarantine.append(
                    ("without id \(RecordSink.mark(payload))", "the record has no \(stream.id.paths[0])", payload))
                continue
            }
            let parentID = parent ?? stream.parent?.id.flatMap { record[path: $0]?.text }
            let mapped = mapper.map(
                RecordInput(
                    id: id, record: record, parentID: parentID, parent: parentID.flatMap { parents[$0]?.root },
                    previous: previous[id] ?? .unknown, namedBy: namedBy[id] ?? []))
            if Sabotage.skipUnmappable.isOn, !mapped.problems.isEmpty { continue }
            if let reason = mapped.gone {
                batch.gone.append(
                    Gone(
                        id: id, reason: reason == .archived ? .archived : .deleted, survivor: mapped.mergedInto,
                        at: mapped.modifiedAt?.milliseconds))
                batch.sound.append(id)
                continue
            }
            batch.writes.append(write(id, payload, mapped))
            batch.parents[id] = parentID
            batch.converted[id] = mapped.converted
            batch.references[id] = mapped.references
            if mapped.problems.isEmpty {
                batch.sound.append(id)
            } else {
                batch.quarantine.append((id, mapped.problems.joined(separator: "; "), payload))
            }
        }
        return batch
    }

    /// The record as it would be stored; nil: what must not be stored cannot be taken out.
    func payload(of record: JSONValue) -> JSONValue? { excluded.isEmpty ? record : stripped(record) }

    private func write(_ id: String, _ payload: [UInt8], _ mapped: MappedRecord) -> RecordWrite {
        RecordWrite(
            key: RecordKey(collection: collection, id: id), entity: stream.entity,
            revision: mapped.revision ?? RecordSink.mark(payload), modifiedAt: mapped.modifiedAt, payload: payload,
            touchpoints: mapped.touchpoints,
            history: mapped.history.map { FieldChange(field: $0.field, at: $0.at, value: $0.value) },
            tracked: mapped.tracked.map { TrackedValue(field: $0.field, value: $0.value) },
            identifiers: mapped.identifiers, name: mapped.name,
            mergedIDs: Sabotage.forgetMerges.isOn ? [] : mapped.mergedIDs
        ).understood(by: identity)
    }

    /// The record without the fields that must not be stored.
    private func stripped(_ record: JSONValue) -> JSONValue? {
        let container = stream.fields?.container.description.isEmpty == false ? stream.fields?.container : nil
        var writer = JSONWriter()
        writer.object { writer in
            for (key, value) in record.members {
                let name = key.string ?? ""
                if container == nil, excluded.contains(name) { continue }
                writer.key(name)
                // Fields stand in their container, and their history in another object beside it.
                if container != nil, value.kind == .object {
                    writer.object { writer in
                        for (key, value) in value.members where !excluded.contains(key.string ?? "") {
                            writer.key(key.string ?? "")
                            writer.raw(value.rawBytes)
                        }
                    }
                } else {
                    writer.raw(value.rawBytes)
                }
            }
        }
        return try? JSONDocument.parse(writer.bytes).root
    }

    /// A stable short text for content that has no name (FNV-1a, 64 bits): never an identity across systems.
    static func mark(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}
