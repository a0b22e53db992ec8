/// A budget of the last so many hours, whose use the vendor tells: it is never renewed at once, but hour by hour.
struct Trailing {
    let hours: Int
    /// Unix milliseconds.
    let now: Int64

    private static let hour: Int64 = 3_600_000
    private var period: Int64 { Int64(max(1, hours)) * Self.hour }

    /// How many calls of the period are used: as told, and else as counted. Forgets what has left the period.
    func used(_ spent: inout BudgetFile.State.Spent) -> Int {
        // An hour in the future is of a clock that was set back.
        spent.hours = (spent.hours ?? [:]).filter { hour, _ in
            Int64(hour).map { ($0 + 1) * Self.hour > now - period && $0 * Self.hour <= now + Self.hour } ?? false
        }
        let own = (spent.hours ?? [:]).values.reduce(0) { $0 + max(0, $1) }
        guard let learnedAt = spent.learnedAt, learnedAt > now - period, learnedAt <= now + Self.hour else {
            spent.used = own
            return own
        }
        return max(0, spent.used)
    }

    /// Others' calls leave the period without a word: one call an hour finds out.
    func mayAskAgain(_ spent: BudgetFile.State.Spent) -> Bool {
        spent.learnedAt.map { now - $0 >= Self.hour } ?? false
    }

    /// When calls are there again: when enough of our own have left the period, else when it is worth asking.
    func goesOn(_ spent: BudgetFile.State.Spent, used: Int, allowance: Int) -> Int64 {
        var left = used
        for (hour, count) in (spent.hours ?? [:]).compactMap({ hour, count in Int64(hour).map { ($0, count) } })
            .sorted(by: { $0.0 < $1.0 })
        {
            left -= count
            if left < allowance { return (hour + 1) * Self.hour + period }
        }
        return (spent.learnedAt ?? now) + Self.hour
    }
}

extension BudgetFile.State.Spent {
    mutating func countOne(_ now: Int64) {
        hours = hours ?? [:]
        hours?[String(now / 3_600_000), default: 0] += 1
        used += 1
    }
}
