public import Touchpoints

/// What is measured, and how: every choice that changes a number.
public struct MeasureRules: Hashable, Sendable {
    /// Where the credit for conversions goes.
    public enum Credit: String, Hashable, Sendable, CaseIterable { case activity, channel }

    private static let day: Int64 = 86_400_000

    /// Unix milliseconds: what came later is not counted; what goes on at this moment is censored.
    public var asOf: Int64
    /// Milliseconds in which a journey has to get through the funnel, and to convert after a landmark.
    public var window = 90 * day
    /// Milliseconds from a journey's first touchpoint to the moment at which exposed and unexposed are told apart.
    public var landmark = 14 * day
    /// Milliseconds after which a touch counts half.
    public var halfLife = 7 * day
    /// In order; those that no touchpoint bears are left out.
    public var stages = Stage.standard
    /// What the path is held against; nil: the most frequent variant.
    public var assumed: [String]?
    public var collapsesRepeats = false
    public var conversion = "deal.won"
    /// Activities with which a journey leaves its stage and enters no other.
    public var losses: Set<String> = ["deal.lost", "lead.disqualified", "subscription.cancelled"]
    public var handoffs = Handoffs.Expectation.standard
    public var credit = Credit.activity
    /// Variants that are listed.
    public var top = 20

    public init(asOf: Int64) { self.asOf = asOf }
}
