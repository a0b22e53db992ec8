import Touchpoints

/// A dated change of a field of one of a subject's own records.
public struct SubjectChange: Hashable, Sendable {
    public var record: RecordKey
    public var change: FieldChange
    public var origin: StoredFieldChange.Origin
    /// What the field held before; nil where nothing is known.
    public var before: String?
}

extension StoreReader {
    /// What changed in the subject's own records (lifecycle, status, owner), in the order of time. The value with which a
    /// field was first seen is no change.
    public func changes(of subject: JourneySubject) throws -> [SubjectChange] {
        var result: [SubjectChange] = []
        for text in subject.identifiers {
            guard let reference = try catalog.reference(text: text) else { continue }
            let key = try catalog.key(reference)
            var last: [String: String] = [:]
            for stored in try fieldChanges(key).sorted(by: { $0.change.at.milliseconds < $1.change.at.milliseconds }) {
                let field = stored.change.field
                if stored.origin != .initial {
                    result.append(
                        SubjectChange(
                            record: key, change: stored.change, origin: stored.origin, before: last[field]))
                }
                last[field] = stored.change.value
            }
        }
        return result.sorted {
            ($0.change.at.milliseconds, $0.record.text, $0.change.field)
                < ($1.change.at.milliseconds, $1.record.text, $1.change.field)
        }
    }

    /// What a member of staff is called whom records of a system name by an id; nil when the store does not know.
    public func staffName(_ id: String, of collection: RecordCollection) throws -> String? {
        try connection.first(
            """
            SELECT n.name FROM collections c JOIN records r ON r.collection = c.id AND r.record_id = ?
            JOIN record_names n ON n.record = r.key
            WHERE c.system = ? AND c.account = ? AND c.entity IS NULL LIMIT 1
            """, .text(id), .text(collection.system), .text(collection.account), read: { $0.text(0) })
    }
}
