/// A request body. Small by nature, so a plain tree; strict, so that a client's mistake shows.
enum JSONBody: Equatable, Sendable {
    case null
    case flag(Bool)
    /// Kept as text: ids may be larger than a double holds.
    case number(String)
    case text(String)
    case list([JSONBody])
    case object([String: JSONBody])

    /// Nil when the bytes are not one JSON value.
    init?(_ bytes: [UInt8]) {
        var parser = Parser(bytes: bytes)
        guard let value = parser.value(depth: 0) else { return nil }
        parser.skipSpace()
        guard parser.isAtEnd else { return nil }
        self = value
    }

    subscript(name: String) -> JSONBody? {
        guard case .object(let members) = self, let value = members[name], value != .null else { return nil }
        return value
    }

    /// A text, or a number or flag as text.
    var text: String? {
        switch self {
        case .text(let text), .number(let text): text
        case .flag(let flag): flag ? "true" : "false"
        default: nil
        }
    }

    var int: Int? { text.flatMap { Int($0) } }

    var double: Double? { text.flatMap { Double($0) } }

    var flag: Bool? {
        switch self {
        case .flag(let flag): flag
        case .text("true"): true
        case .text("false"): false
        default: nil
        }
    }

    var list: [JSONBody]? {
        guard case .list(let items) = self else { return nil }
        return items
    }

    var members: [String: JSONBody]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    private struct Parser {
        let bytes: [UInt8]
        var place = 0

        var isAtEnd: Bool { place == bytes.count }

        mutating func skipSpace() {
            while place < bytes.count, [32, 9, 10, 13].contains(bytes[place]) { place += 1 }
        }

        mutating func take(_ byte: UInt8) -> Bool {
            skipSpace()
            guard place < bytes.count, bytes[place] == byte else { return false }
            place += 1
            return true
        }

        mutating func word(_ word: StaticString) -> Bool {
            let count = word.utf8CodeUnitCount
            let expected = UnsafeBufferPointer(start: word.utf8Start, count: count)
            guard place + count <= bytes.count, bytes[place..<place + count].elementsEqual(expected) else {
                return false
            }
            place += count
            return true
        }

        mutating func value(depth: Int) -> JSONBody? {
            skipSpace()
            guard depth < 64, place < bytes.count else { return nil }
            switch bytes[place] {
            case UInt8(ascii: "{"): return object(depth)
            case UInt8(ascii: "["): return list(depth)
            case UInt8(ascii: "\""): return string().map { .text($0) }
            case UInt8(ascii: "t"): return word("true") ? .flag(true) : nil
            case UInt8(ascii: "f"): return word("false") ? .flag(false) : nil
            case UInt8(ascii: "n"): return word("null") ? .null : nil
            default: return number()
            }
        }

        private mutating func object(_ depth: Int) -> JSONBody? {
            place += 1
            var members: [String: JSONBody] = [:]
            if take(UInt8(ascii: "}")) { return .object(members) }
            repeat {
                skipSpace()
                guard place < bytes.count, bytes[place] == UInt8(ascii: "\""), let name = string(),
                    take(UInt8(ascii: ":")), let value = value(depth: depth + 1)
                else { return nil }
                members[name] = value
            } while take(UInt8(ascii: ","))
            return take(UInt8(ascii: "}")) ? .object(members) : nil
        }

        private mutating func list(_ depth: Int) -> JSONBody? {
            place += 1
            var items: [JSONBody] = []
            if take(UInt8(ascii: "]")) { return .list(items) }
            repeat {
                guard let value = value(depth: depth + 1) else { return nil }
                items.append(value)
            } while take(UInt8(ascii: ","))
            return take(UInt8(ascii: "]")) ? .list(items) : nil
        }

        private mutating func number() -> JSONBody? {
            let start = place
            while place < bytes.count, "+-.0123456789eE".utf8.contains(bytes[place]) { place += 1 }
            let text = String(decoding: bytes[start..<place], as: UTF8.self)
            return Double(text) == nil ? nil : .number(text)
        }

        private mutating func string() -> String? {
            place += 1
            var raw: [UInt8] = []
            while place < bytes.count {
                let byte = bytes[place]
                place += 1
                switch byte {
                case UInt8(ascii: "\""): return String(validating: raw, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let scalar = escaped() else { return nil }
                    raw.append(contentsOf: String(Character(scalar)).utf8)
                case 0..<32: return nil
                default: raw.append(byte)
                }
            }
            return nil
        }

        private mutating func escaped() -> Unicode.Scalar? {
            guard place < bytes.count else { return nil }
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "t"): return "\t"
            case UInt8(ascii: "b"): return "\u{8}"
            case UInt8(ascii: "f"): return "\u{c}"
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
            case UInt8(ascii: "u"):
                guard let unit = hex() else { return nil }
                guard (0xD800..<0xDC00).contains(unit) else { return Unicode.Scalar(unit) }
                guard word("\\u"), let low = hex(), (0xDC00..<0xE000).contains(low) else { return nil }
                return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            default: return nil
            }
        }

        private mutating func hex() -> UInt32? {
            guard place + 4 <= bytes.count,
                let value = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
            else { return nil }
            place += 4
            return value
        }
    }
}
