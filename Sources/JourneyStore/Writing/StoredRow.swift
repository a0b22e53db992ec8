import Touchpoints

/// What the writing side needs to know of a stored record.
struct RecordRow {
    var key: Int64
    var entity: EntityKind?
    var digest: [UInt8]?
    var gone: GoneReason?
    var goneAt: Int64?
    var fetchedAt: Int64?
}

extension StoreTransaction {
    func row(_ reference: Reference) throws -> RecordRow? {
        try connection.first(
            "SELECT key, entity, digest, gone, fetched_at, gone_at FROM records WHERE collection = ? AND record_id = ?",
            .int(reference.collection), .text(reference.id)
        ) { row in
            RecordRow(
                key: row.int(0), entity: row.optionalText(1).flatMap(EntityKind.init), digest: row.optionalBlob(2),
                // A reason this version does not know is still a reason.
                gone: row.optionalText(3).map { GoneReason(rawValue: $0) ?? .unreachable },
                goneAt: row.optionalInt(5), fetchedAt: row.optionalInt(4))
        }
    }

    /// The record that stands for this one, and why; nil when it stands for itself. Chains are closed in the table.
    func alias(of reference: Reference) throws -> (survivor: Reference, reason: AliasReason)? {
        guard try hasAliases() else { return nil }
        return try connection.first(
            "SELECT new_collection, new_id, reason FROM aliases WHERE collection = ? AND old_id = ?",
            .int(reference.collection), .text(reference.id)
        ) { row in
            (Reference(collection: row.int(0), id: row.text(1)), AliasReason(rawValue: row.text(2)) ?? .merged)
        }
    }

    /// Most stores have few aliases or none, and every link asks for them.
    func hasAliases() throws -> Bool {
        if let knowsAliases { return knowsAliases }
        let found = try connection.first("SELECT 1 FROM aliases LIMIT 1", read: { _ in true }) ?? false
        knowsAliases = found
        return found
    }

    func isGone(_ reference: Reference) throws -> Bool {
        try connection.first(
            "SELECT gone IS NOT NULL FROM records WHERE collection = ? AND record_id = ?",
            .int(reference.collection), .text(reference.id)
        ) { $0.int(0) != 0 } ?? false
    }
}
