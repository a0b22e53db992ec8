import ConnectorKit
import JSON
public import JourneyStore
import Touchpoints

extension DescribedSystem {
    public func differences(from store: JourneyStore, before: Int64?) async throws -> [String] {
        var differences: [String] = []
        let wanted = connection.only
        for stream in connector.streams where wanted?.contains(stream.name) ?? true {
            guard let table = tables[stream.name] else { continue }
            differences += try await records(of: table, in: store, before).prefix(3)
            guard before == nil else { continue }
            differences += try await merges(of: table, in: store).prefix(3)
            for association in stream.associations where tables[association.to] != nil {
                differences += try await ties(of: table, to: association.to, in: store).prefix(3)
            }
        }
        return differences
    }

    private func collection(_ stream: RecordStream) -> RecordCollection {
        RecordCollection(system: connector.name, account: account, objectType: stream.recordType)
    }

    /// As the engine knows it: what the account tells, or the host that stands for it.
    private var account: String { connector.account.id == nil ? String(baseURL.dropFirst("http://".count)) : "1" }

    private func records(of table: Table, in store: JourneyStore, _ before: Int64?) async throws -> [String] {
        let stream = table.specimen.stream
        let collection = collection(stream)
        let records = try await store.read { try $0.payloads(collection, after: nil, limit: 1_000_000) }
        var stored = Dictionary(records.map { ($0.key.id, $0.payload ?? []) }, uniquingKeysWith: { first, _ in first })
        var differences: [String] = []
        for place in table.live {
            let row = table.rows[place]
            let key = table.specimen.key(of: row.document, parent: row.parent)
            let found = stored.removeValue(forKey: key)
            // What is listed under a parent cannot be seen any more once that is gone.
            if case .children(let children) = stream.reading, let parents = tables[children.parent],
                !parents.liveIDs.contains(row.parent ?? "")
            {
                continue
            }
            if let before, row.modified >= before { continue }
            guard let found else {
                differences.append("\(stream.name) \(key) is missing")
                continue
            }
            let wanted = try JSONDocument.parse(row.document.bytes).root.canonicalBytes
            if found != wanted {
                differences.append(
                    "\(stream.name) \(key) is \(String(decoding: found.prefix(200), as: UTF8.self)), should be "
                        + String(decoding: wanted.prefix(200), as: UTF8.self))
            }
        }
        guard before == nil else { return differences }
        for row in table.rows {
            guard case .archived = row.state else { continue }
            let key = RecordKey(collection: collection, id: table.specimen.key(of: row.document, parent: row.parent))
            let found = try await store.read { try $0.record(key, payload: false) }
            if let found, found.gone != .archived {
                differences.append("\(stream.name) \(key.id) is \(found.gone?.rawValue ?? "live"), should be archived")
            }
        }
        return differences + stored.keys.sorted().map { "\(stream.name) \($0) is a ghost" }
    }

    private func merges(of table: Table, in store: JourneyStore) async throws -> [String] {
        let collection = collection(table.specimen.stream)
        var differences: [String] = []
        for row in table.rows {
            guard case .merged(var into) = row.state else { continue }
            while case .merged(let next) = table.rows[into].state { into = next }
            let key = RecordKey(collection: collection, id: table.specimen.id(of: row.document))
            // One that came and was merged away between two syncs was never seen.
            guard try await store.read({ try $0.record(key, payload: false) }) != nil else { continue }
            let survivor = try await store.read { try $0.survivor(key)?.id }
            if survivor != table.id(into) {
                differences.append("\(key.id) was merged into \(table.id(into)), not \(survivor ?? "nothing")")
            }
        }
        return differences
    }

    private func ties(of table: Table, to name: String, in store: JourneyStore) async throws -> [String] {
        guard let target = connector.stream(named: name) else { return [] }
        let (source, to) = (collection(table.specimen.stream), collection(target))
        var wanted: [String: Set<String>] = [:]
        for row in table.live { wanted[table.id(row)] = liveTargets(table.rows[row], name) }
        let truth = wanted
        return try await store.read { reader in
            try truth.keys.sorted().compactMap { id in
                let found = try reader.associations(RecordKey(collection: source, id: id), to: to).compactMap {
                    edge -> String? in
                    let key = RecordKey(collection: to, id: edge.id)
                    let survivor = try reader.survivor(key) ?? key
                    return try reader.record(survivor, payload: false)?.gone == nil ? survivor.id : nil
                }
                let ids = Set(found)
                return ids == truth[id]
                    ? nil : "\(id) → \(name): \(ids.sorted()), should be \((truth[id] ?? []).sorted())"
            }
        }
    }
}
