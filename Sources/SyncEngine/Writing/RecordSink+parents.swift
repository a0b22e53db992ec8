import JSON
import JourneyStore
import Touchpoints

extension RecordSink {
    /// The payloads of parent records by id, from the store.
    ///
    /// Where a record names its parent, a merged one stands for its survivor, and one that is gone is none: records read
    /// before and after become the same. Children that are listed under a parent keep it, as they go with it.
    func parents(_ ids: Set<String>, in store: JourneyStore) async throws -> [String: JSONDocument] {
        guard let collection = parents, !ids.isEmpty else { return [:] }
        let isNamed = stream.parent?.id != nil
        let payloads = try await store.read { reader in
            try ids.map { id in
                var key = RecordKey(collection: collection, id: id)
                if isNamed { key = try reader.survivor(key) ?? key }
                let record = try reader.record(key)
                return (id, isNamed && record?.gone != nil ? nil : record?.payload)
            }
        }
        var documents: [String: JSONDocument] = [:]
        for (id, payload) in payloads {
            if let payload { documents[id] = try? JSONDocument.parse(payload) }
        }
        return documents
    }

    /// Stored records mapped again; `withoutPayload` counts those whose payload is no longer kept.
    func batch(stored: [StoredRecord], in store: JourneyStore) async throws -> (batch: Batch, withoutPayload: Int) {
        var result = Batch()
        var withoutPayload = 0
        var records: [(parentID: String?, root: JSONValue)] = []
        for record in stored {
            guard let payload = record.payload, let root = try? JSONDocument.parse(payload).root else {
                withoutPayload += 1
                continue
            }
            records.append((parentID(of: root, id: record.key.id), root))
        }
        let parents = try await parents(Set(records.compactMap(\.parentID)), in: store)
        for (parentID, root) in records {
            // Records of a listing per parent take their parent from their place, others from a field of their own.
            let batch = batch([root], parent: stream.parent?.id == nil ? parentID : nil, parents: parents)
            result.writes += batch.writes
            result.quarantine += batch.quarantine
            result.parents.merge(batch.parents) { $1 }
            result.sound += batch.sound
        }
        return (result, withoutPayload)
    }
}
