/// Something that means a person or an account, ordered so that records come first: a contact keeps its person when an
/// address moves.
public struct IdentityNode: Hashable, Comparable, Sendable {
    public enum Kind: String, Sendable, Codable, CaseIterable { case record, email, phone, external, domain }

    public var kind: Kind
    public var value: String

    public init(kind: Kind, value: String) {
        self.kind = kind
        self.value = value
    }

    public static func < (a: IdentityNode, b: IdentityNode) -> Bool {
        let ranks = (a.kind.rank, b.kind.rank)
        return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : a.value < b.value
    }
}

extension IdentityNode.Kind {
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// Why two identifiers mean the same, in the order of strength. Raw values are what the store keeps.
public enum LinkRule: String, Sendable, Codable, CaseIterable {
    /// The user said so.
    case forced = "user.same"
    /// The source merged or converted one record into the other.
    case alias = "record.alias"
    /// The record states an id from elsewhere.
    case externalID = "record.external_id"
    /// The record states the address as its own.
    case ownAddress = "record.email"
    /// The record states the domain as its own.
    case ownDomain = "record.domain"
    /// The record states an address that several people read.
    case sharedInbox = "record.shared_inbox"
    /// The record states the number, another one too, and their names agree.
    case phone = "record.phone"

    public enum Strength: Int, Sendable, Comparable {
        case certain, strong, weak

        public static func < (a: Strength, b: Strength) -> Bool { a.rawValue < b.rawValue }
    }

    public var strength: Strength {
        switch self {
        case .forced, .alias, .externalID: .certain
        case .ownAddress, .ownDomain, .sharedInbox: .strong
        case .phone: .weak
        }
    }

    /// The most live records that an identifier may join. Stated by more, it belongs to nobody in particular: a shared
    /// inbox at the second record, a switchboard, an address like `test@test.com`.
    public var reach: Int {
        switch self {
        case .forced, .alias: .max
        case .externalID, .ownAddress: 25
        case .ownDomain: 100
        case .sharedInbox: 1
        case .phone: 8
        }
    }

    /// What kind of identifier a record states by this rule; nil: none, it ties records.
    public var kind: IdentityNode.Kind? {
        switch self {
        case .forced, .alias: nil
        case .externalID: .external
        case .ownAddress, .sharedInbox: .email
        case .ownDomain: .domain
        case .phone: .phone
        }
    }

    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// One piece of evidence, seen from one end.
public struct IdentityEdge: Hashable, Sendable {
    public var to: IdentityNode
    public var rule: LinkRule

    public init(to: IdentityNode, rule: LinkRule) {
        self.to = to
        self.rule = rule
    }
}
