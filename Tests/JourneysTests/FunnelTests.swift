@testable import Journeys
import Testing
import Touchpoints

@Suite struct FunnelTests {
    private let day: Int64 = 86_400_000

    @Test func `journeys advance in order, whatever lies between`() {
        var funnel = StageFunnel(stages: 3, window: 10 * day, asOf: 100 * day)
        funnel.add([0, 1, 2], at: [0, day, 2 * day])
        // Back and forth, and touchpoints without a stage.
        funnel.add([nil, 0, nil, 0, 1, 0], at: (0..<6).map { Int64($0) * day })
        // 1 is skipped: the last stage does not count.
        funnel.add([0, 2], at: [0, day])
        // 1 before 0 is no progress.
        funnel.add([1, 0], at: [0, day])
        #expect(funnel.reached == [4, 2, 1])
        #expect(funnel.step(2) == Proportion(1, of: 2))
        #expect(funnel.overall(2) == Proportion(1, of: 4))
    }

    @Test func `all have the same time: who entered lately is not counted, what comes late neither`() {
        var funnel = StageFunnel(stages: 2, window: 10 * day, asOf: 100 * day)
        funnel.add([0, 1], at: [90 * day, 100 * day])
        funnel.add([0, 1], at: [90 * day + 1, 91 * day])
        funnel.add([0, 1], at: [0, 10 * day + 1])
        funnel.add([1], at: [0])
        #expect(funnel.reached == [2, 1])
        #expect(funnel.recent == 1)
        #expect(funnel.neverEntered == 1)
    }
}

@Suite struct HandoffTests {
    @Test func `a handoff takes from the last touchpoint of the one to the first of the other`() {
        var handoffs = Handoffs(expecting: [])
        handoffs.add(
            [.marketing, .marketing, nil, .sales, .sales, .success], activities: Array(repeating: "x", count: 6),
            at: [0, 10, 20, 40, 50, 90])
        #expect(handoffs.pairs[.init(from: .marketing, to: .sales)]?.median == 30)
        #expect(handoffs.pairs[.init(from: .sales, to: .success)]?.median == 40)
        #expect(handoffs.journeys == 1)
        #expect(handoffs.pingPong == 0)
    }

    @Test func `who comes back to a team plays ping-pong`() {
        var handoffs = Handoffs(expecting: [])
        handoffs.add([.sales, .support, .support, .sales], activities: ["", "", "", ""], at: [0, 1, 2, 3])
        handoffs.add([.sales, .sales], activities: ["", ""], at: [0, 1])
        handoffs.add([.sales, .support, .success], activities: ["", "", ""], at: [0, 1, 2])
        #expect(handoffs.journeys == 2)
        #expect(handoffs.pingPong == 1)
    }

    @Test func `what nobody picks up is told`() {
        var handoffs = Handoffs(expecting: [.init(after: "deal.won", to: .success)])
        // Won by sales, picked up after 60; won again, never picked up.
        handoffs.add(
            [.sales, .support, .success, .sales], activities: ["deal.won", "x", "x", "deal.won"],
            at: [0, 10, 60, 100])
        // Twice won before anybody came is one handoff.
        handoffs.add([.sales, .sales, .success], activities: ["deal.won", "deal.won", "x"], at: [0, 10, 30])
        // The activity's own team does not pick itself up.
        handoffs.add([.success], activities: ["deal.won"], at: [0])
        #expect(handoffs.outcomes[0].latencies.count == 2)
        #expect(handoffs.outcomes[0].latencies.mean == 45)
        #expect(handoffs.outcomes[0].neverPickedUp == 2)
        #expect(handoffs.outcomes[0].total == 4)
    }
}
