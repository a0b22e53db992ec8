import ConnectorKit
import JourneyStore

/// Reads a full listing, page by page, each page with the server's own cursor in one transaction.
enum ListingReader {
    /// As `readIfThere`; a listing that is not there has not been read.
    static func read(
        _ run: StreamRun, _ listing: Listing, part: String, scope: LedgerScope, values: TemplateValues? = nil,
        withFields: Bool = true,
        prepare: @Sendable (Page) async throws -> (@Sendable (StoreTransaction) throws -> WriteCounts),
        close: @escaping @Sendable (StoreTransaction, LedgerEntry) throws -> Void
    ) async throws {
        let isThere = try await readIfThere(
            run, listing, part: part, scope: scope, values: values, withFields: withFields, prepare: prepare,
            close: close)
        guard isThere else {
            throw SyncFailure.stopStream("\(listing.request.path) does not exist for this account")
        }
    }

    /// Reads what is left of the scope and calls `close` in the transaction of the last page. False: there is no such listing.
    ///
    /// - Parameters:
    ///   - part: in the ledger: `records`, or the name of a sweep.
    ///   - prepare: turns a page into what its transaction does; runs outside the transaction.
    static func readIfThere(
        _ run: StreamRun, _ listing: Listing, part: String, scope: LedgerScope, values: TemplateValues? = nil,
        withFields: Bool = true,
        prepare: @Sendable (Page) async throws -> (@Sendable (StoreTransaction) throws -> WriteCounts),
        close: @escaping @Sendable (StoreTransaction, LedgerEntry) throws -> Void
    ) async throws -> Bool {
        var attempt = 1
        while true {
            do {
                return try await readOnce(
                    run, listing, part: part, scope: scope, values: values, withFields: withFields, prepare: prepare,
                    close: close)
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
        withFields: Bool = true, attempt: Int = 1,
        prepare: @Sendable (Page) async throws -> (@Sendable (StoreTransaction) throws -> WriteCounts),
        close: @escaping @Sendable (StoreTransaction, LedgerEntry) throws -> Void
    ) async throws -> Bool {
        let walker = PageWalker(run, listing: listing, values: values, withFields: withFields)
        let projection = withFields ? run.projection.text : ""
        var entry = try await open(run, part: part, scope: scope, projection: projection)
        var current = try await first(run, walker, entry)
        while let page = current {
            // The next page is fetched while this one is stored.
            async let following = page.next == nil ? nil : walker.page(at: page.next, after: page)
            run.count(read: page.records.count)
            entry.rows += page.records.count
            if page.next == nil, let total = page.total, entry.rows != total, !Sabotage.believeShortPages.isOn {
                // Something came or went meanwhile, and a record may have slipped between two pages.
                let id = entry.id
                try await run.store.write { tx in try tx.removeLedger(ids: [id]) }
                guard attempt < 3 else {
                    throw SyncFailure.runAgain(
                        "\(page.request): counts \(total) records and sends \(entry.rows); it changes while it is read",
                        at: nil)
                }
                return try await readOnce(
                    run, listing, part: part, scope: scope, values: values, withFields: withFields,
                    attempt: attempt + 1, prepare: prepare, close: close)
            }
            let write = try await prepare(page)
            entry.cursor = Sabotage.progressAtEnd.isOn ? nil : page.next?.rawValue
            if Sabotage.cursorBeforeRows.isOn, let next = try await following?.next { entry.cursor = next.rawValue }
            let snapshot = entry
            let isLast = page.next == nil
            let counts = try await run.store.write { tx in
                let counts = try write(tx)
                if isLast {
                    try close(tx, snapshot)
                } else {
                    try tx.updateLedger(id: snapshot.id, cursor: snapshot.cursor, rows: snapshot.rows, state: .open)
                }
                return counts
            }
            run.count(counts)
            do { current = try await following } catch  where Sabotage.brokenListingIsComplete.isOn {
                try await run.store.write { tx in try close(tx, snapshot) }
                return true
            }
            if !isLast, current == nil {
                throw SyncFailure.stopStream("\(page.request): the listing ended in the middle")
            }
            if isLast { return true }
        }
        return false
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
