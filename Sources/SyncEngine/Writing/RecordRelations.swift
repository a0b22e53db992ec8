import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

/// What a stream's records say of other records: whom they name, what they were merged into or became, and which
/// associations of others they are; and what has to be mapped or tied again because of it.
struct RecordRelations: Sendable {
    let stream: RecordStream
    let key: StreamKey
    let collection: RecordCollection
    /// Stream name → where its records are stored.
    let collections: [String: RecordCollection]
    /// All streams of the connection: what is tied together is told by several of them.
    let streams: [RecordStream]
    let sink: RecordSink
    /// Streams whose mapping looks into the records of this one.
    let dependents: [(key: StreamKey, collection: RecordCollection)]
    /// Streams whose mapping asks whether a record of this one names theirs.
    let named: [(key: StreamKey, collection: RecordCollection)]
    /// The parent stream is read too, and by ids.
    let looksUpParents: Bool

    /// Whether somebody waits for changes of these records.
    var isWatched: Bool { !dependents.isEmpty || sink.mapper.looksAtPrevious }

    /// A record's parent and the records it names are associations like any other: touchpoints are linked to them. Goes
    /// before the records themselves, so that touchpoints that are new are linked once.
    ///
    /// - Returns: how many associations have changed.
    @discardableResult
    func associate(_ batch: RecordSink.Batch, _ tx: StoreTransaction) throws -> Int {
        let own = ownTargets
        guard !own.isEmpty else { return 0 }
        // What a junction record named before, and does not name any more, is looked at as well.
        let keys = batch.writes.map(\.key)
        try retieLater(keys, tx)
        try remapNamed(by: keys, tx)
        var targets: [RecordCollection: [String: [AssociationTarget]]] = [:]
        for target in own {
            let junctions = junctions(between: stream.name, and: target)
            targets[target] = [:]
            for write in batch.writes {
                let id = write.key.id
                let found =
                    stream.targets(
                        references: batch.references[id] ?? [], parent: batch.parents[id], in: target, collections)
                    + (try tx.targets(of: write.key, through: junctions, to: target))
                if !found.isEmpty { targets[target]?[id] = found }
            }
        }
        return try tx.setAssociations(from: keys, targets)
    }

    /// What else the records say of others; after the records themselves.
    func save(_ batch: RecordSink.Batch, _ tx: StoreTransaction) throws {
        for (id, target) in batch.converted {
            guard let collection = collections[target.stream] else { continue }
            let key = RecordKey(collection: self.collection, id: id)
            let survivor = RecordKey(collection: collection, id: target.id)
            if try tx.addAlias(key, to: survivor, reason: .converted, at: 0) { try remapChildren(of: [key], tx) }
        }
        try retieLater(batch.writes.map(\.key), tx)
        try remapNamed(by: batch.writes.map(\.key), tx)
        try askForParents(batch, tx)
    }

    /// Collections that records of this stream name records of.
    private var ownTargets: [RecordCollection] {
        var streams = stream.references.reduce(into: Set<String>()) { $0.formUnion($1.to.streams) }
        if let parent = stream.parent { streams.insert(parent.stream) }
        return streams.sorted().compactMap { collections[$0] }
    }

    /// A parent that no window shows (deleted, merged) is asked for by its id: what became of it belongs to the truth.
    private func askForParents(_ batch: RecordSink.Batch, _ tx: StoreTransaction) throws {
        guard let parents = sink.parents, let parentStream = stream.parent?.stream, looksUpParents,
            !batch.parents.isEmpty
        else { return }
        let unknown = try Set(batch.parents.values).filter {
            try tx.reader.record(RecordKey(collection: parents, id: $0), payload: false) == nil
                && tx.reader.survivor(RecordKey(collection: parents, id: $0)) == nil
        }
        try tx.enqueue(
            StreamKey(system: key.system, account: key.account, stream: parentStream), part: StreamRun.Due.lookup,
            ids: unknown.sorted())
    }

    // MARK: - Gone, by their own word

    /// - Returns: how many of them that was not known of.
    func saveGone(_ batch: RecordSink.Batch, _ tx: StoreTransaction, at observedAt: Int64) throws -> Int {
        var count = 0
        for gone in batch.gone {
            let key = RecordKey(collection: collection, id: gone.id)
            let at = gone.at ?? observedAt
            let isNews: Bool
            if let survivor = gone.survivor {
                if Sabotage.forgetMerges.isOn { continue }
                isNews = try tx.addAlias(
                    key, to: RecordKey(collection: collection, id: survivor), reason: .merged, at: at)
            } else {
                isNews = try tx.tombstone([key], reason: gone.reason, at: at) > 0
            }
            guard isNews else { continue }
            count += 1
            try remapChildren(of: [key], tx)
        }
        return count
    }

    // MARK: - Records that are associations of others

    /// Has the associations made anew that these records are, or were: once what is written here is in the store.
    func retieLater(_ keys: [RecordKey], _ tx: StoreTransaction) throws {
        for tie in stream.ties {
            guard let from = collections[tie.from] else { continue }
            var ids: Set<String> = []
            for key in keys { ids.formUnion(try tx.reader.associations(key, to: from).map(\.id)) }
            try tx.enqueue(key, part: StreamRun.Due.ties(tie.from), ids: ids.sorted())
        }
    }

    /// Where the junction records stand that tie the records of a stream to those of a collection.
    private func junctions(between stream: String, and target: RecordCollection) -> [RecordCollection] {
        streams.compactMap { junction in
            let ties = junction.ties.contains { tie in
                tie.from == stream && tie.to.contains { collections[$0] == target }
            }
            return ties ? collections[junction.name] : nil
        }
    }

