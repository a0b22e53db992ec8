internal import CSimdJSON

/// One value of a ``JSONDocument``: a reference and an index, cheap to pass and to keep.
///
/// It keeps the whole page alive; store ``rawBytes`` or decoded values to let go of it.
public struct JSONValue: Sendable {
    public enum Kind: Hashable, Sendable {
        case null, bool, number, string, array, object
    }

    let document: JSONDocument
    let index: Int

    var entry: CSimdJSONEntry { document.tape[index] }

    public var kind: Kind { entry.kind }

    public var isNull: Bool { kind == .null }

    /// Nil unless this is `true` or `false`.
    public var bool: Bool? {
        let entry = entry
        return entry.kind == .bool ? entry.has(CSIMDJSON_TRUE) : nil
    }

    /// The decoded content of a string, otherwise nil. Half a surrogate pair is decoded as U+FFFD.
    public var string: String? {
        let entry = entry
        guard entry.kind == .string else { return nil }
        return document.withBytes(of: entry) { raw in
            guard entry.has(CSIMDJSON_HAS_ESCAPES) else { return String(decoding: raw, as: UTF8.self) }
            return String(unsafeUninitializedCapacity: raw.count) { buffer in
                // An escape is never shorter than what it stands for: \uXXXX makes at most 3 bytes of 6.
                var count = 0
                for byte in DecodedUTF8(raw) {
                    buffer.initializeElement(at: count, to: byte)
                    count += 1
                }
                return count
            }
        }
    }

    /// True for a string in which `\uD800`…`\uDFFF` stands without its other half.
    public var hasLoneSurrogate: Bool { entry.has(CSIMDJSON_HAS_LONE_SURROGATE) }

    /// A scalar as text: a string's content, a number's exact token, `true` or `false`.
    /// Nil for null, arrays and objects.
    public var text: String? {
        switch kind {
        case .string: string
        case .number: numberText
        case .bool: bool == true ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// Elements of an array, members of an object (those that occur twice counted twice), otherwise 0.
    public var count: Int {
        let entry = entry
        guard entry.kind == .array || entry.kind == .object else { return 0 }
        let count = entry.meta >> CSIMDJSON_COUNT_SHIFT
        if count < CSIMDJSON_COUNT_UNKNOWN { return Int(count) }
        return entry.kind == .array
            ? elements.reduce(0) { count, _ in count + 1 } : members.reduce(0) { count, _ in count + 1 }
    }

    /// The exact bytes of this value in the page: whitespace inside it included, around it not.
    public func withRawBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var entry = entry
        if entry.kind == .string {  // with its quotes
            entry.offset -= 1
            entry.length += 2
        }
        return try document.withBytes(of: entry) { (raw) throws(Failure) in try body(UnsafeRawBufferPointer(raw)) }
    }

    /// A copy of the exact bytes of this value in the page.
    public var rawBytes: [UInt8] { withRawBytes { Array($0) } }
}

extension JSONDocument {
    func withBytes<Result, Failure: Error>(
        of entry: CSimdJSONEntry, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withUnsafeBufferPointer { (page) throws(Failure) in
            try body(UnsafeBufferPointer(rebasing: page[Int(entry.offset)..<Int(entry.offset) + Int(entry.length)]))
        }
    }
}

extension CSimdJSONEntry {
    var kind: JSONValue.Kind {
        switch meta & CSIMDJSON_KIND_MASK {
        case CSIMDJSON_BOOL: .bool
        case CSIMDJSON_NUMBER: .number
        case CSIMDJSON_STRING: .string
        case CSIMDJSON_ARRAY: .array
        case CSIMDJSON_OBJECT: .object
        default: .null
        }
    }

    func has(_ flag: UInt32) -> Bool { meta & flag != 0 }
}
