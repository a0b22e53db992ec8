import Touchpoints

extension StoreTransaction {
    /// Reported history replaces earlier reported rows of the fields it speaks of; observed rows stay.
    func writeHistory(_ history: [FieldChange], record: Int64, isNew: Bool) throws {
        guard !history.isEmpty else { return }
        let changes = Dictionary(grouping: history, by: \.field)
        for (field, changes) in changes.sorted(by: { $0.key < $1.key }) {
            let sorted = changes.sorted(by: Self.isEarlier)
            if !isNew {
                if try reported(field, record: record).sorted(by: Self.isEarlier) == sorted { continue }
                try connection.run(
                    "DELETE FROM field_changes WHERE record = ? AND field = ? AND origin = 'reported'", .int(record),
                    .text(field))
            }
            for change in sorted { try insert(change, .reported, record: record) }
        }
    }

    /// Notes fields whose history nobody reports: the first value as such, then every difference from the last one.
    func track(_ tracked: [TrackedValue], record: Int64, at: Int64, isNew: Bool) throws {
        for value in tracked {
            let change = FieldChange(
                field: value.field, at: Moment(clamping: at, precision: .millisecond), value: value.value)
            let known: String?? =
                isNew
                ? nil
                : try connection.first(
                    """
                    SELECT value FROM field_changes WHERE record = ? AND field = ? AND origin <> 'reported'
                    ORDER BY at DESC, rowid DESC LIMIT 1
                    """, .int(record), .text(value.field), read: { $0.optionalText(0) })
            switch known {
            case .some(let last): if last != value.value { try insert(change, .observed, record: record) }
            case nil: if value.value != nil { try insert(change, .initial, record: record) }
            }
        }
    }

    /// Forgets fields of a collection wherever they are beside the payloads of live records: the dated changes of these
    /// fields, the payloads of records that are gone, and those in quarantine, whole.
    public func forget(fields: Set<String>, of collection: RecordCollection, _ source: StreamKey) throws {
        try mutating {
            guard let number = try catalog.number(collection) else { return }
            for field in fields.sorted() {
                try connection.run(
                    """
                    DELETE FROM field_changes
                    WHERE field = ? AND record IN (SELECT key FROM records WHERE collection = ?)
                    """, .text(field), .int(number))
            }
            try connection.run(
                """
                DELETE FROM payloads
                WHERE record IN (SELECT key FROM records WHERE collection = ? AND gone IS NOT NULL)
                """, .int(number))
            guard let stream = try reader.number(source) else { return }
            try connection.run("UPDATE quarantine SET payload = x'' WHERE stream = ?", .int(stream))
        }
    }

    private func reported(_ field: String, record: Int64) throws -> [FieldChange] {
        try connection.all(
            """
            SELECT at, at_precision, value FROM field_changes WHERE record = ? AND field = ? AND origin = 'reported'
            """, .int(record), .text(field)
        ) { row in
            FieldChange(
                field: field,
                at: Moment(clamping: row.int(0), precision: Moment.Precision(rawValue: row.text(1)) ?? .millisecond),
                value: row.optionalText(2))
        }
    }

    private func insert(_ change: FieldChange, _ origin: StoredFieldChange.Origin, record: Int64) throws {
        try connection.run(
            "INSERT INTO field_changes(record, field, at, at_precision, value, origin) VALUES (?, ?, ?, ?, ?, ?)",
            .int(record), .text(change.field), .int(change.at.milliseconds), .text(change.at.precision.rawValue),
            .text(change.value), .text(origin.rawValue))
    }

    private static func isEarlier(_ a: FieldChange, _ b: FieldChange) -> Bool {
        (a.at.milliseconds, a.value ?? "") < (b.at.milliseconds, b.value ?? "")
    }
}
