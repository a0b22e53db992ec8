import Glibc
import Synchronization

/// The kernel lock `<store>-lock`, held around every write transaction and every checkpoint.
///
/// SQLite before 3.51.3 can lose a commit when several connections write and checkpoint at the same moment; whoever
/// holds this lock is alone with both. It is a `flock`: the kernel lets go of it when the process dies, however it
/// dies. The file holds the process id of the last holder, for the error message only.
final class StoreLock: Sendable {
    private let path: String
    private let storePath: String
    private let descriptor: Int32
    private let timeout: Duration

    init(storePath: String, timeout: Duration) throws {
        self.storePath = storePath
        self.path = storePath + "-lock"
        self.timeout = timeout
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw StoreError.errno(errno, path: storePath) }
    }

    deinit { Glibc.close(descriptor) }

    /// Runs the body while this process is the only writer. Must run on a thread that may block (a database queue),
    /// one caller at a time: the lock belongs to the open file, so it does not keep this process from itself.
    ///
    /// The wait polls, so that it ends at the timeout, and at once when the task is cancelled.
    func withLock<T>(cancellation: Cancellation, _ body: () throws -> T) throws -> T {
        try withLock(unless: { cancellation.isCancelled }, body)
    }

    /// - Parameter isCancelled: whether nobody waits any more.
    func withLock<T>(unless isCancelled: () -> Bool, _ body: () throws -> T) throws -> T {
        try acquire(isCancelled)
        defer { _ = flock(descriptor, LOCK_UN) }
        return try body()
    }

    private func acquire(_ isCancelled: () -> Bool) throws {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: timeout)
        var pause: UInt32 = 500
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            guard code == EWOULDBLOCK || code == EINTR else { throw StoreError.errno(code, path: path) }
            if isCancelled() { throw CancellationError() }
            guard clock.now < deadline else { throw StoreError.locked(path: storePath, by: holder()) }
            usleep(pause)
            pause = min(pause * 2, 20_000)
        }
        guard holder() != getpid() else { return }
        let name = Array("\(getpid())\n".utf8)
        // Only for people: whether this succeeds does not matter.
        if pwrite(descriptor, name, name.count, 0) == name.count { _ = ftruncate(descriptor, off_t(name.count)) }
    }

    private func holder() -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count], as: UTF8.self).prefix(while: \.isNumber))
    }
}

/// Whether the task that waits was cancelled: the wait is on a database thread, which belongs to no task.
final class Cancellation: Sendable {
    private let flag = Atomic(false)

    var isCancelled: Bool { flag.load(ordering: .relaxed) }

    func cancel() { flag.store(true, ordering: .relaxed) }
}

extension StoreError {
    /// The error for a failed system call.
    static func errno(_ code: Int32, path: String) -> StoreError {
        switch code {
        case ENOSPC, EDQUOT: .diskFull(path: path)
        case EROFS, EACCES, EPERM: .readOnly(path: path)
        case ENOENT: .missing(path: path)
        default: .io(path: path, code: -code, words: String(cString: strerror(code)))
        }
    }
}
