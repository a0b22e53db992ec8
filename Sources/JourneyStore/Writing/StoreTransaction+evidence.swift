import Identity
import Touchpoints

/// A row of the view `identity_evidence`, without its record.
struct EvidenceRow {
    var node: IdentityNode
    var rule: LinkRule
    var stated: String?
}

extension StoreTransaction {
    /// What a record states, by identifier.
    func evidence(of record: Int64) throws -> [String: EvidenceRow] {
        let rows = try connection.all(
            "SELECT identifier, rule, stated FROM identity_evidence WHERE record = ?", .int(record)
        ) { row in
            let rule = LinkRule(rawValue: row.text(1)) ?? .ownAddress
            return EvidenceRow(
                node: IdentityNode(kind: rule.kind ?? .email, value: row.text(0)), rule: rule,
                stated: row.optionalText(2))
        }
        return Dictionary(rows.map { ($0.node.value, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Returns: the identifiers that the store did not know so far.
    func writeEvidence(
        _ claims: [String: IdentityClaim], over known: [String: EvidenceRow], record: Int64
    ) throws -> Set<String> {
        var fresh: Set<String> = []
        for value in known.keys.sorted() where claims[value] == nil {
            try connection.run(
                "DELETE FROM identity_evidence_rows WHERE record = ? AND identifier = ?", .int(record),
                .int(try term(value)))
        }
        for (value, claim) in claims.sorted(by: { $0.key < $1.key }) {
            if claim.rule == .externalID { knowsPointers = true }
            // Most are stated as they are kept.
            let stated = claim.stated == value ? nil : claim.stated
            if let row = known[value], row.rule == claim.rule, row.stated == stated { continue }
            let identifier = try newTerm(value)
            if identifier.isNew { fresh.insert(value) }
            try connection.run(
                "INSERT OR REPLACE INTO identity_evidence_rows(record, identifier, rule, stated) VALUES (?, ?, ?, ?)",
                .int(record), .int(identifier.number), .int(try term(claim.rule.rawValue)), .text(stated))
        }
        return fresh
    }

    /// Keeps what a record is called, and tells whether that is news.
    func writeName(_ name: String?, record: Int64, isNew: Bool) throws -> Bool {
        let name = name.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        let known: String? =
            isNew
            ? nil
            : try connection.first("SELECT name FROM record_names WHERE record = ?", .int(record), read: { $0.text(0) })
        guard known != name else { return false }
        if let name {
            try connection.run(
                "INSERT OR REPLACE INTO record_names(record, name, folded) VALUES (?, ?, ?)", .int(record), .text(name),
                .text(PersonName.folded(name)))
        } else {
            try connection.run("DELETE FROM record_names WHERE record = ?", .int(record))
        }
        return true
    }

    func hasChoices() throws -> Bool {
        if let knowsChoices { return knowsChoices }
        let found = try connection.first("SELECT 1 FROM identity_choices LIMIT 1", read: { _ in true }) ?? false
        knowsChoices = found
        return found
    }

    /// Whether any record points to a record of another system.
    func hasPointers() throws -> Bool {
        if let knowsPointers { return knowsPointers }
        let found =
            try connection.first(
                """
                SELECT 1 FROM identity_evidence_rows INDEXED BY identity_evidence_rows_external
                WHERE rule = \(Schema.externalRule) LIMIT 1
                """, read: { _ in true })
            ?? false
        knowsPointers = found
        return found
    }

    /// A collection became one of persons or accounts after others had pointed to its records.
    func resolvePointers(to number: Int64, entity: EntityKind?) throws {
        guard let tables = IdentityTables.of(entity), try hasPointers() else { return }
        let prefix = try graph(tables).pointer(to: Reference(collection: number, id: "")).value
        let pointers = try connection.all(
            """
            SELECT DISTINCT i.value FROM terms i
            JOIN identity_evidence_rows e INDEXED BY identity_evidence_rows_external ON e.identifier = i.number
            WHERE e.rule = \(Schema.externalRule) AND i.value >= ?1 AND i.value < ?1 || char(1114111)
            """, .text(prefix), read: { IdentityNode(kind: .external, value: $0.text(0)) })
        if !pointers.isEmpty { try resolve(pointers, in: tables) }
    }
}
