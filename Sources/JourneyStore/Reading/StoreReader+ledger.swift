import Touchpoints

extension StoreReader {
    /// Entries in the order in which they were made; nil as part: all parts of the stream.
    public func ledger(_ source: StreamKey, part: String?) throws -> [LedgerEntry] {
        guard let number = try number(source) else { return [] }
        return try connection.all(
            "SELECT \(Self.ledgerColumns) FROM ledger WHERE stream = ?1 AND (?2 IS NULL OR part = ?2) ORDER BY id",
            .int(number), .text(part), read: { try ledgerEntry($0, source) })
    }

    /// The entries of one scope, in the order in which they were made. Where it has a parent, those of others are not
    /// looked at: there may be many.
    public func ledger(_ source: StreamKey, part: String, scope: LedgerScope) throws -> [LedgerEntry] {
        guard let parent = scope.parent else { return try ledger(source, part: part).filter { $0.scope == scope } }
        guard let number = try number(source) else { return [] }
        return try connection.all(
            Self.ledgerOfParent, .int(number), .text(part), .text(parent), read: { try ledgerEntry($0, source) }
        ).filter { $0.scope == scope }
    }

    static let ledgerOfParent =
        "SELECT \(ledgerColumns) FROM ledger WHERE stream = ?1 AND part = ?2 AND parent = ?3 ORDER BY id"

    private static let ledgerColumns = """
        id, part, projection, kind, from_ms, to_ms, from_id, to_id, parent, state, cursor, rows, as_of, closed_at
        """

    private func ledgerEntry(_ row: SQLRow, _ source: StreamKey) throws -> LedgerEntry {
        guard let kind = LedgerScope.Kind(rawValue: row.text(3)),
            let state = LedgerEntry.State(rawValue: row.text(9))
        else { throw StoreError.corrupt(path: connection.path, words: "ledger entry \(row.int(0))") }
        return LedgerEntry(
            id: row.int(0), source: source, part: row.text(1), projection: row.text(2),
            scope: LedgerScope(
                kind: kind, fromMs: row.optionalInt(4), toMs: row.optionalInt(5), fromID: row.optionalText(6),
                toID: row.optionalText(7), parent: row.optionalText(8)),
            state: state, cursor: row.optionalText(10), rows: Int(row.int(11)), asOf: row.int(12),
            closedAt: row.optionalInt(13))
    }

    /// The parts of streams that have ledger entries.
    public func ledgerParts() throws -> [LedgerPart] {
        try connection.all(
            """
            SELECT DISTINCT s.system, s.account, s.stream, l.part FROM ledger l JOIN streams s ON s.id = l.stream
            ORDER BY 1, 2, 3, 4
            """, read: { LedgerPart(source: source($0, from: 0), part: $0.text(3)) })
    }

    /// Ids that are due, in byte order, after the given one. They stay due until `done`.
    public func take(_ source: StreamKey, part: String, limit: Int, after: String?) throws -> [DueItem] {
        guard let number = try number(source) else { return [] }
        return try connection.all(
            "SELECT id, since FROM due WHERE stream = ? AND part = ? AND id > ? ORDER BY id LIMIT ?", .int(number),
            .text(part), .text(after ?? ""), .int(limit), read: { DueItem(id: $0.text(0), since: $0.int(1)) })
    }

    /// Whether one id waits.
    public func isDue(_ source: StreamKey, part: String, id: String) throws -> Bool {
        guard let stream = try number(source) else { return false }
        return try connection.first(
            "SELECT 1 FROM due WHERE stream = ? AND part = ? AND id = ?", .int(stream), .text(part), .text(id),
            read: { _ in true }) ?? false
    }

    public func dueCount(_ source: StreamKey, part: String) throws -> Int {
        guard let number = try number(source) else { return 0 }
        return try count("SELECT count(*) FROM due WHERE stream = ? AND part = ?", .int(number), .text(part))
    }

    public func dueCounts() throws -> [LedgerPart: Int] {
        let rows = try connection.all(
            """
            SELECT s.system, s.account, s.stream, d.part, count(*) FROM due d JOIN streams s ON s.id = d.stream
            GROUP BY d.stream, d.part
            """, read: { (LedgerPart(source: source($0, from: 0), part: $0.text(3)), Int($0.int(4))) })
        return Dictionary(rows, uniquingKeysWith: +)
    }

