import GRDB
import GRDBSQLite

/// One database connection for the length of one transaction: prepared statements, typed values, our errors.
///
/// Values are bound and read through SQLite's own functions rather than through GRDB's rows: they convert instead of
/// trapping, so a damaged or doctored file yields odd values or an error but never a crash, and it is faster.
final class Connection {
    let db: Database
    let path: String
    private let statements: StatementCache?

    /// - Parameter statements: of this database connection, where many transactions follow each other.
    init(_ db: Database, path: String, statements: StatementCache? = nil) {
        self.db = db
        self.path = path
        self.statements = statements
    }

    /// Runs a statement that returns no rows.
    func run(_ sql: StaticString, _ values: SQLValue...) throws {
        try withStatement(sql, values) { statement in
            _ = try step(statement)
        }
    }

    @_disfavoredOverload
    func run(_ sql: String, _ values: SQLValue...) throws { try run(sql, list: values) }

    func run(_ sql: String, list values: [SQLValue]) throws {
        try withStatement(sql, values) { statement in
            _ = try step(statement)
        }
    }

    /// Makes or drops tables, indexes or triggers: several statements, without values.
    func define(_ sql: String) throws { try StoreError.translating(path: path) { try db.execute(sql: sql) } }

    /// Runs a statement and tells how many rows it changed.
    @discardableResult
    func change(_ sql: StaticString, _ values: SQLValue...) throws -> Int {
        try withStatement(sql, values) { statement in
            _ = try step(statement)
            return Int(sqlite3_changes(db.sqliteConnection))
        }
    }

    @_disfavoredOverload
    @discardableResult
    func change(_ sql: String, _ values: SQLValue...) throws -> Int {
        try withStatement(sql, values) { statement in
            _ = try step(statement)
            return Int(sqlite3_changes(db.sqliteConnection))
        }
    }

    func first<T>(_ sql: StaticString, _ values: SQLValue..., read: (SQLRow) throws -> T) throws -> T? {
        try withStatement(sql, values) { statement in
            try step(statement) ? try read(SQLRow(statement: statement)) : nil
        }
    }

    @_disfavoredOverload
    func first<T>(_ sql: String, _ values: SQLValue..., read: (SQLRow) throws -> T) throws -> T? {
        try withStatement(sql, values) { statement in
            try step(statement) ? try read(SQLRow(statement: statement)) : nil
        }
    }

    func all<T>(_ sql: StaticString, _ values: SQLValue..., read: (SQLRow) throws -> T) throws -> [T] {
        try withStatement(sql, values) { try rows(of: $0, read: read) }
    }

    @_disfavoredOverload
    func all<T>(_ sql: String, _ values: SQLValue..., read: (SQLRow) throws -> T) throws -> [T] {
        try withStatement(sql, values) { try rows(of: $0, read: read) }
    }

    private func rows<T>(of statement: OpaquePointer, read: (SQLRow) throws -> T) throws -> [T] {
        var rows: [T] = []
        while try step(statement) { rows.append(try read(SQLRow(statement: statement))) }
        return rows
    }

    /// Rows one after the other, for results of any size; the body may run other statements, also this same one.
    func each(_ sql: String, _ values: SQLValue..., read: (SQLRow) throws -> Void) throws {
        try each(sql, list: values, read: read)
    }

    func each(_ sql: String, list values: [SQLValue], read: (SQLRow) throws -> Void) throws {
        let statement = try StoreError.translating(path: path) { try db.makeStatement(sql: sql) }
        try bind(values, to: statement.sqliteStatement)
        defer { sqlite3_reset(statement.sqliteStatement) }
        while try step(statement.sqliteStatement) { try read(SQLRow(statement: statement.sqliteStatement)) }
        withExtendedLifetime(statement) {}
    }

    var lastInsertedKey: Int64 { sqlite3_last_insert_rowid(db.sqliteConnection) }

