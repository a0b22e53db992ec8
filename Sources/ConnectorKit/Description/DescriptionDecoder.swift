import Yams

/// Decodes YAML into ordinary `Decodable` types, strictly: an unknown or repeated key is an error that names its line
/// and the nearest known key.
///
/// Keys are written in snake case. Booleans, arrays and dictionaries that a type requires may be left out: they are
/// then false or empty. An enum case with one unlabelled value takes that value directly.
public struct DescriptionDecoder {
    public init() {}

    /// - Parameter file: what to call the text in errors.
    public func decode<T: Decodable>(
        _ type: T.Type, from text: String, file: String
    ) throws(DescriptionError) -> T {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw DescriptionError(file: file, line: Self.line(of: error), path: "", problem: Self.words(error))
        } catch {
            throw DescriptionError(file: file, line: nil, path: "", problem: "\(error)")
        }
        guard let root else { throw DescriptionError(file: file, line: nil, path: "", problem: "the file is empty") }
        let decoder = NodeDecoder(node: root, codingPath: [], file: file)
        do {
            return try decoder.decodeValue(type, root, at: nil)
        } catch let error as DescriptionError {
            throw error
        } catch {
            throw DescriptionError(file: file, line: 1, path: "", problem: "\(error)")
        }
    }

    private static func line(of error: YamlError) -> Int? {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    private static func words(_ error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
            "this is not YAML: \(problem)"
        case .duplicatedKeysInMapping(let duplicates, _):
            "keys that stand here twice: \(duplicates.sorted().joined(separator: ", "))"
        default: "this is not YAML: \(error)"
        }
    }
}

/// Accepts any key: tells dictionaries, whose keys are data, from types, whose keys are a closed list.
private func areKeysOpen<Key: CodingKey>(_ type: Key.Type) -> Bool {
    Key(stringValue: "\u{1}") != nil
}

final class NodeDecoder: Decoder {
    let node: Node
    let codingPath: [any CodingKey]
    let file: String
    let userInfo: [CodingUserInfoKey: Any] = [:]
    /// The keys of the mapping that the type asked for, for the check of unknown ones.
    private(set) var known: Set<String> = []
    private var isOpen = false
    private var acceptsCase: ((String) -> Bool)?

    init(node: Node, codingPath: [any CodingKey], file: String) {
        self.node = node
        self.codingPath = codingPath
        self.file = file
    }

    func error(_ problem: String, at node: Node? = nil, _ path: [any CodingKey]? = nil) -> DescriptionError {
        DescriptionError(
            file: file, line: (node ?? self.node).mark?.line,
            path: (path ?? codingPath).map { key in
                key.intValue.map { "[\($0)]" } ?? Spelling.yaml(key.stringValue)
            }
            .joined(separator: "."), problem: problem)
    }

    func note(known key: String) { known.insert(key) }

    /// Containers opened below this one without a type of their own (an enum case's values) are checked with it.
    private var adopted: [NodeDecoder] = []
    func adopt(_ child: NodeDecoder) { adopted.append(child) }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        if areKeysOpen(type) { isOpen = true } else { acceptsCase = { Key(stringValue: $0) != nil } }
        switch node {
        case .mapping(let mapping): return KeyedDecodingContainer(KeyedNode<Key>(decoder: self, mapping: mapping))
        case .scalar(let scalar) where scalar.string.isEmpty && scalar.style == .plain:
            return KeyedDecodingContainer(KeyedNode<Key>(decoder: self, mapping: Node.Mapping([])))
        default: throw error("expected keys and values here, not \(Self.words(node))")
        }
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .sequence(let sequence) = node else { throw error("expected a list here, not \(Self.words(node))") }
        return UnkeyedNode(decoder: self, nodes: Array(sequence))
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { ScalarNode(decoder: self) }

    static func words(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "\"\(scalar.string.prefix(40))\""
        case .mapping: "keys and values"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    /// Decodes a value below this one and checks that nothing in it was left unread.
    func decodeValue<T: Decodable>(_ type: T.Type, _ node: Node, at key: (any CodingKey)?) throws -> T {
        let child = NodeDecoder(node: node, codingPath: codingPath + (key.map { [$0] } ?? []), file: file)
        if let scalar = try child.scalar(type) { return scalar }
        do {
            let value = try T(from: child)
            try child.refuseUnknownKeys()
            return value
        } catch let error as DecodingError {
            // Decoding stopped early: a key that was not asked for yet is unknown only if the type does not have it.
            try child.refuseUnknownKeys(afterError: true)
            throw child.described(error, type)
        }
    }

    private func refuseUnknownKeys(afterError: Bool = false) throws {
        for child in adopted { try child.refuseUnknownKeys(afterError: afterError) }
        guard !isOpen, acceptsCase != nil, case .mapping(let mapping) = node else { return }
        for (key, _) in mapping {
            guard let name = key.string else { throw error("a key must be a text", at: key) }
            if known.contains(name) || afterError && isCase(name) { continue }
            let candidates = (known.isEmpty || afterError ? nearbyCases(of: name) : []) + known
            throw error("unknown key `\(name)`" + Spelling.hint(for: name, among: candidates), at: key)
        }
    }

    /// The names of an enum's cases cannot be listed, but they can be asked for: every word one edit away.
    private func nearbyCases(of name: String) -> [String] {
        guard acceptsCase != nil else { return [] }
        let letters = Array("abcdefghijklmnopqrstuvwxyz_")
        let word = Array(name)
        var words: [[Character]] = []
        for index in 0...word.count {
            for letter in letters {
                words.append(Array(word[..<index]) + [letter] + Array(word[index...]))
                if index < word.count { words.append(Array(word[..<index]) + [letter] + Array(word[(index + 1)...])) }
            }
            if index < word.count { words.append(Array(word[..<index]) + Array(word[(index + 1)...])) }
        }
        return words.map { String($0) }.filter(isCase)
    }

    /// Whether the type has such a key, asked for or not.
    private func isCase(_ name: String) -> Bool {
        guard let acceptsCase else { return false }
        // `base_url` may be `baseUrl` or `baseURL`.
        let acronym = name.split(separator: "_", omittingEmptySubsequences: false).enumerated()
            .map { $0 > 0 && ($1 == "url" || $1 == "id") ? $1.uppercased() : String($1) }.joined(separator: "_")
        return acceptsCase(camel(name)) || acceptsCase(camel(acronym))
    }

    private func described(_ decoding: DecodingError, _ type: Any.Type) -> DescriptionError {
        switch decoding {
        case .keyNotFound(let key, _): error("`\(Spelling.yaml(key.stringValue))` is missing")
        case .typeMismatch(_, let context) where context.debugDescription.contains("number of keys"):
            error("expected exactly one known key here")
        case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
            error(context.debugDescription)
        @unknown default: error("\(decoding)")
        }
    }
}

/// `has_more` → `hasMore`.
func camel(_ name: String) -> String {
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    guard let first = parts.first else { return name }
    return first + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
}
