import Foundation
import GRDB
public import Touchpoints

extension JourneyStore {
    /// Erases the person that a text means (`StoreReader.subjects`), and cleans the file: what was overwritten is zeroed,
    /// the file is written anew without its free pages, and the write-ahead log is emptied.
    ///
    /// Backups made before still hold everything. Records that are about others too stay, without payload, titles and
    /// properties.
    public func forget(_ text: String) async throws -> ErasureOutcome {
        let known = try await read { reader -> (id: String?, wasErased: Bool) in
            (try reader.subjects(text).first { $0.entity == .person }?.entityID, try reader.wasErased(text))
        }
        guard let id = known.id else {
            guard known.wasErased else { return ErasureOutcome(erasure: nil, isNews: false, isClean: true) }
            return ErasureOutcome(
                erasure: try await read { try $0.lastErasure() }, isNews: false, isClean: try await clean())
        }
        let erasure = try await write { transaction in
            try transaction.overwriteDeleted()
            return try transaction.forget(person: id)
        }
        return ErasureOutcome(erasure: erasure, isNews: true, isClean: try await clean())
    }

    /// Writes the file anew, and empties the log; false while somebody reads what is still in it.
    private func clean() async throws -> Bool {
        guard let lock else { throw StoreError.readOnly(path: path) }
        let path = path
        do {
            return try await pool.writeWithoutTransaction { db in
                try lock.withLock(cancellation: Cancellation()) {
                    try db.execute(sql: "PRAGMA secure_delete = ON")
                    defer { try? db.execute(sql: "PRAGMA secure_delete = OFF") }
                    _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                    try db.execute(sql: "VACUUM")
                    return try Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)") == 0
                }
            }
        } catch {
            throw StoreError.translated(error, path: path)
        }
    }
}

extension StoreTransaction {
    /// What this connection deletes from now on is overwritten with zeros.
    func overwriteDeleted() throws {
        _ = try connection.first("PRAGMA secure_delete = ON", read: { $0.int(0) })
    }
}

extension StoreReader {
    /// Ids of a collection, but for those of records that were erased on purpose and may not be stored again.
    public func withoutErased(_ ids: [String], of collection: RecordCollection) throws -> [String] {
        guard let oblivion = try Oblivion(connection) else { return ids }
        return try ids.filter { try oblivion.kind(RecordKey(collection: collection, id: $0).text) != .record }
    }

    /// Whether an identifier is one of somebody who was erased.
    func wasErased(_ text: String) throws -> Bool {
        guard let oblivion = try Oblivion(connection) else { return false }
        return try spellings(of: text).contains { try oblivion.kind($0) != nil }
    }

    func lastErasure() throws -> Erasure? {
        try connection.first(
            "SELECT id, at, records, touchpoints, redacted FROM erasures ORDER BY at DESC, id LIMIT 1"
        ) { row in
            Erasure(
                id: row.text(0), at: row.int(1), records: Int(row.int(2)), touchpoints: Int(row.int(3)),
                redacted: Int(row.int(4)))
        }
    }
}
