import Touchpoints

extension StoreReader {
    /// Live records of a collection, with their payloads, that are associated with one record or with one that was
    /// merged into it; by id.
    public func records(of collection: RecordCollection, associatedWith target: RecordKey) throws -> [StoredRecord] {
        let target = try survivor(target) ?? target
        guard let from = try catalog.number(collection), let to = try catalog.number(target.collection) else {
            return []
        }
        return try connection.all(
            """
            SELECT \(Self.recordColumns), payload(p.codec, p.bytes) FROM records r LEFT JOIN payloads p ON p.record = r.key
            WHERE r.collection = ?1 AND r.gone IS NULL AND r.record_id IN (
                SELECT a.from_id FROM associations a WHERE a.from_collection = ?1 AND (a.to_collection, a.to_id) IN (
                    SELECT ?2, ?3
                    UNION SELECT collection, old_id FROM aliases WHERE new_collection = ?2 AND new_id = ?3))
            ORDER BY r.record_id
            """, .int(from), .int(to), .text(target.id), read: { try storedRecord($0, payload: true) })
    }

    /// What live records of `middle` that name `from` name in `to`: the associations that such records are.
    public func targets(
        of from: RecordKey, through middle: RecordCollection, to: RecordCollection
    ) throws -> [AssociationTarget] {
        guard let reference = try catalog.reference(from), let middle = try catalog.number(middle),
            let to = try catalog.number(to)
        else { return [] }
        return try connection.all(
            """
            SELECT t.to_id, t.labels FROM associations f
            JOIN records r ON r.collection = f.from_collection AND r.record_id = f.from_id AND r.gone IS NULL
            JOIN associations t ON t.from_collection = f.from_collection AND t.from_id = f.from_id
                AND t.to_collection = ?4
            WHERE f.to_collection = ?1 AND f.to_id = ?2 AND f.from_collection = ?3
            ORDER BY t.to_id, t.from_id
            """, .int(reference.collection), .text(reference.id), .int(middle), .int(to),
            read: { AssociationTarget(id: $0.text(0), labels: StringsText.strings(in: $0.text(1))) })
    }

    /// Those of the given records that a live record of another collection is associated with.
    public func named(
        _ ids: [String], in collection: RecordCollection, by namer: RecordCollection
    ) throws -> [String] {
        guard let to = try catalog.number(collection), let from = try catalog.number(namer) else { return [] }
        return try ids.filter { id in
            try connection.first(
                """
                SELECT 1 FROM associations a
                JOIN records r ON r.collection = a.from_collection AND r.record_id = a.from_id AND r.gone IS NULL
                WHERE a.to_collection = ? AND a.to_id = ? AND a.from_collection = ? LIMIT 1
                """, .int(to), .text(id), .int(from), read: { _ in true }) ?? false
        }
    }
}
