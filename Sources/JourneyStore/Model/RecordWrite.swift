import Crypto
public import Identity
import Touchpoints

/// One record as it is to stand in the store: its payload and all that the mapping made of it.
///
/// The store never parses a payload; everything it needs to know is said here.
public struct RecordWrite: Sendable {
    public var key: RecordKey
    /// Set when the record is itself a person, an account, a deal or a ticket.
    public var entity: EntityKind? { didSet { claims = nil } }
    /// What tells two versions of the record apart, in the source's own words.
    public var revision: String
    public var modifiedAt: Moment?
    /// Canonical JSON (UTF-8), made by the caller. Its SHA-256 decides whether the record changed. Kept as it will be
    /// stored, and unpacked for who asks.
    public var payload: [UInt8] {
        get { stored.payload }
        set { stored = StoredPayload(newValue) }
    }
    /// In bytes.
    public var payloadLength: Int { stored.length }
    /// At most one per facet; where two share a facet, the last one counts.
    public var touchpoints: [Touchpoint]
    /// Dated changes as the source reports them; they replace earlier reported rows of the same fields.
    public var history: [FieldChange]
    /// Current values of fields without reported history; a difference from the last known value becomes an
    /// observed change, dated at the time of observation.
    public var tracked: [TrackedValue]
    /// What identifies this record when it is a person (addresses, phone numbers, external ids) or an account (domains,
    /// external ids), as it states it. Anything else in here is ignored.
    public var identifiers: [Identifier] { didSet { claims = nil } }
    /// What a person or account is called: found by it, and held against others where evidence is weak.
    public var name: String?
    /// See `understood(by:)`.
    private(set) var claims: [IdentityClaim]?
    /// Set by the store where the payload holds what was erased.
    var isRedacted = false
    /// Made where the record is made, which many may do at once: one at a time writes.
    private(set) var stored: StoredPayload
    /// Older ids of the same collection which this record has absorbed.
    public var mergedIDs: [String]

    public init(
        key: RecordKey, entity: EntityKind? = nil, revision: String, modifiedAt: Moment? = nil, payload: [UInt8],
        touchpoints: [Touchpoint] = [], history: [FieldChange] = [], tracked: [TrackedValue] = [],
        identifiers: [Identifier] = [], name: String? = nil, mergedIDs: [String] = []
    ) {
        self.key = key
        self.entity = entity
        self.revision = revision
        self.modifiedAt = modifiedAt
        stored = StoredPayload(payload)
        self.touchpoints = touchpoints
        self.history = history
        self.tracked = tracked
        self.identifiers = identifiers
        self.name = name
        self.mergedIDs = mergedIDs
    }

    /// With its identifiers understood once and for all, by the rules of the store that it goes to. Addresses and numbers
    /// take their time, and who makes records is not alone: one at a time writes.
    public func understood(by rules: IdentityRules) -> RecordWrite {
        var write = self
        write.claims = entity.map { entity in identifiers.compactMap { rules.claim($0, of: entity) } }
        return write
    }

    /// What the record states by its identifiers as a record of its entity.
    func claims(_ rules: IdentityRules) -> [IdentityClaim] { claims ?? understood(by: rules).claims ?? [] }
}

/// A payload as it stands in the store, and what decides whether it changed: the first 16 bytes of its SHA-256.
struct StoredPayload {
    var digest: [UInt8]
    /// Bytes of the payload itself.
    var length: Int
    var codec: PayloadCodec
    var bytes: [UInt8]

    var payload: [UInt8] { codec.unpacked(bytes, length: length) }

    init(_ payload: [UInt8]) {
        digest = Array(SHA256.hash(data: payload).prefix(16))
        length = payload.count
        (codec, bytes) = PayloadCodec.packed(payload)
    }
}

/// A dated change of one field: from `at` on, it had `value`.
public struct FieldChange: Hashable, Sendable {
    public var field: String
    public var at: Moment
    /// `nil`: the field was emptied.
    public var value: String?

    public init(field: String, at: Moment, value: String?) {
        self.field = field
        self.at = at
        self.value = value
    }
}

/// The present value of a field whose history the source does not report.
public struct TrackedValue: Hashable, Sendable {
    public var field: String
    public var value: String?

    public init(field: String, value: String?) {
        self.field = field
        self.value = value
    }
}

/// Where a write came from.
public struct Provenance: Hashable, Sendable {
    /// From `StoreTransaction.beginRun`.
    public var run: Int64
    /// A short text that finds the request in the run's log.
    public var request: String
    /// When the answer was received.
    public var observedAt: Moment

    public init(run: Int64, request: String, observedAt: Moment) {
        self.run = run
        self.request = request
        self.observedAt = observedAt
    }
}

/// What `save` or `remap` did.
public struct WriteCounts: Hashable, Sendable {
    /// Records that were not in the store (or only as a tombstone without content).
    public var added = 0
    public var changed = 0
    /// Includes stale reads of records that were merged away or erased.
    public var unchanged = 0
    /// Records that were gone and are back.
    public var restored = 0
    /// Records that are no more.
    public var gone = 0
    public var touchpointsAdded = 0
    public var touchpointsChanged = 0
    public var touchpointsRemoved = 0

    public init() {}

    public static func += (total: inout WriteCounts, part: WriteCounts) {
        total.added += part.added
        total.changed += part.changed
        total.unchanged += part.unchanged
        total.restored += part.restored
        total.gone += part.gone
        total.touchpointsAdded += part.touchpointsAdded
        total.touchpointsChanged += part.touchpointsChanged
        total.touchpointsRemoved += part.touchpointsRemoved
    }
}

/// Why a record is gone.
public enum GoneReason: String, Hashable, Sendable, Codable, CaseIterable {
    case archived, deleted, merged, unreachable, erased
}

/// Why one id stands for another.
public enum AliasReason: String, Hashable, Sendable, Codable, CaseIterable {
    /// The old record is gone; the new one carries its data.
    case merged
    /// The old record stays (a converted lead), but the entity behind it is the new one.
    case converted
}

/// The far end of an association, in the collection named by the call.
public struct AssociationTarget: Hashable, Sendable {
    public var id: String
    /// Kept as a sorted set.
    public var labels: [String]

    public init(id: String, labels: [String] = []) {
        self.id = id
        self.labels = labels
    }
}
