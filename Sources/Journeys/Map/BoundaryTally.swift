import JourneyStore
import Touchpoints

/// What happens between a stage and the next one.
struct BoundaryTally: Sendable {
    /// Of first entries at least the window ago.
    var passed = Proportion(0, of: 0)
    var lost = Proportion(0, of: 0)
    var skipped = 0
    var recent = 0
    var time = Durations()
    var handoff: HandoffTally?
}

/// How the next stage's team picks up who enters it.
struct HandoffTally: Sendable {
    let from: Team
    let to: Team
    /// Milliseconds.
    let allowed: Int64
    var total = 0
    var time = Durations()
    var late = Proportion(0, of: 0)
    /// Of the same as `late`: nobody has come at all.
    var unclaimed = Proportion(0, of: 0)
    var waiting: [String: Double] = [:]
    var neverPickedUp: Int { total - time.count }
}

/// What one journey says of one boundary.
struct Crossing: Sendable {
    /// The first entry into the stage before.
    let since: Int64
    /// The first later stage entered, if any.
    let next: StagedJourney.Entry?
    let lostAt: Int64?

    init?(_ journey: StagedJourney, from stage: Int) {
        guard let entry = journey.firstEntry(stage) else { return nil }
        since = entry.at
        next = journey.advance(from: entry)
        let loss = [journey.lostAt, journey.churnedAt].compactMap { $0 }.filter { $0 >= entry.at }.min()
        lostAt = next.map { next in loss.flatMap { $0 < next.at ? $0 : nil } } ?? loss
    }

    /// Nil: entered too late to be judged.
    func passes(within window: Int64, asOf: Int64) -> Bool? {
        guard asOf - since >= window else { return nil }
        return next.map { $0.at - since <= window } ?? false
    }
}

/// How a team picks up who enters its stage from another team's.
struct PickUp: Sendable {
    /// When the stage began, and when the team first reached out.
    let since: Int64
    let at: Int64?

    /// - Parameter stages: those before this one, from which it is handed over.
    init?(_ journey: StagedJourney, into stage: Int, by team: Team) {
        guard let entry = journey.firstEntry(stage) else { return nil }
        // Who comes back from a later stage, or begins here, is not handed over.
        guard let former = journey.entries.last(where: { $0.step < entry.step }), former.stage < stage else {
            return nil
        }
        since = entry.at
        at = journey.path.steps[entry.step...].first { $0.team == team && $0.isOutreach && $0.at >= entry.at }?.at
    }

    /// Whether nobody came in time; nil: there is time left.
    func isLate(allowed: Int64, asOf: Int64) -> Bool? {
        guard asOf - since >= allowed else { return nil }
        return at.map { $0 - since > allowed } ?? true
    }
}
