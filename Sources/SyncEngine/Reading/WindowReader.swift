import ConnectorKit
import JSON
import JourneyStore

/// Reads what changed in `[from, to)`.
///
/// Where the API can bound ids, a window is read as disjoint ranges of ids, each small enough for one page: one answer
/// is one consistent view, its count is compared with its total, and no sort order or offset is trusted. Elsewhere a
/// window is read page by page and believed only if the total stood still and every record came exactly once.
struct WindowReader: Sendable {
    let run: StreamRun
    let window: Window
    /// In the ledger: `records`, `backfill`, or that of the second look.
    let part: String

    /// - Parameter finish: what else belongs into the transaction that closes the window.
    func read(
        from: Int64, to: Int64, finish: @escaping @Sendable (StoreTransaction, LedgerEntry) throws -> Void
    ) async throws {
        guard from < to else { return }
        if window.isOneView { return try await readViews(from: from, to: to, finish) }
        let scope = LedgerScope(kind: .window, fromMs: from, toMs: to)
        let entry = try await ListingReader.open(run, part: part, scope: scope, projection: run.projection.text)
        if window.splitsByID {
            try await readRanges(entry, finish)
        } else if window.page.total != nil {
            try await readCounted(entry, finish)
        } else {
            try await readPages(entry, finish)
        }
    }

    func values(_ scope: LedgerScope) -> TemplateValues {
        let strict = Sabotage.strictBound.isOn ? window.resolution.milliseconds : 0
        return window.values(run.values, from: (scope.fromMs ?? 0) + strict, to: scope.toMs ?? 0)
    }

    private func walker(_ values: TemplateValues) -> PageWalker {
        PageWalker(
            run, request: window.request, shape: window.page, limit: window.limit, values: values,
            withFields: !window.isPartial)
    }

    // MARK: - Disjoint ranges of ids

    private func readRanges(
        _ begun: LedgerEntry, _ finish: @escaping @Sendable (StoreTransaction, LedgerEntry) throws -> Void
    ) async throws {
        var entry = begun
        /// Everything below has been read.
        var low = entry.cursor.flatMap { Int64($0) } ?? 0
        /// How many ids wide the next range is; the whole rest until a total says that it must be cut.
        var width = Window.endOfIDs
        /// Records that a total has promised for all ranges to come; nil until a range had to be cut.
        var promised: Int?
        // Aim at four fifths of a page, so that most ranges need one call.
        let aim = window.limit * 4 / 5
        while low < Window.endOfIDs {
            let isRest = promised.map { $0 <= aim } ?? true
            let high = isRest || width >= Window.endOfIDs - low ? Window.endOfIDs : low + width
            let values = values(entry.scope).setting("from_id", String(low)).setting("to_id", String(high))
            guard let page = try await walker(values).page(at: nil) else {
                throw SyncFailure.stopStream("\(window.request.path) does not exist for this account")
            }
            guard let total = page.total else {
                throw SyncFailure.stopStream("\(page.request): the answer does not tell its total")
            }
            let ids = page.records.compactMap { run.sink.id(of: $0, parent: nil) }.compactMap { Int64($0) }
            guard total <= page.records.count || Sabotage.believeShortPages.isOn else {
                if Sabotage.trustOrder.isOn, let last = ids.last, last >= low {
                    let write = try await prepare(page)
                    run.count(try await run.store.write { tx in try write(tx) })
                    low = last + 1
                    continue
                }
                guard total > window.limit else {
                    throw SyncFailure.stopStream(
                        "\(page.request): counts \(total) records and sends \(page.records.count)")
                }
                if high == Window.endOfIDs {
                    if promised == nil { run.report(.expects(stream: run.stream.name, rows: total)) }
                    promised = total
                }
                width = try narrower(low: low, high: high, ids: ids, total: total, request: page.request)
                continue
            }
            guard total == page.records.count, Set(ids).count == total,
                ids.allSatisfy({ $0 >= low && $0 < high })
                    || Sabotage.believeShortPages.isOn
            else {
                throw SyncFailure.stopStream(
                    "\(page.request): counts \(total) records and sends \(Set(ids).count) of the range")
            }
            run.count(read: total)
            entry.rows += total
            entry.cursor = String(high)
            let write = try await prepare(page)
            let snapshot = entry
            let isLast = high == Window.endOfIDs
            run.count(
                try await run.store.write { tx in
                    let counts = try write(tx)
                    if isLast {
                        try finish(tx, snapshot)
                    } else {
                        try tx.updateLedger(id: snapshot.id, cursor: snapshot.cursor, rows: snapshot.rows, state: .open)
                    }
                    return counts
                })
            promised = promised.map { $0 - total }
            let span = high - low
            width =
                total == 0 ? multiplied(span, 8) : max(1, min(multiplied(span, 4), span / Int64(total) * Int64(aim)))
            low = high
        }
    }

    private func multiplied(_ span: Int64, _ factor: Int64) -> Int64 {
        let (product, overflow) = span.multipliedReportingOverflow(by: factor)
        return overflow ? Window.endOfIDs : product
    }

