import JourneyStore
import Touchpoints

/// What is counted per stage: who was in it, what they did there, who looked after them, how they felt.
struct StageTally: Sendable {
    struct Activity: Hashable, Sendable {
        var journeys = 0
        var touchpoints = 0
    }

    /// Different activities per stage that are told apart; more are left to the paths' own tables.
    static let mostActivities = 1_000

    private(set) var journeys = 0
    private(set) var now = 0
    /// Journeys that came into it not long ago.
    private(set) var recent = 0
    private(set) var reported = 0
    private(set) var observed = 0
    /// By the step's activity; what the customer cannot notice is left out.
    private(set) var steps: [String: Activity] = [:]
    private(set) var channels: [Channel: Activity] = [:]
    private(set) var teams: [Team: Int] = [:]
    private(set) var feelings: [Sentiment.Origin: FeelingTally] = [:]
    /// What went wrong, by activity.
    private(set) var pains: [String: Activity] = [:]

    static let troubles: Set<String> = [
        "ticket.opened", "ticket.reopened", "call.missed", "meeting.missed", "meeting.cancelled", "email.bounced",
        "email.unsubscribed", "email.marked_spam", "invoice.failed", "invoice.refunded", "subscription.downgraded",
        "subscription.cancelled",
    ]

    /// - Parameters:
    ///   - steps: those during which the journey was in this stage, all stays together.
    ///   - since: Unix milliseconds from which on an entry is recent.
    mutating func add(_ journey: StagedJourney, stage: Int, steps indices: [Int], since: Int64) {
        journeys += 1
        if journey.entries.contains(where: { $0.stage == stage && $0.at >= since }) { recent += 1 }
        if journey.stages.last == stage { now += 1 }
        for entry in journey.entries where entry.stage == stage {
            if entry.isReported { reported += 1 } else { observed += 1 }
        }
        var (activities, ways, troubles): (Set<String>, Set<Channel>, Set<String>) = ([], [], [])
        for index in indices {
            let step = journey.path.steps[index]
            if let team = step.team, step.isAct { teams[team, default: 0] += 1 }
            if let feeling = step.feeling { feelings[feeling.origin, default: FeelingTally()].add(feeling.score) }
            if Self.troubles.contains(step.activity) {
                pains[step.activity, default: Activity()].touchpoints += 1
                if troubles.insert(step.activity).inserted { pains[step.activity, default: Activity()].journeys += 1 }
            }
            guard step.isTouch else { continue }
            guard steps[step.activity] != nil || steps.count < Self.mostActivities else { continue }
            steps[step.activity, default: Activity()].touchpoints += 1
            if activities.insert(step.activity).inserted { steps[step.activity, default: Activity()].journeys += 1 }
            channels[step.channel, default: Activity()].touchpoints += 1
            if ways.insert(step.channel).inserted { channels[step.channel, default: Activity()].journeys += 1 }
        }
    }
}

/// Scores from −1 to 1 of one origin: enough for a mean and its interval, and for a Net Promoter Score.
struct FeelingTally: Hashable, Sendable {
    private(set) var count = 0
    private(set) var sum = 0.0
    private(set) var squares = 0.0
    /// NPS: 0 to 6 and 9 to 10 of 10.
    private(set) var detractors = 0
    private(set) var promoters = 0

    mutating func add(_ score: Double) {
        count += 1
        sum += score
        squares += score * score
        // 6 of 10 is 0.2, 9 of 10 is 0.8 on the scale from −1 to 1.
        if score < 0.3 { detractors += 1 }
        if score > 0.7 { promoters += 1 }
    }

    /// Mean with Student's interval of 95 %; of one answer there is no interval.
    var mean: (value: Double, lower: Double, upper: Double)? {
        guard count > 0 else { return nil }
        let n = Double(count)
        let mean = sum / n
        guard count > 1 else { return (mean, -1, 1) }
        let variance = max(0, (squares - n * mean * mean) / (n - 1))
        let half = StudentT.quantile975(degrees: count - 1) * (variance / n).squareRoot()
        return (mean, max(-1, mean - half), min(1, mean + half))
    }

    /// Share of promoters less share of detractors, −1 to 1; variance (p + d − (p − d)²)/n.
    var netPromoter: (value: Double, lower: Double, upper: Double)? {
        guard count > 0 else { return nil }
        let n = Double(count)
        let (p, d) = (Double(promoters) / n, Double(detractors) / n)
        let half = Proportion.z * ((p + d - (p - d) * (p - d)) / n).squareRoot()
        return (p - d, max(-1, p - d - half), min(1, p - d + half))
    }
}

/// Student's t distribution.
enum StudentT {
    /// The 97.5 % point, by the expansion of Cornish and Fisher (Abramowitz & Stegun 26.7.5); exact tables up to ten
    /// degrees of freedom, where it is too short.
    static func quantile975(degrees: Int) -> Double {
        let few = [
            12.706_204_736, 4.302_652_73, 3.182_446_305, 2.776_445_105, 2.570_581_836, 2.446_911_851, 2.364_624_252,
            2.306_004_135, 2.262_157_163, 2.228_138_852,
        ]
        if degrees >= 1, degrees <= few.count { return few[degrees - 1] }
        let (z, n) = (Proportion.z, Double(max(1, degrees)))
        let (z3, z5, z7) = (z * z * z, z * z * z * z * z, z * z * z * z * z * z * z)
        return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n)
            + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n)
    }
}
