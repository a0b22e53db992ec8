public import JSON
import Touchpoints

/// Something in a record of a person or an account that tells who is meant, also in other systems.
///
/// What it is worth is not said here: `Identity` decides it, for every connector alike.
public struct IdentifierReading: Codable, Hashable, Sendable {
    public enum Kind: String, Codable, CaseIterable, Sendable {
        /// An e-mail address of the person's own.
        case email
        /// A phone number of the person's own.
        case phone
        /// The organisation's domain, website or address.
        case domain
        /// An id that another system or register gave: see `name` and `pointsTo`.
        case external
    }

    public var kind: Kind
    /// A path to several values (`emails[].value`) names each of them.
    public var path: JSONPath
    /// Between two values in one text; absent: one value.
    public var separator: String?
    /// For an external id that stands in several systems alike: the name of its numbering, e.g. `customer_number`.
    public var name: String?
    /// For an external id that is the id of a record elsewhere.
    public var pointsTo: RecordPointer?

    public init(
        _ kind: Kind, path: JSONPath, separator: String? = nil, name: String? = nil, pointsTo: RecordPointer? = nil
    ) {
        self.kind = kind
        self.path = path
        self.separator = separator
        self.name = name
        self.pointsTo = pointsTo
    }

    /// What is wrong with it although every single value is well-formed.
    public var problem: String? {
        switch kind {
        case .external where (name == nil) == (pointsTo == nil):
            "an external identifier needs exactly one of `name` and `points_to`"
        case .email, .phone, .domain:
            name == nil && pointsTo == nil ? nil : "`name` and `points_to` are for external identifiers"
        case .external: nil
        }
    }

    func identifier(_ text: String) -> Identifier? {
        switch kind {
        case .email: return .email(text)
        case .phone: return .phone(text)
        case .domain: return .domain(text)
        case .external:
            if let pointsTo {
                return pointsTo.objectType.resolve(text).map {
                    .external(.record(system: pointsTo.system, objectType: $0.stream, id: $0.id))
                }
            }
            return name.map { .external(.named($0, value: text)) }
        }
    }
}

/// Which records an id is of: a connector's name and an object type, in whichever vendor account.
public struct RecordPointer: Codable, Hashable, Sendable {
    public var system: String
    /// The object type under which they are stored, or a table from the beginnings of ids to object types:
    /// `{"003": Contact}`. With a table, ids of 15 characters are completed, and others than these point nowhere.
    public var objectType: StreamChoice

    public init(system: String, objectType: StreamChoice) {
        self.system = system
        self.objectType = objectType
    }
}

/// A mark that the same event has in every record that tells of it, in whatever system: touchpoints of one kind that
/// share one are one touchpoint.
public struct SameAs: Codable, Hashable, Sendable {
    /// What sort of mark: `message_id` for an e-mail's Message-ID, `ical_uid` for a meeting's UID; others are the
    /// connectors' own, e.g. `salesforce_activity`.
    public var name: String
    public var path: JSONPath

    public init(_ name: String, path: JSONPath) {
        self.name = name
        self.path = path
    }
}
