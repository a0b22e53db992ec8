/// gzip bodies for clients to trip over (RFC 1951, RFC 1952). Nothing is really compressed but the bomb.
enum Gzip {
    private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

    /// The bytes in stored blocks, with a right trailer: checksum, then length, four bytes each.
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var packed = header
        var place = 0
        repeat {
            let end = min(bytes.count, place + 0xFFFF)
            let count = UInt16(end - place)
            packed.append(end == bytes.count ? 1 : 0)
            packed += littleEndian(count) + littleEndian(~count) + bytes[place..<end]
            place = end
        } while place < bytes.count
        return packed + littleEndian(checksum(bytes)) + littleEndian(UInt32(truncatingIfNeeded: bytes.count))
    }

    /// 1.3 MB that inflate to 200 MiB of spaces.
    static let bomb: [UInt8] = {
        // One block of fixed codes: a space (01010000), then again and again "the last 258 bytes were the one before"
        // (11000101 00000). The first repetition ends on a byte, and eight more fill thirteen bytes.
        var block = Bits()
        block.append("110" + "01010000" + repetition)
        var eight = Bits()
        for _ in 0..<8 { eight.append(repetition) }
        var packed = header + block.bytes
        packed.reserveCapacity(13 * 101_606 + 64)
        for _ in 0..<101_606 { packed += eight.bytes }
        // The end of the block is 0000000. The checksum is that of this many spaces.
        packed.append(0)
        return packed + littleEndian(UInt32(0xE98F_EF5D)) + littleEndian(UInt32(bombCount))
    }()

    static let bombCount = 1 + 258 * (1 + 8 * 101_606)

    private static let repetition = "1100010100000"

    static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
}

/// Bits from the lowest of each byte upwards.
private struct Bits {
    var bytes: [UInt8] = []
    private var count = 0

    mutating func append(_ bits: String) {
        for bit in bits {
            if count % 8 == 0 { bytes.append(0) }
            if bit == "1" { bytes[bytes.count - 1] |= 1 << UInt8(count % 8) }
            count += 1
        }
    }
}
