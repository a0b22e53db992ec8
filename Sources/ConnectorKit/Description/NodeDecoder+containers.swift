import Yams

/// Types that a description may leave out.
private protocol Omittable { static var omitted: Any { get } }
extension Bool: Omittable { static var omitted: Any { false } }
extension Array: Omittable { static var omitted: Any { [Element]() } }
extension Dictionary: Omittable { static var omitted: Any { [Key: Value]() } }

struct KeyedNode<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: NodeDecoder
    let mapping: Node.Mapping

    var codingPath: [any CodingKey] { decoder.codingPath }

    /// Dictionary keys are data and stay as they are; the keys of types are spelt in snake case.
    private var areOpen: Bool { Key(stringValue: "\u{1}") != nil }

    var allKeys: [Key] {
        mapping.compactMap { key, _ in
            guard let name = key.string else { return nil }
            let found = Key(stringValue: areOpen ? name : camel(name))
            if found != nil { decoder.note(known: name) }
            return found
        }
    }

    private func node(_ key: Key) -> Node? {
        // An enum case with one unlabelled value: `{bearer: {…}}` needs no `_0` in between.
        if key.stringValue == "_0", !areOpen {
            for (name, _) in mapping { if let name = name.string { decoder.note(known: name) } }
            return decoder.node
        }
        let name = areOpen ? key.stringValue : Spelling.yaml(key.stringValue)
        decoder.note(known: name)
        return mapping.first { $0.key.string == name }?.value
    }

    private func isNull(_ node: Node) -> Bool {
        if case .scalar(let scalar) = node { scalar.style == .plain && node.null != nil } else { false }
    }

    func contains(_ key: Key) -> Bool { node(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { node(key).map(isNull) ?? true }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        guard let node = node(key) else {
            if let omittable = type as? any Omittable.Type, let value = omittable.omitted as? T { return value }
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: ""))
        }
        return try decoder.decodeValue(type, node, at: key.stringValue == "_0" ? nil : key)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        guard let node = node(key) else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: ""))
        }
        return try nested(node, key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        guard let node = node(key) else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: ""))
        }
        return try nested(node, key).unkeyedContainer()
    }

    private func nested(_ node: Node, _ key: Key) -> NodeDecoder {
        let child = NodeDecoder(node: node, codingPath: codingPath + [key], file: decoder.file)
        decoder.adopt(child)
        return child
    }

    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { decoder }
}

struct UnkeyedNode: UnkeyedDecodingContainer {
    struct Index: CodingKey {
        var intValue: Int?
        var stringValue: String { intValue.map(String.init) ?? "" }
        init(_ index: Int) { intValue = index }
        init?(intValue: Int) { self.intValue = intValue }
        init?(stringValue: String) { nil }
    }

    let decoder: NodeDecoder
    let nodes: [Node]
    var currentIndex = 0

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { nodes.count }
    var isAtEnd: Bool { currentIndex >= nodes.count }

    private mutating func next() throws -> (Node, Index) {
        guard currentIndex < nodes.count else { throw decoder.error("the list is too short") }
        defer { currentIndex += 1 }
        return (nodes[currentIndex], Index(currentIndex))
    }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let (node, index) = try next()
        return try decoder.decodeValue(type, node, at: index)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        let (node, index) = try next()
        return try NodeDecoder(node: node, codingPath: codingPath + [index], file: decoder.file)
            .container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let (node, index) = try next()
        return try NodeDecoder(node: node, codingPath: codingPath + [index], file: decoder.file).unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { decoder }
}

struct ScalarNode: SingleValueDecodingContainer {
    let decoder: NodeDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool {
        if case .scalar(let scalar) = decoder.node { scalar.style == .plain && decoder.node.null != nil } else { false }
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.decodeValue(type, decoder.node, at: nil) }
}

extension NodeDecoder {
    /// The value if the type is a scalar; nil for types that read containers.
    func scalar<T>(_ type: T.Type) throws -> T? {
        if let words = type as? any (CaseIterable & RawRepresentable<String>).Type {
            return try word(of: words) as? T
        }
        let value: Any?
        let wanted: String
        switch type {
        case is String.Type:
            guard case .scalar(let scalar) = node else { throw error("expected a text, not \(Self.words(node))") }
            return scalar.string as? T
        case is Bool.Type: (value, wanted) = (node.bool, "true or false")
        case is Int.Type: (value, wanted) = (node.int, "a whole number")
        case is Int64.Type: (value, wanted) = (node.int.map { Int64($0) }, "a whole number")
        case is Double.Type: (value, wanted) = (node.float, "a number")
        default: return nil
        }
        guard let value = value as? T else { throw error("expected \(wanted), not \(Self.words(node))") }
        return value
    }

    /// One word of a closed list.
    private func word<Word: CaseIterable & RawRepresentable<String>>(of type: Word.Type) throws -> Word {
        let text: String = try scalar(String.self) ?? ""
        if let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue)
        throw error("unknown word `\(text)`" + Spelling.hint(for: text, among: known, all: known.count <= 8))
    }
}
