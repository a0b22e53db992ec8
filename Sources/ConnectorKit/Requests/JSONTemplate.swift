/// A JSON body with gaps. Objects keep the order in which they were written.
public indirect enum JSONTemplate: Hashable, Sendable {
    case text(String)
    case number(String)
    case bool(Bool)
    case null
    case array([JSONTemplate])
    case object([Member])

    public struct Member: Hashable, Sendable {
        public var name: String
        public var value: JSONTemplate

        public init(_ name: String, _ value: JSONTemplate) {
            self.name = name
            self.value = value
        }
    }

    /// One element per value of a list gap: `{"each": "ids", "as": {"id": "{each}"}}` in YAML.
    package static func repetition(of members: [Member]) -> (list: String, element: JSONTemplate)? {
        guard members.count == 2, members[0].name == "each", members[1].name == "as",
            case .text(let list) = members[0].value
        else { return nil }
        return (list, members[1].value)
    }
}

extension JSONTemplate: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int) { self = .number(String(value)) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONTemplate...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONTemplate)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}

extension JSONTemplate: Codable {
    /// Members keep their order, unlike those of a dictionary.
    private struct Name: OrderedKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: Name.self) {
            self = .object(
                try object.allKeys.map { Member($0.stringValue, try object.decode(JSONTemplate.self, forKey: $0)) })
            return
        }
        if var array = try? decoder.unkeyedContainer() {
            var elements: [JSONTemplate] = []
            while !array.isAtEnd { elements.append(try array.decode(JSONTemplate.self)) }
            self = .array(elements)
            return
        }
        let scalar = try decoder.singleValueContainer()
        if scalar.decodeNil() {
            self = .null
        } else if let bool = try? scalar.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? scalar.decode(Int64.self) {
            self = .number(String(number))
        } else if let number = try? scalar.decode(Double.self) {
            self = .number(String(number))
        } else {
            self = .text(try scalar.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var container = encoder.container(keyedBy: Name.self)
            for member in members { try container.encode(member.value, forKey: Name(stringValue: member.name)) }
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .text(let text):
            var container = encoder.singleValueContainer()
            try container.encode(text)
        case .number(let number):
            var container = encoder.singleValueContainer()
            if let whole = Int64(number) {
                try container.encode(whole)
            } else {
                try container.encode(Double(number) ?? 0)
            }
        case .bool(let bool):
            var container = encoder.singleValueContainer()
            try container.encode(bool)
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        }
    }
}
