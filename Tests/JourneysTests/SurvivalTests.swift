@testable import Journeys
import Testing

@Suite struct SurvivalTests {
    /// Remission in weeks under 6-MP (Freireich et al. 1963): at each time, how many relapsed and how many were last seen.
    private let remission: [(at: Int64, ended: Int, open: Int)] = [
        (6, 3, 1), (7, 1, 0), (9, 0, 1), (10, 1, 1), (11, 0, 1), (13, 1, 0), (16, 1, 0), (17, 0, 1), (19, 0, 1),
        (20, 0, 1), (22, 1, 0), (23, 1, 0), (25, 0, 1), (32, 0, 2), (34, 0, 1), (35, 0, 1),
    ]

    @Test func `Kaplan–Meier and Greenwood give the published curve`() {
        let survival = Survival(
            remission.shuffled().map { .init(at: $0.at, ended: [$0.ended], open: $0.open) }, causes: 1)
        #expect(survival.total == 21)
        let published: [(Int64, Double, Double)] = [
            (6, 0.8571, 0.0764), (7, 0.8067, 0.0869), (10, 0.7529, 0.0963), (13, 0.6902, 0.1068), (16, 0.6275, 0.1141),
            (22, 0.5378, 0.1282), (23, 0.4482, 0.1346),
        ]
        #expect(survival.steps.map(\.at) == published.map(\.0))
        for (step, (_, share, error)) in zip(survival.steps, published) {
            #expect(isClose(step.survival, share, within: 5e-5))
            #expect(isClose(step.error, error, within: 5e-5))
        }
        #expect(survival.quantile(0.5) == 23)
        #expect(survival.quantile(0.9) == nil)
        #expect(survival.step(at: 5) == nil)
        #expect(survival.step(at: 12)?.at == 10)
    }

    @Test func `Aalen–Johansen divides what ended among its causes`() throws {
        // By hand: 5 at risk, one won at 1, one last seen at 2, one lost at 3, one won at 4, one goes on.
        let survival = Survival(
            [
                .init(at: 1, ended: [1, 0], open: 0), .init(at: 2, ended: [0, 0], open: 1),
                .init(at: 3, ended: [0, 1], open: 0), .init(at: 4, ended: [1, 0], open: 0),
                .init(at: 9, ended: [0, 0], open: 1),
            ], causes: 2)
        let last = try #require(survival.steps.last)
        // Won: 1/5 + 8/15 · 1/2; lost: 4/5 · 1/3; still there: 4/5 · 2/3 · 1/2.
        #expect(isClose(last.incidence[0], 1.0 / 5 + 8.0 / 30))
        #expect(isClose(last.incidence[1], 4.0 / 15))
        #expect(isClose(last.survival, 4.0 / 15))
        for step in survival.steps { #expect(isClose(step.survival + step.incidence.reduce(0, +), 1)) }
    }

    @Test func `without open ones it is the plain share`() {
        let survival = Survival((1...4).map { .init(at: $0, ended: [1], open: 0) }, causes: 1)
        #expect(survival.steps.map(\.survival) == [0.75, 0.5, 0.25, 0])
        #expect(survival.quantile(0.5) == 2)
        #expect(survival.steps.last?.error == 0)
    }

    @Test func `many different lengths are told apart less finely, and none is lost`() {
        var spells = Spells(causes: 2)
        for length in 0..<Int64(20_000) { spells.add(length, endedBy: length % 4 == 3 ? nil : Int(length % 2)) }
        #expect(spells.resolution == 8)
        #expect(spells.survival.total == 20_000)
        #expect(spells.open == 5_000)
        #expect(spells.survival.steps.count <= 4_096)
    }
}

@Suite struct TimeInStageTests {
    @Test func `a stay ends with another stage or a loss, else it goes on`() throws {
        var times = TimeInStage(stages: 3, asOf: 100)
        // 0 from 0 to 10, 1 from 10 to 30 (a repeat within it), back in 0 at 30, lost at 35; then 2 from 60 on.
        times.add(
            [0, nil, 1, 1, 0, nil, 2], losses: [false, false, false, false, false, true, false],
            at: [0, 5, 10, 20, 30, 35, 60])
        let ends = { (stage: Int) in
            times.stays[stage].survival.steps.map { step in (step.at, step.incidence.firstIndex { $0 > 0 }) }
        }
        #expect(times.stays[0].survival.total == 2)
        #expect(ends(0).map(\.0) == [5, 10])
        #expect(ends(0).first?.1 == TimeInStage.Ending.lost.rawValue)
        #expect(ends(1).map(\.0) == [20])
        #expect(ends(1).first?.1 == TimeInStage.Ending.back.rawValue)
        #expect(times.stays[2].open == 1)
        #expect(times.stays[2].survival.steps.isEmpty)
    }
}
