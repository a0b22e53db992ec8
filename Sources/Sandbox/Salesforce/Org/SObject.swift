/// The object types of the simulated org. The order is that of the global describe.
enum SObjectKind: UInt8, CaseIterable, Sendable {
    case user, group, account, contact, lead, opportunity, campaign, campaignMember, campaignMemberStatus
    case contactRole, accountContactRelation, task, event, taskRelation, eventRelation
    case emailMessage, emailMessageRelation, supportCase, caseComment
    case opportunityHistory, opportunityFieldHistory, leadHistory, contactHistory, accountHistory, caseHistory
    case opportunityStage, leadStatus, caseStatus, subscription, organization
}

/// What the schema says of an object.
struct SObject: Sendable {
    let kind: SObjectKind
    let name: String
    let label: String
    /// The first three characters of its ids.
    let prefix: String
    /// How many slots a record of its own has.
    let width: Int
    var isReplicateable = true
    /// False where Bulk API 2.0 says `INVALIDENTITY`.
    var isBulkable = true
    /// False for the tables of settings, which have no recycle bin.
    var hasRecycleBin = true
    private(set) var fields: [SField]
    private var places: [String: Int] = [:]
    /// Relationship names, in lower case, and the field that leads there.
    private var relationships: [String: Int] = [:]

    init(
        _ kind: SObjectKind, _ name: String, _ label: String, _ prefix: String, width: Int = 0, _ fields: [SField]
    ) {
        self.kind = kind
        self.name = name
        self.label = label
        self.prefix = prefix
        self.width = width
        self.fields = fields
        for (place, field) in fields.enumerated() {
            places[field.name.lowercased()] = place
            if let relationship = field.relationship { relationships[relationship.lowercased()] = place }
        }
    }

    /// By its name in any case, as SOQL reads them.
    func place(of name: some StringProtocol) -> Int? { places[name.lowercased()] }

    func place(ofRelationship name: some StringProtocol) -> Int? { relationships[name.lowercased()] }

    var masterField: Int? { places["masterrecordid"] }

    /// What an incremental reader goes by: history tables have nothing but the day they were written.
    var hasStamp: Bool { places["systemmodstamp"] != nil }
}

/// A field: what describe says of it, and where its value lies.
struct SField: Sendable {
    enum Kind: String, Sendable {
        case id, string, textarea, email, phone, url, picklist, reference, boolean, int, double, currency, percent
        case date, datetime, address, anyType

        var isText: Bool {
            switch self {
            case .string, .textarea, .email, .phone, .url, .picklist, .anyType: true
            default: false
            }
        }
    }

    enum Source: Sendable {
        case id, created, stamp, isDeleted, master
        /// A slot of the record's own.
        case own(Int)
        /// A field of the world's record that this one stands for.
        case world(Int)
        /// The same, where the world keeps an index into a list of words.
        case choice(Int, [String])
        /// The world's index of an owner, as a user.
        case owner(Int)
        case fixed(Slot)
        case word(String)
        case computed(@Sendable (Org, World, Int) -> SValue)
    }

    let name: String
    let kind: Kind
    let source: Source
    var references: [SObjectKind] = []
    var relationship: String?
    var options: [String] = []
    var isCalculated = false
    var isFilterable = true
    var isSortable = true
    /// `sandbox.edit` may set it.
    var isUpdateable = false
    /// `"Name":`, ready to be written.
    let key: [UInt8]

    init(_ name: String, _ kind: Kind, _ source: Source) {
        self.name = name
        self.kind = kind
        self.source = source
        key = Array("\"\(name)\":".utf8)
        switch source {
        case .own, .world, .choice, .owner: isUpdateable = true
        default: break
        }
        if case .choice(_, let words) = source { options = words }
        if kind == .textarea || kind == .anyType || kind == .address { (isFilterable, isSortable) = (false, false) }
    }

    var isCustom: Bool { name.hasSuffix("__c") }

    var isPolymorphic: Bool { references.count > 1 }

    func to(_ relationship: String?, _ kinds: SObjectKind...) -> SField {
        var field = self
        field.references = kinds
        field.relationship = relationship
        return field
    }

    /// A formula: its value changes without the record's stamp.
    var formula: SField {
        var field = self
        field.isCalculated = true
        field.isUpdateable = false
        return field
    }

    func among(_ words: [String]) -> SField {
        var field = self
        field.options = words
        return field
    }

    var readOnly: SField {
        var field = self
        field.isUpdateable = false
        return field
    }
}

/// One value of one record.
enum SValue: Equatable, Sendable {
    case null
    /// A text of the world's or the org's.
    case text(Slot)
    case word(String)
    case flag(Bool)
    case whole(Int64)
    /// In hundredths.
    case decimal(Int64)
    case instant(Instant)
    /// The milliseconds of its midnight.
    case day(Instant)
    case reference(RecordReference)
    /// Street, city and country in one, as REST shows it.
    case address(city: Slot, country: String)
}
