import Synchronization

/// Why a connection's run ended before its streams had: what stops the connection stops those that are being read.
final class RunEnding: Sendable {
    private let cause = Mutex<(stream: String, failure: SyncFailure)?>(nil)

    /// The first failure that stops the connection is the cause; the streams that it stops fail because of it.
    func note(_ failure: SyncFailure, of stream: String) {
        cause.withLock { $0 = $0 ?? (stream, failure) }
    }

    /// What to tell about a stream that failed.
    func words(for failure: SyncFailure) -> String {
        guard case .cancelled = failure, let cause = cause.withLock({ $0 }), cause.failure != .cancelled else {
            return failure.message
        }
        return "stopped, because the run ended with \(cause.stream): \(cause.failure.message)"
    }
}
