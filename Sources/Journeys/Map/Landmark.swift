import JourneyStore

/// A question asked of everybody who is at the same point: do more of those who have met a touchpoint by a landmark come to
/// an outcome afterwards? (Landmark analysis: Anderson, Cain & Gelber 1983.)
struct Landmark: Sendable {
    let outcome: Outcome
    /// Milliseconds from the beginning to the landmark, and from there to where the outcome is read.
    let landmark: Int64
    let window: Int64
    private(set) var all = Proportion(0, of: 0)
    private(set) var exposed: [String: Proportion] = [:]

    init(outcome: Outcome, landmark: Int64, window: Int64) {
        self.outcome = outcome
        self.landmark = landmark
        self.window = window
    }

    /// - Parameters:
    ///   - start: Unix milliseconds of the beginning, and the step that is it.
    ///   - advance: when it came to a later stage; nil: it does not matter, or it did not.
    ///   - end: when the outcome came, or the journey left by another way; nil: neither so far.
    ///   - isOutcome: whether `end` is the outcome.
    mutating func add(
        _ journey: StagedJourney, since start: (at: Int64, step: Int), advance: Int64? = nil, end: Int64?,
        isOutcome: Bool, asOf: Int64
    ) {
        let mark = start.at + landmark
        guard asOf - mark >= window else { return }
        // Who has come further meets what belongs to the later stage: that is how far they are, not why.
        if let advance, advance <= mark { return }
        if let end, end <= mark { return }
        let comes = isOutcome && end.map { $0 <= mark + window } == true
        all.total += 1
        all.count += comes ? 1 : 0
        var seen: Set<String> = []
        for step in journey.path.steps[(start.step + 1)...] {
            guard step.at <= mark else { break }
            // What the company notes for itself is no touchpoint of the customer's.
            guard step.isTouch, seen.insert(step.activity).inserted else { continue }
            guard exposed[step.activity] != nil || exposed.count < StageTally.mostActivities else { continue }
            var group = exposed[step.activity] ?? Proportion(0, of: 0)
            group.total += 1
            group.count += comes ? 1 : 0
            exposed[step.activity] = group
        }
    }

    struct Effect: Sendable {
        var activity: String
        var outcome: Outcome
        var exposed: Proportion
        var unexposed: Proportion
        var difference: RiskDifference
    }

    /// Of all activities with two groups large enough to be told apart, by name.
    var effects: [Effect] {
        exposed.sorted { $0.key < $1.key }.compactMap { activity, group in
            let rest = Proportion(all.count - group.count, of: all.total - group.total)
            guard Comparability.holds(group, rest), let difference = RiskDifference(group, minus: rest) else {
                return nil
            }
            return Effect(
                activity: activity, outcome: outcome, exposed: group, unexposed: rest, difference: difference)
        }
    }
}

/// When two shares may be compared by the normal approximation.
enum Comparability {
    /// Each group has to have so many.
    static let smallest = 30
    /// So many of each kind are to be expected in each group (Cochran 1954).
    static let expected = 5.0

    static func holds(_ a: Proportion, _ b: Proportion) -> Bool {
        guard a.total >= smallest, b.total >= smallest else { return false }
        let pooled = Double(a.count + b.count) / Double(a.total + b.total)
        let least = Double(min(a.total, b.total)) * min(pooled, 1 - pooled)
        return least >= expected
    }
}
