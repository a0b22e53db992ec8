import ConnectorKit
import Foundation
import HTTP
import Testing

@testable import SyncEngine

/// A budget of the last 24 hours, whose use the vendor tells.
@Suite struct TrailingTests {
    private static let noon: Int64 = 1_788_264_000_000
    private static let hour: Int64 = 3_600_000
    private let budget = Budget(
        name: "day", calls: 100, period: .trailing(hours: 24), reserve: 50,
        usage: Budget.Usage(header: "Limit-Info", name: "api-usage"))

    private func withPacer(_ body: (Pacer, FakeClock) async throws -> Void) async throws {
        try await withFolder { folder in
            let clock = FakeClock(now: Self.noon)
            try await body(
                Pacer(
                    budgets: [budget], file: BudgetFile(path: folder.appending(path: "budget").path), timeZone: nil,
                    isEnforcing: true, clock: clock.clock()), clock)
        }
    }

    private func refusal(_ pacer: Pacer) async -> Int64? {
        do {
            try await pacer.take([])
            return nil
        } catch SyncFailure.runAgain(_, let at) { return at } catch { return -1 }
    }

    @Test func `own calls leave the budget hour by hour`() async throws {
        try await withPacer { pacer, clock in
            for _ in 0..<20 { try await pacer.take([]) }
            clock.now += 5 * Self.hour
            for _ in 0..<30 { try await pacer.take([]) }
            // The 20 of noon are the first to go: a day after the end of their hour.
            #expect(await refusal(pacer) == Self.noon + 25 * Self.hour)
            clock.now = Self.noon + 25 * Self.hour
            #expect(await refusal(pacer) == nil)
            #expect(try await pacer.dailyCallsLeft() == 19)
        }
    }

    @Test func `what a header tells of all programs counts, and an hour later one call finds out`() async throws {
        try await withPacer { pacer, clock in
            try await pacer.take([])
            try await pacer.learn([], from: ["Limit-Info": "api-usage=600/1000; api-bursts=1/750"])
            #expect(await refusal(pacer) == Self.noon + Self.hour)
            clock.now += Self.hour
            #expect(await refusal(pacer) == nil)
            try await pacer.learn([], from: ["Limit-Info": "api-usage=100/1000"])
            #expect(try await pacer.dailyCallsLeft() == 400)
        }
    }

    @Test func `a clock that was set back blocks nobody for ever`() async throws {
        try await withPacer { pacer, clock in
            for _ in 0..<50 { try await pacer.take([]) }
            clock.now -= 10 * 24 * Self.hour
            #expect(await refusal(pacer) == nil)
        }
    }
}
