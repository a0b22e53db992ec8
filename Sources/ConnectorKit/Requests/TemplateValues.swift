/// What stands in the gaps of a request template.
public struct TemplateValues: Sendable {
    public enum Value: Sendable, Hashable {
        case text(String)
        case list([String])
        /// A piece of a path from the description or the configuration: its slashes stay slashes.
        case path(String)
    }

    private var values: [String: Value]

    public init(_ values: [String: Value] = [:]) { self.values = values }

    public subscript(name: String) -> Value? {
        get { values[name] }
        set { values[name] = newValue }
    }

    public func setting(_ name: String, _ text: String?) -> TemplateValues {
        var copy = self
        copy.values[name] = text.map(Value.text)
        return copy
    }

    public func setting(_ name: String, list: [String]) -> TemplateValues {
        var copy = self
        copy.values[name] = .list(list)
        return copy
    }
}

/// A request that cannot be made because its description and the values do not fit together.
public enum TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownGap(name: String, template: String)
    case listInText(name: String, template: String)
    case badBraces(template: String)
    case noMethod(template: String)

    public var description: String {
        switch self {
        case .unknownGap(let name, let template): "nothing is known to put in the place of {\(name)} in \"\(template)\""
        case .listInText(let name, let template):
            "{\(name)} is a list and must stand alone in a JSON text, or inside `each`: \"\(template)\""
        case .badBraces(let template): "unbalanced braces in \"\(template)\""
        case .noMethod(let template): "a request needs exactly one of `get`, `post` and `patch`: \(template)"
        }
    }
}

/// A text cut into literal parts and gaps.
package struct GapText: Sendable {
    package enum Part: Equatable, Sendable {
        case literal(String)
        case gap(String)
    }

    package var parts: [Part]

    package init(_ template: String) throws(TemplateError) {
        parts = []
        var literal = ""
        var rest = template[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                throw .badBraces(template: template)
            }
            literal += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
                throw .badBraces(template: template)
            }
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = ""
            parts.append(.gap(name))
            rest = rest[rest.index(after: close)...]
        }
        literal += rest
        if !literal.isEmpty { parts.append(.literal(literal)) }
    }

    /// The same text with its literal parts encoded: those of a query may hold spaces and quotes.
    func encodingLiterals(_ encode: (String) -> String) -> GapText {
        var copy = self
        copy.parts = parts.map { if case .literal(let literal) = $0 { .literal(encode(literal)) } else { $0 } }
        return copy
    }

    /// The name of the gap if the text is nothing else.
    package var soleGap: String? {
        if parts.count == 1, case .gap(let name) = parts[0] { name } else { nil }
    }
}
