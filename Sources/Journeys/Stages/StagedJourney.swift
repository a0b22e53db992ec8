public import JourneyStore
import Touchpoints

/// A journey with its dated stages and its outcome, as of a moment.
public struct StagedJourney: Sendable {
    /// One stay in a stage, re-entries included.
    public struct Entry: Hashable, Sendable {
        /// In the order of `StageRules.stages`.
        public var stage: Int
        /// Unix milliseconds.
        public var at: Int64
        /// The step that begins it.
        public var step: Int
        /// Whether a system's own field says so; else a touchpoint implies it.
        public var isReported: Bool
    }

    public let path: JourneyPath
    public private(set) var entries: [Entry] = []
    /// Per step: the stage that begins with it (nil: none begins), and the one in force after it (nil: none yet).
    public private(set) var begins: [Int?]
    public private(set) var stages: [Int?]
    public private(set) var outcome = Outcome.open
    /// When it was decided; of open ones, the last touchpoint.
    public private(set) var outcomeAt: Int64
    /// The first purchase.
    public private(set) var won: (at: Int64, step: Int)?
    /// The first loss before any purchase, and the first churn.
    public private(set) var lostAt: Int64?
    public private(set) var churnedAt: Int64?
    public private(set) var renewedAt: Int64?
    /// Per step: whether the journey leaves its stage with it and enters no other.
    private(set) var losses: [Bool]

    /// - Parameter asOf: Unix milliseconds; no step is later.
    public init(_ path: JourneyPath, _ rules: CompiledStageRules, _ outcomes: OutcomeRules, asOf: Int64) {
        self.path = path
        begins = [Int?](repeating: nil, count: path.steps.count)
        stages = begins
        losses = [Bool](repeating: false, count: path.steps.count)
        outcomeAt = path.steps.last?.at ?? asOf
        var seen: Set<String> = []
        var current: Int?
        for (index, step) in path.steps.enumerated() {
            let begun = rules.stage(of: step, current: current, seen: seen)
            if let stage = begun {
                begins[index] = stage
                if stage != current {
                    let isReported = StageRules.isStatement(step.activity)
                    entries.append(Entry(stage: stage, at: step.at, step: index, isReported: isReported))
                    current = stage
                }
            }
            stages[index] = current
            decide(step, index, outcomes, seen, isProgress: begun != nil)
            seen.insert(step.activity)
        }
        // Mails to everybody do not keep a journey awake.
        let sign = path.steps.last { $0.isContact || StageRules.isStatement($0.activity) } ?? path.steps.first
        if outcome == .open, let last = sign?.at, asOf - last >= outcomes.dormantAfter {
            outcome = .dormant
            outcomeAt = last + outcomes.dormantAfter
        }
    }

    private mutating func decide(
        _ step: PathStep, _ index: Int, _ rules: OutcomeRules, _ seen: Set<String>, isProgress: Bool
    ) {
        func isAny(_ patterns: [StepPattern]) -> Bool { patterns.contains { $0.matches(step, seen: seen) } }
        if won == nil {
            if isAny(rules.won) {
                won = (step.at, index)
                (outcome, outcomeAt) = (.won, step.at)
            } else if isAny(rules.lost) {
                lostAt = lostAt ?? step.at
                losses[index] = true
                (outcome, outcomeAt) = (.lost, step.at)
            } else if outcome == .lost, isProgress {
                // Who begins a stage again is on the way again.
                outcome = .open
            }
        } else if isAny(rules.churned) {
            churnedAt = churnedAt ?? step.at
            losses[index] = true
            (outcome, outcomeAt) = (.churned, step.at)
        } else if isAny(rules.renewed) {
            // Who had left and buys again is won anew.
            let isBack = outcome == .churned
            if !isBack { renewedAt = renewedAt ?? step.at }
            (outcome, outcomeAt) = (isBack ? .won : .renewed, step.at)
        }
    }

    /// The journey's first entry into a stage.
    func firstEntry(_ stage: Int) -> Entry? { entries.first { $0.stage == stage } }

    /// The first entry into a later stage than this one after it began.
    func advance(from entry: Entry) -> Entry? {
        entries.first { $0.stage > entry.stage && ($0.at, $0.step) > (entry.at, entry.step) }
    }
}

extension PathStep {
    /// What a field's change tells of, and no touchpoint of the customer's.
    private static let bookkeeping: Set<String> = [
        "lifecycle.changed", "owner.changed", "list.joined", "list.left", "campaign.joined",
    ]

    /// Whether the customer could notice it. Steps of other tools' logs are taken as such.
    var isTouch: Bool { direction != .internal || TouchpointKind(rawValue: activity) == nil }

    /// Whether many got it at once.
    private var isMassMail: Bool { team == .marketing && activity.hasPrefix("email.") && direction == .outbound }

    /// Whether somebody of a team acted.
    var isAct: Bool {
        team != nil && !Self.bookkeeping.contains(activity) && !(team == .marketing && activity.hasPrefix("email."))
    }

    /// Whether somebody of a team reached out to the customer, alone or together.
    var isOutreach: Bool { isAct && (direction == .outbound || direction == .mutual) }

    /// Whether there was contact: from the customer, or by somebody in person.
    var isContact: Bool { isTouch && !isMassMail }
}
