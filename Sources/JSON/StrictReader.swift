/// Finds out why and where a page is not valid JSON.
///
/// simdjson says neither, so a page it refused is read again, byte by byte and without recursion. Only refused pages
/// pay for this. The tests also hold the two readers against each other.
struct StrictReader {
    struct Refusal: Error, Equatable {
        let reason: JSONError.Reason
        let offset: Int
    }

    private let page: UnsafeBufferPointer<UInt8>
    private let maxDepth: Int
    private var position = 0
    /// The open arrays (false) and objects (true), outermost first.
    private var open: [Bool] = []

    /// Nil when the page is valid.
    static func refusal(of page: UnsafeBufferPointer<UInt8>, maxDepth: Int) -> Refusal? {
        var reader = StrictReader(page: page, maxDepth: maxDepth)
        do throws(Refusal) {
            try reader.readDocument()
            return nil
        } catch {
            return error
        }
    }

    private init(page: UnsafeBufferPointer<UInt8>, maxDepth: Int) {
        self.page = page
        self.maxDepth = maxDepth
    }

    private var next: UInt8? { position < page.count ? page[position] : nil }

    private func refuse(_ reason: JSONError.Reason) -> Refusal { Refusal(reason: reason, offset: position) }

    /// The refusal of whatever stands at the current position.
    private func unexpected() -> Refusal {
        guard let next else { return refuse(.truncated) }
        return refuse(.unexpectedByte(next))
    }

    private mutating func skipWhitespace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func readDocument() throws(Refusal) {
        if page.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        skipWhitespace()
        if next == nil { throw refuse(.empty) }
        repeat {
            try readValue()
            try closeOrContinue()
        } while !open.isEmpty
        skipWhitespace()
        if next != nil { throw refuse(.trailingBytes) }
    }

    /// Reads up to the end of the next scalar or empty container, opening the containers before it.
    private mutating func readValue() throws(Refusal) {
        while true {
            skipWhitespace()
            guard let byte = next else { throw refuse(.truncated) }
            switch byte {
            case UInt8(ascii: "{"):
                try openContainer(isObject: true)
                if next == UInt8(ascii: "}") { return }
                try readName()
            case UInt8(ascii: "["):
                try openContainer(isObject: false)
                if next == UInt8(ascii: "]") { return }
            case UInt8(ascii: "\""): return try readString()
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
            case UInt8(ascii: "t"): return try readWord("true")
            case UInt8(ascii: "f"): return try readWord("false")
            case UInt8(ascii: "n"): return try readWord("null")
            default: throw unexpected()
            }
        }
    }

    private mutating func openContainer(isObject: Bool) throws(Refusal) {
        guard open.count < maxDepth else { throw refuse(.tooDeep(limit: maxDepth)) }
        open.append(isObject)
        position += 1
        skipWhitespace()
    }

    /// After a value: closes what ends here, and stops before the next value, if there is one.
    private mutating func closeOrContinue() throws(Refusal) {
        while let isObject = open.last {
            skipWhitespace()
            if take(UInt8(ascii: ",")) {
                if isObject {
                    skipWhitespace()
                    try readName()
                }
                return
            }
            guard take(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { throw unexpected() }
            open.removeLast()
        }
    }

    private mutating func readName() throws(Refusal) {
        guard next == UInt8(ascii: "\"") else { throw unexpected() }
        try readString()
        skipWhitespace()
        guard take(UInt8(ascii: ":")) else { throw unexpected() }
    }

    private mutating func readWord(_ word: StaticString) throws(Refusal) {
        for index in 0..<word.utf8CodeUnitCount {
            guard take(word.utf8Start[index]) else { throw unexpected() }
        }
        try requireDelimiter()
    }

    private func requireDelimiter() throws(Refusal) {
        switch next {
        case nil, 0x20, 0x0A, 0x0D, 0x09, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"): return
        default: throw open.isEmpty ? refuse(.trailingBytes) : unexpected()
        }
    }

    private mutating func readNumber() throws(Refusal) {
        _ = take(UInt8(ascii: "-"))
        if next == UInt8(ascii: "0") {
            position += 1
            if let byte = next, isDigit(byte) { throw refuse(.invalidNumber) }
        } else {
            try readDigits()
        }
        if take(UInt8(ascii: ".")) { try readDigits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try readDigits()
        }
        try requireDelimiter()
    }

    private mutating func readDigits() throws(Refusal) {
        guard let byte = next else { throw refuse(.truncated) }
        guard isDigit(byte) else { throw refuse(.invalidNumber) }
        while let byte = next, isDigit(byte) { position += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private mutating func readString() throws(Refusal) {
        position += 1
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"): try readEscape()
            case ..<0x20: throw refuse(.controlCharacter(byte))
            case ..<0x80: position += 1
            default: try readMultibyteScalar(lead: byte)
            }
        }
        throw refuse(.truncated)
    }

    private mutating func readEscape() throws(Refusal) {
        let start = position
        position += 1
        guard let byte = next else { throw refuse(.truncated) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        case UInt8(ascii: "u"):
            for _ in 0..<4 {
                guard let digit = next else { throw refuse(.truncated) }
                guard hexDigit(digit) != nil else { throw Refusal(reason: .invalidEscape, offset: start) }
                position += 1
            }
        default: throw Refusal(reason: .invalidEscape, offset: start)
        }
    }

    /// The table of well-formed UTF-8 byte sequences, Unicode 16 §3.9, table 3-7.
    private mutating func readMultibyteScalar(lead: UInt8) throws(Refusal) {
        let second: ClosedRange<UInt8>
        let following: Int
        switch lead {
        case 0xC2...0xDF: (second, following) = (0x80...0xBF, 1)
        case 0xE0: (second, following) = (0xA0...0xBF, 2)
        case 0xED: (second, following) = (0x80...0x9F, 2)
        case 0xE1...0xEF: (second, following) = (0x80...0xBF, 2)
        case 0xF0: (second, following) = (0x90...0xBF, 3)
        case 0xF1...0xF3: (second, following) = (0x80...0xBF, 3)
        case 0xF4: (second, following) = (0x80...0x8F, 3)
        default: throw refuse(.invalidUTF8)
        }
        guard position + following < page.count else {
            // A cut-off scalar at the very end is a page that was cut off.
            throw refuse(.truncated)
        }
        guard second.contains(page[position + 1]) else { throw refuse(.invalidUTF8) }
        for step in 2..<max(following + 1, 2) where !(0x80...0xBF).contains(page[position + step]) {
            throw refuse(.invalidUTF8)
        }
        position += following + 1
    }
}

/// 0…15, or nil.
func hexDigit(_ byte: UInt8) -> UInt16? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}
