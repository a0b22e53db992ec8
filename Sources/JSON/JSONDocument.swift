internal import CSimdJSON

/// A page of JSON (RFC 8259), checked through and through: its bytes, and a tape that says where every value stands.
///
/// Nothing is decoded until it is asked for. Values are views that keep their document alive.
///
/// - A byte order mark at the start is passed over (RFC 8259 §8.1 allows that).
/// - A member that occurs twice: the last one counts for lookups and in canonical output;
///   ``JSONValue/members`` shows all.
/// - Numbers keep their exact token, however large: ``JSONValue/numberText``.
/// - Half a surrogate pair as `\uD83D` is accepted, decoded as U+FFFD and marked: ``JSONValue/hasLoneSurrogate``.
/// - Invalid UTF-8 refuses the page.
public final class JSONDocument: Sendable {
    /// Zero bytes that ``parse(_:limits:)`` appends. An array with that much spare capacity is not copied.
    public static let padding = Int(CSIMDJSON_PADDING)

    /// The page, then the padding.
    let bytes: [UInt8]
    /// One entry per value and member name; the root is first.
    let tape: [CSimdJSONEntry]
    /// Bytes in the page.
    public let byteCount: Int

    private init(bytes: consuming [UInt8], tape: [CSimdJSONEntry], byteCount: Int) {
        self.bytes = bytes
        self.tape = tape
        self.byteCount = byteCount
    }

    public var root: JSONValue { JSONValue(document: self, index: 0) }

    /// Parses a page. Give the array away (`consume`) with ``padding`` spare bytes of capacity, and it is not copied.
    ///
    /// The calling thread keeps up to 8 MiB of buffers for its next page.
    public static func parse(
        _ bytes: consuming [UInt8], limits: JSONLimits = JSONLimits()
    ) throws(JSONError) -> JSONDocument {
        var page = bytes
        let length = page.count
        let longest = min(limits.maxBytes, Int(CSIMDJSON_MAX_LENGTH) - 1)
        guard length <= longest else {
            throw page.withUnsafeBufferPointer {
                JSONError(.tooLong(bytes: length, limit: longest), at: max(0, longest), in: $0)
            }
        }
        page.reserveCapacity(length + padding)
        page.append(contentsOf: repeatElement(0, count: padding))

        let depth = min(max(limits.maxDepth, 0), Int(CSIMDJSON_MAX_DEPTH))
        let outcome = page.withUnsafeBufferPointer { readTape($0, length: length, depth: depth) }
        return JSONDocument(bytes: page, tape: try outcome.get(), byteCount: length)
    }

    private static func readTape(
        _ padded: UnsafeBufferPointer<UInt8>, length: Int, depth: Int
    ) -> Result<[CSimdJSONEntry], JSONError> {
        var entries: UnsafePointer<CSimdJSONEntry>?
        var count = 0
        // The tape lies in the thread's buffers until the thread's next call; there is no suspension in between.
        let result = csimdjson_parse(padded.baseAddress, length, UInt32(depth), &entries, &count)
        defer { csimdjson_release_large_buffers() }
        let page = UnsafeBufferPointer(rebasing: padded[..<length])
        switch result {
        case CSIMDJSON_OK:
            return .success(Array(UnsafeBufferPointer(start: entries, count: count)))
        case CSIMDJSON_OUT_OF_MEMORY:
            return .failure(JSONError(.outOfMemory, at: 0, in: page))
        default:
            let refusal = StrictReader.refusal(of: page, maxDepth: depth)
            return .failure(JSONError(refusal?.reason ?? .unexplained, at: refusal?.offset ?? 0, in: page))
        }
    }
}
