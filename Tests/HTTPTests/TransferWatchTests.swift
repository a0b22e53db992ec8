import Testing

@testable import HTTP

struct TransferWatchTests {
    private let start = ContinuousClock.now
    private let timeouts = HTTPTimeouts(connect: .seconds(10), total: .seconds(120), stall: .seconds(30))

    private func at(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }

    @Test func `connecting runs out first, and only until connected`() {
        var watch = TransferWatch(timeouts, startedAt: start)
        #expect(watch.deadline == at(10))
        #expect(watch.verdict(at: at(9)) == nil)
        #expect(watch.verdict(at: at(10)) == .connect)
        watch.connected(at: at(9))
        #expect(watch.verdict(at: at(38)) == nil)
        #expect(watch.deadline == at(39))
    }

    @Test func `a trickle below one byte per second is a stall`() {
        var watch = TransferWatch(timeouts, startedAt: start)
        watch.connected(at: start)
        for second in 1...29 { watch.moved(Int64(second), at: at(second)) }
        #expect(watch.verdict(at: at(30)) == .stall)
        watch.moved(30, at: at(30))
        #expect(watch.verdict(at: at(30)) == nil)
        #expect(watch.deadline == at(60))
    }

    @Test func `time in which the reader holds still is no stall`() {
        var watch = TransferWatch(timeouts, startedAt: start)
        watch.connected(at: start)
        watch.liftTotal()
        watch.paused()
        #expect(watch.deadline == nil)
        #expect(watch.verdict(at: at(100_000)) == nil)
        watch.resumed(at: at(100_000))
        #expect(watch.deadline == at(100_030))
    }

    @Test func `movement does not move the total`() {
        var watch = TransferWatch(timeouts, startedAt: start)
        watch.connected(at: start)
        for second in 1...119 { watch.moved(Int64(second) * 1_000, at: at(second)) }
        #expect(watch.verdict(at: at(119)) == nil)
        #expect(watch.verdict(at: at(120)) == .total)
    }

    @Test func `absurd timeouts mean never, and do not overflow`() {
        let endless = Duration.seconds(Int64.max)
        var watch = TransferWatch(HTTPTimeouts(connect: endless, total: endless, stall: endless), startedAt: start)
        watch.connected(at: start)
        #expect(watch.verdict(at: at(86_400)) == nil)
    }
}
