/// How a slot becomes one of HubSpot's strings.
enum Encoding {
    /// In hundredths.
    case decimal
    case text, integer, instant, date, flag, choice, owner, record
}

/// A property of an object type: what the schema says of it, and where in the world its value lies.
struct Property {
    struct Option {
        var value: String
        var label: String
    }

    enum Source {
        case field(Int, Encoding)
        /// One of the many a portal adds for itself; derived from the record's id until somebody sets it.
        case custom(Int, Encoding)
        /// A custom property that is empty until somebody sets it.
        case tie(Int)
        /// What mail servers know an e-mail by.
        case messageID
        case objectID, created, modified, mergedIDs, mergedVids
        /// When a stage field last reached a stage.
        case entered(Int, Slot)
        /// Computed from the deal's stage.
        case closed, won, lost
        /// The user behind the owner.
        case user(Int)
        case fixed(String)
    }

    let name: String
    let label: String
    let source: Source
    let options: [Option]
    var type: String
    var fieldType: String
    var isCalculated = false
    var isUnique = false
    /// `"name":`, ready to be written.
    let key: [UInt8]

    init(_ name: String, _ label: String, _ source: Source, _ options: [Option] = []) {
        self.name = name
        self.label = label
        self.source = source
        self.options = options
        key = Array("\"\(name)\":".utf8)
        (type, fieldType) =
            switch source {
            case .field(_, let encoding), .custom(_, let encoding):
                switch encoding {
                case .text: ("string", "text")
                case .integer, .decimal, .record: ("number", "number")
                case .instant: ("datetime", "date")
                case .date: ("date", "date")
                case .flag: ("bool", "booleancheckbox")
                case .choice, .owner: ("enumeration", "select")
                }
            case .objectID, .user: ("number", "number")
            case .created, .modified, .entered: ("datetime", "calculation_read_time")
            case .mergedIDs: ("enumeration", "checkbox")
            case .mergedVids, .fixed, .tie, .messageID: ("string", "text")
            case .closed, .won, .lost: ("bool", "calculation_equation")
            }
        switch source {
        case .entered, .closed, .won, .lost, .mergedVids: isCalculated = true
        default: break
        }
    }

    /// The field whose changes are this property's history.
    var historyField: UInt16? {
        switch source {
        case .field(let field, _): UInt16(field)
        case .custom(let index, _), .tie(let index): Change.customFlag | UInt16(index)
        default: nil
        }
    }

    var isReadOnly: Bool { historyField == nil }

    var encoding: Encoding {
        switch source {
        case .field(_, let encoding), .custom(_, let encoding): encoding
        case .created, .modified, .entered: .instant
        case .objectID, .user: .integer
        case .closed, .won, .lost: .flag
        case .mergedIDs, .mergedVids, .fixed, .tie, .messageID: .text
        }
    }
}

extension Property {
    /// Places of the properties that hold Salesforce's ids, beyond those of a portal's own.
    static let (salesforceLead, salesforceContact) = (6_000, 6_001)

    static func options(_ values: String...) -> [Option] {
        values.map { Option(value: $0, label: $0.replacing("_", with: " ").capitalized) }
    }

    static func options(_ pairs: [(String, String)]) -> [Option] {
        pairs.map { Option(value: $0.0, label: $0.1) }
    }
}

extension String {
    fileprivate var capitalized: String {
        split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }.joined(separator: " ")
    }
}
