/// Whether a gzip body came to its own end.
///
/// libcurl 7.88.1 inflates what comes and never asks whether the stream was complete: a gzip body that was cut off by
/// whoever made it, then framed correctly, passes as a shorter one. So the raw body is watched for its last four
/// bytes, in which gzip keeps the length of what it packed (RFC 1952, ISIZE). Pure.
struct GzipTrailer: Sendable {
    /// Of the chunked coding (RFC 9112 §7.1), which libcurl shows raw.
    private enum Place {
        case size, sizeExtension, sizeEnd
        case data
        case dataEnd
        case over
    }

    private var place: Place
    /// Bytes of the body still to come in this chunk, or in all when the body is not chunked.
    private var remaining: Int
    private var last: UInt32 = 0
    private var length: UInt64 = 0

    /// - Parameter contentLength: of a body that is not chunked; nil when it ends with the connection.
    init(isChunked: Bool, contentLength: Int?) {
        place = isChunked ? .size : .data
        remaining = isChunked ? 0 : contentLength ?? .max
        self.isChunked = isChunked
    }

    private let isChunked: Bool

    /// Takes body bytes as they came over the wire, transfer coding included.
    mutating func take(_ raw: UnsafeRawBufferPointer) {
        var index = 0
        while index < raw.count {
            let byte = raw[index]
            switch place {
            case .data:
                let count = min(remaining, raw.count - index)
                takeData(raw[index..<index + count])
                index += count
                remaining -= count
                if remaining == 0 { place = isChunked ? .dataEnd : .over }
                continue
            case .size:
                if let digit = byte.hexDigit {
                    // An absurd size saturates; libcurl refuses it by itself.
                    remaining = remaining > Int.max >> 5 ? Int.max >> 1 : remaining << 4 | digit
                } else {
                    place = byte == 0x0D ? .sizeEnd : byte == 0x0A ? nextChunk : .sizeExtension
                }
            case .sizeExtension: if byte == 0x0A { place = nextChunk }
            case .sizeEnd: if byte == 0x0A { place = nextChunk }
            case .dataEnd: if byte == 0x0A { place = .size }
            case .over: return
            }
            index += 1
        }
    }

    /// Whether the stream ended with the length of what it was inflated to. An empty body is no gzip stream, and fine.
    func isWhole(inflated count: Int) -> Bool {
        if length == 0 { return count == 0 }
        return length >= 18 && UInt32(truncatingIfNeeded: count) == last
    }

    private var nextChunk: Place { remaining == 0 ? .over : .data }

    private mutating func takeData(_ data: Slice<UnsafeRawBufferPointer>) {
        length += UInt64(data.count)
        for byte in data.suffix(4) { last = last >> 8 | UInt32(byte) << 24 }
    }
}

extension UInt8 {
    fileprivate var hexDigit: Int? {
        switch self {
        case 0x30...0x39: Int(self) - 0x30
        case 0x41...0x46: Int(self) - 0x41 + 10
        case 0x61...0x66: Int(self) - 0x61 + 10
        default: nil
        }
    }
}
