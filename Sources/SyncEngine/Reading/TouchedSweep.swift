import ConnectorKit
import JourneyStore

/// Reads the associations of records that have changed lately a second and a third time: a record is often tied to
/// others after it was made, and that moves no modification time.
///
/// Two generations of ids are kept in the store. A sweep reads both, drops the older one and makes it the younger one's
/// turn to be the older: the last look at a record comes at least one full rhythm after it was touched.
struct TouchedSweep: Sendable {
    let run: StreamRun

    /// Ids of each generation that one sweep takes: a mass update is worked off in several.
    static let most = 10_000
    /// A record that has changed longer ago than this when it is read is not followed: its ties are not new. Milliseconds.
    static let lately: Int64 = 86_400_000

    /// The ids of a batch that are to be followed.
    static func ids(_ batch: RecordSink.Batch, of stream: RecordStream, at now: Int64) -> [String] {
        guard stream.rhythms[Sweep.touched] != nil else { return [] }
        return batch.writes.filter { write in
            write.modifiedAt.map { now - $0.milliseconds < lately } ?? false
        }.map(\.key.id)
    }

    func read() async throws {
        guard let every = run.every(Sweep.touched), run.stream.rhythms[Sweep.touched] != nil,
            !Sabotage.noAssociationSweep.isOn
        else { return }
        let run = run
        let last = try await run.ledger(Sweep.touched).map(\.asOf).max()
        if let last, try await !run.isOver(seconds: every, since: last) { return }
        let now = try await run.serverNow()
        try await run.store.write { tx in
            let entries = try tx.reader.ledger(run.key, part: Sweep.touched)
            try tx.removeLedger(ids: entries.map(\.id))
            _ = try tx.insertLedger(
                LedgerEntry(
                    source: run.key, part: Sweep.touched, projection: "", scope: LedgerScope(kind: .sweep),
                    state: .closed, asOf: now))
            // What was touched in a first reading waits for its rhythm like everything else.
            guard last != nil else { return }
            let older = try tx.reader.take(run.key, part: StreamRun.Due.touchedOnce, limit: Self.most, after: nil)
            let younger = try tx.reader.take(run.key, part: StreamRun.Due.touched, limit: Self.most, after: nil)
            try tx.done(run.key, part: StreamRun.Due.touchedOnce, older)
            try tx.done(run.key, part: StreamRun.Due.touched, younger)
            try tx.enqueue(run.key, part: StreamRun.Due.touchedOnce, ids: younger.map(\.id))
            let ids = Set((older + younger).map(\.id))
            let live = try tx.reader.revisions(run.collection, ids: ids.sorted()).keys.sorted()
            for association in run.stream.associations where run.collections[association.to] != nil {
                let part = StreamRun.Due.swept(StreamRun.Due.associations(association.to))
                try tx.enqueue(run.key, part: part, ids: live)
            }
        }
    }
}
