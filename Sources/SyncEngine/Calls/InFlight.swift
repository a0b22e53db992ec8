import Synchronization

/// Bounds the bytes of answers that are in memory at once.
///
/// A call reserves what its like last needed, then what it really got; the room is free again when the answer is dropped.
final class InFlight: Sendable {
    private struct State {
        var free: Int
        var waiting: [(bytes: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let limit: Int
    private let state: Mutex<State>

    init(bytes limit: Int) {
        self.limit = limit
        state = Mutex(State(free: limit))
    }

    /// Room for `bytes`; more than there is in all counts as all.
    func reserve(_ bytes: Int) async -> Reservation {
        let wanted = min(bytes, limit)
        await withCheckedContinuation { continuation in
            let isGranted = state.withLock { state in
                if state.waiting.isEmpty, state.free >= wanted {
                    state.free -= wanted
                    return true
                }
                state.waiting.append((wanted, continuation))
                return false
            }
            if isGranted { continuation.resume() }
        }
        return Reservation(pool: self, bytes: wanted)
    }

    fileprivate func release(_ bytes: Int) {
        let granted = state.withLock { state in
            state.free += bytes
            var granted: [CheckedContinuation<Void, Never>] = []
            while let first = state.waiting.first, state.free >= first.bytes {
                state.free -= first.bytes
                granted.append(first.continuation)
                state.waiting.removeFirst()
            }
            return granted
        }
        for continuation in granted { continuation.resume() }
    }

    /// The right to hold an answer; given back when the last reference goes.
    final class Reservation: Sendable {
        private let pool: InFlight
        private let bytes: Int

        fileprivate init(pool: InFlight, bytes: Int) {
            self.pool = pool
            self.bytes = bytes
        }

        deinit { pool.release(bytes) }
    }
}
