import Synchronization

/// Bounds the bytes of answers that are in memory at once.
///
/// A call reserves what its like last needed; the room is free again when the answer is dropped. A stream may need its
/// next answer before it can drop the last one: when everybody who holds an answer waits for another, one more is let
/// in beyond the limit, because else nobody would ever go on.
final class InFlight: Sendable {
    private struct State {
        var free: Int
        /// How many answers each owner holds.
        var held: [String: Int] = [:]
        var waiting: [(owner: String, bytes: Int, continuation: CheckedContinuation<Void, Never>)] = []

        /// Lets in everybody who can go on.
        mutating func admit() -> [CheckedContinuation<Void, Never>] {
            var admitted: [CheckedContinuation<Void, Never>] = []
            while let place = next() {
                let (owner, bytes, continuation) = waiting.remove(at: place)
                free -= bytes
                held[owner, default: 0] += 1
                admitted.append(continuation)
            }
            return admitted
        }

        private func next() -> Int? {
            guard let first = waiting.first else { return nil }
            if free >= first.bytes { return 0 }
            let owners = Set(waiting.map(\.owner))
            guard held.keys.allSatisfy(owners.contains) else { return nil }
            return waiting.firstIndex { held[$0.owner] != nil } ?? 0
        }
    }

    /// Who the answers belong to: what a stream's tasks hold is dropped by that stream only.
    @TaskLocal static var owner = ""

    private let limit: Int
    private let state: Mutex<State>

    init(bytes limit: Int) {
        self.limit = limit
        state = Mutex(State(free: limit))
    }

    /// Room for `bytes`; more than there is in all counts as all.
    func reserve(_ bytes: Int) async -> Reservation {
        let (wanted, owner) = (min(bytes, limit), Self.owner)
        await withCheckedContinuation { continuation in
            let admitted = state.withLock { state in
                state.waiting.append((owner, wanted, continuation))
                return state.admit()
            }
            for continuation in admitted { continuation.resume() }
        }
        return Reservation(pool: self, bytes: wanted, owner: owner)
    }

    fileprivate func release(_ bytes: Int, of owner: String) {
        let admitted = state.withLock { state in
            state.free += bytes
            let left = state.held[owner, default: 1] - 1
            state.held[owner] = left > 0 ? left : nil
            return state.admit()
        }
        for continuation in admitted { continuation.resume() }
    }

    /// The right to hold an answer; given back when the last reference goes.
    final class Reservation: Sendable {
        private let pool: InFlight
        private let bytes: Int
        private let owner: String

        fileprivate init(pool: InFlight, bytes: Int, owner: String) {
            self.pool = pool
            self.bytes = bytes
            self.owner = owner
        }

        deinit { pool.release(bytes, of: owner) }
    }
}
