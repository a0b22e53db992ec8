import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

/// Holds single records against the source. What changed there after `through` is the next sync's work, no difference.
struct RecordComparison: Sendable {
    let run: StreamRun
    let through: Int64
    let options: VerifyOptions

    /// The time that decides whether a record belongs to what is complete: the cursor's, else the last change's.
    func time(of record: JSONValue) -> Int64? {
        let paths: [JSONPath?]
        if case .window(let window) = run.stream.reading {
            paths = [window.cursor, run.stream.modifiedAt]
        } else {
            paths = [run.stream.modifiedAt]
        }
        for case let path? in paths {
            if let time = record[path: path]?.text.flatMap({ Moment(parsing: $0)?.milliseconds }) { return time }
        }
        return nil
    }

    func isNewer(_ record: JSONValue) -> Bool { time(of: record).map { $0 >= through } ?? false }

    /// One record as the source has it now (nil: it has it not), and as the store has it.
    func difference(_ id: String, source: JSONValue?) async throws -> VerifyReport.Difference? {
        let key = RecordKey(collection: run.collection, id: id)
        let stored = try await run.store.read { reader -> StoredRecord? in
            let record = try reader.record(key)
            return record?.gone == nil ? record : nil
        }
        guard let source, !run.sink.isGone(source) else {
            return stored.map { _ in VerifyReport.Difference(id: id, kind: .extra) }
        }
        if isNewer(source) { return nil }
        guard let stored else { return VerifyReport.Difference(id: id, kind: .missing) }
        var fields = FieldDifferences(
            showsValues: options.showsValues,
            asked: run.stream.fields == nil ? nil : Set(run.projection.fields + run.projection.history))
        guard let payload = stored.payload else {
            guard options.keepsPayloads else { return nil }
            fields.note("(payload)", nil, nil)
            return VerifyReport.Difference(id: id, kind: .different, fields: fields.fields)
        }
        guard let now = run.sink.payload(of: source) else { return nil }
        guard let before = try? JSONDocument.parse(payload).root else {
            fields.note("(payload)", nil, nil)
            return VerifyReport.Difference(id: id, kind: .different, fields: fields.fields)
        }
        fields.compare(stored: before, source: now)
        guard !fields.fields.isEmpty else { return nil }
        return VerifyReport.Difference(id: id, kind: .different, fields: fields.fields)
    }

    // MARK: - By lookup

    /// Reads the records again by their ids, and their associations; in full batches.
    func differences(of ids: [String], by lookup: Lookup) async throws -> [VerifyReport.Difference] {
        var found: [String: VerifyReport.Difference] = [:]
        var newer: Set<String> = []
        for batch in ids.chunks(of: run.limit(of: lookup)) {
            let records = try await records(batch, lookup)
            for id in batch {
                if let record = records[id], isNewer(record) { newer.insert(id) }
                if let difference = try await difference(id, source: records[id]) { found[id] = difference }
            }
        }
        // What is missing or gone brings its associations with it.
        let settled = ids.filter { !newer.contains($0) && (found[$0]?.kind ?? .different) == .different }
        for difference in try await associationDifferences(of: settled) {
            found[difference.id, default: VerifyReport.Difference(id: difference.id, kind: .different)].fields +=
                difference.fields
        }
        return ids.compactMap { found[$0] }
    }

    /// Asks again what the records are tied to.
    func associationDifferences(of ids: [String]) async throws -> [VerifyReport.Difference] {
        var found: [String: VerifyReport.Difference] = [:]
        for reading in run.stream.associations {
            guard let target = run.collections[reading.to] else { continue }
            let reader = AssociationReader(run: run, reading: reading, target: target)
            for batch in ids.chunks(of: reading.limit) {
                let targets = try await reader.targets(of: batch)
                for id in batch {
                    guard
                        let words = try await differs(
                            RecordKey(collection: run.collection, id: id), targets[id] ?? [], target)
                    else { continue }
                    var fields = FieldDifferences(showsValues: options.showsValues, asked: nil)
                    fields.note("associations.\(reading.to)", stored: words.stored, source: words.source)
                    found[id, default: VerifyReport.Difference(id: id, kind: .different)].fields += fields.fields
                }
            }
        }
        return ids.compactMap { found[$0] }
    }

    private func records(_ ids: [String], _ lookup: Lookup) async throws -> [String: JSONValue] {
        do {
            let page = try await run.lookUp(ids, by: lookup)
            return Dictionary(
                (page?.records ?? []).compactMap { record in
                    run.sink.id(of: record, parent: nil).map { ($0, record) }
                }, uniquingKeysWith: { $1 })
        } catch SyncFailure.stopStream where ids.count > 1 {
            // One bad id may spoil the whole batch.
            let half = try await records(Array(ids[..<(ids.count / 2)]), lookup)
            return half.merging(try await records(Array(ids[(ids.count / 2)...]), lookup)) { $1 }
        }
    }

    /// Both sides by surviving, live targets: what a merge or a deletion of a target changes, it changes on both.
    private func differs(
        _ key: RecordKey, _ source: [AssociationTarget], _ target: RecordCollection
    ) async throws -> (stored: String, source: String)? {
        try await run.store.read { reader in
            func lines(_ targets: [AssociationTarget]) throws -> [String] {
                var labels: [String: Set<String>] = [:]
                for edge in targets {
                    let end = RecordKey(collection: target, id: edge.id)
                    let survivor = try reader.survivor(end) ?? end
                    if try reader.record(survivor, payload: false)?.gone != nil { continue }
                    labels[survivor.id, default: []].formUnion(edge.labels)
                }
                return labels.map { "\($0.key) (\($0.value.sorted().joined(separator: ",")))" }.sorted()
            }
            let (a, b) = (try lines(try reader.associations(key, to: target)), try lines(source))
            return a == b ? nil : (a.joined(separator: " "), b.joined(separator: " "))
        }
    }
}

extension Array {
    func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: Swift.max(1, size)).map {
            Array(self[$0..<Swift.min($0 + Swift.max(1, size), count)])
        }
    }
}
