import Touchpoints

extension JourneyStore {
    /// Makes the paths of all journeys that changed since they were last asked for, and tells how many these were.
    ///
    /// The first call, and the first one with other fields, makes them all. In many small transactions: others may write
    /// between them, and a process that dies leaves the rest to the next one.
    ///
    /// - Parameter fields: what journeys are divided by.
    @discardableResult
    public func refreshJourneys(dividedBy fields: [SegmentField]) async throws -> Int {
        var total = 0
        while true {
            let count = try await write { try $0.refreshJourneys(dividedBy: fields, atMost: 2_000) }
            if count == 0 { return total }
            total += count
        }
    }
}

extension StoreTransaction {
    /// - Returns: how many were made; 0: there is nothing left to do.
    func refreshJourneys(dividedBy fields: [SegmentField], atMost limit: Int) throws -> Int {
        try mutating {
            try beginJourneys(Self.rules(fields))
            let stale = try connection.all(
                "SELECT unit, entity_id FROM journey_stale LIMIT ?", .int(limit), read: { ($0.text(0), $0.text(1)) })
            guard !stale.isEmpty else { return 0 }
            let maker = try PathMaker(self, fields)
            for (unit, id) in stale {
                if let unit = JourneyUnit(rawValue: unit) { try maker.make(unit, id) }
                try connection.run("DELETE FROM journey_stale WHERE unit = ? AND entity_id = ?", .text(unit), .text(id))
            }
            return stale.count
        }
    }

    /// Where the paths are none, or were made by other rules, all of them are to be made.
    private func beginJourneys(_ rules: String) throws {
        let former = try connection.first("SELECT rules FROM journey_state", read: { $0.text(0) })
        guard former != rules else { return }
        try endJourneys()
        try connection.run("INSERT INTO journey_state(one, rules) VALUES (1, ?)", .text(rules))
        try connection.run("INSERT INTO journey_stale SELECT 'person', id FROM people")
        try connection.run("INSERT OR IGNORE INTO journey_stale SELECT 'account', id FROM accounts")
        try connection.define(Schema.journeyTriggers)
    }

    /// Forgets all paths: they are made anew when somebody asks for journeys.
    func endJourneys() throws {
        try connection.define(Schema.dropJourneyTriggers)
        for table in ["journey_state", "journey_stale", "journey_paths", "journey_names"] {
            try connection.run("DELETE FROM \(table)")
        }
    }

    private static func rules(_ fields: [SegmentField]) -> String {
        var line = JSONLine()
        line.array {
            $0.element(String(PathBytes.format))
            for field in fields {
                for text in [field.segment, field.system, field.objectType] + field.path { $0.element(text) }
                // No path is empty: where one field ends and the next begins stays clear.
                $0.element("")
            }
        }
        return String(decoding: line.bytes, as: UTF8.self)
    }
}

/// Makes paths within one transaction.
private final class PathMaker {
    private let connection: Connection
    private var names: [String: Int] = [:]
    private let fields: [(field: SegmentField, collection: Int64, path: String)]
    private let rows: String

    init(_ transaction: StoreTransaction, _ fields: [SegmentField]) throws {
        connection = transaction.connection
        let reader = transaction.reader
        let collections = try reader.sortedCollections()
        self.fields = fields.flatMap { field in
            collections.filter { $0.entry.collection.system == field.system }
                .filter { $0.entry.collection.objectType == field.objectType }
                .map { (field, $0.number, Self.jsonPath(field.path)) }
        }
        rows = """
            FROM terms e
            CROSS JOIN touchpoint_link_rows l ON l.entity = e.number
            CROSS JOIN link_kinds k ON k.number = l.kind
            CROSS JOIN touchpoints t ON t.key = l.touchpoint
            CROSS JOIN touchpoints s ON s.key = CASE WHEN t.duplicate_of IS NULL THEN t.key
                ELSE (SELECT o.key FROM touchpoints o WHERE o.id = t.duplicate_of) END
            CROSS JOIN records r ON r.key = s.record
            WHERE e.value = ?1 AND k.entity_kind = ?2 AND s.removed_at IS NULL AND s.automated = 0
            ORDER BY s.occurred_at, \(try reader.collectionRank("r.collection")), r.record_id, s.facet
            """
    }

