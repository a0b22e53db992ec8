import Synchronization

/// What one task has made ready and another has not taken yet; the one waits while there is too much of it, the other
/// while there is nothing.
final class Backlog<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        /// Of all elements together.
        var size = 0
        /// Taken, and not done with.
        var isBusy = false
        var end: Result<Void, any Error>?
        var producer: CheckedContinuation<Void, Never>?
        var consumer: CheckedContinuation<Void, Never>?

        mutating func wake() -> [CheckedContinuation<Void, Never>] {
            defer { (producer, consumer) = (nil, nil) }
            return [producer, consumer].compactMap { $0 }
        }
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: how much may wait, as sizes count it; 0: each element is done with before the next one is asked
    ///   for.
    init(limit: Int) { self.limit = limit }

    /// Returns when there is room for another one. False: nobody wants any more.
    func put(_ element: Element, size: Int) async -> Bool {
        change {
            $0.elements.append(element)
            $0.size += size
        }
        return await waiting(as: \.producer) { [limit] state in
            if state.end != nil { return .some(false) }
            let isFull = limit == 0 ? state.isBusy || !state.elements.isEmpty : state.size >= limit
            return isFull ? nil : true
        }
    }

    /// All that is ready, once anything is; nil at the end. What was taken before is done with.
    func takeAll() async throws -> [Element]? {
        change { $0.isBusy = false }
        let taken: Result<[Element]?, any Error> = await waiting(as: \.consumer) { state in
            if !state.elements.isEmpty {
                defer { (state.elements, state.size, state.isBusy) = ([], 0, true) }
                return .success(state.elements)
            }
            return state.end.map { end in end.map { nil } }
        }
        return try taken.get()
    }

    /// No more comes, or nobody wants any more: what is there already can be taken.
    func end(_ result: Result<Void, any Error>) { change { $0.end = $0.end ?? result } }

    private func change(_ body: (inout State) -> Void) {
        let woken = state.withLock { state in
            body(&state)
            return state.wake()
        }
        for continuation in woken { continuation.resume() }
    }

    private func waiting<Value: Sendable>(
        as place: WritableKeyPath<State, CheckedContinuation<Void, Never>?> & Sendable,
        _ value: @Sendable (inout State) -> Value?
    ) async -> Value {
        while true {
            let found = state.withLock { state in
                let found = value(&state)
                return (value: found, woken: found == nil ? [] : state.wake())
            }
            for continuation in found.woken { continuation.resume() }
            if let value = found.value { return value }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    var probe = state
                    if value(&probe) != nil { return true }
                    state[keyPath: place] = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }
}
