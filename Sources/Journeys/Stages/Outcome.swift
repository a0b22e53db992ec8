import JourneyStore

/// How a journey stands at a moment.
public enum Outcome: String, Hashable, Sendable, CaseIterable {
    /// Still on the way; censored, not failed.
    case open
    case won, lost, renewed, churned
    /// Not decided, and nothing has happened for a set time.
    case dormant

    /// Whether somebody bought and has not left.
    public var isCustomer: Bool { self == .won || self == .renewed }
}

/// Which touchpoints decide how a journey stands.
public struct OutcomeRules: Hashable, Sendable {
    /// The first one is the purchase.
    public var won: [StepPattern]
    /// Before a purchase.
    public var lost: [StepPattern]
    /// After a purchase.
    public var renewed: [StepPattern]
    public var churned: [StepPattern]
    /// Milliseconds without a touchpoint after which an open journey is dormant, and a customer silent.
    public var dormantAfter: Int64

    public init(
        won: [StepPattern] = [StepPattern("deal.won"), StepPattern("subscription.started")],
        lost: [StepPattern] = [StepPattern("deal.lost"), StepPattern("lead.disqualified")],
        renewed: [StepPattern] = [
            StepPattern("subscription.renewed"), StepPattern("subscription.upgraded"),
            StepPattern("deal.won", after: "deal.won"),
        ],
        churned: [StepPattern] = [StepPattern("subscription.cancelled")],
        dormantAfter: Int64 = 180 * 86_400_000
    ) {
        self.won = won
        self.lost = lost
        self.renewed = renewed
        self.churned = churned
        self.dormantAfter = dormantAfter
    }
}
