import ConnectorKit
import JourneyStore

/// Reads a full listing, page by page, each page with the server's own cursor in one transaction.
///
/// The server is asked for the next pages while some are stored. Pages that are ready at the same time are stored
/// together: where the server is the bottleneck each is stored at once, where the disk is, it is written to less often.
enum ListingReader {
    /// Bytes of answers that may be ready and not stored; a page more, if it is larger.
    private static let ahead = 512 << 10

    /// As `readIfThere`; a listing that is not there has not been read.
    static func read(
        _ run: StreamRun, _ listing: Listing, part: String, scope: LedgerScope, values: TemplateValues? = nil,
        withFields: Bool = true, looksBack: Bool = false,
        prepare: @escaping @Sendable (Page) async throws -> (@Sendable (StoreTransaction) throws -> WriteCounts),
        close: @escaping @Sendable (StoreTransaction, LedgerEntry) throws -> Void
    ) async throws {
        let isThere = try await readIfThere(
            run, listing, part: part, scope: scope, values: values, withFields: withFields, looksBack: looksBack,
            prepare: prepare, close: close)
        guard isThere else {
            throw SyncFailure.stopStream("\(listing.request.path) does not exist for this account")
        }
    }

    /// Reads what is left of the scope and calls `close` in the transaction of the last page. False: there is no such listing.
    ///
    /// - Parameters:
    ///   - part: in the ledger: `records`, or the name of a sweep.
    ///   - looksBack: whether that depends on what is stored: then a page is stored before the next one is looked at.
    ///   - prepare: turns a page into what its transaction does; runs outside the transaction.
    static func readIfThere(
        _ run: StreamRun, _ listing: Listing, part: String, scope: LedgerScope, values: TemplateValues? = nil,
        withFields: Bool = true, looksBack: Bool = false,
        prepare: @escaping @Sendable (Page) async throws -> (@Sendable (StoreTransaction) throws -> WriteCounts),
        close: @escaping @Sendable (StoreTransaction, LedgerEntry) throws -> Void
    ) async throws -> Bool {
        var attempt = 1
        while true {
            do {
                return try await readOnce(
                    run, listing, part: part, scope: scope, values: values, withFields: withFields,
                    looksBack: looksBack || run.looksBack, prepare: prepare, close: close)
            } catch let forgotten as ForgottenPlace where attempt < 3 {
                // The server keeps a view for a time only: what was stored of it stays, and it is read anew.
                attempt += 1
                run.report(.note(stream: run.stream.name, "\(forgotten); reading begins again"))
                let projection = withFields ? run.projection.text : ""
                let entry = try await open(run, part: part, scope: scope, projection: projection)
                try await run.store.write { tx in try tx.removeLedger(ids: [entry.id]) }
            }
        }
    }

