import JSON
import JourneyStore
import Touchpoints

extension StreamRun {
    /// Builds a batch, reading the parents' payloads where the mapping wants them.
    func batch(_ records: [JSONValue], parent: String? = nil) async throws -> RecordSink.Batch {
        let reference = stream.parent
        let ids = Set(records.compactMap { record in parent ?? reference?.id.flatMap { record[path: $0]?.text } })
        let parents = reference == nil ? [:] : try await sink.parents(ids, in: store)
        let own = records.compactMap { sink.id(of: $0, parent: parent) }
        return sink.batch(
            records, parent: parent, parents: parents, namedBy: try await sink.namedBy(own, in: store))
    }

    /// Saves a batch; to be called inside the transaction that also moves the ledger.
    func save(
        _ batch: RecordSink.Batch, _ tx: StoreTransaction, _ provenance: Provenance, associations: Bool
    ) throws -> WriteCounts {
        let known = relations.isWatched ? try tx.reader.revisions(collection, ids: batch.ids) : [:]
        try relations.associate(batch, tx)
        var counts = try tx.save(batch.writes, provenance)
        try relations.save(batch, tx)
        counts.gone += try relations.saveGone(batch, tx, at: provenance.observedAt.milliseconds)
        try sink.saveQuarantine(batch, tx, run: run)
        let changed = batch.writes.filter { known[$0.key.id] != $0.revision }.map(\.key)
        try relations.remapChildren(of: changed, tx)
        if associations {
            if readsAssociations { try tx.enqueue(key, part: Due.associations, ids: batch.ids) }
            let touched = TouchedSweep.ids(batch, of: stream, at: provenance.observedAt.milliseconds)
            try tx.enqueue(key, part: Due.touched, ids: touched)
        }
        return counts
    }

    var readsAssociations: Bool { stream.associations.contains { collections[$0.to] != nil } }

    /// Maps again what belongs to a record that has changed.
    func remapDue() async throws { count(try await relations.remapDue(in: store, run: run)) }

    /// Makes the associations anew of what waits for it.
    func retie() async throws {
        let changed = try await relations.retie(in: store)
        counter.update { $0.associations += changed }
    }
}

extension RecordSink {
    func saveQuarantine(_ batch: Batch, _ tx: StoreTransaction, run: Int64) throws {
        try tx.clearQuarantine(key, ids: batch.sound)
        for entry in batch.quarantine {
            try tx.quarantine(
                QuarantineEntry(
                    source: key, recordID: entry.id, reason: entry.reason, payload: entry.payload, run: run))
        }
    }
}