    /// Makes the associations anew of what waits for it: what the records name themselves, and what others tie them to.
    ///
    /// - Returns: how many have changed.
    func retie(in store: JourneyStore) async throws -> Int {
        let relations = self
        var total = 0
        for tie in stream.ties {
            guard let from = collections[tie.from], let stream = streams.first(where: { $0.name == tie.from }) else {
                continue
            }
            let part = StreamRun.Due.ties(tie.from)
            while true {
                let (items, records) = try await store.read { reader in
                    let items = try reader.take(relations.key, part: part, limit: 200, after: nil)
                    return (items, try items.compactMap { try reader.record(RecordKey(collection: from, id: $0.id)) })
                }
                guard !items.isEmpty else { break }
                let roots = Dictionary(
                    records.compactMap { record in
                        record.payload.flatMap { try? JSONDocument.parse($0).root }.map { (record.key.id, $0) }
                    }, uniquingKeysWith: { first, _ in first })
                let changed = try await store.write { tx in
                    var changed = 0
                    for target in tie.to.sorted().compactMap({ relations.collections[$0] }) {
                        let junctions = relations.junctions(between: stream.name, and: target)
                        var targets: [String: [AssociationTarget]] = [:]
                        for item in items {
                            let key = RecordKey(collection: from, id: item.id)
                            let own = roots[item.id].map { root in
                                stream.targets(
                                    references: stream.references(in: root),
                                    parent: stream.parent?.id.flatMap { root[path: $0]?.text }, in: target,
                                    relations.collections)
                            }
                            let others = try tx.targets(of: key, through: junctions, to: target)
                            targets[item.id] = (own ?? []) + others
                        }
                        changed += try tx.setAssociations(
                            from: items.map { RecordKey(collection: from, id: $0.id) }, to: target, targets: targets)
                    }
                    try tx.done(relations.key, part: part, items)
                    return changed
                }
                total += changed
            }
        }
        return total
    }

    // MARK: - Records that are named

    /// Has everything mapped again that these records name, where that decides what becomes of it.
    func remapNamed(by keys: [RecordKey], _ tx: StoreTransaction) throws {
        for (named, collection) in named {
            var ids: Set<String> = []
            for key in keys { ids.formUnion(try tx.reader.associations(key, to: collection).map(\.id)) }
            try tx.enqueue(named, part: StreamRun.Due.remap, ids: ids.sorted())
        }
    }

    /// Has everything mapped or tied again that hangs on these records, or on one that was merged into them; also when
    /// they are about to go.
    func remapChildren(of keys: [RecordKey], _ tx: StoreTransaction) throws {
        for key in keys {
            for dependent in dependents {
                try tx.enqueueAssociated(dependent.key, part: StreamRun.Due.remap, from: dependent.collection, to: key)
            }
        }
        try remapNamed(by: keys, tx)
        try remapSeries(around: keys, tx)
        try retieLater(keys, tx)
    }

    /// Maps again what belongs to a record that has changed.
    func remapDue(in store: JourneyStore, run: Int64) async throws -> WriteCounts {
        let relations = self
        var total = WriteCounts()
        while true {
            let (items, records) = try await store.read { reader in
                let items = try reader.take(relations.key, part: StreamRun.Due.remap, limit: 200, after: nil)
                return (
                    items,
                    try items.compactMap { try reader.record(RecordKey(collection: relations.collection, id: $0.id)) }
                )
            }
            guard !items.isEmpty else { return total }
            let batch = try await sink.batch(stored: records.filter { $0.gone == nil }, in: store).batch
            total += try await store.write { tx in
                let counts = try tx.remap(batch.writes)
                try relations.sink.saveQuarantine(batch, tx, run: run)
                try tx.done(relations.key, part: StreamRun.Due.remap, items)
                return counts
            }
        }
    }

    // MARK: - Records in a series

    /// Has the whole series mapped again in which these records stand: each may have another one before it now.
    func remapSeries(around keys: [RecordKey], _ tx: StoreTransaction) throws {
        guard sink.mapper.looksAtPrevious, let parents = sink.parents else { return }
        var ids: Set<String> = []
        for key in keys { ids.formUnion(try tx.reader.associations(key, to: parents).map(\.id)) }
        for id in ids.sorted() {
            let parent = RecordKey(collection: parents, id: id)
            try tx.enqueueAssociated(
                key, part: StreamRun.Due.remap, from: collection, to: tx.reader.survivor(parent) ?? parent)
        }
    }
}

extension StoreTransaction {
    /// What junction records tie a record to.
    fileprivate func targets(
        of key: RecordKey, through junctions: [RecordCollection], to target: RecordCollection
    ) throws -> [AssociationTarget] {
        try junctions.flatMap { try reader.targets(of: key, through: $0, to: target) }
    }
}

extension RecordStream {
    /// What a record itself names in one collection.
    fileprivate func targets(
        references: [(stream: String, id: String, labels: [String])], parent: String?, in target: RecordCollection,
        _ collections: [String: RecordCollection]
    ) -> [AssociationTarget] {
        var found = references.filter { collections[$0.stream] == target }.map {
            AssociationTarget(id: $0.id, labels: $0.labels)
        }
        if let parent, !parent.isEmpty, let stream = self.parent?.stream, collections[stream] == target {
            let labels = self.parent?.sharesAssociations == true ? ["parent", "shared"] : ["parent"]
            found.append(AssociationTarget(id: parent, labels: labels))
        }
        return found
    }
}
