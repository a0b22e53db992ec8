import Touchpoints

extension StoreReader {
    /// Everything about one touchpoint (by its id) or one record (by `system:account:objectType:id`).
    public func explain(_ text: String) throws -> Explanation? {
        let found = try connection.first(
            "SELECT r.collection, r.record_id FROM touchpoints t JOIN records r ON r.key = t.record WHERE t.id = ?",
            .text(text), read: { Reference(collection: $0.int(0), id: $0.text(1)) })
        if let found { return try explanation(of: found, onlyTouchpoint: text) }
        guard let reference = try catalog.reference(text: text) else { return nil }
        return try explanation(of: reference, onlyTouchpoint: nil)
    }

    private func explanation(of reference: Reference, onlyTouchpoint id: String?) throws -> Explanation? {
        let key = try catalog.key(reference)
        guard let record = try record(key, payload: false) else { return nil }
        let touchpoints = try connection.all(
            """
            SELECT \(Self.touchpointColumns) FROM records r JOIN touchpoints t ON t.record = r.key
            WHERE r.collection = ?1 AND r.record_id = ?2 AND (?3 IS NULL OR t.id = ?3) ORDER BY t.occurred_at, t.id
            """, .int(reference.collection), .text(reference.id), .text(id), read: storedTouchpoint)
        let associations = try connection.all(
            """
            SELECT to_collection, to_id, labels FROM associations WHERE from_collection = ? AND from_id = ?
            ORDER BY to_collection, to_id
            """, .int(reference.collection), .text(reference.id)
        ) { row in
            StoredAssociation(
                target: try catalog.key(Reference(collection: row.int(0), id: row.text(1))),
                labels: StringsText.strings(in: row.text(2)))
        }
        let absorbed = try connection.all(
            "SELECT collection, old_id FROM aliases WHERE new_collection = ? AND new_id = ? ORDER BY 1, 2",
            .int(reference.collection), .text(reference.id),
            read: { try catalog.key(Reference(collection: $0.int(0), id: $0.text(1))) })
        let evidence = try connection.all(
            """
            SELECT i.value, t.value, p.value FROM records r JOIN identity_evidence_rows e ON e.record = r.key
            JOIN terms i ON i.number = e.identifier JOIN terms t ON t.number = e.rule
            LEFT JOIN terms p ON p.number = i.person WHERE r.collection = ? AND r.record_id = ? ORDER BY 1
            """, .int(reference.collection), .text(reference.id),
            read: { StoredEvidence(identifier: $0.text(0), rule: $0.text(1), person: $0.optionalText(2)) })
        var duplicates: [String: [StoredTouchpoint]] = [:]
        for touchpoint in touchpoints {
            let others = try self.duplicates(of: touchpoint.id)
            if !others.isEmpty { duplicates[touchpoint.id] = others }
        }
        return Explanation(
            record: record, run: try record.run.flatMap(run), touchpoints: touchpoints, duplicates: duplicates,
            changes: try fieldChanges(key), associations: associations, absorbed: absorbed,
            survivor: try survivor(key), evidence: evidence)
    }
}
