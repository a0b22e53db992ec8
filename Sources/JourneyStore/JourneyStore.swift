import GRDB
import Glibc
public import Identity
import Synchronization

/// The journey store of one tenant: one SQLite file, described for readers in docs/store.md.
///
/// Any number of readers, in this process or others, see consistent snapshots while one writer writes. Everything runs
/// on the database's own threads; no call blocks the cooperative pool.
public final class JourneyStore: Sendable {
    public enum Access: Hashable, Sendable {
        /// `create`: make a new, empty store when there is none.
        case readWrite(create: Bool)
        /// Changes nothing, takes no lock, works while another process writes. Only a store of an older version is brought
        /// to the present one first.
        case readOnly
    }

    public let path: String
    /// The newest store version that this program knows.
    public static var currentVersion: Int { Schema.versions.count }

    let pool: DatabasePool
    let lock: StoreLock?
    let now: @Sendable () -> Int64
    /// How identifiers are understood; another one than before takes effect when records are mapped again.
    public let identity: IdentityRules
    private let checkpoints: Checkpoints
    private let writes: WriteQueue?
    private let statements = StatementCache()
    private let isClosed = Mutex(false)

    private init(
        path: String, pool: DatabasePool, lock: StoreLock?, checkpoints: Checkpoints, identity: IdentityRules,
        now: @escaping @Sendable () -> Int64
    ) {
        self.path = path
        self.pool = pool
        self.lock = lock
        self.checkpoints = checkpoints
        self.identity = identity
        self.now = now
        writes = lock.map { [statements] lock in
            WriteQueue(pool: pool, lock: lock, checkpoints: checkpoints) { db in
                StoreTransaction(Connection(db, path: path, statements: statements), identity: identity, now: now)
            }
        }
    }

