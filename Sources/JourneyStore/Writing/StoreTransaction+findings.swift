extension StoreTransaction {
    /// Keeps what was found now: new findings are open; those that are found no more are gone; one that comes back after
    /// it was done is open and new again.
    ///
    /// - Parameters:
    ///   - unit: whose journeys were looked at; findings about others are left as they are.
    ///   - day: midnight UTC of the day up to which the data reached, Unix milliseconds: a second sighting on that day
    ///     replaces its number.
    public func sight(_ findings: [FindingSighting], of unit: JourneyUnit, day: Int64) throws {
        try mutating {
            let now = now()
            for finding in findings {
                let value = finding.value.map { SQLValue.real($0) } ?? .null
                try connection.run(
                    """
                    INSERT INTO findings(
                        id, kind, title, measure, unit, first_seen, last_seen, state, state_since, value, value_then)
                    VALUES (?1, ?2, ?3, ?4, ?7, ?5, ?5, 'open', ?5, ?6, ?6)
                    ON CONFLICT (id) DO UPDATE SET
                        kind = ?2, title = ?3, measure = ?4, unit = ?7, last_seen = ?5, value = ?6, gone_since = NULL,
                        state = iif(gone_since IS NOT NULL AND state = 'done', 'open', state),
                        state_since = iif(gone_since IS NOT NULL AND state = 'done', ?5, state_since),
                        value_then = iif(gone_since IS NOT NULL AND state = 'done', ?6, value_then),
                        told_at = iif(gone_since IS NOT NULL AND state = 'done', NULL, told_at)
                    """, .text(finding.id), .text(finding.kind), .text(finding.title), .text(finding.measure),
                    .int(now), value, .text(unit.rawValue))
                try connection.run(
                    """
                    INSERT OR REPLACE INTO finding_numbers(finding, day, value, people, at_least) VALUES (?, ?, ?, ?, ?)
                    """, .text(finding.id), .int(day), value, .int(finding.people), .real(finding.atLeast))
            }
            let seen = Set(findings.map(\.id))
            for row in try reader.findings() where row.unit == unit && row.goneSince == nil && !seen.contains(row.id) {
                try connection.run("UPDATE findings SET gone_since = ? WHERE id = ?", .int(now), .text(row.id))
            }
        }
    }

    /// Keeps what somebody decided about a finding, and the number at that moment.
    ///
    /// - Parameters:
    ///   - owner: nil leaves it as it was.
    ///   - note: nil leaves it as it was.
    /// - Returns: whether there is such a finding.
    public func decide(_ id: String, _ state: FindingState, owner: String?, note: String?) throws -> Bool {
        try mutating {
            try connection.change(
                """
                UPDATE findings SET
                    state_since = iif(state = ?2, state_since, ?3), value_then = iif(state = ?2, value_then, value),
                    state = ?2, owner = coalesce(?4, owner), note = coalesce(?5, note), told_at = coalesce(told_at, ?3)
                WHERE id = ?1
                """, .text(id), .text(state.rawValue), .int(now()), .text(owner), .text(note)) > 0
        }
    }

    /// Notes that an alert has told of findings: they are new no more.
    public func tellFindings(_ ids: [String]) throws {
        try mutating {
            for id in ids {
                try connection.run(
                    "UPDATE findings SET told_at = ? WHERE id = ? AND told_at IS NULL", .int(now()), .text(id))
            }
        }
    }
}
