import Synchronization
import Testing

@testable import SyncEngine

@Suite(.timeLimit(.minutes(10))) struct InFlightTests {
    private final class Held: Sendable {
        private let bytes = Mutex((now: 0, most: 0))

        var most: Int { bytes.withLock { $0.most } }

        func change(by difference: Int) {
            bytes.withLock { bytes in
                bytes.now += difference
                bytes.most = max(bytes.most, bytes.now)
            }
        }
    }

    @Test func `no more is held than there is room`() async {
        let room = InFlight(bytes: 100)
        let held = Held()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    await InFlight.$owner.withValue("stream \(number)") {
                        let reservation = await room.reserve(30)
                        held.change(by: 30)
                        // Nobody lets go before three hold: the room is used to its limit, whatever runs first.
                        while held.most < 90 { await Task.yield() }
                        held.change(by: -30)
                        withExtendedLifetime(reservation) {}
                    }
                }
            }
        }
        #expect(held.most == 90)
    }

    @Test func `an answer larger than the room is let in alone`() async {
        let room = InFlight(bytes: 100)
        for _ in 0..<3 { withExtendedLifetime(await room.reserve(1_000_000)) {} }
    }

    @Test func `streams that hold one answer and wait for the next do not wait for each other`() async {
        let room = InFlight(bytes: 100)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    await InFlight.$owner.withValue("stream \(number)") {
                        let page = await room.reserve(60)
                        let next = await room.reserve(60)
                        withExtendedLifetime((page, next)) {}
                    }
                }
            }
        }
    }
}
