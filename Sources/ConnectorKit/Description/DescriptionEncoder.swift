import Yams

/// Prints a description as the YAML that `DescriptionDecoder` reads; what may be left out is left out.
public struct DescriptionEncoder {
    public init() {}

    public func encode<T: Encodable>(_ value: T) throws -> String {
        let encoder = NodeEncoder()
        try encoder.encode(value)
        return try Yams.serialize(node: encoder.slot.node(), width: 110, allowUnicode: true)
    }
}

/// Keys whose order means something. Other open keys are a dictionary's and are printed sorted: equal values, equal text.
protocol OrderedKey: CodingKey {}

/// A node under construction.
final class NodeSlot {
    enum Content {
        case none
        case scalar(Node)
        case mapping([(String, NodeSlot)])
        case sequence([NodeSlot])
    }

    var content: Content = .none

    /// Whether it says nothing: then its key is left out.
    var isOmittable: Bool {
        switch content {
        case .none: true
        case .scalar(let node): node.scalar?.string == "false" && node.scalar?.style == .plain
        case .mapping(let members): members.isEmpty
        case .sequence(let elements): elements.isEmpty
        }
    }

    func node() -> Node {
        switch content {
        case .none: return Node("null", Tag(.null), .plain)
        case .scalar(let node): return node
        case .sequence(let elements):
            let nodes = elements.map { $0.node() }
            let isFlat = nodes.allSatisfy { $0.scalar != nil }
            return .sequence(.init(nodes, Tag(.seq), isFlat ? .flow : .block))
        case .mapping(let members):
            if members.count == 1, members[0].0 == "_0" { return members[0].1.node() }
            return .mapping(.init(members.map { (Node($0.0), $0.1.node()) }, Tag(.map), .block))
        }
    }

    func member(_ name: String) -> NodeSlot {
        let slot = NodeSlot()
        if case .mapping(let members) = content {
            content = .mapping(members + [(name, slot)])
        } else {
            content = .mapping([(name, slot)])
        }
        return slot
    }

    func element() -> NodeSlot {
        let slot = NodeSlot()
        if case .sequence(let elements) = content {
            content = .sequence(elements + [slot])
        } else {
            content = .sequence([slot])
        }
        return slot
    }

    func sortMembers() {
        if case .mapping(let members) = content { content = .mapping(members.sorted { $0.0 < $1.0 }) }
    }

    func dropLastMemberIfOmittable() {
        if case .mapping(let members) = content, let last = members.last, last.1.isOmittable {
            content = .mapping(members.dropLast())
        }
    }
}

final class NodeEncoder: Encoder {
    let slot: NodeSlot
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(slot: NodeSlot = NodeSlot()) { self.slot = slot }

    func encode<T: Encodable>(_ value: T) throws {
        switch value {
        case let text as String: slot.content = .scalar(Self.text(text))
        case let bool as Bool: slot.content = .scalar(Node(bool ? "true" : "false", Tag(.bool), .plain))
        case let number as Int: slot.content = .scalar(Node(String(number), Tag(.int), .plain))
        case let number as Int64: slot.content = .scalar(Node(String(number), Tag(.int), .plain))
        case let number as Double: slot.content = .scalar(Node(Self.digits(number), Tag(.float), .plain))
        default: try value.encode(to: self)
        }
    }

    private static func digits(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }

    /// Quoted whenever YAML would otherwise read something else than this text.
    private static func text(_ text: String) -> Node {
        let plain = Node(text, Tag(.str), .plain)
        let resolved = Resolver.default.resolveTag(of: Node(text, .implicit, .plain))
        return resolved == .str && !text.isEmpty ? plain : Node(text, Tag(.str), .doubleQuoted)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .none = slot.content { slot.content = .mapping([]) }
        return KeyedEncodingContainer(Keyed<Key>(slot: slot))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.content = .sequence([])
        return Unkeyed(slot: slot)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(slot: slot) }

    struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let slot: NodeSlot
        var codingPath: [any CodingKey] { [] }

        private var areOpen: Bool { Key(stringValue: "\u{1}") != nil }
        private func name(_ key: Key) -> String { areOpen ? key.stringValue : Spelling.yaml(key.stringValue) }

        mutating func encodeNil(forKey key: Key) throws { _ = slot.member(name(key)) }

        mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
            try NodeEncoder(slot: slot.member(name(key))).encode(value)
            if !areOpen {
                slot.dropLastMemberIfOmittable()
            } else if !(Key.self is any OrderedKey.Type) {
                slot.sortMembers()
            }
        }

        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> {
            NodeEncoder(slot: slot.member(name(key))).container(keyedBy: type)
        }

        mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            NodeEncoder(slot: slot.member(name(key))).unkeyedContainer()
        }

        mutating func superEncoder() -> any Encoder { NodeEncoder(slot: slot) }
        mutating func superEncoder(forKey key: Key) -> any Encoder { NodeEncoder(slot: slot.member(name(key))) }
    }

    struct Unkeyed: UnkeyedEncodingContainer {
        let slot: NodeSlot
        var codingPath: [any CodingKey] { [] }
        var count = 0

        init(slot: NodeSlot) { self.slot = slot }

        mutating func encodeNil() throws { _ = slot.element() }

        mutating func encode<T: Encodable>(_ value: T) throws {
            try NodeEncoder(slot: slot.element()).encode(value)
            count += 1
        }

        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) -> KeyedEncodingContainer<Nested> {
            NodeEncoder(slot: slot.element()).container(keyedBy: type)
        }

        mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
            NodeEncoder(slot: slot.element()).unkeyedContainer()
        }

        mutating func superEncoder() -> any Encoder { NodeEncoder(slot: slot) }
    }

    struct Single: SingleValueEncodingContainer {
        let slot: NodeSlot
        var codingPath: [any CodingKey] { [] }

        mutating func encodeNil() throws { slot.content = .none }
        mutating func encode<T: Encodable>(_ value: T) throws { try NodeEncoder(slot: slot).encode(value) }
    }
}
