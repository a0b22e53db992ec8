/// Where a value stands below another: `properties.hs_timestamp`, `results`, `items[0].x`.
///
/// | spelling | means |
/// |---|---|
/// | (nothing) | the value itself |
/// | `a.b` | member `b` of member `a` |
/// | `a."b.c"` | a name with dots, brackets, quotes or spaces at its ends; `\"` and `\\` inside it are a quote and a backslash |
/// | `items[0]` | an element by position, counted from 0 |
/// | `values[name=email]` | the first element whose member `name` has that ``JSONValue/text``; both sides may be quoted |
/// | `contacts[]` | every element |
///
/// A path is parsed once and can be used on any value.
public struct JSONPath: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        /// A name as UTF-8.
        case member([UInt8])
        case element(Int)
        case firstElement(member: [UInt8], text: [UInt8])
        case everyElement
    }

    package let steps: [Step]

    /// - Throws: ``JSONPathError``, which names the byte that is wrong.
    public init(parsing text: String) throws(JSONPathError) {
        var parser = JSONPathParser(text)
        steps = try parser.parse()
    }

    /// Nil where ``init(parsing:)`` throws.
    public init?(_ text: String) {
        do throws(JSONPathError) { try self.init(parsing: text) } catch { return nil }
    }

    /// Whether it can mean more than one value: it contains `[]`.
    public var isPlural: Bool { steps.contains(.everyElement) }
}

extension JSONPath: ExpressibleByStringLiteral {
    /// For paths written in the program: a bad literal is a mistake in the program and stops it.
    public init(stringLiteral text: String) {
        do throws(JSONPathError) { try self.init(parsing: text) } catch { preconditionFailure("\(error)") }
    }
}

extension JSONPath: CustomStringConvertible {
    /// The path as it would be written; parses to an equal path.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .member(let name):
                if !text.isEmpty { text += "." }
                text += Self.spelling(of: name)
            case .element(let position): text += "[\(position)]"
            case .firstElement(let member, let content):
                text += "[\(Self.spelling(of: member))=\(Self.spelling(of: content))]"
            case .everyElement: text += "[]"
            }
        }
        return text
    }

    private static func spelling(of name: [UInt8]) -> String {
        let text = String(decoding: name, as: UTF8.self)
        let needsQuotes = name.isEmpty || name.contains { JSONPathParser.special.contains($0) || $0 <= 0x20 }
        guard needsQuotes else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}

extension JSONPath: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(JSONPathError) {
            try self.init(parsing: text)
        } catch {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath, debugDescription: error.description, underlyingError: error))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
