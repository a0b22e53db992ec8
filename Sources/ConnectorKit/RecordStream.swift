public import JSON
public import Touchpoints

/// One collection of records of a system, and what touchpoints they become.
public struct RecordStream: Codable, Hashable, Sendable {
    public var name: String
    /// Part of every record's identity and available as `{object_type}` in requests; default: the name.
    public var objectType: String?
    /// Where a record says of which object type it is: an answer with records of another type is none to what was asked.
    public var objectTypeAt: JSONPath?
    /// Set where a record *is* a person, an account, a deal or a ticket: touchpoints can be linked to it.
    public var entity: EntityKind?
    /// What the credentials must be allowed to read, as the vendor names it.
    public var scopes: [String]
    /// Not read unless the configuration names it: needs a plan or a permission that few accounts have.
    public var isOptional: Bool
    /// Exists in some accounts only: where the catalog of its fields does not know it, there is nothing to read.
    public var mayBeAbsent: Bool
    public var id: RecordID
    /// What tells two versions of a record apart; absent: the digest of the record.
    public var revision: JSONPath?
    /// The time of the last change, if the record says it.
    public var modifiedAt: JSONPath?
    public var fields: FieldSelection?
    public var reading: Reading
    /// Reads records by their ids: fills up what a window gives only in part, and tells what became of missing records.
    public var lookup: Lookup?
    public var sweeps: [Sweep]
    public var associations: [AssociationReading]
    public var merges: [MergedIDs]
    /// Records that say themselves that they are gone; the first rule that holds counts.
    public var gone: [GoneRule]
    /// In a record that is gone: the id of the record of this stream into which it was merged.
    public var mergedInto: JSONPath?
    public var conversions: [Conversion]
    /// Other records that this one names: associations, beside those that are read for themselves.
    public var references: [RecordReference]
    /// Associations between others, which these records are.
    public var ties: [Tie]
    /// Records below one parent have an order, and the mapping compares each with the one before.
    public var series: Series?
    /// The record that this one belongs to: its fields can be used in the mapping as `parent.…`.
    public var parent: ParentReference?
    /// Set where records are the people and groups to whom other records are assigned.
    public var staff: StaffDirectory?
    /// E-mail addresses that identify the person whom this record is: the short way of saying `identifiers` of that kind.
    public var emails: [EmailList]
    /// What else tells who the person or account is.
    public var identifiers: [IdentifierReading]
    /// What a person or account is called: the values at these paths, joined by spaces.
    public var displayName: [JSONPath]
    /// Fields whose changes are kept: as the source reports them, where `history` says how, else as observed.
    public var tracked: [TrackedField]
    public var touchpoints: [TouchpointRule]
    /// A record as the system sends it: what a simulated one is made of when the connector is tested.
    public var sample: JSONTemplate?

    public init(
        name: String, objectType: String? = nil, objectTypeAt: JSONPath? = nil, entity: EntityKind? = nil,
        scopes: [String] = [],
        isOptional: Bool = false, mayBeAbsent: Bool = false, id: RecordID, revision: JSONPath? = nil,
        modifiedAt: JSONPath? = nil,
        fields: FieldSelection? = nil, reading: Reading, lookup: Lookup? = nil, sweeps: [Sweep] = [],
        associations: [AssociationReading] = [], merges: [MergedIDs] = [], gone: [GoneRule] = [],
        mergedInto: JSONPath? = nil, conversions: [Conversion] = [], references: [RecordReference] = [],
        ties: [Tie] = [], series: Series? = nil, parent: ParentReference? = nil, staff: StaffDirectory? = nil,
        emails: [EmailList] = [], identifiers: [IdentifierReading] = [], displayName: [JSONPath] = [],
        tracked: [TrackedField] = [], touchpoints: [TouchpointRule] = [],
        sample: JSONTemplate? = nil
    ) {
        self.name = name
        self.objectType = objectType
        self.objectTypeAt = objectTypeAt
        self.entity = entity
        self.scopes = scopes
        self.isOptional = isOptional
        self.mayBeAbsent = mayBeAbsent
        self.id = id
        self.revision = revision
        self.modifiedAt = modifiedAt
        self.fields = fields
        self.reading = reading
        self.lookup = lookup
        self.sweeps = sweeps
        self.associations = associations
        self.merges = merges
        self.gone = gone
        self.mergedInto = mergedInto
        self.conversions = conversions
        self.references = references
        self.ties = ties
        self.series = series
        self.parent = parent
        self.staff = staff
        self.emails = emails
        self.identifiers = identifiers
        self.displayName = displayName
        self.tracked = tracked
        self.touchpoints = touchpoints
        self.sample = sample
    }

    /// The object type under which records are stored.
    public var recordType: String { objectType ?? name }

    /// Seconds between two readings that have a rhythm of their own, by the names under which `sweeps:` changes them.
    public var rhythms: [String: Int] {
        var rhythms = Dictionary(sweeps.map { ($0.name, $0.every) }, uniquingKeysWith: min)
        for case .associations(_, let touched?) in sweeps { rhythms[Sweep.touched] = touched }
        if case .window(let window) = reading, let look = window.secondLook {
            rhythms[Window.SecondLook.name] = look.every
        }
        return rhythms
    }
}

/// Where a record's id stands. Several paths are joined with `:`; `@parent` is the id of the parent being read.
public struct RecordID: Codable, Hashable, Sendable, ExpressibleByStringLiteral {
    public var paths: [String]

