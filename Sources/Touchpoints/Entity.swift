/// What a touchpoint can be linked to.
public enum EntityKind: String, Sendable, Codable, CaseIterable {
    case person, account, deal, ticket
}

/// The name of a record's collection: which system, whose account there, what type of object.
///
/// Never the connection's name: renaming or re-creating a connection changes nothing in the store.
public struct RecordCollection: Hashable, Sendable {
    /// The connector's name, e.g. `hubspot`.
    public var system: String
    /// The vendor's account, e.g. the HubSpot portal id.
    public var account: String
    /// The stream's object type, e.g. `contacts`.
    public var objectType: String

    public init(system: String, account: String, objectType: String) {
        self.system = system
        self.account = account
        self.objectType = objectType
    }
}

/// A record's identity in the world.
public struct RecordKey: Hashable, Sendable {
    public var collection: RecordCollection
    public var id: String

    public init(collection: RecordCollection, id: String) {
        self.collection = collection
        self.id = id
    }
}

/// Something that tells who or what is meant.
public enum Identifier: Hashable, Sendable {
    /// A record of an entity stream, e.g. the HubSpot contact 7001.
    case record(RecordKey)
    /// An e-mail address, as the record states it; normalised by `Identity`.
    case email(String)
    /// A phone number, as the record states it; normalised by `Identity`.
    case phone(String)
    /// The internet domain of an organisation, as the record states it: a host name, a URL, or an e-mail address.
    case domain(String)
    /// An id that another system or register gave.
    case external(ExternalID)
}

/// An id that means the same somebody wherever it stands.
public enum ExternalID: Hashable, Sendable {
    /// The id of a record of another system, in whichever vendor account it is.
    case record(system: String, objectType: String, id: String)
    /// A value in a numbering of its own, e.g. `customer_number`.
    case named(String, value: String)
}

/// A person, account, deal or ticket that took part in a touchpoint, by what the record itself says.
public struct Participant: Hashable, Sendable {
    public var entity: EntityKind
    public var identifier: Identifier
    /// E.g. `subject`, `recipient`, `requestor`, `owner`.
    public var role: String

    public init(entity: EntityKind, identifier: Identifier, role: String) {
        self.entity = entity
        self.identifier = identifier
        self.role = role
    }
}
