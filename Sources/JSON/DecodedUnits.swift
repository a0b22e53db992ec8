/// The content of a string whose escapes are valid, piece by piece, without allocating.
struct DecodedUnits: Sequence, IteratorProtocol {
    enum Unit: Equatable {
        /// One byte of UTF-8 that stands unescaped.
        case byte(UInt8)
        case scalar(Unicode.Scalar)
        /// Half of a surrogate pair.
        case loneSurrogate(UInt16)
    }

    private let raw: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// `raw` is what stands between the quotes.
    init(_ raw: UnsafeBufferPointer<UInt8>) { self.raw = raw }

    mutating func next() -> Unit? {
        guard position < raw.count else { return nil }
        let byte = raw[position]
        position += 1
        guard byte == UInt8(ascii: "\\"), position < raw.count else { return .byte(byte) }
        let escaped = raw[position]
        position += 1
        switch escaped {
        case UInt8(ascii: "b"): return .byte(0x08)
        case UInt8(ascii: "f"): return .byte(0x0C)
        case UInt8(ascii: "n"): return .byte(0x0A)
        case UInt8(ascii: "r"): return .byte(0x0D)
        case UInt8(ascii: "t"): return .byte(0x09)
        case UInt8(ascii: "u"): return codePoint()
        default: return .byte(escaped)
        }
    }

    private mutating func codePoint() -> Unit {
        let first = hex(at: position)
        position += 4
        if let scalar = Unicode.Scalar(UInt32(first)) { return .scalar(scalar) }
        if UTF16.isLeadSurrogate(first), position + 6 <= raw.count,
            raw[position] == UInt8(ascii: "\\"), raw[position + 1] == UInt8(ascii: "u")
        {
            let second = hex(at: position + 2)
            let value = 0x10000 + (UInt32(first & 0x3FF) << 10) + UInt32(second & 0x3FF)
            if UTF16.isTrailSurrogate(second), let scalar = Unicode.Scalar(value) {
                position += 6
                return .scalar(scalar)
            }
        }
        return .loneSurrogate(first)
    }

    /// Four hex digits; the parser has seen to it that they are there.
    private func hex(at start: Int) -> UInt16 {
        raw[Swift.min(start, raw.count)..<Swift.min(start + 4, raw.count)]
            .reduce(0) { $0 << 4 | (hexDigit($1) ?? 0) }
    }
}

/// The decoded content as UTF-8; half a surrogate pair comes out as U+FFFD.
struct DecodedUTF8: Sequence, IteratorProtocol {
    private var units: DecodedUnits
    private var pending = Unicode.UTF8.EncodedScalar()

    init(_ raw: UnsafeBufferPointer<UInt8>) { units = DecodedUnits(raw) }

    mutating func next() -> UInt8? {
        if !pending.isEmpty { return pending.removeFirst() }
        switch units.next() {
        case nil: return nil
        case .byte(let byte): return byte
        case .scalar(let scalar): pending = UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        case .loneSurrogate: pending = UTF8.encodedReplacementCharacter
        }
        return pending.removeFirst()
    }
}
