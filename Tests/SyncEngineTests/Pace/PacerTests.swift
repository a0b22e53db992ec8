import ConnectorKit
import Foundation
import HTTP
import Testing

@testable import SyncEngine

@Suite struct PacerTests {
    private static let utc = TimeZone(identifier: "UTC")!
    private static let noon: Int64 = 1_788_264_000_000
    private let burst = Budget(name: "burst", calls: 3, period: .rolling(seconds: 10))
    private let daily = Budget(name: "daily", calls: 10, period: .daily(timeZone: nil))

    private func lease(
        _ budgets: [Budget], _ state: inout BudgetFile.State, at now: Int64 = noon, in timeZone: TimeZone = utc
    ) throws -> Int64? {
        try Pacer.lease(budgets, &state, now: now, timeZone: timeZone)
    }

    @Test func `no stretch of ten seconds holds more calls than the budget`() throws {
        var state = BudgetFile.State()
        var now = Self.noon
        var calls: [Int64] = []
        while calls.count < 50 {
            if let wait = try lease([burst], &state, at: now) {
                #expect(wait > 0)
                now += wait
            } else {
                calls.append(now)
                now += 700
            }
        }
        for start in calls { #expect(calls.count { $0 >= start && $0 < start + 10_000 } <= 3) }
        // Nor is time wasted: three calls every ten seconds.
        #expect(try #require(calls.last) - calls[0] < 17 * 10_000 + 3_000)
    }

    @Test func `a daily budget keeps a fifth for people and renews at midnight of the account`() throws {
        var state = BudgetFile.State()
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        // 21:59 UTC is 23:59 in Berlin in September.
        let late: Int64 = 1_788_299_940_000
        for _ in 0..<8 { #expect(try lease([daily], &state, at: late, in: berlin) == nil) }
        let failure = #expect(throws: SyncFailure.self) { try lease([daily], &state, at: late, in: berlin) }
        guard case .runAgain(let text, let at) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(text.contains("8 of \"daily\""))
        #expect(at == late + 60_000)
        #expect(try lease([daily], &state, at: late + 60_000, in: berlin) == nil)
    }

    @Test func `sweeps have a share of the day, and leave the rest to reading`() async throws {
        try await withFolder { folder in
            let file = BudgetFile(path: folder.appending(path: "budget").path)
            let clock = FakeClock()
            func pacer() -> Pacer {
                Pacer(budgets: [daily], file: file, timeZone: nil, isEnforcing: true, clock: clock.clock())
            }
            // Eight calls a day are ours: four of them for sweeps, however many processes make them.
            for _ in 0..<4 { try await pacer().take([], sweepShare: 50) }
            let spent = await #expect(throws: SweepBudget.Spent.self) { try await pacer().take([], sweepShare: 50) }
            #expect(spent?.words.contains("50 % of 8 of \"daily\"") == true)
            #expect(try await pacer().take([]) == 3)
            clock.now += 86_400_000
            #expect(try await pacer().take([], sweepShare: 50) == 7)
        }
    }

    @Test func `every call tells how many the day has left`() async throws {
        try await withFolder { folder in
            let pacer = Pacer(
                budgets: [burst, daily], file: BudgetFile(path: folder.appending(path: "budget").path), timeZone: nil,
                isEnforcing: true, clock: FakeClock().clock())
            var left: [Int?] = []
            for _ in 0..<3 { left.append(try await pacer.take([])) }
            #expect(left == [7, 6, 5])
            #expect(try await pacer.take(["burst"]) == nil)
        }
    }

    @Test func `a day of summer time's end has one midnight`() throws {
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        // 2026-10-25 00:30 in Berlin; that day has 25 hours.
        let midnight: Int64 = 1_792_881_000_000 + (24 * 60 + 30) * 60_000
        #expect(Pacer.nextMidnight(1_792_881_000_000, berlin) == midnight)
    }

    @Test func `a call takes from all its budgets or from none`() throws {
        var state = BudgetFile.State()
        for _ in 0..<3 { _ = try lease([daily, burst], &state) }
        #expect(try lease([daily, burst], &state) != nil)
        #expect(state.budgets["daily"]?.used == 3)
    }

    @Test func `a clock set back blocks nobody for ever`() throws {
        var state = BudgetFile.State()
        let year: Int64 = 365 * 86_400_000
        for _ in 0..<3 { _ = try lease([burst], &state, at: Self.noon + year) }
        state.budgets["burst"]?.blockedUntil = Self.noon + year
        #expect(try lease([burst], &state) == nil)
    }

    @Test func `a block holds until it is over`() throws {
        var state = BudgetFile.State()
        state.budgets["burst"] = .init(blockedUntil: Self.noon + 5_000)
        #expect(try lease([burst], &state) == 5_000)
        #expect(try lease([burst], &state, at: Self.noon + 5_000) == nil)
    }

    @Test(arguments: [Int.max, Int.min, 0, -1])
    func `no number in the file is too strange`(number: Int) throws {
        let spent = BudgetFile.State.Spent(
            leases: [Int64(number)], day: "2026-9-1", used: number, limit: number, blockedUntil: Int64(number))
        var state = BudgetFile.State(budgets: ["burst": spent, "daily": spent])
        do { _ = try lease([burst, daily], &state) } catch { #expect(error is SyncFailure) }
    }

    private func withPacer(
        _ budgets: [Budget], clock: FakeClock = FakeClock(now: noon), isEnforcing: Bool = true,
        _ body: (Pacer, BudgetFile, FakeClock) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            let file = BudgetFile(path: folder.appending(path: "budget").path)
            let pacer = Pacer(
                budgets: budgets, file: file, timeZone: "UTC", isEnforcing: isEnforcing, clock: clock.clock())
            try await body(pacer, file, clock)
        }
    }

    @Test func `a call waits as long as it must and no longer`() async throws {
        try await withPacer([burst]) { pacer, _, clock in
            for _ in 0..<4 { try await pacer.take([]) }
            #expect(clock.waits == [.milliseconds(10_201)])
        }
    }

    @Test func `named budgets are taken by name only`() async throws {
        let search = Budget(name: "search", calls: 1, period: .rolling(seconds: 1), isNamedOnly: true)
        try await withPacer([burst, search]) { pacer, file, _ in
            try await pacer.take([])
            try await pacer.take(["search"])
            let state = try file.update { $0 }
            #expect(state.budgets["burst"]?.leases.count == 1)
            #expect(state.budgets["search"]?.leases.count == 1)
        }
    }

    @Test func `without limits nothing is written and nobody waits`() async throws {
        try await withPacer([burst], isEnforcing: false) { pacer, file, clock in
            for _ in 0..<10 { try await pacer.take([]) }
            try await pacer.block([], for: .seconds(10))
            #expect(clock.waits == [])
            #expect(!FileManager.default.fileExists(atPath: file.path))
        }
    }

    private var learning: [Budget] {
        [
            Budget(name: "burst", calls: 3, period: .rolling(seconds: 10), limitHeader: "Max"),
            Budget(
                name: "daily", calls: 10, period: .daily(timeZone: nil), limitHeader: "Daily", remainingHeader: "Left"),
        ]
    }

    @Test func `an account's own limits replace the documented ones`() async throws {
        try await withPacer(learning) { pacer, _, clock in
            try await pacer.learn([], from: ["Max": "5", "Daily": "1000", "Left": "900"])
            for _ in 0..<5 { try await pacer.take([]) }
            #expect(clock.waits == [])
            #expect(try await pacer.dailyCallsLeft() == 800 - 105)
        }
    }

    @Test func `what others used of the day counts, and is forgotten with the day`() async throws {
        try await withPacer(learning) { pacer, file, clock in
            try await pacer.learn([], from: ["Daily": "1000", "Left": "150"])
            await #expect(throws: SyncFailure.self) { try await pacer.take([]) }
            // An answer that comes after midnight to a call sent before it must not carry yesterday over.
            clock.now += 86_400_000
            try await pacer.learn([], from: ["Daily": "1000", "Left": "990"])
            #expect(try file.update { $0 }.budgets["daily"]?.used == 10)
            try await pacer.take([])
        }
    }

    @Test(arguments: [
        ["Max": "9223372036854775807", "Daily": "9223372036854775807", "Left": "-9223372036854775808"],
        ["Max": "-5", "Daily": "0", "Left": "99999999999999999999"], ["Max": "many", "Daily": "1", "Left": "77"],
    ])
    func `no header is too strange`(headers: [String: String]) async throws {
        try await withPacer(learning) { pacer, _, _ in
            var fields = HTTPHeaders()
            for (name, value) in headers { fields[name] = value }
            try await pacer.learn([], from: fields)
            do { try await pacer.take([]) } catch { #expect(error is SyncFailure) }
            _ = try await pacer.dailyCallsLeft()
        }
    }

    @Test func `a refused call blocks everybody who shares its budgets, but no day`() async throws {
        try await withPacer([burst, daily]) { pacer, file, clock in
            try await pacer.block([], for: .seconds(10))
            let other = Pacer(
                budgets: [burst, daily], file: file, timeZone: "UTC", isEnforcing: true, clock: clock.clock())
            try await other.take([])
            #expect(clock.waits == [.milliseconds(10_001)])
            #expect(try file.update { $0 }.budgets["daily"]?.blockedUntil == nil)
        }
    }

    @Test func `pacers that share a file share the allowance`() async throws {
        let clock = FakeClock(now: Self.noon)
        try await withPacer([burst], clock: clock) { _, file, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    let pacer = Pacer(
                        budgets: [burst], file: file, timeZone: nil, isEnforcing: true, clock: clock.clock())
                    for _ in 0..<10 { group.addTask { try await pacer.take([]) } }
                }
                try await group.waitForAll()
            }
            // Twenty calls at three in ten seconds: the clock must have gone on by six periods.
            #expect(clock.now - Self.noon >= 60_000)
        }
    }
}
