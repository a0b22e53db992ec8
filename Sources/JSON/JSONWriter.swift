/// Appends JSON to a buffer, without whitespace, setting the commas itself.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.object { writer in
///     writer.key("id")
///     writer.integer(7)
/// }
/// ```
/// Within an object, every value must follow a ``key(_:)``; the writer does not check that.
public struct JSONWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// - Parameter capacity: bytes to reserve.
    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Starts over and keeps the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    public mutating func object<Failure: Error>(_ body: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
        begin(UInt8(ascii: "{"))
        try body(&self)
        end(UInt8(ascii: "}"))
    }

    public mutating func array<Failure: Error>(_ body: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
        begin(UInt8(ascii: "["))
        try body(&self)
        end(UInt8(ascii: "]"))
    }

    /// The name of the member whose value comes next.
    public mutating func key(_ name: String) {
        string(name)
        endKey()
    }

    public mutating func string(_ content: String) {
        var content = content
        content.withUTF8 { appendString($0) }
    }

    /// Bytes that should be UTF-8: what is not is written as it is, and the text that comes of it is refused by parsers.
    public mutating func string(utf8 content: UnsafeBufferPointer<UInt8>) { appendString(content) }

    /// The token is written as it is: it must be a valid JSON number.
    public mutating func number(token: String) { raw(token.utf8) }

    public mutating func integer(_ value: some BinaryInteger) { raw(String(value).utf8) }

    public mutating func bool(_ value: Bool) { raw((value ? "true" : "false").utf8) }

    public mutating func null() { raw("null".utf8) }

    /// A value's own bytes, e.g. from ``JSONValue/withRawBytes(_:)``: they must be one valid JSON value.
    public mutating func raw(_ value: some Sequence<UInt8>) {
        beginValue()
        bytes.append(contentsOf: value)
        needsComma = true
    }
}

extension JSONWriter {
    mutating func begin(_ bracket: UInt8) {
        beginValue()
        bytes.append(bracket)
    }

    mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    mutating func endKey() {
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func beginValue() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    /// `content` is UTF-8 that needs escaping.
    mutating func appendString(_ content: UnsafeBufferPointer<UInt8>) {
        beginValue()
        bytes.append(UInt8(ascii: "\""))
        var plainFrom = 0
        for (position, byte) in content.enumerated() where Self.needsEscape(byte) {
            bytes.append(contentsOf: content[plainFrom..<position])
            appendEscape(byte)
            plainFrom = position + 1
        }
        bytes.append(contentsOf: content[plainFrom...])
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes a string of a page again, with as few escapes as possible.
    mutating func appendString(_ units: DecodedUnits) {
        beginValue()
        bytes.append(UInt8(ascii: "\""))
        for unit in units {
            switch unit {
            case .byte(let byte): append(byte)
            case .scalar(let scalar):
                if scalar.isASCII { append(UInt8(scalar.value)) } else { bytes.append(contentsOf: String(scalar).utf8) }
            case .loneSurrogate(let half):
                // Kept as an escape: two different halves stay two different strings.
                bytes.append(contentsOf: "\\u".utf8)
                bytes.append(contentsOf: String(half, radix: 16).utf8)
            }
        }
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    private mutating func append(_ byte: UInt8) {
        if Self.needsEscape(byte) { appendEscape(byte) } else { bytes.append(byte) }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// The shortest spelling, as RFC 8785 §3.2.2.2 has it.
    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x00..<0x20:
            bytes.append(contentsOf: (byte < 0x10 ? "u000" : "u00").utf8)
            bytes.append(contentsOf: String(byte, radix: 16).utf8)
        default: bytes.append(byte)
        }
    }
}
