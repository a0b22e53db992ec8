/// What people have decided about a finding.
public enum FindingState: String, Hashable, Sendable, Codable, CaseIterable {
    case open
    /// Somebody takes care of it.
    case accepted
    /// Somebody says it is mended; the number is watched on.
    case done
}

/// A finding as it was made just now.
public struct FindingSighting: Hashable, Sendable {
    /// The same for the same thing at every run.
    public var id: String
    public var kind: String
    public var title: String
    /// What the number is.
    public var measure: String
    public var value: Double?
    public var people: Int
    public var atLeast: Double

    public init(
        id: String, kind: String, title: String, measure: String, value: Double?, people: Int, atLeast: Double
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.measure = measure
        self.value = value
        self.people = people
        self.atLeast = atLeast
    }
}

/// What the store remembers of a finding. Times are Unix milliseconds.
public struct FindingRow: Hashable, Sendable {
    /// The number as the data of one day had it.
    public struct Number: Hashable, Sendable {
        /// Midnight UTC of the day up to which the data reached.
        public var day: Int64
        public var value: Double?
        public var people: Int
        public var atLeast: Double
    }

    public var id: String
    public var kind: String
    /// As it was last told.
    public var title: String
    public var measure: String
    /// Whose journeys it is about.
    public var unit: JourneyUnit
    public var firstSeen: Int64
    public var lastSeen: Int64
    /// It is not found any more.
    public var goneSince: Int64?
    /// An alert has told of it, since it was last opened.
    public var toldAt: Int64?
    public var state: FindingState
    public var stateSince: Int64
    public var owner: String?
    public var note: String?
    /// The number when it was last found, and when it was opened or its state last changed.
    public var value: Double?
    public var valueThen: Double?

    /// Nobody has reacted to it, and no alert has told of it.
    public var isNew: Bool { state == .open && toldAt == nil && goneSince == nil }
}
