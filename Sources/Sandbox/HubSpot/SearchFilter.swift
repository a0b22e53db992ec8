/// One condition of a search.
struct SearchFilter {
    enum Test {
        case number(ClosedRange<Int64>)
        case notNumber(Int64)
        case numberIn(Set<Int64>, negated: Bool)
        case textIn(Set<String>, negated: Bool)
        case token([String], negated: Bool)
        case known(Bool)
        case associated(Kind, row: Int64)
        case fullText([String])
        case never
    }

    private let property: Property?
    private let test: Test
    private let texts: [Property]

    /// `query`: every word must start some word of a text column.
    init(fullText: String, _ type: ObjectType) throws {
        property = nil
        texts = type.properties.filter { $0.encoding == .text && !$0.isReadOnly }
        test = .fullText(Self.tokens(fullText))
    }

    init(_ body: JSONBody, _ type: ObjectType, _ types: ObjectTypes) throws {
        texts = []
        guard let name = body["propertyName"]?.text, let op = body["operator"]?.text else {
            throw Refusal.validation("A filter needs propertyName and operator")
        }
        if name.hasPrefix("associations.") {
            guard let other = types[String(name.dropFirst("associations.".count))], op == "EQ" || op == "IN",
                let id = body["value"]?.text ?? body["values"]?.list?.first?.text
            else { throw Refusal.validation("Cannot filter by \(name) with \(op)") }
            property = nil
            test = .associated(other.kind, row: Int64(id) ?? -1)
            return
        }
        guard let property = type.property(name) else {
            throw Refusal.validation(
                "There was a problem with the request: property '\(name)' does not exist",
                code: "PROPERTY_DOESNT_EXIST",
                property: name)
        }
        self.property = property
        let value = body["value"]?.text
        let values = body["values"]?.list?.compactMap(\.text)
        switch op {
        case "HAS_PROPERTY": test = .known(true)
        case "NOT_HAS_PROPERTY": test = .known(false)
        case "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN":
            guard let value else { throw Refusal.validation("\(op) needs a value") }
            test = .token(Self.tokens(value), negated: op == "NOT_CONTAINS_TOKEN")
        case "IN", "NOT_IN":
            guard let values, !values.isEmpty else { throw Refusal.validation("\(op) needs values") }
            if Self.isNumeric(property) {
                test = .numberIn(Set(try values.map { try Self.number($0, property) }), negated: op == "NOT_IN")
            } else {
                // Texts must be given in lower case; enumerations as they are.
                test = .textIn(Set(values), negated: op == "NOT_IN")
            }
        case "EQ", "NEQ":
            guard let value else { throw Refusal.validation("\(op) needs a value") }
            if Self.isNumeric(property) {
                let number = try Self.number(value, property)
                test = op == "EQ" ? .number(number...number) : .notNumber(number)
            } else {
                let wanted = property.encoding == .text ? value.lowercased() : value
                test = .textIn([wanted], negated: op == "NEQ")
            }
        case "LT", "LTE", "GT", "GTE", "BETWEEN":
            guard let value, Self.isNumeric(property) else {
                throw Refusal.validation("\(op) needs a value and a number or date property, '\(name)' is neither")
            }
            let number = try Self.number(value, property)
            switch op {
            case "LT": test = number == .min ? .never : .number(.min + 1...max(.min + 1, number - 1))
            case "LTE": test = .number(.min + 1...max(.min + 1, number))
            case "GT": test = number == .max ? .never : .number(number + 1 ... .max)
            case "GTE": test = .number(number ... .max)
            default:
                guard let highText = body["highValue"]?.text else {
                    throw Refusal.validation("BETWEEN needs highValue")
                }
                let high = try Self.number(highText, property)
                test = high < number ? .never : .number(number...high)
            }
        default: throw Refusal.validation("Unknown operator: \(op)")
        }
    }

    /// What the filter allows the modification time to be, where it says.
    var modifiedRange: ClosedRange<Int64>? {
        guard case .modified = property?.source, case .number(let range) = test else { return nil }
        return range
    }

    /// What the filter allows the record id to be, where it says.
    var idRange: ClosedRange<Int64>? {
        guard case .objectID = property?.source, case .number(let range) = test else { return nil }
        return range
    }

    private static func isNumeric(_ property: Property) -> Bool {
        switch property.encoding {
        case .integer, .decimal, .instant, .date, .record, .owner: true
        case .text, .flag, .choice: false
        }
    }

    /// On the scale of `Property.number`.
    private static func number(_ text: String, _ property: Property) throws -> Int64 {
        let parsed: Int64?
        switch property.encoding {
        case .instant, .date: parsed = Int64(text) ?? parseInstant(text)
        case .record, .owner: parsed = Int64(text)
        default:
            if case .objectID = property.source { parsed = Int64(text) } else { parsed = hundredths(text) }
        }
        guard let parsed else {
            throw Refusal.validation(
                "'\(text)' is not a valid value of \(property.name)", code: "INVALID_FILTER_VALUE",
                property: property.name)
        }
        return parsed
    }

    static func tokens(_ text: String) -> [String] {
        text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "*") }.map(String.init)
    }

    func matches(_ view: RecordView, in world: World) -> Bool {
        switch test {
        case .never: return false
        case .associated(let kind, let id):
            guard let row = world[kind].row(id: id) else { return false }
            return world.links(view.kind, view.row, to: kind).contains { $0.row == UInt32(row) }
        case .fullText(let words):
            let found = texts.flatMap { Self.tokens($0.text(view, in: world) ?? "") }
            return words.allSatisfy { word in found.contains { $0.hasPrefix(word) } }
        default: break
        }
        guard let property else { return false }
        switch test {
        case .number(let range): return property.number(view, in: world).map(range.contains) ?? false
        case .notNumber(let number): return property.number(view, in: world) != number
        case .numberIn(let numbers, let negated):
            return (property.number(view, in: world).map(numbers.contains) ?? false) != negated
        case .textIn(let texts, let negated):
            let text = property.text(view, in: world)
            let compared = property.encoding == .text ? text?.lowercased() : text
            return (compared.map(texts.contains) ?? false) != negated
        case .token(let wanted, let negated):
            let found = Self.tokens(property.text(view, in: world) ?? "")
            let holds = wanted.allSatisfy { token in
                token.hasSuffix("*") || token.hasPrefix("*")
                    ? found.contains { $0.contains(token.filter { $0 != "*" }) } : found.contains(token)
            }
            return holds != negated
        case .known(let isKnown): return (property.text(view, in: world) != nil) == isKnown
        case .never, .associated, .fullText: return false
        }
    }
}
