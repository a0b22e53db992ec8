import Touchpoints

// The feed: everything above a sequence number, in the order of the numbers, tombstones included. A consumer keeps the
// last `seq` it has dealt with, and the epoch. Rows come one by one; memory does not grow with the store.
extension StoreReader {
    /// - Parameters:
    ///   - collections: nil for all.
    ///   - payloads: whether to read the payloads, which are most of the bytes.
    public func records(
        sinceSeq: Int64, collections: [RecordCollection]? = nil, payloads: Bool = true,
        each: (StoredRecord) throws -> Void
    ) throws {
        guard let filter = try filter(collections) else { return }
        try connection.each(
            """
            SELECT \(Self.recordColumns), \(payloads ? "payload(p.codec, p.bytes)" : "NULL") FROM records r INDEXED BY records_seq
            \(payloads ? "LEFT JOIN payloads p ON p.record = r.key" : "")
            WHERE r.seq > ? \(filter) ORDER BY r.seq
            """, .int(sinceSeq), read: { try each(storedRecord($0, payload: payloads)) })
    }

    public func touchpoints(
        sinceSeq: Int64, collections: [RecordCollection]? = nil, each: (StoredTouchpoint) throws -> Void
    ) throws {
        guard let filter = try filter(collections) else { return }
        // CROSS JOIN: touchpoints in the order of their index, whatever the planner thinks of the filter.
        try connection.each(
            """
            SELECT \(Self.touchpointColumns) FROM touchpoints t INDEXED BY touchpoints_seq
            CROSS JOIN records r ON r.key = t.record WHERE t.seq > ? \(filter) ORDER BY t.seq
            """, .int(sinceSeq), read: { try each(storedTouchpoint($0)) })
    }

    /// People, and former people with the person they became. One without identifiers means nobody at present; from
    /// the beginning of the feed those are left out.
    public func people(sinceSeq: Int64, each: (StoredPerson) throws -> Void) throws {
        try entities(.people, sinceSeq: sinceSeq, each: each)
    }

    /// Accounts, in the same way.
    public func accounts(sinceSeq: Int64, each: (StoredAccount) throws -> Void) throws {
        try entities(.accounts, sinceSeq: sinceSeq, each: each)
    }

    private func entities(
        _ tables: IdentityTables, sinceSeq: Int64, each: (StoredPerson) throws -> Void
    ) throws {
        try connection.each(
            """
            SELECT id, NULL, seq FROM \(tables.entities) WHERE seq > ?1
            UNION ALL SELECT old_id, new_id, seq FROM \(tables.aliases) WHERE seq > ?1 ORDER BY 3, 1
            """, .int(sinceSeq)
        ) { row in
            let merged = row.optionalText(1)
            let identifiers = merged == nil ? try identifiers(of: row.text(0), in: tables) : []
            if sinceSeq == 0, merged == nil, identifiers.isEmpty { return }
            try each(
                StoredPerson(id: row.text(0), mergedInto: merged, identifiers: identifiers, seq: row.int(2)))
        }
    }

    /// A condition on `r.collection`; nil when none of the collections is in the store.
    private func filter(_ collections: [RecordCollection]?) throws -> String? {
        guard let collections else { return "" }
        let numbers = try collections.compactMap(catalog.number)
        return numbers.isEmpty ? nil : "AND r.collection IN (\(numbers.map(String.init).joined(separator: ", ")))"
    }
}