    /// Opens a store, or makes one.
    ///
    /// - Parameters:
    ///   - identity: how identifiers of records are understood.
    ///   - lockTimeout: how long a write waits for the writer of another process.
    ///   - now: Unix milliseconds, for what has no time of its own: runs, quarantine, removed touchpoints.
    /// - Throws: `StoreError.missing`, `.notAStore`, `.newerVersion`, `.locked`, `.readOnly`, `.diskFull`, …
    public static func open(
        path: String, access: Access, identity: IdentityRules = .standard, lockTimeout: Duration = .seconds(60),
        now: @escaping @Sendable () -> Int64 = JourneyStore.systemMilliseconds
    ) async throws -> JourneyStore {
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            try await BlockingWork.run {
                try StoreError.translating(path: path) {
                    switch access {
                    case .readOnly:
                        try openReadOnly(path: path, identity: identity, now: now)
                    case .readWrite(let create):
                        try openReadWrite(
                            path: path, create: create, identity: identity, timeout: lockTimeout,
                            cancellation: cancellation, now: now)
                    }
                }
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    public static func systemMilliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Runs one transaction under the kernel lock.
    ///
    /// Everything in it is committed at once, or nothing: also when the body swallows an error that a call on the
    /// transaction threw. The commit is on the disk when this returns. Writes that wait at the same time may be committed
    /// together; then the body of one may run twice, where another one failed.
    @discardableResult
    public func write<T: Sendable>(_ body: @escaping @Sendable (StoreTransaction) throws -> T) async throws -> T {
        try checkOpen()
        guard let writes else { throw StoreError.readOnly(path: path) }
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            do {
                return try await withCheckedThrowingContinuation { continuation in
                    writes.add(PendingWrite(body, cancellation, continuation))
                }
            } catch {
                throw StoreError.translated(error, path: path)
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    /// How many writes have not begun.
    package var waitingWrites: Int { writes?.count ?? 0 }

    /// Reads one snapshot: what is committed meanwhile is not seen.
    ///
    /// A long read keeps the write-ahead log from shrinking, no more.
    public func read<T: Sendable>(_ body: @Sendable (StoreReader) throws -> T) async throws -> T {
        try checkOpen()
        let path = path
        let identity = identity
        do {
            return try await pool.read { db in try body(StoreReader(Connection(db, path: path), identity: identity)) }
        } catch {
            throw StoreError.translated(error, path: path)
        }
    }

    /// Moves the write-ahead log into the file, under the lock, and closes. Further calls throw `StoreError.closed`.
    public func close() async throws {
        let wasClosed = isClosed.withLock { closed in
            defer { closed = true }
            return closed
        }
        guard !wasClosed else { return }
        let (pool, lock, checkpoints, statements, path) = (pool, lock, checkpoints, statements, path)
        try await BlockingWork.run {
            try StoreError.translating(path: path) {
                guard let lock else { return try pool.close() }
                try lock.withLock(cancellation: Cancellation()) {
                    pool.writeWithoutTransaction { db in
                        statements.removeAll()
                        checkpoints.atClose(db)
                    }
                    // The last connection to close would checkpoint by itself: that too belongs under the lock.
                    try pool.close()
                }
            }
        }
    }

    deinit {
        guard !isClosed.withLock({ $0 }), let lock else { return }
        // SQLite checkpoints when the last connection closes. If another writer is busy at this moment, the connections
        // are left open until the process ends rather than closed beside it: forgetting `close()` costs no data.
        let cancellation = Cancellation()
        cancellation.cancel()
        do {
            try lock.withLock(cancellation: cancellation) {
                pool.writeWithoutTransaction { _ in statements.removeAll() }
                try pool.close()
            }
        } catch {
            _ = Unmanaged.passRetained(pool)
        }
    }

    private func checkOpen() throws {
        if isClosed.withLock({ $0 }) { throw StoreError.closed(path: path) }
    }

    private static func openReadOnly(
        path: String, identity: IdentityRules, now: @escaping @Sendable () -> Int64
    ) throws -> JourneyStore {
        guard try StoreFile.size(of: path) != nil else { throw StoreError.missing(path: path) }
        guard let version = try StoreFile.version(of: path) else { throw StoreError.notAStore(path: path) }
        if version < currentVersion {
            // A store that an older program made: what is asked for may not be in it yet.
            let lock = try StoreLock(storePath: path, timeout: .seconds(10))
            try lock.withLock(cancellation: Cancellation()) {
                let pool = try DatabasePool(path: path, configuration: StoreFile.configuration)
                try pool.writeWithoutTransaction { try StoreFile.migrate($0, path: path, now: now) }
                try pool.close()
            }
        }
        var configuration = StoreFile.configuration
        configuration.readonly = true
        let pool = try DatabasePool(path: path, configuration: configuration)
        return JourneyStore(
            path: path, pool: pool, lock: nil, checkpoints: Checkpoints(storePath: path), identity: identity,
            now: now)
    }

    private static func openReadWrite(
        path: String, create: Bool, identity: IdentityRules, timeout: Duration, cancellation: Cancellation,
        now: @escaping @Sendable () -> Int64
    ) throws -> JourneyStore {
        if try StoreFile.size(of: path) == nil {
            guard create else { throw StoreError.missing(path: path) }
        } else if try StoreFile.version(of: path) == nil, try !StoreFile.isEmpty(path) || !create {
            throw StoreError.notAStore(path: path)
        }
        let lock = try StoreLock(storePath: path, timeout: timeout)
        let checkpoints = Checkpoints(storePath: path)
        // Turning on WAL mode and laying the tables are writes too.
        let pool = try lock.withLock(cancellation: cancellation) {
            try StoreFile.create(path)
            let pool = try DatabasePool(path: path, configuration: StoreFile.configuration)
            try pool.writeWithoutTransaction { db in
                try StoreFile.prepareForWriting(db)
                try StoreFile.migrate(db, path: path, now: now)
            }
            return pool
        }
        return JourneyStore(
            path: path, pool: pool, lock: lock, checkpoints: checkpoints, identity: identity, now: now)
    }
}
