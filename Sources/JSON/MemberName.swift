internal import CSimdJSON

/// A name to look for among the members of an object. This is the hot loop of reading records: most names differ
/// in their length or their last eight bytes, so hardly any other is compared in full.
struct MemberName {
    private let name: UnsafeBufferPointer<UInt8>
    private let tail: UInt64

    @inline(__always)
    init(_ name: UnsafeBufferPointer<UInt8>) {
        self.name = name
        tail = Self.tail(of: name)
    }

    /// The tape index of the last equal name in `start ..< end`, where names and values alternate.
    @inline(__always)
    func lastMatch(
        in tape: UnsafeBufferPointer<CSimdJSONEntry>, from start: Int, to end: Int, page: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        let escaped = CSIMDJSON_HAS_ESCAPES
        var found: Int?
        var index = start
        while index < end {
            let entry = tape[index]
            if entry.meta & escaped != 0 {
                if entry.hasContent(name, in: page) { found = index }
            } else if Int(entry.length) == name.count, matches(entry, in: page) {
                found = index
            }
            // Nearly always a scalar: a branch, foreseen, is faster than waiting for the load of `next`.
            if tape[index + 1].meta & CSIMDJSON_KIND_MASK < CSIMDJSON_ARRAY {
                index += 2
            } else {
                index = Int(tape[index + 1].next)
            }
        }
        return found
    }

    /// For a name without escapes and of the same length.
    @inline(__always)
    private func matches(_ entry: CSimdJSONEntry, in page: UnsafeBufferPointer<UInt8>) -> Bool {
        let candidate = UnsafeBufferPointer(rebasing: page[Int(entry.offset)..<Int(entry.offset) + name.count])
        guard Self.tail(of: candidate) == tail else { return false }
        var position = 0
        while position + 8 < name.count {  // the rest is the tail
            let words = (
                UnsafeRawBufferPointer(candidate).loadUnaligned(fromByteOffset: position, as: UInt64.self),
                UnsafeRawBufferPointer(name).loadUnaligned(fromByteOffset: position, as: UInt64.self)
            )
            if words.0 != words.1 { return false }
            position += 8
        }
        return true
    }

    /// The last eight bytes, or all if there are fewer.
    @inline(__always)
    private static func tail(of bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        if bytes.count >= 8 {
            return UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
        }
        return bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension CSimdJSONEntry {
    /// Whether this string's decoded content is `content`.
    func hasContent(_ content: UnsafeBufferPointer<UInt8>, in page: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeBufferPointer(rebasing: page[Int(offset)..<Int(offset) + Int(length)])
        guard has(CSIMDJSON_HAS_ESCAPES) else { return raw.elementsEqual(content) }
        // Decoding never makes a string longer.
        return content.count <= raw.count && DecodedUTF8(raw).elementsEqual(content)
    }
}
