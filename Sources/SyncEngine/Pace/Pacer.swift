import ConnectorKit
import Foundation
import HTTP

/// Keeps an account's documented limits: every call takes from its budgets first, and waits until there is room.
actor Pacer {
    private let budgets: [Budget]
    private let file: BudgetFile
    private let clock: EngineClock
    private let timeZone: TimeZone
    private let isEnforcing: Bool

    init(budgets: [Budget], file: BudgetFile, timeZone: String?, isEnforcing: Bool, clock: EngineClock) {
        self.budgets = budgets
        self.file = file
        self.clock = clock
        self.timeZone = timeZone.flatMap { TimeZone(identifier: $0) } ?? TimeZone(identifier: "UTC") ?? .current
        self.isEnforcing = isEnforcing
    }

    /// Limits come from headers and from a file: whatever they say, sums with them stay within an `Int`.
    private static let believable = 1...1_000_000_000
    /// Milliseconds; above `Policy.longestWait` and its jitter.
    private static let longestBlock: Int64 = 600_000

    /// The budgets that a call takes from.
    private func taken(by names: [String]) -> [Budget] {
        names.isEmpty ? budgets.filter { !$0.isNamedOnly } : budgets.filter { names.contains($0.name) }
    }

    /// Takes one call from each budget, waiting while one of them is spent. Tells how many the daily ones have left; nil
    /// where there is none.
    ///
    /// - Parameter sweepShare: the call is a sweep's, and sweeps get this many percent of a day's calls. Throws
    ///   `SweepBudget.Spent` when they have had them.
    @discardableResult
    func take(_ names: [String], sweepShare: Int? = nil) async throws -> Int? {
        let wanted = taken(by: names)
        guard isEnforcing, !wanted.isEmpty else { return nil }
        while true {
            try Task.checkCancellation()
            let (wait, left, spent) = try file.update { state -> (Int64?, Int?, SweepBudget.Spent?) in
                // Asked under the lock: waiting for it takes time, in which others lease.
                let now = clock.now()
                if let sweepShare, let spent = Self.spent(wanted, state, sweepShare, day: Self.day(now, timeZone)) {
                    return (nil, nil, spent)
                }
                let wait = try Self.lease(wanted, &state, now: now, timeZone: timeZone)
                if wait == nil, sweepShare != nil { Self.noteSweep(wanted, &state) }
                return (wait, dailyLeft(wanted, state, now: now), nil)
            }
            if let spent { throw spent }
            guard let wait else { return left }
            try await clock.sleep(.ms(wait + 1 + Int64(clock.random() * 20)))
        }
    }

    /// Learns from an answer: the account's own limits, and what others have used of them.
    func learn(_ names: [String], from headers: HTTPHeaders) throws {
        let wanted = taken(by: names).filter { $0.limitHeader != nil || $0.usage != nil }
        guard isEnforcing, !wanted.isEmpty else { return }
        let now = clock.now()
        try file.update { state in
            for budget in wanted {
                if let usage = budget.usage {
                    Self.learn(budget, usage, headers, &state, now: now, timeZone: timeZone)
                    continue
                }
                guard let limit = budget.limitHeader.flatMap({ headers[$0] }).flatMap({ Int($0) }),
                    Self.believable.contains(limit)
                else { continue }
                var spent = state.budgets[budget.name] ?? .init()
                spent.limit = limit
                if case .daily = budget.period,
                    let left = budget.remainingHeader.flatMap({ headers[$0] }).flatMap({ Int($0) }),
                    (0...limit).contains(left)
                {
                    // An answer may come after midnight to a call that was leased before it.
                    spent.begin(day: Self.day(now, timeZone))
                    spent.used = max(spent.used, limit - left)
                }
                state.budgets[budget.name] = spent
            }
        }
    }

    /// What the header tells of everybody's calls stands for all that was counted before.
    private static func learn(
        _ budget: Budget, _ usage: Budget.Usage, _ headers: HTTPHeaders, _ state: inout BudgetFile.State, now: Int64,
        timeZone: TimeZone
    ) {
        guard let told = headers[usage.header].flatMap({ usage.read($0) }), believable.contains(told.limit),
            told.used <= believable.upperBound
        else { return }
        var spent = state.budgets[budget.name] ?? .init()
        spent.limit = told.limit
        switch budget.period {
        case .rolling: break
        case .daily:
            let today = day(now, timeZone)
            if spent.day != today { (spent.day, spent.used) = (today, 0) }
            spent.used = max(spent.used, told.used)
        case .trailing: (spent.used, spent.learnedAt) = (told.used, now)
        }
        state.budgets[budget.name] = spent
    }

    /// The vendor refused a call: nobody calls on these budgets before the wait is over.
    func block(_ names: [String], for wait: Duration) throws {
        guard isEnforcing else { return }
        let until = clock.now() + wait.wholeMilliseconds
        let wanted = taken(by: names)
        try file.update { state in
            for budget in wanted {
                if budget.isOfADay { continue }
                var spent = state.budgets[budget.name] ?? .init()
                spent.blockedUntil = max(spent.blockedUntil ?? 0, until)
                state.budgets[budget.name] = spent
            }
        }
    }

    /// When daily budgets begin anew; both in Unix milliseconds.
    nonisolated func renewal(after now: Int64) -> Int64? { Self.nextMidnight(now, timeZone) }

    /// How much of the daily budgets is left for this program; nil where there is none.
    func dailyCallsLeft() throws -> Int? {
        let now = clock.now()
        return try file.update { state in dailyLeft(budgets, state, now: now) }
    }

    private func dailyLeft(_ budgets: [Budget], _ state: BudgetFile.State, now: Int64) -> Int? {
        budgets.compactMap { budget in
            guard budget.isOfADay else { return nil }
            var spent = state.budgets[budget.name] ?? .init()
            let used: Int
            if case .trailing(let hours) = budget.period {
                used = Trailing(hours: hours, now: now).used(&spent)
            } else {
                used = spent.day == Self.day(now, timeZone) ? max(0, spent.used) : 0
            }
            return max(0, Self.allowance(budget, spent) - used)
        }.min()
    }

    /// Leases one call from every budget, or tells how many milliseconds to wait; all or none.
    static func lease(
        _ budgets: [Budget], _ state: inout BudgetFile.State, now: Int64, timeZone: TimeZone
    ) throws(SyncFailure) -> Int64? {
        var wait: Int64 = 0
        for budget in budgets {
            var spent = state.budgets[budget.name] ?? .init()
            let allowance = allowance(budget, spent)
            // No block is longer than the policy waits: one further off is of a clock that was set back, or damaged.
            if let until = spent.blockedUntil, until > now {
                if until <= now + longestBlock { wait = max(wait, until - now) } else { spent.blockedUntil = nil }
            }
            switch budget.period {
            case .rolling(let seconds):
                // The vendor counts a call when it arrives, not when it was leased: one that took longer than the one a
                // period after it would stand in the same period with it. Two in a hundred are cheaper than a refusal.
                let period = Int64(seconds) * 1020
                // A lease from the future is of a clock that was set back: it must not block for ever.
                spent.leases.removeAll { $0 <= now - period || $0 > now + period }
                if spent.leases.count >= allowance {
                    wait = max(wait, spent.leases[spent.leases.count - allowance] + period - now)
                }
            case .daily:
                spent.begin(day: day(now, timeZone))
                if spent.used >= allowance {
                    throw .runAgain(
                        "the share of today's calls that Waymark may use (\(allowance) of \"\(budget.name)\") is spent",
                        at: nextMidnight(now, timeZone))
                }
            case .trailing(let hours):
                let trailing = Trailing(hours: hours, now: now)
                let used = trailing.used(&spent)
                if used >= allowance, !trailing.mayAskAgain(spent) {
                    throw .runAgain(
                        "the share of the calls of \(hours) hours that Waymark may use (\(allowance) of "
                            + "\"\(budget.name)\"; \(used) are used, by all programs) is spent",
                        at: trailing.goesOn(spent, used: used, allowance: allowance))
                }
            }
            state.budgets[budget.name] = spent
        }
        guard wait <= 0 else { return wait }
        for budget in budgets {
            switch budget.period {
            case .rolling: state.budgets[budget.name]?.leases.append(now)
            case .daily: state.budgets[budget.name]?.used += 1
            case .trailing: state.budgets[budget.name]?.countOne(now)
            }
        }
        return nil
    }

    /// What to say when sweeps have had their share of the day.
    private static func spent(
        _ budgets: [Budget], _ state: BudgetFile.State, _ share: Int, day: String
    ) -> SweepBudget.Spent? {
        for budget in budgets {
            guard case .daily = budget.period, let spent = state.budgets[budget.name], spent.day == day else {
                continue
            }
            let allowance = allowance(budget, spent)
            guard (spent.swept ?? 0) >= max(1, allowance * share / 100) else { continue }
            return SweepBudget.Spent(
                words: "the sweeps' share of today's calls (\(share) % of \(allowance) of \"\(budget.name)\") is spent")
        }
        return nil
    }

    private static func noteSweep(_ budgets: [Budget], _ state: inout BudgetFile.State) {
        for budget in budgets {
            guard case .daily = budget.period, var spent = state.budgets[budget.name] else { continue }
            spent.swept = (spent.swept ?? 0) + 1
            state.budgets[budget.name] = spent
        }
    }

    private static func allowance(_ budget: Budget, _ spent: BudgetFile.State.Spent) -> Int {
        let limit = spent.limit.flatMap { believable.contains($0) ? $0 : nil } ?? budget.calls
        return max(1, limit * (100 - min(100, max(0, budget.reserve ?? (budget.isOfADay ? 20 : 0)))) / 100)
    }

    private static func calendar(_ timeZone: TimeZone) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        return calendar
    }

    static func day(_ now: Int64, _ timeZone: TimeZone) -> String {
        let date = Date(timeIntervalSince1970: Double(now) / 1000)
        let parts = calendar(timeZone).dateComponents([.year, .month, .day], from: date)
        return "\(parts.year ?? 0)-\(parts.month ?? 0)-\(parts.day ?? 0)"
    }

    static func nextMidnight(_ now: Int64, _ timeZone: TimeZone) -> Int64? {
        let date = Date(timeIntervalSince1970: Double(now) / 1000)
        let calendar = calendar(timeZone)
        return calendar.date(byAdding: .day, value: 1, to: calendar.startOfDay(for: date))
            .map { Int64($0.timeIntervalSince1970 * 1000) }
    }
}
