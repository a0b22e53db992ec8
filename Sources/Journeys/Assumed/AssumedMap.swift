/// What the company believes about its customers' journey: people write it (`journey-map.yaml`), and it is held against the
/// data.
public struct AssumedMap: Hashable, Sendable {
    /// Interviews below which a map is an opinion.
    public static let enoughInterviews = 10
    /// Days after which a map is due for review: the longest quarter.
    public static let reviewDays = 92

    /// Midnight UTC in Unix milliseconds; nil: nobody ever looked at it again.
    public var reviewedOn: Int64?
    /// In the order in which customers are believed to pass them.
    public var stages: [AssumedStage]
    public var interviews: [Interview]

    public init(reviewedOn: Int64? = nil, stages: [AssumedStage], interviews: [Interview] = []) {
        self.reviewedOn = reviewedOn
        self.stages = stages
        self.interviews = interviews
    }

    /// All expected touchpoints in order, as one linear path: what ``Fitness`` holds the journeys against. Nil where the
    /// map expects none, or more than ``Fitness/longest``.
    public var path: [String]? {
        let path = stages.flatMap { $0.touchpoints.map(\.activity) }
        return path.isEmpty || path.count > Fitness.longest ? nil : path
    }

    /// The stage of that name, however it is capitalised.
    public func stage(named name: String) -> AssumedStage? {
        stages.first { Self.isSame($0.name, name) }
    }

    /// The stage that is believed to follow: the one that `next` names, else the next of the list.
    public func stage(after name: String) -> String? {
        guard let index = stages.firstIndex(where: { Self.isSame($0.name, name) }) else { return nil }
        return stages[index].next ?? (index + 1 < stages.count ? stages[index + 1].name : nil)
    }

    /// - Parameter asOf: Unix milliseconds.
    public func isOverdue(asOf: Int64) -> Bool {
        guard let reviewedOn else { return true }
        return asOf - reviewedOn > Int64(Self.reviewDays) * 86_400_000
    }

    static func isSame(_ name: String, _ other: String) -> Bool { name.lowercased() == other.lowercased() }
}

/// What the company believes about one stage. Spans are seconds.
public struct AssumedStage: Hashable, Sendable {
    public struct Touchpoint: Hashable, Sendable {
        /// As measures call it: a touchpoint's kind, or what another tool's log calls it.
        public var activity: String
        public var channel: String?

        public init(_ activity: String, channel: String? = nil) {
            self.activity = activity
            self.channel = channel
        }
    }

    public enum Pain: Hashable, Sendable {
        case text(String)
        case activity(String)

        public var name: String {
            switch self {
            case .text(let name), .activity(let name): name
            }
        }
    }

    public var name: String
    /// What the customer wants.
    public var goal: String?
    public var touchpoints: [Touchpoint] = []
    public var channels: [String] = []
    /// −2 to 2.
    public var feeling: Int?
    /// A team, or whom else people name.
    public var owner: String?
    /// How long a stay is believed to last.
    public var targetTime: Double?
    /// In which the next owner acts after a customer has come into this stage.
    public var handoffWithin: Double?
    /// The share of those in this stage that should come further in the window.
    public var targetShare: Double?
    public var pains: [Pain] = []
    /// Nil: the next of the list.
    public var next: String?

    public init(_ name: String) { self.name = name }

    /// Channels that are named, and those of the touchpoints.
    var expectedChannels: [String] {
        var all: [String] = []
        for channel in channels + touchpoints.compactMap(\.channel) where !all.contains(channel) { all.append(channel) }
        return all
    }
}

/// What a customer said when asked.
public struct Interview: Hashable, Sendable {
    /// Midnight UTC in Unix milliseconds.
    public var date: Int64
    /// Who they are, not their name.
    public var role: String?
    public var quote: String
    public var stage: String?
    /// −2 to 2.
    public var feeling: Int?

    public init(date: Int64, role: String? = nil, quote: String, stage: String? = nil, feeling: Int? = nil) {
        self.date = date
        self.role = role
        self.quote = quote
        self.stage = stage
        self.feeling = feeling
    }
}