    func make(_ unit: JourneyUnit, _ id: String) throws {
        var found: [Found] = []
        switch unit {
        case .person: found = try steps(id, unit)
        case .account:
            let records = try connection.all(
                "SELECT value FROM account_identifiers WHERE account_id = ? AND kind = 'record' ORDER BY value",
                .text(id), read: { $0.text(0) })
            for record in records { found += try steps(record, unit) }
            // What several of its records share comes once.
            if records.count > 1 { found = unique(found) }
        }
        guard let last = found.last else { return }
        let bytes = try PathBytes.encoded(found.map(\.step), try segments(found), number: number)
        try connection.run(
            "INSERT OR REPLACE INTO journey_paths(unit, entity_id, last_at, path) VALUES (?, ?, ?, ?)",
            .text(unit.rawValue), .text(id), .int(last.step.at), .blob(bytes))
    }

    private struct Found {
        var key: Int64
        var record: Int64
        var collection: Int64
        var step: PathStep
    }

    private func steps(_ id: String, _ unit: JourneyUnit) throws -> [Found] {
        var found: [Found] = []
        try connection.each(
            """
            SELECT s.key, s.record, r.collection, s.kind, s.occurred_at, s.channel, s.direction, s.team, s.stage,
                s.sentiment, s.sentiment_origin, s.amount, s.currency,
                CASE WHEN s.properties LIKE '%"stage"%' OR s.kind = 'activity.recorded' THEN s.properties END
            \(rows)
            """, .text(id), .text(unit.rawValue)
        ) { row in
            // One touchpoint may name a person in several roles.
            guard row.int(0) != found.last?.key else { return }
            let properties = row.optionalText(13).map(StringsText.properties) ?? []
            let kind = row.text(3)
            let activity = kind == "activity.recorded" ? properties.first { $0.name == "activity" }?.value : nil
            var step = PathStep(
                activity: activity ?? kind, at: row.int(4), channel: Channel(rawValue: row.text(5)) ?? .crm,
                direction: Direction(rawValue: row.text(6)) ?? .internal,
                team: row.optionalText(7).flatMap(Team.init(rawValue:)),
                stage: row.optionalText(8).map(Stage.init(rawValue:)),
                value: properties.first { $0.name == "stage" }?.value)
            if let origin = row.optionalText(10).flatMap(Sentiment.Origin.init(rawValue:)) {
                step.feeling = Sentiment(score: row.real(9), origin: origin)
            }
            if let amount = row.optionalText(11).flatMap({ Double($0) }), amount.isFinite {
                step.amount = amount
                step.currency = row.optionalText(12)
            }
            found.append(Found(key: row.int(0), record: row.int(1), collection: row.int(2), step: step))
        }
        return found
    }

    private func unique(_ found: [Found]) -> [Found] {
        var seen: Set<Int64> = []
        return found.filter { seen.insert($0.key).inserted }.enumerated()
            .sorted { ($0.element.step.at, $0.offset) < ($1.element.step.at, $1.offset) }.map(\.element)
    }

    private func segments(_ found: [Found]) throws -> [(name: String, value: String)] {
        guard !fields.isEmpty else { return [] }
        var segments: [(name: String, value: String)] = []
        var asked: Set<Int64> = []
        for step in found where asked.insert(step.record).inserted {
            for (field, collection, path) in fields
            where collection == step.collection && !segments.contains(where: { $0.name == field.segment }) {
                let value = try connection.first(
                    "SELECT CAST(json_extract(CAST(payload(codec, bytes) AS TEXT), ?) AS TEXT) FROM payloads "
                        + "WHERE record = ?", .text(path), .int(step.record), read: { $0.optionalText(0) })
                if let value = value ?? nil, !value.isEmpty {
                    segments.append((field.segment, String(value.prefix(120))))
                }
            }
        }
        return segments.sorted { $0.name < $1.name }
    }

    private func number(_ name: String) throws -> Int {
        if let number = names[name] { return number }
        var number = try connection.first(
            "SELECT number FROM journey_names WHERE name = ?", .text(name), read: { $0.int(0) })
        if number == nil {
            try connection.run("INSERT INTO journey_names(name) VALUES (?)", .text(name))
            number = connection.lastInsertedKey
        }
        let result = Int(number ?? 0)
        names[name] = result
        return result
    }

    /// Names are quoted: none of them is understood as more than a name.
    private static func jsonPath(_ names: [String]) -> String {
        "$" + names.map { ".\"" + $0.filter { $0 != "\"" } + "\"" }.joined()
    }
}
