import Identity
import Touchpoints

/// One consistent snapshot of the store; valid inside `JourneyStore.read` or `write` only.
public struct StoreReader {
    let connection: Connection
    let catalog: Catalog
    let identity: IdentityRules

    init(_ connection: Connection, catalog: Catalog? = nil, identity: IdentityRules) {
        self.connection = connection
        self.identity = identity
        self.catalog = catalog ?? Catalog(connection)
    }

    /// Changes when the store is restored from a backup: numbers of the feed from another epoch mean nothing.
    public func epoch() throws -> String {
        guard let epoch = try connection.first("SELECT epoch FROM meta", read: { $0.text(0) }) else {
            throw StoreError.corrupt(path: connection.path, words: "its meta row is missing")
        }
        return epoch
    }

    /// The highest `seq` handed out; 0 in a new store.
    public func lastSeq() throws -> Int64 {
        try connection.first("SELECT next_seq - 1 FROM meta", read: { $0.int(0) }) ?? 0
    }

    /// All collections with their counts, sorted.
    public func collections() throws -> [CollectionCounts] {
        var totals: [Int64: Int] = [:]
        for (number, count) in try connection.all(
            "SELECT collection, count(*) FROM records GROUP BY collection", read: { ($0.int(0), Int($0.int(1))) })
        {
            totals[number] = count
        }
        var gone: [Int64: [GoneReason: Int]] = [:]
        for (number, reason, count) in try connection.all(
            "SELECT collection, gone, count(*) FROM records WHERE gone IS NOT NULL GROUP BY collection, gone",
            read: { ($0.int(0), GoneReason(rawValue: $0.text(1)) ?? .unreachable, Int($0.int(2))) })
        {
            gone[number, default: [:]][reason, default: 0] += count
        }
        return try sortedCollections().map { number, entry in
            let goneHere = gone[number] ?? [:]
            return CollectionCounts(
                collection: entry.collection, entity: entry.entity,
                live: (totals[number] ?? 0) - goneHere.values.reduce(0, +), gone: goneHere)
        }
    }

    /// Live touchpoints.
    public func touchpointCount() throws -> Int {
        try count("SELECT count(*) FROM touchpoints WHERE removed_at IS NULL")
    }

    public func peopleCount() throws -> Int { try count("SELECT count(*) FROM people_rows") }

    func count(_ sql: String, _ values: SQLValue...) throws -> Int {
        switch values.count {
        case 0: Int(try connection.first(sql, read: { $0.int(0) }) ?? 0)
        case 1: Int(try connection.first(sql, values[0], read: { $0.int(0) }) ?? 0)
        default: Int(try connection.first(sql, values[0], values[1], read: { $0.int(0) }) ?? 0)
        }
    }

    /// In the order in which people write them: system, account, object type.
    func sortedCollections() throws -> [(number: Int64, entry: Catalog.Entry)] {
        try catalog.load()
        return catalog.entries.map { (number: $0.key, entry: $0.value) }.sorted {
            let (a, b) = ($0.entry.collection, $1.entry.collection)
            return (a.system, a.account, a.objectType) < (b.system, b.account, b.objectType)
        }
    }
}
