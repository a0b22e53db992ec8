/// Writes one line of JSON, member by member, in a form that is the same everywhere: no spaces, members in the order of
/// the calls, only what must be escaped is.
struct JSONLine {
    private(set) var bytes: [UInt8] = []

    /// A member with text; none for nil.
    mutating func member(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        key(name)
        string(text)
    }

    mutating func member(_ name: StaticString, _ number: Int64?) {
        guard let number else { return }
        key(name)
        bytes.append(contentsOf: String(number).utf8)
    }

    mutating func member(_ name: StaticString, raw: String) {
        key(name)
        bytes.append(contentsOf: raw.utf8)
    }

    mutating func object(_ name: StaticString? = nil, _ body: (inout JSONLine) throws -> Void) rethrows {
        try nested(name, "{", "}", body)
    }

    mutating func array(_ name: StaticString? = nil, _ body: (inout JSONLine) throws -> Void) rethrows {
        try nested(name, "[", "]", body)
    }

    /// An element of an array.
    mutating func element(_ text: String) {
        separate()
        string(text)
    }

    /// A member whose name comes from outside.
    mutating func pair(_ name: String, _ value: String) {
        separate()
        string(name)
        bytes.append(UInt8(ascii: ":"))
        string(value)
    }

    private mutating func nested(
        _ name: StaticString?, _ open: Unicode.Scalar, _ close: Unicode.Scalar,
        _ body: (inout JSONLine) throws -> Void
    ) rethrows {
        if let name { key(name) } else { separate() }
        bytes.append(UInt8(ascii: open))
        try body(&self)
        bytes.append(UInt8(ascii: close))
    }

    private mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func separate() {
        guard let last = bytes.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "["), last != UInt8(ascii: ":")
        else { return }
        bytes.append(UInt8(ascii: ","))
    }

    private mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
