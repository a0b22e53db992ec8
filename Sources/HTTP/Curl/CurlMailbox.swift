internal import CCurl
import Synchronization

/// How other threads speak to the loop: commands in, and a nudge that ends its wait.
///
/// `@unchecked Sendable`: `multi` is used for `curl_multi_wakeup` only, which libcurl allows from any thread, and under
/// the same lock that `close` takes before the loop frees the handle.
final class CurlMailbox: @unchecked Sendable {
    enum Command: Sendable {
        case start(CurlJob)
        case cancel(CurlTicket)
        case resume(CurlTicket)
    }

    private struct State {
        var commands: [Command] = []
        var isStopping = false
        var isClosed = false
        var closeWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let multi: UnsafeMutableRawPointer

    init(multi: UnsafeMutableRawPointer) {
        self.multi = multi
    }

    func send(_ command: Command) {
        let isDelivered = state.withLock { state in
            guard !state.isClosed else { return false }
            state.commands.append(command)
            curl_multi_wakeup(multi)
            return true
        }
        // The loop is gone, and has ended everything it knew of.
        if !isDelivered, case .start(let job) = command { job.fail(.cancelled) }
    }

    /// Asks the loop to end. Does not wait: this is called from deinitialisers, also on the loop's own thread.
    func stop() {
        state.withLock { state in
            state.isStopping = true
            if !state.isClosed { curl_multi_wakeup(multi) }
        }
    }

    /// Returns once the loop has ended and every connection is closed.
    func waitUntilClosed() async {
        await withCheckedContinuation { continuation in
            let isClosed = state.withLock { state in
                if !state.isClosed { state.closeWaiters.append(continuation) }
                return state.isClosed
            }
            if isClosed { continuation.resume() }
        }
    }

    /// For the loop: what has come since the last call, and whether to end.
    func collect() -> (commands: [Command], isStopping: Bool) {
        state.withLock { state in
            defer { state.commands = [] }
            return (state.commands, state.isStopping)
        }
    }

    /// For the loop: from here on nothing is delivered any more. Returns what came last.
    func close() -> [Command] {
        state.withLock { state in
            state.isClosed = true
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// For the loop, after its last use of the handle.
    func announceClosed() {
        let waiters = state.withLock { state in
            defer { state.closeWaiters = [] }
            return state.closeWaiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
