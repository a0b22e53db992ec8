import JourneyStore
public import Touchpoints

/// A touchpoint as a rule describes it.
public struct StepPattern: Hashable, Sendable {
    public var activity: String
    /// What the system calls the stage or status, any of these; empty: any.
    public var values: Set<String>
    /// Only when this activity came before in the same journey.
    public var after: String?

    public init(_ activity: String, values: Set<String> = [], after: String? = nil) {
        self.activity = activity
        self.values = values
        self.after = after
    }

    func matches(_ step: PathStep, seen: Set<String>) -> Bool {
        step.activity == activity && (values.isEmpty || step.value.map(values.contains) == true)
            && (after.map(seen.contains) ?? true)
    }
}

/// Which touchpoints begin which stage.
public struct StageRule: Hashable, Sendable {
    public enum Entry: String, Hashable, Sendable, CaseIterable {
        /// Whatever the stage before: journeys go back, too.
        case always
        /// Never back from a later stage.
        case forward
        /// Only where the journey is in no stage yet.
        case first
    }

    public var pattern: StepPattern
    public var entry: Entry
    /// Nil: it begins none, whatever the mapping says.
    public var stage: Stage?

    public init(_ pattern: StepPattern, entry: Entry = .always, stage: Stage?) {
        self.pattern = pattern
        self.entry = entry
        self.stage = stage
    }
}

/// How a journey's stages follow from its touchpoints: the customer's own rules first, then what the CRM's fields say
/// (the mapping's stage), then what touchpoints mean by themselves.
public struct StageRules: Hashable, Sendable {
    /// In the order of progress.
    public var stages: [Stage]
    public var own: [StageRule]

    public init(stages: [Stage] = Stage.standard, own: [StageRule] = []) {
        self.stages = stages
        self.own = own
    }

    /// What a deal means depends on what came before, which the mapping of one record cannot know.
    private static let deals: [StageRule] = [
        StageRule(StepPattern("deal.created", after: "deal.won"), stage: "expansion"),
        StageRule(StepPattern("deal.stage_changed", after: "deal.won"), stage: nil),
        StageRule(StepPattern("deal.lost", after: "deal.won"), stage: nil),
        StageRule(StepPattern("deal.won", after: "deal.won"), stage: "expansion"),
        StageRule(StepPattern("deal.won"), entry: .forward, stage: "onboarding"),
    ]

    private static let meanings: [StageRule] =
        [
            "form.submitted", "page.viewed", "ad.clicked", "campaign.joined", "campaign.responded", "list.joined",
            "event.registered", "event.attended", "email.sent", "email.delivered", "email.opened", "email.clicked",
        ].map { StageRule(StepPattern($0), entry: .first, stage: "awareness") }
        + ["lead.created", "lead.converted"].map {
            StageRule(StepPattern($0), entry: .forward, stage: "consideration")
        }
        + [
            StageRule(StepPattern("deal.created"), entry: .forward, stage: "decision"),
            StageRule(StepPattern("subscription.started"), entry: .forward, stage: "onboarding"),
        ]
        + ["product.activated", "product.used"].map { StageRule(StepPattern($0), entry: .forward, stage: "adoption") }
        + ["subscription.renewed", "subscription.upgraded"].map { StageRule(StepPattern($0), stage: "expansion") }
        + ["review.posted", "referral.made"].map { StageRule(StepPattern($0), entry: .forward, stage: "advocacy") }

    /// Activities by which a system's own field states where somebody is; all others are touchpoints that imply it.
    private static let statements: Set<String> = [
        "lifecycle.changed", "lead.created", "lead.converted", "lead.disqualified", "deal.created",
        "deal.stage_changed", "deal.won", "deal.lost", "subscription.started", "subscription.renewed",
        "subscription.upgraded",
    ]

    static func isStatement(_ activity: String) -> Bool { statements.contains(activity) }

    /// Ready to be applied to many journeys.
    public func compiled() -> CompiledStageRules { CompiledStageRules(self, early: Self.deals, late: Self.meanings) }
}

/// Stage rules, ready to be applied to many journeys.
public struct CompiledStageRules: Sendable {
    let numbers: [Stage: Int]
    private let early: [String: [StageRule]]
    private let late: [String: [StageRule]]

    init(_ rules: StageRules, early: [StageRule], late: [StageRule]) {
        numbers = Dictionary(uniqueKeysWithValues: zip(rules.stages, 0...))
        self.early = Dictionary(grouping: rules.own + early, by: \.pattern.activity)
        self.late = Dictionary(grouping: late, by: \.pattern.activity)
    }

    /// The stage that begins with a step; nil: none, or one that is not among the stages.
    func stage(of step: PathStep, current: Int?, seen: Set<String>) -> Int? {
        for rule in early[step.activity] ?? [] where rule.pattern.matches(step, seen: seen) {
            return entered(rule, current)
        }
        if let stage = step.stage { return numbers[stage] }
        for rule in late[step.activity] ?? [] where rule.pattern.matches(step, seen: seen) {
            return entered(rule, current)
        }
        return nil
    }

    private func entered(_ rule: StageRule, _ current: Int?) -> Int? {
        guard let number = rule.stage.flatMap({ numbers[$0] }) else { return nil }
        switch rule.entry {
        case .always: return number
        case .forward: return current.map { number >= $0 } ?? true ? number : nil
        case .first: return current == nil ? number : nil
        }
    }
}
