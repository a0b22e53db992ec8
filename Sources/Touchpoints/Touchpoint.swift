/// One dated interaction between a person and the business, as it stands in one record of one system.
///
/// The identity of a touchpoint is `(record, facet)`: the same on every machine and at every re-sync. A record may
/// become several touchpoints (a deal: created, then one per stage change); `facet` tells them apart.
public struct Touchpoint: Hashable, Sendable {
    /// What distinguishes this touchpoint from the others of its record; stable across syncs, e.g. `opened` or
    /// `stage@2026-05-02T08:15:30.412Z`.
    public var facet: String
    public var kind: TouchpointKind
    public var channel: Channel
    public var direction: Direction
    /// When it happened, with the precision that the source gave.
    public var occurredAt: Moment
    public var team: Team?
    public var stage: Stage?
    public var sentiment: Sentiment?
    public var value: Money?
    public var campaign: Campaign?
    /// A short line for people.
    public var title: String?
    /// A link that opens the record in its system.
    public var url: String?
    /// Set for opens and clicks that the source ascribes to machines: kept, and flagged.
    public var isAutomated: Bool
    /// Who took part, as far as the record itself says; what the system associates with the record is added by the store.
    public var participants: [Participant]
    /// Marks that the same event has in every system, as `name:value`, e.g. `message_id:1f0c@mail.acme.com`.
    public var sameAs: [String]
    /// Whatever else the mapping keeps, in the order of the mapping.
    public var properties: [Property]

    public init(
        facet: String, kind: TouchpointKind, channel: Channel, direction: Direction, occurredAt: Moment,
        team: Team? = nil, stage: Stage? = nil, sentiment: Sentiment? = nil, value: Money? = nil,
        campaign: Campaign? = nil, title: String? = nil, url: String? = nil, isAutomated: Bool = false,
        participants: [Participant] = [], sameAs: [String] = [],
        properties: [Property] = []
    ) {
        self.facet = facet
        self.kind = kind
        self.channel = channel
        self.direction = direction
        self.occurredAt = occurredAt
        self.team = team
        self.stage = stage
        self.sentiment = sentiment
        self.value = value
        self.campaign = campaign
        self.title = title
        self.url = url
        self.isAutomated = isAutomated
        self.participants = participants
        self.sameAs = sameAs
        self.properties = properties
    }

    /// A name and its value as text; numbers keep their exact digits.
    public struct Property: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }
}

/// How the customer felt, from −1 to 1, with the origin of the figure: origins are never mixed.
public struct Sentiment: Hashable, Sendable {
    public enum Origin: String, Sendable, Codable, CaseIterable {
        case nps, csat, ces, survey, message
    }

    /// −1 (worst) to 1 (best).
    public var score: Double
    public var origin: Origin

    public init(score: Double, origin: Origin) {
        self.score = score
        self.origin = origin
    }
}

/// An amount exactly as the source wrote it, in a currency named by its ISO 4217 code.
public struct Money: Hashable, Sendable {
    /// Decimal text, e.g. `1200.50`; never passed through binary floating point.
    public var amount: String
    public var currency: String?

    public init(amount: String, currency: String?) {
        self.amount = amount
        self.currency = currency
    }
}

/// The marketing campaign behind a touchpoint.
public struct Campaign: Hashable, Sendable {
    public var id: String?
    public var name: String?
    public var source: String?
    public var medium: String?

    public init(id: String? = nil, name: String? = nil, source: String? = nil, medium: String? = nil) {
        self.id = id
        self.name = name
        self.source = source
        self.medium = medium
    }
}
