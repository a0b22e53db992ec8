public import JSON
public import Touchpoints

/// What touchpoints a record becomes.
///
/// Paths beginning with `parent.` look into the parent record, those with `previous.` into the record before it in its
/// `series`; `@id` and `@parent` are the ids of both. With `each`,
/// paths beginning with `entry.` look into the entry.
public struct TouchpointRule: Codable, Hashable, Sendable {
    /// Distinguishes the touchpoints of one record; default: the kind. With `each`, the entry's time is added.
    public var facet: String?
    public var when: [Condition]
    /// One touchpoint per element of an array, e.g. per entry of a history, instead of one per record.
    public var each: JSONPath?
    public var kind: Choice<TouchpointKind>
    public var channel: Choice<Channel>
    public var direction: Choice<Direction>
    /// When it happened: the first that holds a time.
    public var at: FirstOf
    public var team: Choice<Team>?
    /// The id of the owner of the record: the owner's team, where known, replaces `team`.
    public var owner: JSONPath?
    public var stage: Choice<Stage>?
    public var sentiment: SentimentRule?
    public var value: MoneyRule?
    public var campaign: CampaignRule?
    public var title: FirstOf?
    /// A link that opens the record: `{base_url}`, `{account}`, `{id}`, `{parent}`.
    public var url: String?
    /// The touchpoint is the work of a machine when one of these holds.
    public var automated: [Condition]
    public var participants: [ParticipantRule]
    /// Marks by which records of other systems tell of the same touchpoint.
    public var sameAs: [SameAs]
    /// Further values to keep, by name.
    public var properties: [String: JSONPath]

    public init(
        facet: String? = nil, when: [Condition] = [], each: JSONPath? = nil, kind: Choice<TouchpointKind>,
        channel: Choice<Channel>, direction: Choice<Direction>, at: FirstOf, team: Choice<Team>? = nil,
        owner: JSONPath? = nil, stage: Choice<Stage>? = nil, sentiment: SentimentRule? = nil, value: MoneyRule? = nil,
        campaign: CampaignRule? = nil, title: FirstOf? = nil, url: String? = nil, automated: [Condition] = [],
        participants: [ParticipantRule] = [], sameAs: [SameAs] = [],
        properties: [String: JSONPath] = [:]
    ) {
        self.facet = facet
        self.when = when
        self.each = each
        self.kind = kind
        self.channel = channel
        self.direction = direction
        self.at = at
        self.team = team
        self.owner = owner
        self.stage = stage
        self.sentiment = sentiment
        self.value = value
        self.campaign = campaign
        self.title = title
        self.url = url
        self.automated = automated
        self.participants = participants
        self.sameAs = sameAs
        self.properties = properties
    }
}

/// The first of several paths that holds something; written as one path or a list.
public struct FirstOf: Codable, Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    public var paths: [JSONPath]

    public init(_ paths: [JSONPath]) { self.paths = paths }
    public init(stringLiteral value: String) { paths = [JSONPath(stringLiteral: value)] }
    public init(arrayLiteral elements: JSONPath...) { paths = elements }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let one = try? container.decode(JSONPath.self) {
            paths = [one]
        } else {
            paths = try container.decode([JSONPath].self)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if paths.count == 1 { try container.encode(paths[0]) } else { try container.encode(paths) }
    }
}

/// A value that is always the same, or depends on a field of the record through a table.
public struct Choice<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    public var constant: Value?
    public var path: JSONPath?
    public var table: [String: Value]
    /// For values that the table does not have; absent: there is nothing then (a rule without a kind makes no touchpoint).
    public var otherwise: Value?

    public static func always(_ value: Value) -> Choice {
        Choice(constant: value, path: nil, table: [:], otherwise: nil)
    }

    public static func by(_ path: JSONPath, _ table: [String: Value], otherwise: Value? = nil) -> Choice {
        Choice(constant: nil, path: path, table: table, otherwise: otherwise)
    }

    private init(constant: Value?, path: JSONPath?, table: [String: Value], otherwise: Value?) {
        self.constant = constant
        self.path = path
        self.table = table
        self.otherwise = otherwise
    }

    private struct Table: Codable {
        var path: JSONPath
        var table: [String: Value]
        var otherwise: Value?
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if (try? container.decode(String.self)) != nil {
            self = .always(try container.decode(Value.self))
        } else {
            let table = try container.decode(Table.self)
            self = .by(table.path, table.table, otherwise: table.otherwise)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let path {
            try container.encode(Table(path: path, table: table, otherwise: otherwise))
        } else if let constant {
            try container.encode(constant)
        }
    }
}

/// How a score becomes a sentiment: linear from `worst` (−1) to `best` (+1), clamped; never mixed between origins.
public struct SentimentRule: Codable, Hashable, Sendable {
    public var path: JSONPath
    public var origin: Choice<Sentiment.Origin>
    public var worst: Double
    public var best: Double

    public init(path: JSONPath, origin: Choice<Sentiment.Origin>, worst: Double, best: Double) {
        self.path = path
        self.origin = origin
        self.worst = worst
        self.best = best
    }
}

public struct MoneyRule: Codable, Hashable, Sendable {
    public var amount: JSONPath
    /// Absent, or without a value in the record: the account's currency.
    public var currency: JSONPath?

    public init(amount: JSONPath, currency: JSONPath? = nil) {
        self.amount = amount
        self.currency = currency
    }
}

public struct CampaignRule: Codable, Hashable, Sendable {
    public var id: JSONPath?
    public var name: JSONPath?
    public var source: JSONPath?
    public var medium: JSONPath?

    public init(id: JSONPath? = nil, name: JSONPath? = nil, source: JSONPath? = nil, medium: JSONPath? = nil) {
        self.id = id
        self.name = name
        self.source = source
        self.medium = medium
    }
}

/// Somebody the record names: by e-mail address, by phone number, or by the id of a record of another stream. A path to several values
/// (`requestors[].id`) names each of them.
public struct ParticipantRule: Codable, Hashable, Sendable {
    public var entity: EntityKind
    public var role: String
    public var email: JSONPath?
    public var phone: JSONPath?
    public var record: JSONPath?
    /// The stream of `record`. Where the id tells it, what kind of thing the record is follows from its stream, and a
    /// record of a stream that is none takes no part.
    public var stream: StreamChoice?
    /// Between two of them in one text, e.g. `;`; absent: there is one.
    public var separator: String?

    public init(email: JSONPath, role: String, entity: EntityKind = .person, separator: String? = nil) {
        self.entity = entity
        self.role = role
        self.email = email
        self.separator = separator
    }

    public init(phone: JSONPath, role: String, entity: EntityKind = .person) {
        self.entity = entity
        self.role = role
        self.phone = phone
    }

    public init(record: JSONPath, of stream: StreamChoice, role: String, entity: EntityKind = .person) {
        self.entity = entity
        self.role = role
        self.record = record
        self.stream = stream
    }

    func parts(of text: String) -> [String] {
        guard let first = separator?.first else { return [text] }
        return text.split(separator: first).map { String($0.drop(while: \.isWhitespace)) }.filter { !$0.isEmpty }
    }
}
