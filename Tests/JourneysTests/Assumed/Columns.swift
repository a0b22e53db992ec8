@testable import Journeys

extension MapReport.StageColumn {
    /// A stage of so many journeys.
    static func of(
        _ stage: String, journeys: Int = 400, steps: [(String, Int)] = [], channels: [(String, Int)] = [],
        teams: [(String, Double)] = [], feelings: [MapReport.Feeling] = [], median: Double? = nil,
        moments: [MapReport.StageMoment] = []
    ) -> MapReport.StageColumn {
        MapReport.StageColumn(
            stage: stage, hasData: journeys > 0, journeys: journeys, now: journeys / 4, reported: journeys, observed: 0,
            owner: teams.first?.0, goal: nil, medianSeconds: median, p90Seconds: median.map { $0 * 3 },
            stuck: MapReport.Share(Proportion(0, of: journeys / 4)), stuckValue: [],
            steps: steps.map {
                MapReport.Step(activity: $0.0, journeys: MapReport.Share(Proportion($0.1, of: journeys)))
            },
            channels: channels.map { MapReport.ChannelUse(channel: $0.0, journeys: $0.1, touchpoints: $0.1 * 2) },
            teams: teams.map { MapReport.TeamUse(team: $0.0, touchpoints: Int($0.1 * 1_000), share: $0.1) },
            feelings: feelings, pains: [], voices: [], moments: moments, evidence: "C")
    }
}

extension MapReport.Feeling {
    static func nps(_ mean: Double, _ lower: Double, _ upper: Double) -> MapReport.Feeling {
        MapReport.Feeling(
            origin: "nps", isSelfReported: true, count: 120, mean: mean, lower: lower, upper: upper,
            netPromoterScore: nil, netPromoterLower: nil, netPromoterUpper: nil)
    }
}

extension MapReport.Boundary {
    static func between(
        _ from: String, _ to: String, passed: (Int, Int) = (200, 400), skipped: Int = 0,
        handoff: MapReport.BoundaryHandoff? = nil
    ) -> MapReport.Boundary {
        MapReport.Boundary(
            from: from, to: to, passed: MapReport.Share(Proportion(passed.0, of: passed.1)), skipped: skipped,
            lost: MapReport.Share(Proportion(0, of: passed.1)), recent: 0, time: MapReport.Time(Durations()),
            handoff: handoff)
    }
}

extension MapReport.BoundaryHandoff {
    /// - Parameter hours: each pick-up's.
    static func to(
        _ team: String, hours: [Double], allowed: Double, late: Int, never: Int, total: Int
    ) -> MapReport.BoundaryHandoff {
        var durations = Durations()
        for hour in hours { durations.add(Int64(hour * 3_600_000)) }
        return MapReport.BoundaryHandoff(
            from: "marketing", to: team, total: total, time: MapReport.Time(durations),
            late: MapReport.Share(Proportion(late, of: total)), allowedSeconds: allowed,
            neverPickedUp: MapReport.Share(Proportion(never, of: total)),
            valueWaiting: [MapReport.Amount(currency: "EUR", amount: 1_200)])
    }
}

extension MapReport.Comparison {
    /// So many of so many here, and elsewhere.
    static func of(_ measure: String, _ here: (Int, Int), _ elsewhere: (Int, Int)) -> MapReport.Comparison? {
        let (one, other) = (Proportion(here.0, of: here.1), Proportion(elsewhere.0, of: elsewhere.1))
        guard let difference = RiskDifference(one, minus: other) else { return nil }
        return MapReport.Comparison(
            measure: measure, here: MapReport.Share(one), elsewhere: MapReport.Share(other),
            difference: difference.difference, lower: difference.lower, upper: difference.upper, q: difference.p,
            differs: difference.p <= 0.05)
    }
}