    private static func readOnce(
        _ run: StreamRun, _ listing: Listing, part: String, scope: LedgerScope, values: TemplateValues? = nil,
        withFields: Bool = true, looksBack: Bool, attempt: Int = 1,
        prepare: @escaping @Sendable (Page) async throws -> (@Sendable (StoreTransaction) throws -> WriteCounts),
        close: @escaping @Sendable (StoreTransaction, LedgerEntry) throws -> Void
    ) async throws -> Bool {
        let walker = PageWalker(run, listing: listing, values: values, withFields: withFields)
        let projection = withFields ? run.projection.text : ""
        let begun = try await open(run, part: part, scope: scope, projection: projection)
        guard let first = try await first(run, walker, begun) else { return false }
        let backlog = Backlog<Ready>(limit: looksBack ? 0 : ahead)
        let miscounted = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await walk(from: first, walker, prepare, into: backlog)
                    backlog.end(.success(()))
                } catch { backlog.end(.failure(error)) }
            }
            // The other task may be waiting for this one to go on.
            defer { backlog.end(.failure(CancellationError())) }
            return try await store(backlog, run, begun, close)
        }
        guard let miscounted else { return true }
        // Something came or went meanwhile, and a record may have slipped between two pages.
        try await run.store.write { tx in try tx.removeLedger(ids: [begun.id]) }
        guard attempt < 3 else {
            throw SyncFailure.runAgain(
                "\(first.request): counts \(miscounted.total) records and sends \(miscounted.sent); it changes while it is read",
                at: nil)
        }
        return try await readOnce(
            run, listing, part: part, scope: scope, values: values, withFields: withFields, looksBack: looksBack,
            attempt: attempt + 1, prepare: prepare, close: close)
    }

    /// A page that can be stored.
    private struct Ready: Sendable {
        var records: Int
        var total: Int?
        /// Where to go on behind it; nil: it is the last.
        var next: String?
        var write: @Sendable (StoreTransaction) throws -> WriteCounts
    }

    private static func walk(
        from first: Page, _ walker: PageWalker,
        _ prepare: @Sendable (Page) async throws -> (@Sendable (StoreTransaction) throws -> WriteCounts),
        into backlog: Backlog<Ready>
    ) async throws {
        var current: Page? = first
        while let page = current {
            async let following = page.next == nil ? nil : walker.page(at: page.next, after: page)
            var ready = Ready(
                records: page.records.count, total: page.total, next: page.next?.rawValue,
                write: try await prepare(page))
            if Sabotage.cursorBeforeRows.isOn, let next = try await following?.next { ready.next = next.rawValue }
            guard await backlog.put(ready, size: page.size) else { return }
            do { current = try await following } catch  where Sabotage.brokenListingIsComplete.isOn {
                _ = await backlog.put(Ready(records: 0, write: { _ in WriteCounts() }), size: 0)
                return
            }
            if page.next != nil, current == nil {
                throw SyncFailure.stopStream("\(page.request): the listing ended in the middle")
            }
        }
    }

    /// Stores what is ready until all is.
    ///
    /// - Returns: where the server counts other records than it has sent, how many; else nil.
    private static func store(
        _ backlog: Backlog<Ready>, _ run: StreamRun, _ begun: LedgerEntry,
        _ close: @escaping @Sendable (StoreTransaction, LedgerEntry) throws -> Void
    ) async throws -> (total: Int, sent: Int)? {
        var entry = begun
        while let pages = try await backlog.takeAll() {
            let read = pages.reduce(0) { $0 + $1.records }
            run.count(read: read)
            entry.rows += read
            let last = pages[pages.count - 1]
            let isLast = last.next == nil
            if isLast, let total = last.total, entry.rows != total, !Sabotage.believeShortPages.isOn {
                return (total, entry.rows)
            }
            entry.cursor = Sabotage.progressAtEnd.isOn ? nil : last.next
            let snapshot = entry
            run.count(
                try await run.store.write { tx in
                    var counts = WriteCounts()
                    for page in pages { counts += try page.write(tx) }
                    if isLast {
                        try close(tx, snapshot)
                    } else {
                        try tx.updateLedger(id: snapshot.id, cursor: snapshot.cursor, rows: snapshot.rows, state: .open)
                    }
                    return counts
                })
            if isLast { return nil }
        }
        throw CancellationError()
    }

    /// The page to go on with. A place from an earlier run may be one that the server has forgotten since: the next run
    /// then begins again.
    private static func first(_ run: StreamRun, _ walker: PageWalker, _ entry: LedgerEntry) async throws -> Page? {
        guard let cursor = entry.cursor else { return try await walker.page(at: nil) }
        var refusal = "what was listed is not there any more"
        do {
            if let page = try await walker.page(at: Position(rawValue: cursor)) { return page }
        } catch SyncFailure.stopStream(let text) { refusal = text }
        try await run.store.write { tx in try tx.updateLedger(id: entry.id, cursor: nil, rows: 0, state: .open) }
        throw SyncFailure.stopStream("\(refusal); the next run reads the listing from its beginning")
    }

    /// The open entry of a scope, to be gone on with, or a new one that begins now.
    static func open(
        _ run: StreamRun, part: String, scope: LedgerScope, projection: String
    ) async throws -> LedgerEntry {
        let asOf = try await run.serverNow()
        let key = run.key
        return try await run.store.write { tx in
            let entries = try tx.reader.ledger(key, part: part, scope: scope).filter { $0.state == .open }
            if let open = entries.first(where: { $0.projection == projection }) { return open }
            // Begun under another projection: what it read does not count for this one.
            try tx.removeLedger(ids: entries.map(\.id))
            var entry = LedgerEntry(
                source: key, part: part, projection: projection, scope: scope, asOf: asOf)
            entry.id = try tx.insertLedger(entry)
            return entry
        }
    }
}
