import CSQLite
import Foundation
import GRDB

/// The file itself: whether it is a store, how it is opened, how it becomes one.
enum StoreFile {
    /// What the writer keeps of the file in memory.
    static let cacheKiB = 4096

    /// Once, and before the first database: SQLite takes memory some hundred thousand times a second.
    private static let library: Void = { _ = csqlite_count_no_memory() }()

    /// Reader and writer connections alike.
    static var configuration: Configuration {
        _ = library
        var configuration = Configuration()
        configuration.label = "JourneyStore"
        configuration.foreignKeysEnabled = false
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            // Checkpoints happen only where this module asks for them, under the lock.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
            db.add(function: PayloadCodec.function)
            // Payloads of a few kilobytes: half the system calls of 4096, without writing much more for each index entry.
            // Takes effect when the file is made.
            try db.execute(sql: "PRAGMA page_size = 8192")
            if db.configuration.readonly { try db.execute(sql: "PRAGMA query_only = ON") }
        }
        return configuration
    }

    /// Bytes, or nil when there is no file.
    static func size(of path: String) throws -> Int64? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw StoreError.errno(errno, path: path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw StoreError.notAStore(path: path) }
        return Int64(status.st_size)
    }

    /// The version of the store at the path; nil when the file is no store.
    ///
    /// Asks SQLite, read-only: opening and closing the file by hand would drop the locks that other connections of
    /// this process hold on it (a property of POSIX locks).
    static func version(of path: String) throws -> Int? {
        try inspect(path) { db in
            guard try Int64.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else { return nil }
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            guard version <= JourneyStore.currentVersion else {
                throw StoreError.newerVersion(path: path, found: version, supported: JourneyStore.currentVersion)
            }
            return version
        }
    }

    /// A file without a single table: what is left when the making of a store was cut off.
    static func isEmpty(_ path: String) throws -> Bool {
        try inspect(path) { db in
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
            let application = try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            return tables == 0 && application == 0
        }
    }

    private static func inspect<T>(_ path: String, _ body: (Database) throws -> T) throws -> T {
        var configuration = configuration
        configuration.readonly = true
        return try StoreError.translating(path: path) {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let result = Result { try queue.read(body) }
            try queue.close()
            return try result.get()
        }
    }

    /// Makes an empty file that only its owner may read; SQLite gives its companions the same mode.
    static func create(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw StoreError.errno(errno, path: path)
        }
        close(descriptor)
    }

    static func prepareForWriting(_ db: Database) throws {
        // FULL, though NORMAL survives `kill -9`: after a power cut NORMAL may lose the last commits, and with them
        // sequence numbers which a reader of the feed has seen already and which would be handed out a second time
        // for other rows. A commit holds a whole page or leaf, so one fsync for each costs little.
        try db.execute(sql: "PRAGMA synchronous = FULL")
        try db.execute(sql: "PRAGMA cache_size = -\(cacheKiB)")
        try db.execute(sql: "PRAGMA journal_size_limit = \(Checkpoints.walLimit)")
    }

    /// Brings the store to the current version in one transaction.
    static func migrate(_ db: Database, path: String, now: () -> Int64) throws {
        try db.inTransaction(.immediate) {
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            guard version <= JourneyStore.currentVersion else {
                throw StoreError.newerVersion(path: path, found: version, supported: JourneyStore.currentVersion)
            }
            guard version < JourneyStore.currentVersion else { return .commit }
            for step in Schema.versions[version...] { try db.execute(sql: step) }
            if version == 0 {
                try db.execute(
                    sql: "INSERT INTO meta(one, epoch, next_seq, next_since) VALUES (1, ?, 1, 1)",
                    arguments: [OpaqueID.random()])
            }
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
            try db.execute(sql: "PRAGMA user_version = \(JourneyStore.currentVersion)")
            return .commit
        }
    }
}
