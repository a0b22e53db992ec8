import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

/// Reads a full listing and takes what is missing from it as gone, once the listing is proven complete.
struct SnapshotReader: Sendable {
    let run: StreamRun

    /// One listing of all the stream's records, or of the children of one parent.
    ///
    /// The ids seen are kept in the store, not in memory: a listing goes on where it was interrupted.
    func read(_ listing: Listing, parent: String? = nil) async throws {
        let run = run
        let scope =
            parent.map { LedgerScope(kind: .parent, parent: $0) } ?? LedgerScope(kind: .listing)
        let values = parent.map { run.values.setting("parent", $0) } ?? run.values
        let seen = SeenIDs(run: run, listing: parent ?? "")
        let entry = try await ListingReader.open(run, part: "records", scope: scope, projection: run.projection.text)
        if entry.cursor == nil { try await seen.forget() }
        let exists = try await ListingReader.readIfThere(
            run, listing, part: "records", scope: scope, values: values,
            prepare: { page in
                let batch = try await run.batch(page.records, parent: parent)
                let provenance = run.provenance(page.request, at: page.serverTime)
                return { tx in
                    try tx.enqueue(run.key, part: seen.part, ids: batch.ids)
                    return try run.save(batch, tx, provenance, associations: true)
                }
            },
            close: { tx, entry in
                // The entry stays open, without a cursor, until what is missing has been dealt with.
                try tx.updateLedger(id: entry.id, cursor: nil, rows: entry.rows, state: .open)
            })
        if exists {
            let prefix = parent.map { $0 + ":" }
            let missing = try await seen.compareLive(prefix: prefix).missing
            guard try await remove(missing) else {
                // Left open, without a place: it is read again at the next run, when somebody may have allowed it.
                try await seen.forget()
                try await run.store.write { tx in
                    try tx.updateLedger(id: entry.id, cursor: nil, rows: 0, state: .open)
                }
                return
            }
        } else if parent == nil {
            throw SyncFailure.stopStream("\(listing.request.path) does not exist for this account")
        }
        let key = run.key
        try await seen.forget()
        try await run.store.write { tx in
            let entries = try tx.reader.ledger(key, part: "records", scope: scope)
            try tx.removeLedger(ids: entries.filter { $0.state == .closed }.map(\.id))
            for entry in entries where entry.state == .open {
                try tx.updateLedger(id: entry.id, cursor: nil, rows: entry.rows, state: .closed)
            }
        }
    }

    /// False: they are too many to be believed, and stay.
    func remove(_ missing: [String]) async throws -> Bool {
        if run.stream.lookup?.probe != nil {
            // Where one can ask what became of a record, nothing is inferred: it may have been merged.
            let run = run
            try await run.store.write { tx in try tx.enqueue(run.key, part: StreamRun.Due.lookup, ids: missing) }
            return true
        }
        guard try await MassDelete(run: run).allows(missing.count) else { return false }
        let at = try await run.serverNow()
        let keys = missing.map { RecordKey(collection: run.collection, id: $0) }
        let gone = try await run.store.write { tx in
            try run.relations.remapChildren(of: keys, tx)
            return try tx.tombstone(keys, reason: .deleted, at: at)
        }
        run.counter.update { $0.gone += gone }
        return true
    }
}

/// The ids that a listing has shown so far, kept in the store; each listing's own, because several may be interrupted.
struct SeenIDs: Sendable {
    let run: StreamRun
    /// The name of a sweep, the id of a parent, or nothing.
    let listing: String
    /// Where they are kept: the run's own store, but for who must not write to it.
    let kept: JourneyStore

    init(run: StreamRun, listing: String, keptIn kept: JourneyStore? = nil) {
        self.run = run
        self.listing = listing
        self.kept = kept ?? run.store
    }

    var part: String { StreamRun.Due.seen(listing) }

    func forget() async throws {
        let (key, part) = (run.key, part)
        var isMore = true
        while isMore {
            isMore = try await kept.write { tx in
                let items = try tx.reader.take(key, part: part, limit: 10_000, after: nil)
                try tx.done(key, part: part, items)
                return items.count == 10_000
            }
        }
    }

    /// Live records against those seen; only records whose id begins with `prefix`, where one is given.
    func compareLive(prefix: String?) async throws -> (missing: [String], unknown: [String]) {
        let collection = run.collection
        let store = run.store
        return try await compare { after in
            let ids = try await store.read { try $0.liveIDs(collection, after: after ?? prefix, limit: 5_000) }
            guard let prefix else { return ids }
            // Ids stand in order, so those with the prefix stand together.
            return Array(ids.prefix { $0.hasPrefix(prefix) })
        }
    }

    /// Walks stored and seen ids side by side, both in id order: memory grows with the differences only.
    func compare(
        with stored: @escaping (_ after: String?) async throws -> [String]
    ) async throws -> (missing: [String], unknown: [String]) {
        let (run, part, kept) = (run, part, kept)
        var missing: [String] = []
        var unknown: [String] = []
        var stored = IDPages(stored)
        var seen = IDPages { after in
            try await kept.read {
                try $0.take(run.key, part: part, limit: 5_000, after: after).map(\.id)
            }
        }
        var left = try await stored.next()
        var right = try await seen.next()
        while true {
            switch (left, right) {
            case (nil, nil): return (missing, unknown)
            case (let a?, let b?) where a == b:
                left = try await stored.next()
                right = try await seen.next()
            case (let a?, let b) where b.map({ Self.precedes(a, $0) }) ?? true:
                missing.append(a)
                left = try await stored.next()
            case (_, let b):
                if let b { unknown.append(b) }
                right = try await seen.next()
            }
        }
    }

    /// The store's order: by UTF-8 bytes.
    private static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}

/// Ids in order, a page at a time.
private struct IDPages {
    let fetch: (String?) async throws -> [String]
    private var page: [String] = []
    private var index = 0
    private var isAtEnd = false

    init(_ fetch: @escaping (String?) async throws -> [String]) { self.fetch = fetch }

    mutating func next() async throws -> String? {
        if index == page.count {
            guard !isAtEnd else { return nil }
            page = try await fetch(page.last)
            index = 0
            if page.isEmpty { isAtEnd = true }
        }
        guard index < page.count else { return nil }
        defer { index += 1 }
        return page[index]
    }
}
