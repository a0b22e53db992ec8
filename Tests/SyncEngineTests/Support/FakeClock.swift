import SyncEngine
import Synchronization

/// A clock that stands still until somebody sleeps: a sleep takes no time and moves it on.
final class FakeClock: Sendable {
    private struct State {
        var now: Int64
        var waits: [Duration] = []
    }

    private let state: Mutex<State>

    /// - Parameter now: Unix milliseconds; by default 2026-09-01T08:00:00Z, when sandboxes open.
    init(now: Int64 = 1_788_249_600_000) { state = Mutex(State(now: now)) }

    var now: Int64 {
        get { state.withLock { $0.now } }
        set { state.withLock { $0.now = newValue } }
    }

    /// Every sleep, in order.
    var waits: [Duration] { state.withLock { $0.waits } }

    func clock(random: Double = 0) -> EngineClock {
        EngineClock(
            now: { self.now },
            sleep: { duration in
                try Task.checkCancellation()
                self.state.withLock { state in
                    state.waits.append(duration)
                    let (seconds, attoseconds) = duration.components
                    state.now += seconds * 1000 + attoseconds / 1_000_000_000_000_000
                }
                await Task.yield()
            },
            random: { random })
    }
}
