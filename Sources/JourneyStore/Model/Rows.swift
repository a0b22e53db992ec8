import Touchpoints

/// A record as the store has it. Times are Unix milliseconds.
public struct StoredRecord: Hashable, Sendable {
    public var key: RecordKey
    public var entity: EntityKind?
    public var revision: String
    public var modifiedAt: Moment?
    /// First 16 bytes of the payload's SHA-256; nil for a tombstone of a record that was never read.
    public var digest: [UInt8]?
    public var gone: GoneReason?
    public var goneAt: Int64?
    public var seq: Int64
    public var run: Int64?
    public var fetchedAt: Int64?
    public var request: String?
    /// nil when retention dropped it, when the record was never read, or where the call says that it leaves it out.
    public var payload: [UInt8]?
}

/// A link from a touchpoint to an entity.
public struct TouchpointLink: Hashable, Sendable {
    public enum Origin: String, Hashable, Sendable, Codable {
        /// The record of the touchpoint is itself the entity.
        case record
        /// The mapping named it.
        case participant
        /// The source associates the record with it.
        case association
    }

    public var entity: EntityKind
    /// A person's id, or `system:account:objectType:id` of the surviving record.
    public var entityID: String
    public var role: String
    /// What the entity was resolved from, after merges: an e-mail address or `system:account:objectType:id`.
    public var identifier: String
    public var origin: Origin
}

/// A touchpoint as the store has it. Times are Unix milliseconds.
public struct StoredTouchpoint: Hashable, Sendable {
    /// Deterministic, 26 characters.
    public var id: String
    public var key: RecordKey
    /// The source record's present revision; a new one alone does not give the touchpoint a new `seq`.
    public var revision: String
    /// Everything the mapping gave, but participants: see `links`.
    public var touchpoint: Touchpoint
    public var links: [TouchpointLink]
    public var observedAt: Int64
    public var seq: Int64
    /// Set on tombstones.
    public var removedAt: Int64?
    /// The touchpoint that is shown for this one: another system tells of the same.
    public var duplicateOf: String?
}

/// A person as far as known, or the trace of a person that became another one.
public struct StoredPerson: Hashable, Sendable {
    public var id: String
    /// The person this one became; then there are no identifiers.
    public var mergedInto: String?
    /// E-mail addresses, phone numbers, `ext/…` ids and `system:account:objectType:id` of live records, sorted.
    public var identifiers: [String]
    public var seq: Int64
}

/// An account, or the trace of one that became another one; its identifiers are domains, `ext/…` ids and live records.
public typealias StoredAccount = StoredPerson

/// One line of a journey: a touchpoint and what the entity was in it.
public struct JourneyRow: Hashable, Sendable {
    public var touchpoint: StoredTouchpoint
    /// Sorted.
    public var roles: [String]
    /// Records of other systems that tell of the same touchpoint.
    public var alsoIn: [RecordKey]
}

/// What a text given by a person stands for.
public struct JourneySubject: Hashable, Sendable {
    public var entity: EntityKind
    /// A person's or an account's id, or `system:account:objectType:id` of the surviving deal or ticket.
    public var entityID: String
    /// Live identifiers, sorted.
    public var identifiers: [String]
    /// What links name it by: a person's id, or the records of an account, deal or ticket.
    public var linkIDs: [String]
    /// What its records call it, each name once, sorted.
    public var names: [String] = []
}

/// How many records a collection holds.
public struct CollectionCounts: Hashable, Sendable {
    public var collection: RecordCollection
    public var entity: EntityKind?
    public var live: Int
    public var gone: [GoneReason: Int]
}

/// Everything the store knows about one touchpoint or record, and why it is there.
public struct Explanation: Sendable {
    /// Without the payload.
    public var record: StoredRecord
    /// The run that last wrote the record.
    public var run: RunRow?
    /// The one asked for, or all of the record's, tombstones included.
    public var touchpoints: [StoredTouchpoint]
    /// By the id of one of these: touchpoints of other records that tell of the same.
    public var duplicates: [String: [StoredTouchpoint]]
    public var changes: [StoredFieldChange]
    public var associations: [StoredAssociation]
    /// Ids that this record stands for.
    public var absorbed: [RecordKey]
    /// The record that stands for this one.
    public var survivor: RecordKey?
    /// For a person record: why it is who it is.
    public var evidence: [StoredEvidence]
}

public struct StoredFieldChange: Hashable, Sendable {
    public enum Origin: String, Hashable, Sendable, Codable {
        case reported, observed
        /// The value when the field was first seen: not a change.
        case initial
    }

    public var change: FieldChange
    public var origin: Origin
}

public struct StoredAssociation: Hashable, Sendable {
    public var target: RecordKey
    public var labels: [String]
}

public struct StoredEvidence: Hashable, Sendable {
    public var identifier: String
    public var rule: String
    public var person: String?
}
