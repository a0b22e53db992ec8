import ConnectorKit
import JSON

// A record of a simulated system is a tree that can be changed; the same type that spells request bodies.
extension JSONTemplate {
    init(_ value: JSONValue) {
        switch value.kind {
        case .null: self = .null
        case .bool: self = .bool(value.bool == true)
        case .number: self = .number(value.text ?? "0")
        case .string: self = .text(value.string ?? "")
        case .array: self = .array(value.elements.map { JSONTemplate($0) })
        case .object: self = .object(value.members.map { Member($0.key.string ?? "", JSONTemplate($0.value)) })
        }
    }

    /// A scalar as text.
    var text: String? {
        switch self {
        case .text(let text), .number(let text): text
        case .bool(let bool): bool ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    func value(at path: JSONPath) -> JSONTemplate? { value(at: path.steps[...]) }

    private func value(at steps: ArraySlice<JSONPath.Step>) -> JSONTemplate? {
        guard let step = steps.first else { return self }
        switch (step, self) {
        case (.member(let name), .object(let members)):
            return members.first { Array($0.name.utf8) == name }?.value.value(at: steps.dropFirst())
        case (.element(let place), .array(let elements)):
            return elements.indices.contains(place) ? elements[place].value(at: steps.dropFirst()) : nil
        case (.everyElement, .array(let elements)): return elements.first?.value(at: steps.dropFirst())
        default: return nil
        }
    }

    /// The tree with a value at a path; what the path needs on the way is made.
    func setting(_ value: JSONTemplate, at path: JSONPath) -> JSONTemplate { setting(value, at: path.steps[...]) }

    private func setting(_ value: JSONTemplate, at steps: ArraySlice<JSONPath.Step>) -> JSONTemplate {
        guard let step = steps.first else { return value }
        let rest = steps.dropFirst()
        switch step {
        case .member(let bytes):
            let name = String(decoding: bytes, as: UTF8.self)
            var members: [Member] = if case .object(let members) = self { members } else { [] }
            if let index = members.firstIndex(where: { $0.name == name }) {
                members[index].value = members[index].value.setting(value, at: rest)
            } else {
                members.append(Member(name, JSONTemplate.null.setting(value, at: rest)))
            }
            return .object(members)
        case .element(let place):
            var elements: [JSONTemplate] = if case .array(let elements) = self { elements } else { [] }
            while elements.count <= place { elements.append(.null) }
            elements[place] = elements[place].setting(value, at: rest)
            return .array(elements)
        case .everyElement:
            let elements: [JSONTemplate] = if case .array(let elements) = self { elements } else { [] }
            return .array((elements.isEmpty ? [.null] : elements).map { $0.setting(value, at: rest) })
        case .firstElement(let member, let text):
            let element = JSONTemplate.object([
                Member(String(decoding: member, as: UTF8.self), .text(String(decoding: text, as: UTF8.self)))
            ])
            return .array([element.setting(value, at: rest)])
        }
    }

    /// A value of the same JSON type as this one, where that can hold the text.
    func like(_ text: String) -> JSONTemplate {
        if case .number = self { .number(text) } else { .text(text) }
    }

    var bytes: [UInt8] {
        var writer = JSONWriter()
        writeVerbatim(into: &writer)
        return writer.bytes
    }

    /// As it is: braces are braces, not gaps.
    func writeVerbatim(into writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let bool): writer.bool(bool)
        case .number(let number): writer.number(token: number)
        case .text(let text): writer.string(text)
        case .array(let elements):
            writer.array { writer in for element in elements { element.writeVerbatim(into: &writer) } }
        case .object(let members):
            writer.object { writer in
                for member in members {
                    writer.key(member.name)
                    member.value.writeVerbatim(into: &writer)
                }
            }
        }
    }
}
