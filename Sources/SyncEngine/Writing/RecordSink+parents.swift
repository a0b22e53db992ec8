import ConnectorKit
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
        let namedBy = try await namedBy(stored.map(\.key.id), in: store)
        let previous = try await previous(of: records.compactMap(\.parentID), in: store)
        for (parentID, root) in records {
            // Records of a listing per parent take their parent from their place, others from a field of their own.
            let batch = batch(
                [root], parent: stream.parent?.id == nil ? parentID : nil, parents: parents, previous: previous,
                namedBy: namedBy)
            result.writes += batch.writes
            result.quarantine += batch.quarantine
            result.parents.merge(batch.parents) { $1 }
            result.sound += batch.sound
            result.references.merge(batch.references) { $1 }
            result.converted.merge(batch.converted) { $1 }
            result.gone += batch.gone
        }
        return (result, withoutPayload)
    }

    /// Which streams have a live record that names each of these, by id; only streams that the mapping asks for.
    func namedBy(_ ids: [String], in store: JourneyStore) async throws -> [String: Set<String>] {
        let namers = mapper.namingStreams.sorted().compactMap { name in collections[name].map { (name, $0) } }
        guard !namers.isEmpty else { return [:] }
        let collection = collection
        return try await store.read { reader in
            var result: [String: Set<String>] = [:]
            for (name, namer) in namers {
                for id in try reader.named(ids, in: collection, by: namer) { result[id, default: []].insert(name) }
            }
            return result
        }
    }

    /// What stands before each record below these parents, by the record's id; nothing where the mapping does not ask.
    private func previous(of parentIDs: [String], in store: JourneyStore) async throws -> [String: RecordInput.Previous]
    {
        guard mapper.looksAtPrevious, let series = stream.series, let parents else { return [:] }
        let collection = collection
        var previous: [String: RecordInput.Previous] = [:]
        for parent in Set(parentIDs) {
            let key = RecordKey(collection: parents, id: parent)
            let siblings = try await store.read { try $0.records(of: collection, associatedWith: key) }
            let ordered = siblings.compactMap { record in
                record.payload.flatMap { try? JSONDocument.parse($0).root }.map { (id: record.key.id, root: $0) }
            }
            .sorted { series.precedes($0.root, $1.root) }
            for (index, record) in ordered.enumerated() {
                previous[record.id] = index == 0 ? .first : .record(ordered[index - 1].root)
            }
        }
        return previous
    }
}

extension Series {
    /// Whether one record stands before another.
    fileprivate func precedes(_ a: JSONValue, _ b: JSONValue) -> Bool {
        for path in order {
            let (x, y) = (a[path: path]?.text ?? "", b[path: path]?.text ?? "")
            if let first = Moment(parsing: x), let second = Moment(parsing: y) {
                if first.milliseconds != second.milliseconds { return first.milliseconds < second.milliseconds }
            } else if x != y {
                return x.utf8.lexicographicallyPrecedes(y.utf8)
            }
        }
        return false
    }
}
