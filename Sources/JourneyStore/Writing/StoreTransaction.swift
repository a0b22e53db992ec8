import Identity
import Touchpoints

/// What a write may do; valid inside `JourneyStore.write` only.
///
/// Every method either does all it says or throws, and after a throw the whole transaction is rolled back.
public final class StoreTransaction {
    let connection: Connection
    let catalog: Catalog
    let now: @Sendable () -> Int64
    /// How identifiers are understood.
    let identity: IdentityRules

    /// Identifiers whose meaning changed: the links that were resolved from them are looked at again by `settle`.
    var dirty: Set<String> = []
    /// Touchpoints whose links have to be looked at again.
    var dirtyTouchpoints: Set<Int64> = []
    /// Whose they are, where that was known when they were marked.
    var owners: [Int64: TouchpointOwner] = [:]
    /// Facts that came or went, and touchpoints that may tell of the same as another one.
    var dirtyFacts: Set<String> = []
    var dirtyTwins: Set<Int64> = []
    /// Whom identifiers mean, as far as this transaction has asked: records of one page name the same people.
    var knownPeople: [String: String] = [:]
    /// See `term` and `linkKind`.
    var knownTerms: [String: Int64] = [:]
    var knownLinkKinds: [[String]: Int64] = [:]
    /// See `hasAliases`.
    var knowsAliases: Bool?
    /// See `hasChoices` and `hasPointers`.
    var knowsChoices: Bool?
    var knowsPointers: Bool?
    /// See `oblivion`.
    var knownOblivion: Oblivion??
    private var counters: (nextSeq: Int64, nextSince: Int64)?
    private var countersChanged = false
    private var failure: (any Error)?

    init(_ connection: Connection, identity: IdentityRules, now: @escaping @Sendable () -> Int64) {
        self.connection = connection
        self.identity = identity
        self.now = now
        catalog = Catalog(connection)
    }

    /// Sees what this transaction has written so far.
    public var reader: StoreReader { StoreReader(connection, catalog: catalog, identity: identity) }

    /// States which kind of entity the records of a collection are; links to them appear, change or vanish.
    public func declare(_ collection: RecordCollection, entity: EntityKind?) throws {
        try mutating {
            try declare(number: try number(of: collection), entity: entity)
        }
    }

    /// Runs one public mutation: all links are right when it returns, and a failure spoils the transaction.
    func mutating<T>(_ body: () throws -> T) throws -> T {
        if let failure { throw failure }
        do {
            let result = try body()
            try settle()
            return result
        } catch {
            failure = error
            throw error
        }
    }

    /// Called before the commit.
    func finish() throws {
        if let failure { throw failure }
        guard countersChanged, let counters else { return }
        try connection.run(
            "UPDATE meta SET next_seq = ?, next_since = ?", .int(counters.nextSeq), .int(counters.nextSince))
    }

    /// A collection's number; a new one where the store has nothing of it so far.
    func number(of collection: RecordCollection) throws -> Int64 {
        if let number = try catalog.number(collection) { return number }
        let wasAlone = try !catalog.hasSeveralAccounts()
        let number = try catalog.add(collection)
        if wasAlone, try catalog.hasSeveralAccounts() {
            // Duplicates are looked up by their ids.
            try makeLateIndexes()
            try writeAllContentFacts()
        }
        return number
    }

    /// See `Schema.lateIndexes`.
    func makeLateIndexes() throws {
        let isMade =
            try connection.first(
                "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = 'touchpoints_id'", read: { _ in true })
            ?? false
        guard !isMade else { return }
        // Sorting takes as much memory as the cache may, beside the cache.
        try connection.define("PRAGMA cache_size = -1024")
        try connection.define(Schema.lateIndexes)
        try connection.define("PRAGMA cache_size = -\(StoreFile.cacheKiB)")
    }

    /// The next number of the feed. Transactions run one after the other, so the numbers are in commit order.
    func nextSeq() throws -> Int64 {
        var counters = try loadedCounters()
        defer { (self.counters, countersChanged) = (counters, true) }
        counters.nextSeq += 1
        return counters.nextSeq - 1
    }

    /// The next mark of a request in the list of due ids.
    func nextSince() throws -> Int64 {
        var counters = try loadedCounters()
        defer { (self.counters, countersChanged) = (counters, true) }
        counters.nextSince += 1
        return counters.nextSince - 1
    }

    /// What `nextSeq` would give.
    func comingSeq() throws -> Int64 {
        let counters = try loadedCounters()
        self.counters = counters
        return counters.nextSeq
    }

    private func loadedCounters() throws -> (nextSeq: Int64, nextSince: Int64) {
        if let counters { return counters }
        guard
            let loaded = try connection.first(
                "SELECT next_seq, next_since FROM meta", read: { (nextSeq: $0.int(0), nextSince: $0.int(1)) })
        else { throw StoreError.corrupt(path: connection.path, words: "its meta row is missing") }
        return loaded
    }
}
