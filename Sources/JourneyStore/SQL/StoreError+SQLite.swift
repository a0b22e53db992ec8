import GRDB
import GRDBSQLite

extension StoreError {
    /// The error for a SQLite result code (extended or not) and its words.
    static func sqlite(code: Int32, words: String, path: String) -> any Error {
        switch code & 0xFF {
        case SQLITE_FULL: StoreError.diskFull(path: path)
        case SQLITE_IOERR where code == sharedMemorySize: StoreError.diskFull(path: path)
        // SQLite calls a disk full for ENOSPC only, and does not keep the `errno` of what else refuses to be written.
        case SQLITE_IOERR where code == writing:
            StoreError.io(path: path, code: code, words: "no more can be written; is a quota or `ulimit -f` reached?")
        case SQLITE_NOTADB: StoreError.notAStore(path: path)
        case SQLITE_CORRUPT: StoreError.corrupt(path: path, words: words)
        case SQLITE_BUSY, SQLITE_LOCKED: StoreError.locked(path: path, by: nil)
        case SQLITE_READONLY, SQLITE_PERM: StoreError.readOnly(path: path)
        // GRDB interrupts a connection when the task is cancelled; nothing else does.
        case SQLITE_INTERRUPT, SQLITE_ABORT: CancellationError()
        default: StoreError.io(path: path, code: code, words: words)
        }
    }

    /// An error while a store was copied into a file: what is about writing is about that file, not about the store.
    static func copying(_ error: any Error, into path: String) -> any Error {
        guard let code = (error as? DatabaseError)?.extendedResultCode.rawValue,
            code & 0xFF == SQLITE_FULL || code == writing || code == sharedMemorySize
        else { return error }
        return translated(error, path: path)
    }

    // Extended result codes, which Swift does not import: a write failed; the -shm file cannot grow.
    private static let writing = SQLITE_IOERR | 3 << 8
    private static let sharedMemorySize = SQLITE_IOERR | 19 << 8

    /// Runs the body and gives GRDB's errors this module's names; all others pass.
    static func translating<T>(path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw translated(error, path: path)
        }
    }

    static func translated(_ error: any Error, path: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        return sqlite(
            code: error.extendedResultCode.rawValue, words: error.message ?? "no words from SQLite", path: path)
    }
}
