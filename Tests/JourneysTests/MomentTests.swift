@testable import Journeys
import Testing

@Suite struct MomentTests {
    private let day: Int64 = 86_400_000

    @Test func `only who was open at the landmark and watched after it counts`() {
        var moments = Moments(landmark: 10 * day, window: 20 * day, asOf: 100 * day)
        // Seen 1 by the landmark, converts within the window.
        moments.add([0, 1, 1, 9], at: [0, day, 2 * day, 25 * day], conversion: 25 * day)
        // 1 comes too late to count, and so does the conversion.
        moments.add([0, 1, 9], at: [0, 11 * day, 31 * day], conversion: 31 * day)
        // Converted before the landmark; began too late.
        moments.add([0, 9], at: [0, 9 * day], conversion: 9 * day)
        moments.add([0], at: [71 * day], conversion: nil)
        #expect(moments.all == Proportion(1, of: 2))
        #expect(moments.exposed == [0: Proportion(1, of: 2), 1: Proportion(1, of: 1)])
        #expect(moments.effects.isEmpty)
    }

    @Test func `an effect that was planted is found, chance is not`() throws {
        var generator = Generator(state: 3)
        var moments = Moments(landmark: 10, window: 10, asOf: 1_000)
        for _ in 0..<2_000 {
            let helped = Bool.random(using: &generator)
            // 0 is everybody's, 1 helps, 2 to 9 do not.
            let chance = (2...9).filter { _ in Bool.random(using: &generator) }
            let path = [0] + (helped ? [1] : []) + chance
            let converts = Double.random(in: 0..<1, using: &generator) < (helped ? 0.5 : 0.2)
            moments.add(path, at: path.map { _ in 0 }, conversion: converts ? 15 : nil)
        }
        let effects = moments.effects
        // There is nobody without 0 to hold it against.
        #expect(effects.map(\.activity) == Array(1...9))
        #expect(effects.filter { $0.q <= 0.05 }.map(\.activity) == [1])
        let found = try #require(effects.first).difference
        #expect(found.lower < 0.3 && 0.3 < found.upper)
    }
}

@Suite struct ArrivalTests {
    private let week: Int64 = 7 * 86_400_000
    /// 2024-01-01, a Monday.
    private let monday: Int64 = 1_704_067_200_000

    @Test func `a shift that stays is noticed, and the week that is not over is left out`() throws {
        var arrivals = Arrivals()
        for number in 0..<30 {
            let count = number == 20 ? 10 : number > 20 ? 14 : 9 + number % 3
            for _ in 0..<count { arrivals.add(monday + Int64(number) * week + week - 1) }
        }
        let watch = try #require(arrivals.watch(upTo: monday + 29 * week + 5))
        #expect(watch.weeks.count == 29)
        #expect(watch.weeks.first?.begin == monday)
        #expect(watch.mean == 10)
        let signals = watch.weeks.filter(\.point.isSignal).map(\.begin)
        let first = try #require(signals.first)
        #expect(first > monday + 20 * week && first <= monday + 23 * week)
        #expect(arrivals.watch(upTo: monday + 12 * week) == nil)
    }
}
