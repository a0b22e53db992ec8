import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

/// Reads one listing per record of the parent stream. Parents are taken from the store: they were read before.
struct ChildrenReader: Sendable {
    let run: StreamRun
    let children: Children
    let parents: RecordCollection

    func read() async throws {
        let run = run
        // A round that was interrupted is gone on with: parents whose entry is younger than the round's have been read.
        let round = try await ListingReader.open(
            run, part: "round", scope: LedgerScope(kind: .listing), projection: run.projection.text)
        try await eachParent { try await read($0, in: round) }
        try await forgetParents()
        try await run.store.write { tx in try tx.removeLedger(ids: [round.id]) }
    }

    /// Every parent whose listing is wanted, by its id.
    func eachParent(_ body: (_ id: String) async throws -> Void) async throws {
        let parents = parents
        var after: String?
        while true {
            let from = after
            let page = try await run.store.read { try $0.payloads(parents, after: from, limit: 200) }
            guard let last = page.last else { break }
            for parent in page where try isWanted(parent) { try await body(parent.key.id) }
            after = last.key.id
        }
    }

    /// Reads one parent's listing to its end, whatever was read of it before.
    func readAgain(_ parent: String) async throws {
        if let newestFirst = children.newestFirst {
            try await readNewest(parent, since: nil, newestFirst)
        } else {
            try await SnapshotReader(run: run).read(children.listing, parent: parent)
        }
    }

    /// What is listed under a parent ends with it. What has happened under it, newest first, stays true.
    private func forgetParents() async throws {
        let (run, parents) = (run, parents)
        let entries = try await run.ledger("records").filter { $0.scope.kind == .parent }
        let left = try await run.store.read { reader in
            try entries.filter { entry in
                guard let id = entry.scope.parent else { return false }
                return try reader.record(RecordKey(collection: parents, id: id), payload: false)?.gone != nil
            }
        }
        for entry in left {
            guard let parent = entry.scope.parent else { continue }
            let seen = SeenIDs(run: run, listing: parent)
            try await seen.forget()
            if children.newestFirst == nil {
                let orphans = try await seen.compareLive(prefix: parent + ":").missing
                guard try await SnapshotReader(run: run).remove(orphans) else { continue }
            }
            try await run.store.write { tx in try tx.removeLedger(ids: [entry.id]) }
        }
    }

    private func isWanted(_ parent: StoredRecord) throws -> Bool {
        guard !children.when.isEmpty else { return true }
        guard let payload = parent.payload, let document = try? JSONDocument.parse(payload) else { return false }
        let input = RecordInput(id: parent.key.id, record: document.root)
        do { return try children.when.allSatisfy { try $0.holds(input) } } catch {
            throw SyncFailure.fixConfig("stream \(run.stream.name): \(error)")
        }
    }

    private func read(_ parent: String, in round: LedgerEntry) async throws {
        let (key, scope) = (run.key, LedgerScope(kind: .parent, parent: parent))
        let closed = try await run.store.read { try $0.ledger(key, part: "records", scope: scope) }.first {
            $0.state == .closed && run.projection.isCovered(by: $0.projection)
        }
        if let closed, closed.id > round.id { return }
        if let newestFirst = children.newestFirst {
            try await readNewest(parent, since: closed, newestFirst)
            return
        }
        if let every = children.every, let closed, !run.options.full {
            guard try await run.isOver(seconds: every, since: closed.asOf) else { return }
        }
        try await SnapshotReader(run: run).read(children.listing, parent: parent)
    }

    /// Reads down to what the last complete reading had seen. The watermark moves only when all pages are stored.
    private func readNewest(_ parent: String, since closed: LedgerEntry?, _ rule: Children.NewestFirst) async throws {
        let run = run
        let walker = PageWalker(run, listing: children.listing, values: run.values.setting("parent", parent))
        // The newest record that the last complete reading saw stands in the closed entry's cursor.
        let last = closed?.cursor.flatMap { Int64($0) }
        let floor = last.map { $0 - Int64(rule.overlap) * 1000 }
        var newest = last ?? 0
        let asOf = try await run.serverNow()
        var rows = 0
        var current = try await walker.page(at: nil)
        while let page = current {
            let times = page.records.compactMap { record -> Int64? in
                record[path: rule.time]?.text.flatMap { Moment(parsing: $0)?.milliseconds }
            }
            newest = max(newest, times.max() ?? 0)
            run.count(read: page.records.count)
            rows += page.records.count
            let batch = try await run.batch(page.records, parent: parent)
            let provenance = run.provenance(page.request, at: page.serverTime)
            run.count(try await run.store.write { tx in try run.save(batch, tx, provenance, associations: true) })
            // Only a page whose every record is older ends the reading: the order within a page is not trusted.
            if let floor, let latest = times.max(), latest < floor { break }
            guard let next = page.next else { break }
            current = try await walker.page(at: next, after: page)
            guard current != nil else {
                throw SyncFailure.stopStream("\(page.request): the listing ended in the middle")
            }
        }
        let entry = LedgerEntry(
            source: run.key, part: "records", projection: run.projection.text,
            scope: LedgerScope(kind: .parent, parent: parent), cursor: String(newest), rows: rows, asOf: asOf)
        let read = rows
        try await run.store.write { tx in
            let old = try tx.reader.ledger(entry.source, part: "records", scope: entry.scope)
            try tx.removeLedger(ids: old.map(\.id))
            let id = try tx.insertLedger(entry)
            try tx.updateLedger(id: id, cursor: entry.cursor, rows: read, state: .closed)
        }
    }
}
