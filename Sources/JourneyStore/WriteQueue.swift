import GRDB
import Synchronization

/// The writes that wait for the database's one writer. All that are there when it comes share one transaction and one
/// wait for the disk: what many streams store at once costs little more than what one does.
///
/// A write that fails takes nobody with it: what was done together is undone, and each is done again alone.
final class WriteQueue: Sendable {
    /// As many share a transaction at most.
    private static let limit = 64

    private struct State {
        var waiting: [any QueuedWrite] = []
        var isWriting = false
    }

    private let pool: DatabasePool
    private let lock: StoreLock
    private let checkpoints: Checkpoints
    private let transaction: @Sendable (Database) -> StoreTransaction
    private let state = Mutex(State())

    init(
        pool: DatabasePool, lock: StoreLock, checkpoints: Checkpoints,
        transaction: @escaping @Sendable (Database) -> StoreTransaction
    ) {
        self.pool = pool
        self.lock = lock
        self.checkpoints = checkpoints
        self.transaction = transaction
    }

    func add(_ write: some QueuedWrite) {
        let starts = state.withLock { state in
            state.waiting.append(write)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        guard starts else { return }
        pool.asyncWriteWithoutTransaction { db in
            while let group = self.next() { self.perform(group, db) }
        }
    }

    var count: Int { state.withLock { $0.waiting.count } }

    private func next() -> [any QueuedWrite]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isWriting = false
                return nil
            }
            let group = Array(state.waiting.prefix(Self.limit))
            state.waiting.removeFirst(group.count)
            return group
        }
    }

    private func perform(_ waiting: [any QueuedWrite], _ db: Database) {
        var group: [any QueuedWrite] = []
        for write in waiting {
            if write.cancellation.isCancelled { write.fail(CancellationError()) } else { group.append(write) }
        }
        guard !group.isEmpty else { return }
        do {
            try lock.withLock(unless: { group.allSatisfy(\.cancellation.isCancelled) }) {
                do { try perform(together: group, db) } catch {
                    for write in group {
                        // Alone, its error is its own.
                        do { try perform(together: [write], db) } catch { write.fail(error) }
                    }
                }
                checkpoints.afterCommit(db)
            }
        } catch {
            for write in group { write.fail(error) }
        }
        // Only now: who is told that it is written may close the store.
        for write in group { write.succeed() }
    }

    private func perform(together group: [any QueuedWrite], _ db: Database) throws {
        try db.inTransaction(.immediate) {
            let transaction = transaction(db)
            for write in group { try write.run(transaction) }
            try transaction.finish()
            return .commit
        }
    }
}

/// A write that somebody waits for.
protocol QueuedWrite: AnyObject, Sendable {
    var cancellation: Cancellation { get }
    /// May run more than once; the last one counts.
    func run(_ transaction: StoreTransaction) throws
    func succeed()
    func fail(_ error: any Error)
}

/// A write, what came of it, and who waits.
final class PendingWrite<Value: Sendable>: QueuedWrite {
    private struct State {
        var value: Value?
        var continuation: CheckedContinuation<Value, any Error>?
    }

    let cancellation: Cancellation
    private let body: @Sendable (StoreTransaction) throws -> Value
    private let state: Mutex<State>

    init(
        _ body: @escaping @Sendable (StoreTransaction) throws -> Value, _ cancellation: Cancellation,
        _ continuation: CheckedContinuation<Value, any Error>
    ) {
        self.body = body
        self.cancellation = cancellation
        state = Mutex(State(continuation: continuation))
    }

    func run(_ transaction: StoreTransaction) throws {
        let value = try body(transaction)
        state.withLock { $0.value = value }
    }

    func succeed() {
        end { state in
            state.value.map { .success($0) } ?? .failure(StoreError.invalid(words: "a transaction without a result"))
        }
    }

    func fail(_ error: any Error) { end { _ in .failure(error) } }

    private func end(_ result: (State) -> Result<Value, any Error>) {
        let (continuation, result) = state.withLock { state in
            defer { state.continuation = nil }
            return (state.continuation, result(state))
        }
        continuation?.resume(with: result)
    }
}
