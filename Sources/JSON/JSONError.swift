/// Why a page was refused: what is wrong, at which byte, and how the page begins.
public struct JSONError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// No byte other than whitespace.
        case empty
        /// A byte that cannot stand where it does: HTML, a missing comma, a trailing comma, a NUL, an unknown word.
        case unexpectedByte(UInt8)
        /// The page ends inside a value.
        case truncated
        /// Something other than whitespace follows the root value.
        case trailingBytes
        /// Bytes inside a string that are not UTF-8. The whole page is refused: its other strings may be damaged too.
        case invalidUTF8
        /// A byte below 0x20 stands unescaped in a string.
        case controlCharacter(UInt8)
        /// A backslash followed by something RFC 8259 does not know.
        case invalidEscape
        /// `01`, `1.`, `-`, `+1`, `1e` and the like.
        case invalidNumber
        /// More arrays and objects within each other than ``JSONLimits/maxDepth``.
        case tooDeep(limit: Int)
        /// More bytes than ``JSONLimits/maxBytes``.
        case tooLong(bytes: Int, limit: Int)
        /// Memory for the tape could not be had.
        case outOfMemory
        /// simdjson refused what a second, plain reader accepts: a bug of ours or simdjson's, worth a report.
        case unexplained
    }

    public let reason: Reason
    /// Where in the page, counted in bytes from its start (a byte order mark included).
    public let offset: Int
    /// The first 64 bytes of the page; what is not printable ASCII is shown as `\xNN`.
    public let firstBytes: String

    init(_ reason: Reason, at offset: Int, in page: UnsafeBufferPointer<UInt8>) {
        self.reason = reason
        self.offset = offset
        self.firstBytes = Self.printable(page.prefix(64))
    }

    private static func printable(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            if byte >= 0x20, byte < 0x7F {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }
}

extension JSONError: CustomStringConvertible {
    public var description: String {
        let what = "not valid JSON: \(reason) at byte \(offset)"
        return firstBytes.isEmpty ? what : "\(what); it begins with: \(firstBytes)"
    }
}

extension JSONError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "nothing but whitespace"
        case .unexpectedByte(let byte): "unexpected \(Self.name(of: byte))"
        case .truncated: "the text ends inside a value"
        case .trailingBytes: "something follows the value"
        case .invalidUTF8: "invalid UTF-8"
        case .controlCharacter(let byte): "unescaped control character \(Self.name(of: byte))"
        case .invalidEscape: "invalid escape"
        case .invalidNumber: "invalid number"
        case .tooDeep(let limit): "nested deeper than \(limit)"
        case .tooLong(let bytes, let limit): "\(bytes) bytes where \(limit) are allowed"
        case .outOfMemory: "no memory left"
        case .unexplained: "refused by the parser without a reason we can see"
        }
    }

    private static func name(of byte: UInt8) -> String {
        if byte > 0x20, byte < 0x7F { return "'\(Unicode.Scalar(byte))'" }
        return "byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
