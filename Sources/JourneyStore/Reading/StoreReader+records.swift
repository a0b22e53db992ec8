import Touchpoints

extension StoreReader {
    static let recordColumns = """
        r.collection, r.record_id, r.entity, r.revision, r.modified_at, r.modified_precision, r.digest, r.gone,
        r.gone_at, r.seq, r.run, r.fetched_at, r.request
        """

    /// Reads `recordColumns`, and the payload where it follows them.
    func storedRecord(_ row: SQLRow, payload: Bool) throws -> StoredRecord {
        StoredRecord(
            key: try catalog.key(Reference(collection: row.int(0), id: row.text(1))),
            entity: row.optionalText(2).flatMap(EntityKind.init), revision: row.text(3),
            modifiedAt: row.optionalInt(4).map {
                Moment(clamping: $0, precision: Moment.Precision(rawValue: row.text(5)) ?? .millisecond)
            },
            digest: row.optionalBlob(6),
            gone: row.optionalText(7).map { GoneReason(rawValue: $0) ?? .unreachable }, goneAt: row.optionalInt(8),
            seq: row.int(9), run: row.optionalInt(10), fetchedAt: row.optionalInt(11), request: row.optionalText(12),
            payload: payload ? row.optionalBlob(13) : nil)
    }

    public func record(_ key: RecordKey, payload: Bool = true) throws -> StoredRecord? {
        guard let reference = try catalog.reference(key) else { return nil }
        return try connection.first(
            """
            SELECT \(Self.recordColumns), \(payload ? "payload(p.codec, p.bytes)" : "NULL") FROM records r
            \(payload ? "LEFT JOIN payloads p ON p.record = r.key" : "") WHERE r.collection = ? AND r.record_id = ?
            """, .int(reference.collection), .text(reference.id), read: { try storedRecord($0, payload: payload) })
    }

    /// The record that stands for this one after merges and conversions; nil when it stands for itself.
    public func survivor(_ key: RecordKey) throws -> RecordKey? {
        guard let reference = try catalog.reference(key) else { return nil }
        return try connection.first(
            "SELECT new_collection, new_id FROM aliases WHERE collection = ? AND old_id = ?",
            .int(reference.collection), .text(reference.id),
            read: { try catalog.key(Reference(collection: $0.int(0), id: $0.text(1))) })
    }

    /// Revisions of those of the given records that are live.
    public func revisions(_ collection: RecordCollection, ids: [String]) throws -> [String: String] {
        guard let number = try catalog.number(collection) else { return [:] }
        var revisions: [String: String] = [:]
        for id in ids {
            revisions[id] = try connection.first(
                "SELECT revision FROM records WHERE collection = ? AND record_id = ? AND gone IS NULL", .int(number),
                .text(id), read: { $0.text(0) })
        }
        return revisions
    }

    /// Ids of live records in byte order, after the given one.
    public func liveIDs(_ collection: RecordCollection, after: String?, limit: Int) throws -> [String] {
        guard let number = try catalog.number(collection) else { return [] }
        return try connection.all(
            """
            SELECT record_id FROM records WHERE collection = ? AND record_id > ? AND gone IS NULL
            ORDER BY record_id LIMIT ?
            """, .int(number), .text(after ?? ""), .int(limit), read: { $0.text(0) })
    }

    /// Ids of records that are gone for one reason, in byte order, after the given one.
    public func goneIDs(
        _ collection: RecordCollection, reason: GoneReason, after: String?, limit: Int
    ) throws -> [String] {
        guard let number = try catalog.number(collection) else { return [] }
        return try connection.all(
            """
            SELECT record_id FROM records WHERE collection = ? AND gone = ? AND record_id > ?
            ORDER BY record_id LIMIT ?
            """, .int(number), .text(reason.rawValue), .text(after ?? ""), .int(limit), read: { $0.text(0) })
    }

    /// Live records with their payloads in byte order of their ids, for `rebuild`.
    public func payloads(_ collection: RecordCollection, after: String?, limit: Int) throws -> [StoredRecord] {
        guard let number = try catalog.number(collection) else { return [] }
        return try connection.all(
            """
            SELECT \(Self.recordColumns), payload(p.codec, p.bytes) FROM records r LEFT JOIN payloads p ON p.record = r.key
            WHERE r.collection = ? AND r.record_id > ? AND r.gone IS NULL ORDER BY r.record_id LIMIT ?
            """, .int(number), .text(after ?? ""), .int(limit), read: { try storedRecord($0, payload: true) })
    }

    /// Stored as the source gave them, also to records that are gone or were never read; sorted by id.
    public func associations(_ key: RecordKey, to collection: RecordCollection) throws -> [AssociationTarget] {
        guard let reference = try catalog.reference(key), let number = try catalog.number(collection) else { return [] }
        return try connection.all(
            """
            SELECT to_id, labels FROM associations WHERE from_collection = ? AND from_id = ? AND to_collection = ?
            ORDER BY to_id
            """, .int(reference.collection), .text(reference.id), .int(number),
            read: { AssociationTarget(id: $0.text(0), labels: StringsText.strings(in: $0.text(1))) })
    }

    /// Dated changes by field and time.
    public func fieldChanges(_ key: RecordKey) throws -> [StoredFieldChange] {
        guard let reference = try catalog.reference(key) else { return [] }
        return try connection.all(
            """
            SELECT f.field, f.at, f.at_precision, f.value, f.origin
            FROM records r JOIN field_changes f ON f.record = r.key
            WHERE r.collection = ? AND r.record_id = ? ORDER BY f.field, f.at, f.rowid
            """, .int(reference.collection), .text(reference.id)
        ) { row in
            StoredFieldChange(
                change: FieldChange(
                    field: row.text(0),
                    at: Moment(
                        clamping: row.int(1), precision: Moment.Precision(rawValue: row.text(2)) ?? .millisecond),
                    value: row.optionalText(3)),
                origin: StoredFieldChange.Origin(rawValue: row.text(4)) ?? .observed)
        }
    }
}
