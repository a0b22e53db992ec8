import Testing

@testable import WaymarkCommand

@Suite struct SyncProgressTests {
    @Test func `what is left is told from the pace so far`() {
        #expect(SyncProgress.secondsLeft(expected: 1_000, arrived: 250, after: 10) == 30)
    }

    @Test func `without a pace, or with nothing left, no time is told`() {
        #expect(SyncProgress.secondsLeft(expected: 0, arrived: 0, after: 10) == nil)
        #expect(SyncProgress.secondsLeft(expected: 1_000, arrived: 0, after: 10) == nil)
        #expect(SyncProgress.secondsLeft(expected: 1_000, arrived: 1_000, after: 10) == nil)
        #expect(SyncProgress.secondsLeft(expected: 1_000, arrived: 10, after: 1) == nil)
    }
}
