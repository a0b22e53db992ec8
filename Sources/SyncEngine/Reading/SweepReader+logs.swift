import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

extension SweepReader {
    /// What the source's log of deletions tells since the last time. Nothing is believed of it but the ids: what became
    /// of them (deleted, or merged into another one) their lookups tell.
    func deletions(_ sweep: Sweep, _ log: DeletionLog) async throws {
        let run = run
        let now = try await run.serverNow()
        let closed = try await run.ledger(sweep.name).filter { $0.state == .closed }
        var last = closed.compactMap { $0.cursor.flatMap { Int64($0) } }.max()
        if last == nil { last = try await run.ledger("records").filter { $0.state == .closed }.map(\.asOf).min() }
        // An hour less than the source promises: its clock runs while we ask.
        let reach = now - (Int64(log.reach) - 3_600) * 1000
        if let last, last < reach {
            run.report(
                .note(
                    stream: run.stream.name,
                    "the log of deletions reaches back \(log.reach / 86_400) days; what was deleted before, only a "
                        + "comparison of all ids finds"))
        }
        let from = max(last ?? reach, reach)
        // Salesforce wants more than a minute between the two ends, and does not look at seconds.
        guard now - from > 120_000 else { return }
        let entry = try await ListingReader.open(
            run, part: sweep.name, scope: LedgerScope(kind: .sweep), projection: "")
        var covered = from
        var stretches = [(from: from, to: now)]
        while let stretch = stretches.popLast() {
            do {
                covered = max(covered, try await deletions(log, from: stretch.from, to: stretch.to))
            } catch let much as TooMuchAtOnce {
                let middle = stretch.from + (stretch.to - stretch.from) / 2
                guard middle - stretch.from > 120_000 else { throw much }
                stretches += [(middle, stretch.to), (stretch.from, middle)]
            }
        }
        let through = String(min(covered, now))
        try await run.store.write { tx in
            try close(tx, entry)
            try tx.updateLedger(id: entry.id, cursor: through, rows: entry.rows, state: .closed)
        }
    }

    /// Has what is stored and deleted looked up; the moment up to which the log is complete.
    private func deletions(_ log: DeletionLog, from: Int64, to: Int64) async throws -> Int64 {
        let run = run
        let outcome = try await run.caller.call(
            log.request,
            run.values.setting("from", log.time.text(from)).setting("to", log.time.text(to)),
            defect: { $0.lacksArray(at: log.records) })
        guard case .answer(let answer) = outcome else {
            throw SyncFailure.stopStream("\(log.request.path): there is no log of deletions")
        }
        let ids = (answer.root[path: log.records]?.elements.map { $0 } ?? []).compactMap { $0[path: log.id]?.text }
        let collection = run.collection
        try await run.store.write { tx in
            let known = try tx.reader.revisions(collection, ids: ids)
            try tx.enqueue(run.key, part: StreamRun.Due.lookup, ids: known.keys.sorted())
        }
        guard let text = answer.root[path: log.coveredThrough]?.text, let time = Moment(parsing: text)?.milliseconds
        else { throw SyncFailure.stopStream("\(answer.request): does not tell up to when it is complete") }
        return time
    }

    /// Everything again: what is the same changes nothing in the store.
    func formulas(_ sweep: Sweep, _ listing: Listing) async throws {
        let run = run
        let scope = LedgerScope(kind: .sweep)
        if run.readsParts(of: listing.page) {
            let entry = try await ListingReader.open(
                run, part: sweep.name, scope: scope, projection: run.projection.text)
            try await run.store.write { tx in
                try tx.enqueueAllLive(run.key, part: StreamRun.Due.lookup, collection: run.collection)
                try close(tx, entry)
            }
            return
        }
        try await ListingReader.read(
            run, listing, part: sweep.name, scope: scope,
            prepare: { page in
                let batch = try await run.batch(page.records)
                let provenance = run.provenance(page.request, at: page.serverTime)
                return { tx in try run.save(batch, tx, provenance, associations: false) }
            }, close: close)
    }
}
