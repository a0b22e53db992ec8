public import JourneyStore
public import Touchpoints

/// What is measured, and how: every choice that changes a number.
public struct MeasureRules: Hashable, Sendable {
    /// Where the credit for conversions goes.
    public enum Credit: String, Hashable, Sendable, CaseIterable { case activity, channel }

    private static let day: Int64 = 86_400_000

    public var unit = JourneyUnit.person
    /// Unix milliseconds: what came later is not counted; what goes on at this moment is censored.
    public var asOf: Int64
    /// Milliseconds in which a journey has to get through the funnel, and to convert after a landmark.
    public var window = 90 * day
    /// Milliseconds from a journey's first touchpoint, or from entering a stage, to the moment at which exposed and
    /// unexposed are told apart.
    public var landmark = 14 * day
    /// The same for customers, from the purchase, and how long they are watched after it.
    public var customerLandmark = 60 * day
    public var customerWindow = 365 * day
    /// Milliseconds after which a touch counts half.
    public var halfLife = 7 * day
    public var stageRules = StageRules()
    public var outcomes = OutcomeRules()
    /// Who is responsible for a stage, and how long they may take to pick up who enters it, where that is not
    /// ``handoffWithin``.
    public var owners = Self.usualOwners
    public var pickUpWithin: [Stage: Int64] = [:]
    public var handoffWithin = 7 * day
    /// What the path is held against; nil: the most frequent variant.
    public var assumed: [String]?
    public var collapsesRepeats = false
    public var conversion = "deal.won"
    public var handoffs = Handoffs.Expectation.standard
    public var credit = Credit.activity
    /// Variants that are listed.
    public var top = 20
    /// Groups with fewer journeys are not shown.
    public var minGroup = 5

    public init(asOf: Int64) { self.asOf = asOf }

    /// In order; those that no journey comes to are left out of the funnel.
    public var stages: [Stage] {
        get { stageRules.stages }
        set { stageRules.stages = newValue }
    }

    /// Activities with which a journey leaves its stage and enters no other.
    public var losses: Set<String> {
        get { Set((outcomes.lost + outcomes.churned).map(\.activity)) }
        set {
            outcomes.lost = newValue.sorted().map { StepPattern($0) }
            outcomes.churned = outcomes.lost
        }
    }

    public static let usualOwners: [Stage: Team] = [
        "awareness": .marketing, "consideration": .sales, "decision": .sales, "onboarding": .success,
        "adoption": .success, "expansion": .success, "advocacy": .success,
    ]
}
