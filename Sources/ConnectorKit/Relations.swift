public import JSON

/// Of which stream a record is that an id means: always of one, or told by how the id begins.
///
/// Written as a stream's name, or as a table from the beginnings of ids to streams: `{"003": contacts, "00Q": leads}`.
/// With a table, an id that begins otherwise means nothing here.
public enum StreamChoice: Codable, Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral {
    case one(String)
    case byPrefix([String: String])

    public init(stringLiteral value: String) { self = .one(value) }
    public init(dictionaryLiteral elements: (String, String)...) {
        self = .byPrefix(Dictionary(elements, uniquingKeysWith: { first, _ in first }))
    }

    /// Every stream that can be meant.
    public var streams: Set<String> {
        switch self {
        case .one(let stream): [stream]
        case .byPrefix(let table): Set(table.values)
        }
    }

    /// The stream of a record, and its id as that stream has it; nil: it is of none.
    ///
    /// Systems that tell the kind of a record by how its id begins are Salesforce and those built on it: there, an id of
    /// 15 characters, as people copy it from an address or a formula makes it, is completed to the 18 of the API.
    public func resolve(_ id: String) -> (stream: String, id: String)? {
        switch self {
        case .one(let stream): return (stream, id)
        case .byPrefix(let table):
            let found = table.filter { id.hasPrefix($0.key) }.max { $0.key.utf8.count < $1.key.utf8.count }
            return found.map { ($0.value, CaseSafeID.completing(id)) }
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let name = try? container.decode(String.self) {
            self = .one(name)
        } else {
            self = .byPrefix(try container.decode([String: String].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .one(let name): try container.encode(name)
        case .byPrefix(let table): try container.encode(table)
        }
    }
}

/// Ids of 15 characters in which letter case counts, and their form of 18 in which it does not: the last three tell which
/// letters of each five are capitals (Salesforce, "What is the difference between 15- and 18-character ids").
public enum CaseSafeID {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".utf8)

    /// The form of 18 characters; anything that is no such id comes back as it is.
    public static func completing(_ id: String) -> String {
        let bytes = Array(id.utf8)
        guard bytes.count == 15, bytes.allSatisfy(isLetterOrDigit) else { return id }
        var result = bytes
        for start in stride(from: 0, to: 15, by: 5) {
            var place = 0
            for offset in 0..<5 where (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[start + offset]) {
                place |= 1 << offset
            }
            result.append(digits[place])
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}

/// A record that says itself that it is gone: it is shown, and is no more.
public struct GoneRule: Codable, Hashable, Sendable {
    public enum Reason: String, Codable, CaseIterable, Sendable {
        case archived, deleted
    }

    /// All of these hold.
    public var when: [Condition]
    public var reason: Reason

    public init(when: [Condition], reason: Reason) {
        self.when = when
        self.reason = reason
    }
}

/// A record that became another one and stays: a lead that is a contact now. The first of a stream's conversions whose
/// field names a record counts.
public struct Conversion: Codable, Hashable, Sendable {
    /// The id of what it became.
    public var path: JSONPath
    public var into: StreamChoice

    public init(path: JSONPath, into: StreamChoice) {
        self.path = path
        self.into = into
    }
}

/// Another record that this one names in a field of its own: an association.
public struct RecordReference: Codable, Hashable, Sendable {
    public var path: JSONPath
    public var to: StreamChoice
    /// Labels of the association: fixed, and from a field.
    public var label: String?
    public var labels: JSONPath?

    public init(path: JSONPath, to: StreamChoice, label: String? = nil, labels: JSONPath? = nil) {
        self.path = path
        self.to = to
        self.label = label
        self.labels = labels
    }
}

/// Makes each record of a stream an association between two others, e.g. of a deal and a contact with a role in it.
/// It lasts as long as the record does. Both ends are among the stream's references.
public struct Tie: Codable, Hashable, Sendable {
    /// The stream whose records have the association.
    public var from: String
    /// The streams of the other end.
    public var to: [String]

    public init(from: String, to: [String]) {
        self.from = from
        self.to = to
    }
}

/// Records that stand one after another below one parent: the mapping sees the record before as `previous.…`.
public struct Series: Codable, Hashable, Sendable {
    /// What decides which comes first, e.g. a time and then an id; compared as times where both are times, else as texts.
    public var order: [JSONPath]

    public init(order: [JSONPath]) { self.order = order }
}

extension RecordStream {
    /// The records that a record names: stream, id, labels.
    public func references(in record: JSONValue) -> [(stream: String, id: String, labels: [String])] {
        var found: [(stream: String, id: String, labels: [String])] = []
        func texts(_ path: JSONPath) -> [String] { record.all(path).compactMap(\.text).filter { !$0.isEmpty } }
        for reference in references {
            let labels = (reference.label.map { [$0] } ?? []) + (reference.labels.map(texts) ?? [])
            for id in texts(reference.path) {
                guard let (stream, id) = reference.to.resolve(id) else { continue }
                found.append((stream, id, labels))
            }
        }
        return found
    }
}
