public import JSON

/// A path with the thing it looks into, decided once when a mapping is compiled.
struct ScopedPath: Sendable {
    enum Scope: Sendable {
        case record, parent, previous, entry, recordID, parentID
    }

    let scope: Scope
    let path: JSONPath

    init(_ path: JSONPath) throws(MappingError) {
        let text = path.description
        switch text {
        case "@id": (scope, self.path) = (.recordID, path)
        case "@parent": (scope, self.path) = (.parentID, path)
        default:
            if let rest = Self.rest(of: text, after: "parent.") {
                (scope, self.path) = (.parent, try Self.parse(rest))
            } else if let rest = Self.rest(of: text, after: "previous.") {
                (scope, self.path) = (.previous, try Self.parse(rest))
            } else if let rest = Self.rest(of: text, after: "entry.") {
                (scope, self.path) = (.entry, try Self.parse(rest))
            } else {
                (scope, self.path) = (.record, path)
            }
        }
    }

    private static func rest(of text: String, after prefix: String) -> String? {
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }

    private static func parse(_ text: String) throws(MappingError) -> JSONPath {
        do { return try JSONPath(parsing: text) } catch { throw .badPath(text, "\(error)") }
    }
}

/// A description that cannot be turned into a mapping.
public enum MappingError: Error, Hashable, Sendable, CustomStringConvertible {
    case badPath(String, String)
    case unknownStream(String, rule: String)
    case incompleteParticipant(rule: String)

    public var description: String {
        switch self {
        case .badPath(let path, let why): "bad path \"\(path)\": \(why)"
        case .unknownStream(let stream, let rule): "\(rule) names the stream \"\(stream)\", which does not exist"
        case .incompleteParticipant(let rule):
            "\(rule): a participant needs one of `email`, `phone`, or `record` together with `stream`"
        }
    }
}

/// A record as the mapping sees it.
public struct RecordInput: Sendable {
    public var id: String
    public var record: JSONValue
    public var parentID: String?
    public var parent: JSONValue?
    public var previous: Previous
    /// Streams of which a live record names this one.
    public var namedBy: Set<String>

    /// The record before this one in its series.
    public enum Previous: Sendable {
        /// Not looked for: rules that ask for it wait until it is.
        case unknown
        case first
        case record(JSONValue)
    }

    public init(
        id: String, record: JSONValue, parentID: String? = nil, parent: JSONValue? = nil,
        previous: Previous = .unknown, namedBy: Set<String> = []
    ) {
        self.id = id
        self.record = record
        self.parentID = parentID
        self.parent = parent
        self.previous = previous
        self.namedBy = namedBy
    }

    private var previousRecord: JSONValue? {
        if case .record(let record) = previous { record } else { nil }
    }

    /// The scalar at a path as text; empty texts and nulls count as nothing.
    func text(_ path: ScopedPath, entry: JSONValue? = nil) -> String? {
        let found: String? =
            switch path.scope {
            case .record: record[path: path.path]?.text
            case .parent: parent?[path: path.path]?.text
            case .previous: previousRecord?[path: path.path]?.text
            case .entry: entry?[path: path.path]?.text
            case .recordID: id
            case .parentID: parentID
            }
        return found?.isEmpty == true ? nil : found
    }

    /// All scalars at a path that may be plural.
    func texts(_ path: ScopedPath, entry: JSONValue? = nil) -> [String] {
        guard path.path.isPlural else { return text(path, entry: entry).map { [$0] } ?? [] }
        let root: JSONValue? =
            switch path.scope {
            case .record: record
            case .parent: parent
            case .previous: previousRecord
            case .entry: entry
            case .recordID, .parentID: nil
            }
        return (root?.all(path.path) ?? []).compactMap(\.text).filter { !$0.isEmpty }
    }
}
