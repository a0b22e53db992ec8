/// Why a text is no ``JSONPath``.
public struct JSONPathError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: String, Hashable, Sendable {
        case emptyName = "a name is missing; write \"\" for a member without a name"
        case unclosedQuote = "a quote is not closed"
        case invalidEscape = "only \\\" and \\\\ can stand after a backslash in quotes"
        case unclosedBracket = "a bracket is not closed"
        case invalidPosition = "in brackets stands a position from 0, name=text, or nothing"
        case unexpectedCharacter = "a name with . [ ] = or quotes in it, or text after a bracket, needs a dot or quotes"
    }

    public let reason: Reason
    public let path: String
    /// The byte of the path's UTF-8 at which reading stopped.
    public let offset: Int

    public var description: String { "invalid path '\(path)' at byte \(offset): \(reason.rawValue)" }
}

/// Reads `JSONPath`'s spelling; see there.
struct JSONPathParser {
    /// What ends a name without quotes, or may not stand in it.
    static let special: [UInt8] = Array(#".[]="\"#.utf8)

    private let text: String
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func error(_ reason: JSONPathError.Reason) -> JSONPathError {
        JSONPathError(reason: reason, path: text, offset: position)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func parse() throws(JSONPathError) -> [JSONPath.Step] {
        var steps: [JSONPath.Step] = []
        if bytes.isEmpty { return steps }
        if next != UInt8(ascii: "[") { steps.append(.member(try name())) }
        while next != nil {
            if take("[") {
                steps.append(try bracket())
            } else if take(".") {
                steps.append(.member(try name()))
            } else {
                throw error(.unexpectedCharacter)
            }
        }
        return steps
    }

    private mutating func name() throws(JSONPathError) -> [UInt8] {
        if take("\"") { return try quoted() }
        let start = position
        while let byte = next, !Self.special.contains(byte) { position += 1 }
        if position == start { throw error(.emptyName) }
        return Array(bytes[start..<position])
    }

    private mutating func quoted() throws(JSONPathError) -> [UInt8] {
        var content: [UInt8] = []
        while var byte = next {
            position += 1
            if byte == UInt8(ascii: "\"") { return content }
            if byte == UInt8(ascii: "\\") {
                guard let escaped = next else { break }
                guard escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") else {
                    throw error(.invalidEscape)
                }
                byte = escaped
                position += 1
            }
            content.append(byte)
        }
        throw error(.unclosedQuote)
    }

    /// What follows an opening bracket.
    private mutating func bracket() throws(JSONPathError) -> JSONPath.Step {
        if take("]") { return .everyElement }
        if let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), let step = try elementPosition() {
            return step
        }
        if next == nil { throw error(.unclosedBracket) }
        let member = try name()
        guard take("=") else {
            switch next {
            case nil: throw error(.unclosedBracket)
            case UInt8(ascii: "]"): throw error(.invalidPosition)
            default: throw error(.unexpectedCharacter)
            }
        }
        let content = try filterText()
        guard take("]") else { throw error(next == nil ? .unclosedBracket : .unexpectedCharacter) }
        return .firstElement(member: member, text: content)
    }

    /// Digits up to the closing bracket; nil, having read nothing, if something else follows them.
    private mutating func elementPosition() throws(JSONPathError) -> JSONPath.Step? {
        let digits = bytes[position...].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard digits.endIndex < bytes.count else {
            position = bytes.count
            throw error(.unclosedBracket)
        }
        guard bytes[digits.endIndex] == UInt8(ascii: "]") else { return nil }
        guard let value = Int(String(decoding: digits, as: UTF8.self)) else { throw error(.invalidPosition) }
        position = digits.endIndex + 1
        return .element(value)
    }

    /// The text an element is chosen by: quoted, or everything up to the closing bracket.
    private mutating func filterText() throws(JSONPathError) -> [UInt8] {
        if take("\"") { return try quoted() }
        let start = position
        while let byte = next, byte != UInt8(ascii: "]") {
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "\"") { throw error(.unexpectedCharacter) }
            position += 1
        }
        return Array(bytes[start..<position])
    }
}
