import Touchpoints

extension StoreTransaction {
    // MARK: What has been read

    /// Adds an entry and gives its id.
    public func insertLedger(_ entry: LedgerEntry) throws -> Int64 {
        try mutating {
            let scope = entry.scope
            try connection.run(
                """
                INSERT INTO ledger(stream, part, projection, kind, from_ms, to_ms, from_id, to_id, parent, state, cursor,
                    rows, as_of, closed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                .int(try number(entry.source)), .text(entry.part), .text(entry.projection), .text(scope.kind.rawValue),
                .int(scope.fromMs), .int(scope.toMs), .text(scope.fromID), .text(scope.toID), .text(scope.parent),
                .text(entry.state.rawValue), .text(entry.cursor), .int(entry.rows), .int(entry.asOf),
                .int(entry.state == .closed ? entry.closedAt ?? now() : nil))
            return connection.lastInsertedKey
        }
    }

    /// Moves an entry on; closing dates it.
    public func updateLedger(id: Int64, cursor: String?, rows: Int, state: LedgerEntry.State) throws {
        try mutating {
            let changed = try connection.change(
                "UPDATE ledger SET cursor = ?, rows = ?, state = ?, closed_at = ? WHERE id = ?", .text(cursor),
                .int(rows), .text(state.rawValue), .int(state == .closed ? now() : nil), .int(id))
            guard changed == 1 else { throw StoreError.invalid(words: "there is no ledger entry \(id)") }
        }
    }

    @discardableResult
    public func removeLedger(ids: [Int64]) throws -> Int {
        try mutating {
            try ids.reduce(0) { try $0 + connection.change("DELETE FROM ledger WHERE id = ?", .int($1)) }
        }
    }

    // MARK: What is due

    /// Asks for ids to be read. One that waits already gets a newer `since`, so that a reading which began before this
    /// request does not settle it.
    public func enqueue(_ source: StreamKey, part: String, ids: [String]) throws {
        try mutating {
            guard !ids.isEmpty else { return }
            let (stream, since) = (try number(source), try nextSince())
            try connection.run(
                "INSERT OR REPLACE INTO due(stream, part, id, since) SELECT ?, ?, value, ? FROM json_each(?)",
                .int(stream), .text(part), .int(since), .text(StringsText.array(ids)))
        }
    }

    /// Asks for all live records of a collection to be read, and tells how many those are.
    @discardableResult
    public func enqueueAllLive(_ source: StreamKey, part: String, collection: RecordCollection) throws -> Int {
        try mutating {
            guard let number = try catalog.number(collection) else { return 0 }
            return try connection.change(
                """
                INSERT OR REPLACE INTO due(stream, part, id, since)
                SELECT ?, ?, record_id, ? FROM records WHERE collection = ? AND gone IS NULL ORDER BY record_id
                """, .int(try self.number(source)), .text(part), .int(try nextSince()), .int(number))
        }
    }

    /// Asks for all live records of a collection that are associated with one record, or with one that was merged into
    /// it, and tells how many those are.
    @discardableResult
    public func enqueueAssociated(
        _ source: StreamKey, part: String, from collection: RecordCollection, to target: RecordKey
    ) throws -> Int {
        try mutating {
            guard let from = try catalog.number(collection), let to = try catalog.number(target.collection) else {
                return 0
            }
            return try connection.change(
                """
                INSERT OR REPLACE INTO due(stream, part, id, since)
                SELECT ?1, ?2, a.from_id, ?3 FROM associations a
                JOIN records r ON r.collection = a.from_collection AND r.record_id = a.from_id AND r.gone IS NULL
                WHERE a.from_collection = ?6 AND (a.to_collection, a.to_id) IN (
                    SELECT ?4, ?5
                    UNION SELECT collection, old_id FROM aliases WHERE new_collection = ?4 AND new_id = ?5)
                """, .int(try self.number(source)), .text(part), .int(try nextSince()), .int(to), .text(target.id),
                .int(from))
        }
    }

    /// Drops items that were taken and read, but for those that were asked for again since.
    public func done(_ source: StreamKey, part: String, _ items: [DueItem]) throws {
        try mutating {
            guard let stream = try reader.number(source), let latest = items.map(\.since).max() else { return }
            // Marks only grow: what was asked for after these were taken has a larger one than all of them.
            try connection.run(
                """
                DELETE FROM due WHERE stream = ? AND part = ? AND id IN (SELECT value FROM json_each(?)) AND since <= ?
                """, .int(stream), .text(part), .text(StringsText.array(items.map(\.id))), .int(latest))
        }
    }

    /// Drops everything that waits in one part.
    public func dropDue(_ source: StreamKey, part: String) throws {
        try mutating {
            guard let stream = try reader.number(source) else { return }
            try connection.run("DELETE FROM due WHERE stream = ? AND part = ?", .int(stream), .text(part))
        }
    }

    // MARK: What could not be mapped

    /// Sets a record aside; an earlier entry for the same record is replaced.
    public func quarantine(_ entry: QuarantineEntry) throws {
        try mutating {
            var entry = entry
            if let oblivion = try oblivion() {
                // Better not known than known again.
                if try oblivion.isMentioned(in: entry.payload)
                    || oblivion.isMentioned(in: Array(entry.reason.utf8))
                {
                    (entry.payload, entry.reason) = ([], "it names somebody who was erased")
                }
                if try oblivion.isMentioned(in: Array(entry.recordID.utf8)) { return }
            }
            try connection.run(
                """
                INSERT OR REPLACE INTO quarantine(stream, record_id, reason, payload, run, at)
                VALUES (?, ?, ?, ?, ?, ?)
                """, .int(try number(entry.source)), .text(entry.recordID), .text(entry.reason), .blob(entry.payload),
                .int(entry.run), .int(now()))
        }
    }

    /// Takes records out of quarantine, and tells how many were in it.
    @discardableResult
    public func clearQuarantine(_ source: StreamKey, ids: [String]) throws -> Int {
        try mutating {
            guard let stream = try reader.number(source) else { return 0 }
            // Most streams have nothing in it.
            let isEmpty =
                try connection.first(
                    "SELECT 1 FROM quarantine WHERE stream = ? LIMIT 1", .int(stream), read: { _ in false }) ?? true
            if isEmpty { return 0 }
            return try ids.reduce(0) {
                try $0
                    + connection.change(
                        "DELETE FROM quarantine WHERE stream = ? AND record_id = ?", .int(stream), .text($1))
            }
        }
    }

    /// Takes those records out of quarantine that are gone: nobody will mend them any more.
    @discardableResult
    public func clearQuarantine(_ source: StreamKey, goneFrom collection: RecordCollection) throws -> Int {
        try mutating {
            guard let stream = try reader.number(source), let number = try catalog.number(collection) else { return 0 }
            return try connection.change(
                """
                DELETE FROM quarantine WHERE stream = ? AND record_id IN
                    (SELECT record_id FROM records WHERE collection = ? AND gone IS NOT NULL)
                """, .int(stream), .int(number))
        }
    }

    private func number(_ source: StreamKey) throws -> Int64 {
        if let number = try reader.number(source) { return number }
        try connection.run(
            "INSERT INTO streams(system, account, stream) VALUES (?, ?, ?)", .text(source.system),
            .text(source.account), .text(source.stream))
        return connection.lastInsertedKey
    }
}