    /// Records set aside, of one stream or of all.
    public func quarantined(_ source: StreamKey?, limit: Int) throws -> [QuarantineEntry] {
        let number: Int64? = try source.map { try self.number($0) ?? -1 }
        return try connection.all(
            """
            SELECT s.system, s.account, s.stream, q.record_id, q.reason, q.payload, q.run, q.at
            FROM quarantine q JOIN streams s ON s.id = q.stream WHERE ?1 IS NULL OR q.stream = ?1
            ORDER BY q.stream, q.record_id LIMIT ?2
            """, .int(number), .int(limit)
        ) { row in
            QuarantineEntry(
                source: self.source(row, from: 0), recordID: row.text(3), reason: row.text(4), payload: row.blob(5),
                run: row.int(6), at: row.int(7))
        }
    }

    /// Records that one run set aside, or met again in quarantine.
    public func quarantineCount(_ source: StreamKey, run: Int64) throws -> Int {
        guard let number = try number(source) else { return 0 }
        return try count("SELECT count(*) FROM quarantine WHERE stream = ? AND run = ?", .int(number), .int(run))
    }

    public func quarantineCounts() throws -> [StreamKey: Int] {
        let rows = try connection.all(
            """
            SELECT s.system, s.account, s.stream, count(*) FROM quarantine q JOIN streams s ON s.id = q.stream
            GROUP BY q.stream
            """, read: { (source($0, from: 0), Int($0.int(3))) })
        return Dictionary(rows, uniquingKeysWith: +)
    }

    /// The newest runs first.
    public func runs(limit: Int) throws -> [RunRow] {
        let runs = try connection.all(
            "SELECT \(Self.runColumns) FROM runs ORDER BY id DESC LIMIT ?", .int(limit), read: Self.run)
        return try runs.map(withStreams)
    }

    /// What the newest run of a connection that had to do with a stream did with it.
    public func lastResult(connection name: String, stream: String) throws -> RunStreamResult? {
        try connection.first(
            """
            SELECT s.stream, s.result FROM run_streams s JOIN runs r ON r.id = s.run
            WHERE r.connection = ? AND s.stream = ? ORDER BY r.id DESC LIMIT 1
            """, .text(name), .text(stream), read: { RunStreamResult(stream: $0.text(0), json: $0.text(1)) })
    }

    func run(_ id: Int64) throws -> RunRow? {
        try connection.first("SELECT \(Self.runColumns) FROM runs WHERE id = ?", .int(id), read: Self.run)
            .map(withStreams)
    }

    public func note(_ key: String) throws -> String? {
        try connection.first("SELECT value FROM notes WHERE key = ?", .text(key), read: { $0.text(0) })
    }

    public func notes(prefix: String) throws -> [String: String] {
        let rows = try connection.all(
            "SELECT key, value FROM notes WHERE substr(key, 1, length(?1)) = ?1", .text(prefix),
            read: { ($0.text(0), $0.text(1)) })
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// The stream's number in this store.
    func number(_ source: StreamKey) throws -> Int64? {
        try connection.first(
            "SELECT id FROM streams WHERE system = ? AND account = ? AND stream = ?", .text(source.system),
            .text(source.account), .text(source.stream), read: { $0.int(0) })
    }

    private func source(_ row: SQLRow, from column: Int32) -> StreamKey {
        StreamKey(system: row.text(column), account: row.text(column + 1), stream: row.text(column + 2))
    }

    private static let runColumns = "id, kind, connection, arguments, started_at, finished_at, outcome, exit_code"

    private static func run(_ row: SQLRow) -> RunRow {
        RunRow(
            id: row.int(0), kind: row.text(1), connection: row.optionalText(2), arguments: row.text(3),
            startedAt: row.int(4), finishedAt: row.optionalInt(5), outcome: row.optionalText(6),
            exitCode: row.optionalInt(7).map(Int32.init(truncatingIfNeeded:)), streams: [])
    }

    private func withStreams(_ run: RunRow) throws -> RunRow {
        var run = run
        run.streams = try connection.all(
            "SELECT stream, result FROM run_streams WHERE run = ? ORDER BY stream", .int(run.id),
            read: { RunStreamResult(stream: $0.text(0), json: $0.text(1)) })
        return run
    }
}
