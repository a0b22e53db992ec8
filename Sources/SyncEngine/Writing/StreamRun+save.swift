import JSON
import JourneyStore
import Touchpoints

extension StreamRun {
    /// Builds a batch, reading the parents' payloads where the mapping wants them.
    func batch(_ records: [JSONValue], parent: String? = nil) async throws -> RecordSink.Batch {
        let reference = stream.parent
        let ids = Set(records.compactMap { record in parent ?? reference?.id.flatMap { record[path: $0]?.text } })
        let parents = reference == nil ? [:] : try await sink.parents(ids, in: store)
        return sink.batch(records, parent: parent, parents: parents)
    }

    /// Saves a batch; to be called inside the transaction that also moves the ledger.
    func save(
        _ batch: RecordSink.Batch, _ tx: StoreTransaction, _ provenance: Provenance, associations: Bool
    ) throws -> WriteCounts {
        let known = dependents.isEmpty ? [:] : try tx.reader.revisions(collection, ids: batch.ids)
        let counts = try tx.save(batch.writes, provenance)
        try saveParents(batch, tx)
        try saveQuarantine(batch, tx)
        try remapChildren(of: batch.writes.filter { known[$0.key.id] != $0.revision }.map(\.key), tx)
        if associations {
            for association in stream.associations where collections[association.to] != nil {
                try tx.enqueue(key, part: Due.associations(association.to), ids: batch.ids)
            }
            let touched = TouchedSweep.ids(batch, of: stream, at: provenance.observedAt.milliseconds)
            try tx.enqueue(key, part: Due.touched, ids: touched)
        }
        return counts
    }

    /// Has everything mapped again that belongs to these records, or to one that was merged into them.
    func remapChildren(of keys: [RecordKey], _ tx: StoreTransaction) throws {
        for key in keys {
            for dependent in dependents {
                try tx.enqueueAssociated(dependent.key, part: Due.remap, from: dependent.collection, to: key)
            }
        }
    }

    /// A record's parent is an association like any other: touchpoints are linked to it, and it finds its children.
    private func saveParents(_ batch: RecordSink.Batch, _ tx: StoreTransaction) throws {
        guard let parents = sink.parents, !batch.parents.isEmpty else { return }
        try tx.setAssociations(
            from: batch.writes.map(\.key), to: parents,
            targets: batch.parents.mapValues { [AssociationTarget(id: $0, labels: ["parent"])] })
        // A parent that no window shows (deleted, merged) is asked for by its id: what became of it belongs to the truth.
        guard let parentStream = stream.parent?.stream, looksUpParents else { return }
        let unknown = try Set(batch.parents.values).filter {
            try tx.reader.record(RecordKey(collection: parents, id: $0), payload: false) == nil
                && tx.reader.survivor(RecordKey(collection: parents, id: $0)) == nil
        }
        try tx.enqueue(
            StreamKey(system: key.system, account: key.account, stream: parentStream), part: Due.lookup,
            ids: unknown.sorted())
    }

    func saveQuarantine(_ batch: RecordSink.Batch, _ tx: StoreTransaction) throws {
        try tx.clearQuarantine(key, ids: batch.sound)
        for entry in batch.quarantine {
            try tx.quarantine(
                QuarantineEntry(
                    source: key, recordID: entry.id, reason: entry.reason, payload: entry.payload, run: run))
        }
    }

    /// Maps again what belongs to a parent that has changed.
    func remapDependents() async throws {
        let run = self
        while true {
            let (items, records) = try await store.read { reader in
                let items = try reader.take(run.key, part: Due.remap, limit: 200, after: nil)
                return (
                    items, try items.compactMap { try reader.record(RecordKey(collection: run.collection, id: $0.id)) }
                )
            }
            guard !items.isEmpty else { return }
            let batch = try await sink.batch(stored: records.filter { $0.gone == nil }, in: store).batch
            count(
                try await store.write { tx in
                    let counts = try tx.remap(batch.writes)
                    try run.saveQuarantine(batch, tx)
                    try tx.done(run.key, part: Due.remap, items)
                    return counts
                })
        }
    }
}
