import Dispatch
import Foundation
import Synchronization

/// Something that happens once, with a value, and can be waited for from tasks.
final class Event<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiters: [UUID: CheckedContinuation<Value?, Never>] = [:]
    }

    private let state = Mutex(State())

    func fire(_ value: Value) {
        let waiters = state.withLock { state in
            guard state.value == nil else { return [CheckedContinuation<Value?, Never>]() }
            state.value = value
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: value) }
    }

    /// Throws when the task is cancelled, as a test's time limit does: a missing event is a failure, not a hang.
    func wait() async throws -> Value {
        let ticket = UUID()
        let value: Value? = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isKnown, value) = state.withLock { state -> (Bool, Value?) in
                    if let value = state.value { return (true, value) }
                    if Task.isCancelled { return (true, nil) }
                    state.waiters[ticket] = continuation
                    return (false, nil)
                }
                if isKnown { continuation.resume(returning: value) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume(returning: nil)
        }
        guard let value else { throw CancellationError() }
        return value
    }
}

extension Event where Value == Void {
    func fire() { fire(()) }
}

extension Event {
    /// Waits on a server's own thread.
    func block() {
        let semaphore = DispatchSemaphore(value: 0)
        Task {
            _ = try? await wait()
            semaphore.signal()
        }
        semaphore.wait()
    }
}
