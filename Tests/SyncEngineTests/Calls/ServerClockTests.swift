import Testing

@testable import SyncEngine

@Suite struct ServerClockTests {
    private func time(after dates: Int64...) -> Int64? {
        var clock = ServerClock()
        for date in dates { clock.take(date * 1000) }
        return clock.time.map { $0 / 1000 }
    }

    private let now: Int64 = 1_788_249_600
    private let year: Int64 = 31_536_000

    @Test func `goes with the answers, also a little back`() {
        #expect(time() == nil)
        #expect(time(after: now, now + 60, now + 59) == now + 59)
    }

    @Test func `one date that is years off is not believed`() {
        #expect(time(after: now, now - 26 * year) == now)
        #expect(time(after: now, now + 10 * year, now + 1, now - year, now + 2) == now + 2)
    }

    @Test func `a first date that was wrong is given up when two others agree`() {
        #expect(time(after: now + 10 * year, now) == now + 10 * year)
        #expect(time(after: now + 10 * year, now, now + 1) == now + 1)
    }
}
