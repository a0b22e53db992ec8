import JourneyStore
import Touchpoints

extension MapReport {
    static func columns(_ measures: JourneyMeasures) -> [StageColumn] {
        let map = measures.map
        let moments = stageMoments(map)
        return map.stages.indices.map { number in
            let (stage, tally, stuck) = (map.stages[number], map.columns[number], map.stuck[number])
            let spells = measures.stages.firstIndex(of: stage).map { measures.timeInStage.stays[$0].survival }
            return StageColumn(
                stage: stage.rawValue, hasData: tally.journeys > 0, journeys: tally.journeys, now: tally.now,
                reported: tally.reported, observed: tally.observed, owner: map.rules.owners[stage]?.rawValue,
                goal: nil, medianSeconds: spells?.quantile(0.5).map { Double($0) / 1_000 },
                p90Seconds: spells?.quantile(0.9).map { Double($0) / 1_000 },
                medianLowerSeconds: spells?.medianInterval.lower.map { Double($0) / 1_000 },
                medianUpperSeconds: spells?.medianInterval.upper.map { Double($0) / 1_000 },
                recentJourneys: tally.recent, stuck: Share(stuck.all),
                stuckValue: amounts(stuck.waiting), steps: steps(tally),
                channels: tally.channels.map {
                    ChannelUse(channel: $0.rawValue, journeys: $1.journeys, touchpoints: $1.touchpoints)
                }.sorted { ($1.journeys, $0.channel) < ($0.journeys, $1.channel) },
                teams: teams(tally), feelings: feelings(tally, atLeast: map.rules.minGroup), pains: pains(tally),
                voices: [], moments: moments[number], evidence: "C")
        }
    }

    static func amounts(_ sums: [String: Double]) -> [Amount] {
        sums.map { Amount(currency: $0, amount: ($1 * 100).rounded() / 100) }.sorted {
            ($1.amount, $0.currency) < ($0.amount, $1.currency)
        }
    }

    /// Activities that hardly any journey has are in the paths' tables.
    static let mostSteps = 12

    /// All of them: what is expected may be rare.
    private static func steps(_ tally: StageTally) -> [Step] {
        tally.steps.map { Step(activity: $0, journeys: Share(Proportion($1.journeys, of: tally.journeys))) }
            .sorted { ($1.journeys.count, $0.activity) < ($0.journeys.count, $1.activity) }
    }

    private static func teams(_ tally: StageTally) -> [TeamUse] {
        let total = Double(tally.teams.values.reduce(0, +))
        return tally.teams.map { TeamUse(team: $0.rawValue, touchpoints: $1, share: Double($1) / total) }
            .sorted { ($1.touchpoints, $0.team) < ($0.touchpoints, $1.team) }
    }

    private static func feelings(_ tally: StageTally, atLeast smallest: Int) -> [Feeling] {
        tally.feelings.sorted { $0.key.rawValue < $1.key.rawValue }.map { origin, feeling in
            let isShown = feeling.count >= smallest
            let (mean, net) = (isShown ? feeling.mean : nil, isShown && origin == .nps ? feeling.netPromoter : nil)
            return Feeling(
                origin: origin.rawValue, isSelfReported: origin != .message, count: feeling.count, mean: mean?.value,
                lower: mean?.lower, upper: mean?.upper, netPromoterScore: net.map { $0.value * 100 },
                netPromoterLower: net.map { $0.lower * 100 }, netPromoterUpper: net.map { $0.upper * 100 })
        }
    }

    private static func pains(_ tally: StageTally) -> [Pain] {
        tally.pains.map { activity, pain in
            Pain(
                name: activity, perThousand: Double(pain.touchpoints) * 1_000 / Double(tally.journeys),
                journeys: pain.journeys, isAssumed: false)
        }.sorted { ($1.journeys ?? 0, $0.name) < ($0.journeys ?? 0, $1.name) }
    }

    /// Per stage, all effects that could be asked about.
    ///
    /// Two families of questions, each with a q of its own: around the purchase and after it, and before there is a deal.
    /// In the latter much is found that proves little (who shows interest is called), and it would lend the former its
    /// credit.
    private static func stageMoments(_ map: MapTally) -> [[StageMoment]] {
        var found: [(stage: Int, effect: Landmark.Effect)] = []
        for (stage, landmark) in map.landmarks.enumerated() { found += landmark.effects.map { (stage, $0) } }
        // What is asked of customers concerns the stage that begins with the purchase.
        let begun = map.purchase ?? map.stages.count - 1
        found += map.customers.effects.map { (begun, $0) }
        var q = [Double](repeating: 1, count: found.count)
        for isDecisive in [true, false] {
            let family = found.indices.filter { isDecisive == (found[$0].stage >= begun - 1) }
            for (place, value) in zip(family, FalseDiscovery.qValues(family.map { found[$0].effect.difference.p })) {
                q[place] = value
            }
        }
        var moments = [[StageMoment]](repeating: [], count: map.stages.count)
        for (index, row) in found.enumerated() {
            let (effect, difference) = (row.effect, row.effect.difference)
            // As many as would have fared otherwise, had the exposed fared like the rest, at least.
            let nearest = difference.lower > 0 ? difference.lower : difference.upper < 0 ? difference.upper : 0
            moments[row.stage].append(
                StageMoment(
                    activity: effect.activity, outcome: effect.outcome.rawValue, exposed: Share(effect.exposed),
                    unexposed: Share(effect.unexposed), difference: difference.difference, lower: difference.lower,
                    upper: difference.upper, q: q[index], moved: nearest * Double(effect.exposed.total)))
        }
        return moments.map { $0.sorted { ($0.q, abs($1.moved), $0.activity) < ($1.q, abs($0.moved), $1.activity) } }
    }
}
