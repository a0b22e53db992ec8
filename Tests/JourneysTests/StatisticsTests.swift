@testable import Journeys
import Testing

@Suite struct StatisticsTests {
    @Test func `cumulative sums are those of the textbook`() {
        // Montgomery & Runger, Applied Statistics and Probability for Engineers, table 16-8.
        let values = [
            102.0, 94.8, 98.3, 98.4, 102.0, 98.5, 99.0, 97.7, 100.0, 98.1, 101.3, 98.7, 101.1, 98.4, 97.0, 96.7, 100.3,
            101.4, 97.2, 101.0,
        ]
        let points = CUSUM(target: 99, allowance: 1, limit: 10).points(values)
        let high = [2, 0, 0, 0, 2, 0.5, 0, 0, 0, 0, 1.3, 0, 1.1, 0, 0, 0, 0.3, 1.7, 0, 1]
        let low = [0, 3.2, 2.9, 2.5, 0, 0, 0, 0.3, 0, 0, 0, 0, 0, 0, 1, 2.3, 0, 0, 0.8, 0]
        for index in values.indices {
            #expect(isClose(points[index].high, high[index]))
            #expect(isClose(points[index].low, low[index]))
        }
        #expect(points.filter(\.isSignal).isEmpty)
        #expect(CUSUM(target: 99, allowance: 1, limit: 3).points(values).map(\.isSignal).firstIndex(of: true) == 1)
    }

    @Test func `Wilson's interval is Newcombe's example`() throws {
        // Newcombe 1998, Statistics in Medicine 17, 857–872: 81 of 263, method 3.
        let interval = try #require(Proportion(81, of: 263).interval)
        #expect(isClose(interval.lower, 0.2553, within: 5e-5))
        #expect(isClose(interval.upper, 0.3662, within: 5e-5))
        // None of 20: zero is possible, and so is more.
        let none = try #require(Proportion(0, of: 20).interval)
        #expect(none.lower == 0)
        #expect(isClose(none.upper, 0.1611, within: 5e-5))
        #expect(Proportion(0, of: 0).interval == nil)
    }

    @Test func `Newcombe's difference of risks is his table`() throws {
        // Newcombe 1998, Statistics in Medicine 17, 873–890, table II, method 10.
        let first = try #require(RiskDifference(Proportion(56, of: 70), minus: Proportion(48, of: 80)))
        #expect(isClose(first.difference, 0.2))
        #expect(isClose(first.lower, 0.0524, within: 5e-5))
        #expect(isClose(first.upper, 0.3339, within: 5e-5))
        let second = try #require(RiskDifference(Proportion(9, of: 10), minus: Proportion(3, of: 10)))
        #expect(isClose(second.lower, 0.1705, within: 5e-5))
        #expect(isClose(second.upper, 0.8090, within: 5e-5))
        let none = try #require(RiskDifference(Proportion(0, of: 10), minus: Proportion(0, of: 20)))
        #expect(isClose(none.lower, -0.1611, within: 5e-5))
        #expect(isClose(none.upper, 0.2775, within: 5e-5))
        #expect(none.p == 1)
    }

    @Test func `false discoveries are held as in Benjamini and Hochberg's example`() {
        // 1995, §4.1: thrombolysis; four hypotheses are rejected at 0.05.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.000,
        ]
        let q = FalseDiscovery.qValues(p.reversed())
        #expect(q.filter { $0 <= 0.05 }.count == 4)
        #expect(isClose(q[14], 0.0015))
        #expect(isClose(q[11], 0.0095 * 15 / 4))
        // Never falling with p: 0.0278·15/6 is more than 0.0298·15/7.
        #expect(isClose(q[9], 0.0298 * 15 / 7))
        #expect(isClose(q[0], 1))
    }

    @Test func `quantiles are exact while they can be, and near beyond`() throws {
        var few = Durations()
        for value: Int64 in [40, 10, 30, 20] { few.add(value) }
        #expect(few.median == 25)
        #expect(isClose(try #require(few.quantile(0.9)), 37))
        var many = Durations()
        for value in 1...Int64(10 * Durations.exactly) { many.add(value * 1_000) }
        #expect(!many.isExact)
        #expect(many.count == 10 * Durations.exactly)
        #expect(isClose(try #require(many.mean), Double(10 * Durations.exactly + 1) * 500))
        for share in [0.01, 0.5, 0.9, 1] {
            let truth = max(1, Double(10 * Durations.exactly) * share) * 1_000
            #expect(abs(try #require(many.quantile(share)) / truth - 1) < 0.006)
        }
    }
}

func isClose(_ value: Double, _ expected: Double, within tolerance: Double = 1e-9) -> Bool {
    abs(value - expected) <= tolerance
}
