import ConnectorKit
import JourneyStore

/// Reads one stream as its description says: what is new, what is due, what sweeps find.
struct StreamReader: Sendable {
    let run: StreamRun

    func read() async throws {
        if let backfill = run.options.backfill {
            try await self.backfill(backfill)
            try await DueReader(run: run).read()
        } else {
            try await records()
            try await DueReader(run: run).read()
            try await sweep()
        }
    }

    /// What sweeps find is read within their budget. Cut, they go on at the next run; the stream itself has been read.
    private func sweep() async throws {
        do {
            try await SweepBudget.$isSweeping.withValue(true) {
                try await SweepReader(run: run).read()
                try await DueReader(run: run).read()
                try await DueReader(run: run).readSwept()
            }
        } catch let spent as SweepBudget.Spent {
            run.counter.update {
                $0.problems.append("\(spent.words); what is left of the sweeps is gone on with at the next run")
                $0.exitCode = 75
                $0.outcome = .incomplete
            }
        }
    }

    private func records() async throws {
        if run.options.full { try await forget() }
        switch run.stream.reading {
        case .window(let window):
            try await ZoneProof(run: run, window: window).demand()
            try await read(window)
        case .snapshot(let listing, let every):
            if let every, !run.options.full, let last = try await lastListing() {
                guard try await run.isOver(seconds: every, since: last) else { return }
            }
            try await SnapshotReader(run: run).read(listing)
        case .children(let children):
            guard let parents = run.collections[children.parent] else {
                throw SyncFailure.stopStream("its parent stream \(children.parent) is not read")
            }
            try await ChildrenReader(run: run, children: children, parents: parents).read()
        }
    }

    private func lastListing() async throws -> Int64? {
        let entries = try await run.ledger("records")
        guard !entries.contains(where: { $0.state == .open }) else { return nil }
        return entries.filter { run.projection.isCovered(by: $0.projection) }.map(\.asOf).max()
    }

    /// `--full`: what was read before no longer counts; the records themselves stay until they are read again.
    private func forget() async throws {
        let key = run.key
        let stale = try await run.ledger("records").filter { $0.state == .closed }
        guard !stale.isEmpty else { return }
        try await run.store.write { tx in try tx.removeLedger(ids: stale.map(\.id)) }
        run.report(.note(stream: key.stream, "reads everything again"))
    }

    // MARK: - Windows

    private func read(_ window: Window) async throws {
        var coverage = try await self.coverage(window)
        if let through = coverage.through {
            let ahead = try await through - run.serverNow()
            if ahead > Int64(max(window.overlap, 3_600)) * 1000 {
                // Nobody can tell which of the changes since then were seen.
                run.report(
                    .note(
                        stream: run.stream.name,
                        "the server's clock stands \(ahead / 60_000) minutes before what was read by it"))
                try await forget()
                coverage = try await self.coverage(window)
            }
        }
        if coverage.through == nil, let initial = window.initial, run.start == nil {
            let run = run
            try await ListingReader.read(
                run, initial, part: "records", scope: LedgerScope(kind: .listing),
                prepare: { page in
                    let batch = try await run.batch(page.records)
                    let provenance = run.provenance(page.request, at: page.serverTime)
                    return { tx in try run.save(batch, tx, provenance, associations: true) }
                },
                close: { tx, entry in
                    let older = try tx.reader.ledger(run.key, part: "records").filter { $0.id != entry.id }
                    try tx.removeLedger(ids: older.map(\.id))
                    try tx.updateLedger(id: entry.id, cursor: nil, rows: entry.rows, state: .closed)
                })
            coverage = try await self.coverage(window)
        }
        if let exports = exports(window, part: "records", close: join) {
            let begun = coverage.open.filter { isWanted($0) && $0.cursor.flatMap(JobPlace.init) != nil }
            if !begun.isEmpty {
                try await exports.goOn(with: begun)
                coverage = try await self.coverage(window)
            }
        }
        // Windows that a killed run left open keep their bounds: what left them since is in a later one.
        for open in coverage.open where open.scope.kind == .window {
            guard let from = open.scope.fromMs, let to = open.scope.toMs else { continue }
            guard isWanted(open), from <= coverage.through ?? run.start ?? 0 else {
                try await exports(window, part: "records", close: join)?.abandon(open)
                try await run.store.write { tx in try tx.removeLedger(ids: [open.id]) }
                continue
            }
            try await read(window, from: from, to: to, part: "records", close: join)
            coverage = try await self.coverage(window)
        }
        let reached = coverage.through
        let now = try await run.serverNow()
        let lag = Sabotage.noLag.isOn ? 0 : Int64(window.lag)
        let to = window.resolution.floor(now - lag * 1000)
        let from = reached.map { beginning(after: $0, window) } ?? run.start ?? 0
        if to > (reached ?? .min) {
            try await read(window, from: max(run.start ?? 0, from), to: to, part: "records", close: join)
        }
    }

    /// Whether what an unfinished entry has read counts for what is asked for now.
    func isWanted(_ entry: LedgerEntry) -> Bool {
        entry.scope.kind == .window && entry.projection == run.projection.text
    }

    func exports(_ window: Window, part: String, close: @escaping ExportReader.Close) -> ExportReader? {
        window.export.map { ExportReader(run: run, window: window, job: $0, part: part, close: close) }
    }

    /// Reads a window the way that takes fewer calls.
    func read(
        _ window: Window, from: Int64, to: Int64, part: String, close: @escaping ExportReader.Close
    ) async throws {
        if let exports = exports(window, part: part, close: close), try await exports.pays(from: from, to: to) {
            try await exports.read(from: from, to: to)
        } else {
            try await WindowReader(run: run, window: window, part: part).read(from: from, to: to, finish: close)
        }
    }

    /// A part of the past comes again, against what became visible late.
    private func beginning(after reached: Int64, _ window: Window) -> Int64 {
        if Sabotage.noOverlap.isOn || Sabotage.strictBound.isOn { return reached }
        return window.resolution.floor(reached - Int64(window.overlap) * 1000)
    }

    private func coverage(_ window: Window) async throws -> Coverage {
        Coverage(try await run.ledger("records"), projection: run.projection, base: run.start ?? 0)
    }

    /// Closes a window and joins it with what it continues.
    private var join: ExportReader.Close {
        let run = run
        return { tx, entry in
            try tx.updateLedger(id: entry.id, cursor: nil, rows: entry.rows, state: .closed)
            let ledger = try tx.reader.ledger(run.key, part: "records")
            let coverage = Coverage(ledger, projection: run.projection, base: run.start ?? 0)
            let windows = ledger.filter { coverage.entries.contains($0.id) && $0.scope.kind == .window }
            guard windows.count > 1, let through = coverage.through else { return }
            var joined = entry
            joined.scope.fromMs = windows.compactMap(\.scope.fromMs).min()
            joined.scope.toMs = through
            joined.rows = windows.reduce(0) { $0 + $1.rows }
            // Since when there is something complete: rhythms count from there, not from the last window.
            joined.asOf = windows.map(\.asOf).min() ?? entry.asOf
            try tx.removeLedger(ids: windows.map(\.id))
            let id = try tx.insertLedger(joined)
            try tx.updateLedger(id: id, cursor: nil, rows: joined.rows, state: .closed)
        }
    }
}
