public import Touchpoints

/// One touchpoint of a journey, as measures look at it.
public struct PathStep: Hashable, Sendable {
    /// The touchpoint's kind; for `activity.recorded` what the source calls it.
    public var activity: String
    /// Unix milliseconds.
    public var at: Int64
    public var channel: Channel
    public var direction: Direction
    public var team: Team?
    /// As the mapping gave it; see `StageRules` for what a journey makes of it.
    public var stage: Stage?
    /// What the system calls the stage or status (property `stage`): what a configuration maps.
    public var value: String?
    public var feeling: Sentiment?
    /// An amount of money, for sums and comparisons only; exact digits stand in the touchpoint.
    public var amount: Double?
    /// ISO 4217; empty: the source names none.
    public var currency: String?

    public init(
        activity: String, at: Int64, channel: Channel, direction: Direction = .internal, team: Team? = nil,
        stage: Stage? = nil, value: String? = nil, feeling: Sentiment? = nil, amount: Double? = nil,
        currency: String? = nil
    ) {
        self.activity = activity
        self.at = at
        self.channel = channel
        self.direction = direction
        self.team = team
        self.stage = stage
        self.value = value
        self.feeling = feeling
        self.amount = amount
        self.currency = currency
    }
}

/// One person's or account's touchpoints in the order in which they happened, at least one.
public struct JourneyPath: Hashable, Sendable {
    /// `people.id` or `accounts.id`.
    public var id: String
    public var steps: [PathStep]
    /// What the journey is divided by: name of the segment, value.
    public var segments: [String: String]

    public init(id: String, steps: [PathStep], segments: [String: String] = [:]) {
        self.id = id
        self.steps = steps
        self.segments = segments
    }
}

/// Whose journeys are meant.
public enum JourneyUnit: String, Hashable, Sendable, CaseIterable {
    case person, account
}

/// A field of records that divides journeys: a person's source, the plan of a subscription.
///
/// A journey has the value that the field has in the first of its records of that type, in the order of its touchpoints.
public struct SegmentField: Hashable, Sendable {
    public var segment: String
    public var system: String
    public var objectType: String
    /// From the record's payload down, e.g. `["properties", "hs_analytics_source"]`.
    public var path: [String]

    public init(segment: String, system: String, objectType: String, path: [String]) {
        self.segment = segment
        self.system = system
        self.objectType = objectType
        self.path = path
    }
}
