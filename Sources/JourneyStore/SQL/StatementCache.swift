import GRDB

/// The prepared statements of one database connection, by the literals they were written as.
///
/// Lives as long as its connection is open, and must be emptied before that is closed.
final class StatementCache: @unchecked Sendable {
    // Safe: touched by whoever has the connection, which is one at a time.
    private var statements: [UnsafePointer<UInt8>: Statement] = [:]

    func statement(_ sql: StaticString, make: () throws -> Statement) rethrows -> Statement {
        guard sql.hasPointerRepresentation else { return try make() }
        if let statement = statements[sql.utf8Start] { return statement }
        let statement = try make()
        statements[sql.utf8Start] = statement
        return statement
    }

    func removeAll() { statements = [:] }
}
