import Touchpoints

extension StoreReader {
    /// Live records in byte order of their ids, without payload, after the given one: for comparing with the source.
    public func liveRecords(_ collection: RecordCollection, after: String?, limit: Int) throws -> [StoredRecord] {
        guard let number = try catalog.number(collection) else { return [] }
        return try connection.all(
            """
            SELECT \(Self.recordColumns) FROM records r
            WHERE r.collection = ? AND r.record_id > ? AND r.gone IS NULL ORDER BY r.record_id LIMIT ?
            """, .int(number), .text(after ?? ""), .int(limit), read: { try storedRecord($0, payload: false) })
    }

    /// Ids of live records whose payload is not in the store, in byte order, after the given one.
    public func idsWithoutPayload(_ collection: RecordCollection, after: String?, limit: Int) throws -> [String] {
        guard let number = try catalog.number(collection) else { return [] }
        return try connection.all(
            """
            SELECT r.record_id FROM records r LEFT JOIN payloads p ON p.record = r.key
            WHERE r.collection = ? AND r.record_id > ? AND r.gone IS NULL AND p.record IS NULL
            ORDER BY r.record_id LIMIT ?
            """, .int(number), .text(after ?? ""), .int(limit), read: { $0.text(0) })
    }
}
