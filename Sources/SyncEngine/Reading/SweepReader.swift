import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

/// Finds, each in its own rhythm, what changes of records do not show: what was set aside, restored, purged, merged.
struct SweepReader: Sendable {
    let run: StreamRun

    func read() async throws {
        for sweep in run.stream.sweeps where try await isDue(sweep) {
            switch sweep {
            case .archived(let listing, let goneAt, let when, _): try await archived(sweep, listing, goneAt, when)
            case .merged(let listing, let old, let survivor, _): try await merged(sweep, listing, old, survivor)
            case .absent(let listing, _): try await absent(sweep, listing)
            case .associations: try await associations(sweep)
            case .deletions(let log, _): try await deletions(sweep, log)
            case .formulas(let listing, _): try await formulas(sweep, listing)
            }
            run.report(.note(stream: run.stream.name, "swept: \(sweep.name)"))
        }
        try await TouchedSweep(run: run).read()
        if case .window(let window) = run.stream.reading, let look = window.secondLook {
            try await SecondLookReader(run: run, window: window, look: look).read()
        }
    }

    /// A sweep's first time is when its rhythm has passed since the first complete reading; archived records are looked
    /// for at once, because a first reading has no trace of them.
    private func isDue(_ sweep: Sweep) async throws -> Bool {
        switch sweep {
        case .archived: if Sabotage.noArchivedSweep.isOn { return false }
        case .merged: if Sabotage.forgetMerges.isOn { return false }
        case .absent: if Sabotage.noAbsentSweep.isOn { return false }
        case .associations: if Sabotage.noAssociationSweep.isOn { return false }
        case .deletions: if Sabotage.noAbsentSweep.isOn { return false }
        case .formulas: guard run.fieldList?.hasCalculated(among: run.projection.fields) == true else { return false }
        }
        if case .associations = sweep, try await isSweepingAssociations() { return false }
        if run.options.full { return true }
        let entries = try await run.ledger(sweep.name)
        if entries.contains(where: { $0.state == .open }) { return true }
        var last = entries.filter { $0.state == .closed }.map(\.asOf).max()
        if last == nil, ["absent", "associations", "deletions", "formulas"].contains(sweep.name) {
            last = try await run.ledger("records").filter { $0.state == .closed }.map(\.asOf).min()
        }
        guard let last else { return true }
        return try await run.isOver(seconds: run.every(sweep.name) ?? sweep.every, since: last)
    }

    /// A sweep that was cut goes on with what it has left, and does not begin again.
    private func isSweepingAssociations() async throws -> Bool {
        let (key, stream) = (run.key, run.stream)
        return try await run.store.read { reader in
            try stream.associations.contains { association in
                let part = StreamRun.Due.swept(StreamRun.Due.associations(association.to))
                return try !reader.take(key, part: part, limit: 1, after: nil).isEmpty
            }
        }
    }

    func close(_ tx: StoreTransaction, _ entry: LedgerEntry) throws {
        let older = try tx.reader.ledger(run.key, part: entry.part).filter { $0.state == .closed }
        try tx.removeLedger(ids: older.map(\.id))
        try tx.updateLedger(id: entry.id, cursor: nil, rows: entry.rows, state: .closed)
    }

    /// Reads a sweep's listing, remembering in the store which ids it showed; false: the account has no such listing.
    private func list(
        _ sweep: Sweep, _ listing: Listing,
        write: @escaping @Sendable (Page, StoreTransaction) throws -> WriteCounts
    ) async throws -> LedgerEntry? {
        let run = run
        let scope = LedgerScope(kind: .sweep)
        let seen = SeenIDs(run: run, listing: sweep.name)
        let entry = try await ListingReader.open(run, part: sweep.name, scope: scope, projection: "")
        if entry.cursor == nil { try await seen.forget() }
        let exists = try await ListingReader.readIfThere(
            run, listing, part: sweep.name, scope: scope, withFields: false,
            prepare: { page in
                return { tx in
                    let ids = page.records.compactMap { run.sink.id(of: $0, parent: nil) }
                    let strangers = try self.strangers(on: page, tx)
                    try tx.enqueue(run.key, part: seen.part, ids: ids.filter { !strangers.contains($0) })
                    return try write(page, tx)
                }
            },
            close: { tx, entry in
                try tx.updateLedger(id: entry.id, cursor: nil, rows: entry.rows, state: .open)
            })
        guard exists else {
            run.report(.note(stream: run.stream.name, "\(listing.request.path) does not exist: no sweep \(sweep.name)"))
            try await finish(entry)
            return nil
        }
        return try await run.ledger(sweep.name).first { $0.state == .open }
    }