    /// A range that should fit a page. The order of the ids is only a hint: what the range holds is counted again.
    private func narrower(
        low: Int64, high: Int64, ids: [Int64], total: Int, request: String
    ) throws -> Int64 {
        guard high - low > 1 else {
            throw SyncFailure.stopStream("\(request): \(total) records claim the one id \(low)")
        }
        let inside = ids.filter { $0 >= low && $0 < high }.sorted()
        let place = window.limit * 4 / 5
        if inside.count > place, inside[place] > low, inside[place] < high { return inside[place] - low }
        return (high - low) / 2
    }

    // MARK: - Pages with a total

    private func readCounted(
        _ begun: LedgerEntry, _ finish: @escaping @Sendable (StoreTransaction, LedgerEntry) throws -> Void
    ) async throws {
        var queue: [(from: Int64, to: Int64)] = [(begun.scope.fromMs ?? 0, begun.scope.toMs ?? 0)]
        while let (from, to) = queue.popLast() {
            var scope = begun.scope
            (scope.fromMs, scope.toMs) = (from, to)
            var attempts = 0
            attempt: while true {
                attempts += 1
                let walker = walker(values(scope))
                guard var page = try await walker.page(at: nil), let total = page.total else {
                    throw SyncFailure.stopStream("\(window.request.path): no answer with a total")
                }
                if let cap = window.cap, total > cap {
                    let middle = window.resolution.floor(from + (to - from) / 2)
                    guard middle > from, middle < to else {
                        throw SyncFailure.stopStream(
                            "\(total) records of \(run.stream.name) share one moment, and the API shows only \(cap)")
                    }
                    queue.append((middle, to))
                    queue.append((from, middle))
                    break
                }
                var seen: Set<String> = []
                while true {
                    seen.formUnion(page.records.compactMap { run.sink.id(of: $0, parent: nil) })
                    run.count(read: page.records.count)
                    let write = try await prepare(page)
                    run.count(try await run.store.write { tx in try write(tx) })
                    guard let next = page.next else { break }
                    guard let following = try await walker.page(at: next, after: page) else { break }
                    page = following
                    if page.total != total { break }
                }
                if page.next == nil, page.total == total, seen.count == total { break attempt }
                if Sabotage.believeShortPages.isOn { break attempt }
                guard attempts < 5 else {
                    throw SyncFailure.stopStream(
                        "\(window.request.path): counts \(total) records and sends \(seen.count); it changes while it is read"
                    )
                }
            }
        }
        try await run.store.write { tx in try finish(tx, begun) }
    }

    // MARK: - Pages without a total

    private func readPages(
        _ begun: LedgerEntry, _ finish: @escaping @Sendable (StoreTransaction, LedgerEntry) throws -> Void
    ) async throws {
        let listing = Listing(request: window.request, page: window.page, limit: window.limit)
        try await ListingReader.read(
            run, listing, part: part, scope: begun.scope, values: values(begun.scope), looksBack: true,
            prepare: prepare, close: finish)
    }

    // MARK: - What a page becomes

    func prepare(_ page: Page) async throws -> @Sendable (StoreTransaction) throws -> WriteCounts {
        let run = run
        if run.readsParts(of: window.page) {
            let due = page.records.compactMap { run.sink.id(of: $0, parent: nil) }
            return { tx in
                try tx.enqueue(run.key, part: StreamRun.Due.lookup, ids: due)
                return WriteCounts()
            }
        }
        let ids = page.records.compactMap { run.sink.id(of: $0, parent: nil) }
        let collection = run.collection
        if window.isPartial {
            let known = try await run.store.read { try $0.revisions(collection, ids: ids) }
            let changed = page.records.filter { record in
                guard let id = run.sink.id(of: record, parent: nil) else { return true }
                return known[id] == nil || known[id] != run.sink.revision(of: record)
            }
            let due = changed.compactMap { run.sink.id(of: $0, parent: nil) }
            run.counter.update { $0.unchanged += page.records.count - due.count }
            return { tx in
                try tx.enqueue(run.key, part: StreamRun.Due.lookup, ids: due)
                return WriteCounts()
            }
        }
        var records = page.records
        if window.isImmutable {
            let known = try await run.store.read { try $0.revisions(collection, ids: ids) }
            records = records.filter { record in
                run.sink.isGone(record) || run.sink.id(of: record, parent: nil).map { known[$0] == nil } ?? true
            }
            let skipped = page.records.count - records.count
            run.counter.update { $0.unchanged += skipped }
        }
        if window.isOneView { records = try await withoutOlder(records) }
        let batch = try await run.batch(records)
        let provenance = run.provenance(page.request, at: page.serverTime)
        return { tx in try run.save(batch, tx, provenance, associations: true) }
    }
}

extension Window.Resolution {
    func floor(_ time: Int64) -> Int64 { time - ((time % milliseconds) + milliseconds) % milliseconds }
}
