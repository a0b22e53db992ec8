import Touchpoints

// Texts that many rows are called by stand once, in `terms` and `link_kinds`; rows have their numbers.
extension StoreTransaction {
    /// The number of a text; a new one where the store has it not.
    func term(_ value: String) throws -> Int64 {
        if let number = knownTerms[value] { return number }
        if let number = try storedTerm(value) {
            knownTerms[value] = number
            return number
        }
        return try newTerm(value).number
    }

    /// The same for a text that the store will hardly have.
    func newTerm(_ value: String) throws -> (number: Int64, isNew: Bool) {
        if let number = knownTerms[value] { return (number, false) }
        let isNew = try connection.change("INSERT OR IGNORE INTO terms(value) VALUES (?)", .text(value)) == 1
        let number = try isNew ? connection.lastInsertedKey : storedTerm(value) ?? 0
        knownTerms[value] = number
        return (number, isNew)
    }

    private func storedTerm(_ value: String) throws -> Int64? {
        try connection.first("SELECT number FROM terms WHERE value = ?", .text(value), read: { $0.int(0) })
    }

    /// Takes a text out of the store, unless a record still states it or a link still goes by it.
    func forgetTerm(_ value: String) throws {
        knownTerms[value] = nil
        knownPeople[value] = nil
        try connection.run("UPDATE terms SET kind = NULL, person = NULL WHERE value = ?", .text(value))
        try connection.run(
            """
            DELETE FROM terms WHERE value = ?
                AND NOT EXISTS (SELECT 1 FROM identity_evidence_rows e WHERE e.identifier = terms.number)
                AND NOT EXISTS (SELECT 1 FROM touchpoint_link_rows l WHERE l.identifier = terms.number)
                AND NOT EXISTS (SELECT 1 FROM touchpoint_link_rows l WHERE l.entity = terms.number)
            """, .text(value))
    }

    func linkKind(_ entity: EntityKind, _ role: String, _ origin: TouchpointLink.Origin) throws -> Int64 {
        let key = [entity.rawValue, role, origin.rawValue]
        if let number = knownLinkKinds[key] { return number }
        let values = key.map(SQLValue.text)
        var number = try connection.first(
            "SELECT number FROM link_kinds WHERE entity_kind = ? AND role = ? AND origin = ?", values[0], values[1],
            values[2], read: { $0.int(0) })
        if number == nil {
            try connection.run("INSERT INTO link_kinds(entity_kind, role, origin) VALUES (?, ?, ?)", list: values)
            number = connection.lastInsertedKey
        }
        knownLinkKinds[key] = number
        return number ?? 0
    }
}