    /// Ids of listed records that a start date leaves alone and that the store does not have: what changed last before
    /// it, or does not say when. They are no business of a sweep; windows find those that change.
    private func strangers(on page: Page, _ tx: StoreTransaction) throws -> Set<String> {
        guard let start = run.start else { return [] }
        let old = page.records.filter { record in
            let time = run.stream.modifiedAt.flatMap { record[path: $0]?.text }.flatMap { Moment(parsing: $0) }
            return time.map { $0.milliseconds < start } ?? true
        }
        let ids = old.compactMap { run.sink.id(of: $0, parent: nil) }
        let known = try tx.reader.revisions(run.collection, ids: ids)
        return Set(ids).subtracting(known.keys)
    }

    private func archived(
        _ sweep: Sweep, _ listing: Listing, _ goneAt: JSONPath?, _ when: [Condition]
    ) async throws {
        let run = run
        let collection = run.collection
        let fallback = try await run.serverNow()
        let entry = try await list(sweep, listing) { page, tx in
            var counts = WriteCounts()
            if let goneAt, !page.records.isEmpty, page.records.allSatisfy({ $0[path: goneAt]?.text == nil }) {
                throw SyncFailure.stopStream(
                    "\(page.request): lists records as set aside that have no \(goneAt); nothing is removed")
            }
            let strangers = try self.strangers(on: page, tx)
            for record in page.records {
                guard let id = run.sink.id(of: record, parent: nil), !strangers.contains(id) else { continue }
                guard try when.allSatisfy({ try $0.holds(RecordInput(id: id, record: record)) }) else {
                    throw SyncFailure.runAgain(
                        "\(page.request): asked for what was set aside, and got \(id), which was not", at: nil)
                }
                let at = goneAt.flatMap { record[path: $0]?.text }.flatMap { Moment(parsing: $0)?.milliseconds }
                let key = RecordKey(collection: collection, id: id)
                let gone = try tx.tombstone([key], reason: .archived, at: at ?? fallback)
                if gone > 0 { try run.relations.remapChildren(of: [key], tx) }
                counts.gone += gone
            }
            return counts
        }
        guard let entry else { return }
        // What was set aside and is no longer listed was restored, or purged for good: its lookup tells.
        let left = try await SeenIDs(run: run, listing: sweep.name).compare { after in
            try await run.store.read { try $0.goneIDs(collection, reason: .archived, after: after, limit: 5_000) }
        }.missing
        try await run.store.write { tx in try tx.enqueue(run.key, part: StreamRun.Due.lookup, ids: left) }
        try await finish(entry)
    }

    private func merged(_ sweep: Sweep, _ listing: Listing, _ old: JSONPath, _ survivor: JSONPath) async throws {
        let run = run
        let collection = run.collection
        let at = try await run.serverNow()
        let entry = try await list(sweep, listing) { page, tx in
            var counts = WriteCounts()
            for record in page.records {
                guard let old = record[path: old]?.text, let new = record[path: survivor]?.text, old != new else {
                    continue
                }
                let isNew = try tx.addAlias(
                    RecordKey(collection: collection, id: old), to: RecordKey(collection: collection, id: new),
                    reason: .merged, at: at)
                if isNew {
                    try run.relations.remapChildren(of: [RecordKey(collection: collection, id: old)], tx)
                    counts.gone += 1
                    try tx.enqueue(run.key, part: StreamRun.Due.lookup, ids: [new])
                }
            }
            return counts
        }
        if let entry { try await finish(entry) }
    }

    /// Every live id of the source against every live id of the store, in both directions.
    private func absent(_ sweep: Sweep, _ listing: Listing) async throws {
        let run = run
        guard let entry = try await list(sweep, listing, write: { _, _ in WriteCounts() }) else { return }
        let (missing, unknown) = try await SeenIDs(run: run, listing: sweep.name).compareLive(prefix: nil)
        // Nothing is inferred from absence here: whatever differs is asked for by its id.
        try await run.store.write { tx in
            try tx.enqueue(run.key, part: StreamRun.Due.lookup, ids: unknown + missing)
        }
        try await finish(entry)
    }

    private func associations(_ sweep: Sweep) async throws {
        let run = run
        let entry = try await ListingReader.open(
            run, part: sweep.name, scope: LedgerScope(kind: .sweep), projection: "")
        try await run.store.write { tx in
            for association in run.stream.associations where run.collections[association.to] != nil {
                try tx.enqueueAllLive(
                    run.key, part: StreamRun.Due.swept(StreamRun.Due.associations(association.to)),
                    collection: run.collection)
            }
            try close(tx, entry)
        }
    }

    private func finish(_ entry: LedgerEntry) async throws {
        try await SeenIDs(run: run, listing: entry.part).forget()
        try await run.store.write { tx in try close(tx, entry) }
    }
}