    public init(_ paths: [String]) { self.paths = paths }
    public init(stringLiteral value: String) { paths = [value] }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let one = try? container.decode(String.self) {
            paths = [one]
        } else {
            paths = try container.decode([String].self)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if paths.count == 1 { try container.encode(paths[0]) } else { try container.encode(paths) }
    }
}

/// Which fields are asked for where the API wants to be told.
///
/// In requests `{fields}` stands for the chosen names and `{history}` for those whose history is wanted, both joined by
/// `separator`; as a whole JSON string in a body they become an array.
public struct FieldSelection: Codable, Hashable, Sendable {
    /// Always asked for: the mapping and the engine need them.
    public var required: [String]
    /// Asked for as well where the catalog has them: they exist in some accounts only.
    public var optional: [String]
    /// Required ones that every part of a divided list begins with, because parts are joined by them.
    public var inEveryPart: [String]
    public var history: [String]
    public var separator: String?
    /// Longest text of `{fields}` in bytes; a longer list is asked for in parts, joined by id and revision.
    public var maximumBytes: Int?
    /// The object in a record that holds the fields; parts are joined here. Empty: the record itself.
    public var container: JSONPath
    /// Lists every field the account knows, for `properties: all`.
    public var catalog: FieldCatalog?
    /// Members of a record that are never stored, because they tell of the answer and not of the record.
    public var dropped: [String]

    public init(
        required: [String], optional: [String] = [], inEveryPart: [String] = [], history: [String] = [],
        separator: String? = nil, maximumBytes: Int? = nil, container: JSONPath, catalog: FieldCatalog? = nil,
        dropped: [String] = []
    ) {
        self.required = required
        self.optional = optional
        self.inEveryPart = inEveryPart
        self.history = history
        self.separator = separator
        self.maximumBytes = maximumBytes
        self.container = container
        self.catalog = catalog
        self.dropped = dropped
    }
}

/// Where an account lists the fields of an object type.
public struct FieldCatalog: Codable, Hashable, Sendable {
    public var request: RequestTemplate
    public var records: JSONPath
    public var name: JSONPath
    /// The field's type, as the system names it.
    public var type: JSONPath?
    /// By which name the record that a field refers to can be looked into: `Owner` in `Owner.Name`.
    public var relationship: JSONPath?
    /// True for fields that are computed: their changes leave no trace on the record.
    public var calculated: JSONPath?
    /// A field for which one of these holds is never asked for.
    public var skip: [Condition]
    /// What the catalog does not have is not asked for, whoever wants it: the system would refuse the whole request. It
    /// is read at every run, and only if it has changed where the system can say so (`Last-Modified`).
    public var isAuthority: Bool

    public init(
        request: RequestTemplate, records: JSONPath, name: JSONPath, type: JSONPath? = nil,
        relationship: JSONPath? = nil, calculated: JSONPath? = nil, skip: [Condition] = [], isAuthority: Bool = false
    ) {
        self.request = request
        self.records = records
        self.name = name
        self.type = type
        self.relationship = relationship
        self.calculated = calculated
        self.skip = skip
        self.isAuthority = isAuthority
    }
}

/// Ids of older records that a merge put into this one.
public struct MergedIDs: Codable, Hashable, Sendable {
    public var path: JSONPath
    /// Between two ids, e.g. `;`.
    public var separator: String
    /// What follows an id and is not part of it starts here, e.g. `:` in `7001:1777712000000`.
    public var suffix: String?

    public init(path: JSONPath, separator: String, suffix: String? = nil) {
        self.path = path
        self.separator = separator
        self.suffix = suffix
    }
}

public struct ParentReference: Codable, Hashable, Sendable {
    public var stream: String
    /// The parent's id in the record; absent for children, which are read per parent.
    public var id: JSONPath?
    /// Whoever takes part in the parent takes part in this: touchpoints are linked to what the parent is tied to as well.
    public var sharesAssociations: Bool

    public init(stream: String, id: JSONPath? = nil, sharesAssociations: Bool = false) {
        self.stream = stream
        self.id = id
        self.sharesAssociations = sharesAssociations
    }
}

/// How a member of staff is recognised: teams are configured by address or by the system's own team names.
public struct StaffDirectory: Codable, Hashable, Sendable {
    public var email: JSONPath
    public var teams: JSONPath?

    public init(email: JSONPath, teams: JSONPath? = nil) {
        self.email = email
        self.teams = teams
    }
}

/// E-mail addresses in a record.
public struct EmailList: Codable, Hashable, Sendable {
    public var path: JSONPath
    /// Between two addresses in one text; absent: one address.
    public var separator: String?

    public init(path: JSONPath, separator: String? = nil) {
        self.path = path
        self.separator = separator
    }
}

/// A field whose changes matter for the journey: stage, owner, lifecycle.
public struct TrackedField: Codable, Hashable, Sendable {
    public var name: String
    /// The current value.
    public var value: JSONPath
    /// The array of its past values, where the source reports them.
    public var history: HistoryShape?

    public init(name: String, value: JSONPath, history: HistoryShape? = nil) {
        self.name = name
        self.value = value
        self.history = history
    }
}

/// Where one entry of a reported history has its value and its time.
public struct HistoryShape: Codable, Hashable, Sendable {
    public var entries: JSONPath
    public var value: JSONPath
    public var at: JSONPath

    public init(entries: JSONPath, value: JSONPath, at: JSONPath) {
        self.entries = entries
        self.value = value
        self.at = at
    }
}
