extension StoreReader {
    /// Every finding that was ever made, by id.
    public func findings() throws -> [FindingRow] {
        try connection.all(
            """
            SELECT id, kind, title, measure, first_seen, last_seen, gone_since, told_at, state, state_since, owner, note,
                value IS NULL, value, value_then IS NULL, value_then,
                unit
            FROM findings ORDER BY id
            """
        ) { row in
            FindingRow(
                id: row.text(0), kind: row.text(1), title: row.text(2), measure: row.text(3),
                unit: JourneyUnit(rawValue: row.text(16)) ?? .person, firstSeen: row.int(4),
                lastSeen: row.int(5), goneSince: row.optionalInt(6), toldAt: row.optionalInt(7),
                state: FindingState(rawValue: row.text(8)) ?? .open, stateSince: row.int(9),
                owner: row.optionalText(10), note: row.optionalText(11), value: row.int(12) != 0 ? nil : row.real(13),
                valueThen: row.int(14) != 0 ? nil : row.real(15))
        }
    }

    /// A finding's number day by day, the oldest first.
    public func findingNumbers(_ id: String) throws -> [FindingRow.Number] {
        try connection.all(
            "SELECT day, value IS NULL, value, people, at_least FROM finding_numbers WHERE finding = ? ORDER BY day",
            .text(id)
        ) { row in
            FindingRow.Number(
                day: row.int(0), value: row.int(1) != 0 ? nil : row.real(2), people: Int(row.int(3)),
                atLeast: row.real(4))
        }
    }
}
