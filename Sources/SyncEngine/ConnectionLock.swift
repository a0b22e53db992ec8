import Glibc

/// Lets one process at a time sync a connection; held until it is dropped, also by a process that is killed.
final class ConnectionLock: Sendable {
    private let descriptor: Int32

    /// - Parameter waits: wait for the other process instead of leaving.
    init(path: String, connection: String, waits: Bool, clock: EngineClock) async throws {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw SyncFailure.store("cannot open \(path): \(String(cString: strerror(errno)))")
        }
        self.descriptor = descriptor
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            guard code == EWOULDBLOCK else {
                throw SyncFailure.store("cannot lock \(path): \(String(cString: strerror(code)))")
            }
            guard waits else {
                throw SyncFailure.runAgain(
                    "another process is syncing \(connection); run again later, or with --wait", at: nil)
            }
            try await clock.sleep(.milliseconds(500))
        }
    }

    deinit {
        // Said, not left to closing: a child process that has not begun its program yet shares what is open here.
        _ = flock(descriptor, LOCK_UN)
        Glibc.close(descriptor)
    }
}