    /// A literal is known by where it stands in the program: most of the writing is a few statements, many times.
    private func withStatement<T>(
        _ sql: StaticString, _ values: [SQLValue], body: (OpaquePointer) throws -> T
    ) throws -> T {
        guard let statements else { return try withStatement(sql.description, values, body: body) }
        let statement = try statements.statement(sql) {
            try StoreError.translating(path: path) { try db.makeStatement(sql: sql.description) }
        }
        return try withStatement(statement, values, body: body)
    }

    private func withStatement<T>(
        _ sql: String, _ values: [SQLValue], body: (OpaquePointer) throws -> T
    ) throws -> T {
        let statement = try StoreError.translating(path: path) { try db.cachedStatement(sql: sql) }
        return try withStatement(statement, values, body: body)
    }

    private func withStatement<T>(
        _ statement: Statement, _ values: [SQLValue], body: (OpaquePointer) throws -> T
    ) throws -> T {
        try withExtendedLifetime(statement) {
            let pointer = statement.sqliteStatement
            defer { sqlite3_reset(pointer) }
            try bind(values, to: pointer)
            return try body(pointer)
        }
    }

    private func bind(_ values: [SQLValue], to statement: OpaquePointer) throws {
        for (index, value) in values.enumerated() {
            let code = value.bind(to: statement, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw failure(code) }
        }
    }

    private func step(_ statement: OpaquePointer) throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        default: throw failure(sqlite3_extended_errcode(db.sqliteConnection))
        }
    }

    private func failure(_ code: Int32) -> any Error {
        let words = sqlite3_errmsg(db.sqliteConnection).map { String(cString: $0) } ?? "no words from SQLite"
        return StoreError.sqlite(code: code, words: words, path: path)
    }
}

/// A value on its way into or out of a statement.
enum SQLValue: Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
    case null
    case int(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int64) { self = .int(value) }
    init(nilLiteral: ()) { self = .null }

    static func text(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
    static func int(_ value: Int64?) -> SQLValue { value.map { .int($0) } ?? .null }
    static func int(_ value: Int) -> SQLValue { .int(Int64(value)) }
    static func blob(_ value: [UInt8]?) -> SQLValue { value.map { .blob($0) } ?? .null }

    fileprivate func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        // SQLITE_TRANSIENT: SQLite makes its own copy before the call returns.
        let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch self {
        case .null: return sqlite3_bind_null(statement, index)
        case .int(let value): return sqlite3_bind_int64(statement, index, value)
        case .real(let value): return sqlite3_bind_double(statement, index, value)
        case .text(var value):
            return value.withUTF8 { bytes in
                guard let base = bytes.baseAddress else { return sqlite3_bind_text(statement, index, "", 0, nil) }
                return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                    sqlite3_bind_text64(
                        statement, index, $0, UInt64(bytes.count), transient, UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let value):
            return value.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return sqlite3_bind_zeroblob(statement, index, 0) }
                return sqlite3_bind_blob64(statement, index, base, UInt64(bytes.count), transient)
            }
        }
    }
}

/// The row a statement stands on; valid until the next step. Columns count from 0.
struct SQLRow {
    fileprivate let statement: OpaquePointer

    fileprivate init(statement: OpaquePointer) { self.statement = statement }

    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func optionalInt(_ column: Int32) -> Int64? { isNull(column) ? nil : int(column) }

    func real(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }

    func text(_ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(statement, column) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// Whether the column holds this text, byte for byte; makes no string.
    func equals(_ column: Int32, _ text: String) -> Bool {
        guard let bytes = sqlite3_column_text(statement, column) else { return text.isEmpty }
        let count = Int(sqlite3_column_bytes(statement, column))
        return text.utf8.elementsEqual(UnsafeBufferPointer(start: bytes, count: count))
    }

    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    func blob(_ column: Int32) -> [UInt8] {
        guard let bytes = sqlite3_column_blob(statement, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column))))
    }

    func optionalBlob(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : blob(column) }

    func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: .int(int(column))
        case SQLITE_FLOAT: .real(real(column))
        case SQLITE_TEXT: .text(text(column))
        case SQLITE_BLOB: .blob(blob(column))
        default: .null
        }
    }

    private func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
}
