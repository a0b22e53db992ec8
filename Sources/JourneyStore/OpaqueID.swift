import Crypto

/// Ids of 26 characters `a`–`z`, `2`–`7`: 128 bits in RFC 4648 base32, lower case, without padding.
enum OpaqueID {
    /// Of the system's random source: epochs.
    static func random() -> String { base32(randomBytes(16)) }

    /// A new person: 48 bits of time, 80 random bits. The time means nothing to anybody; it puts people that appear
    /// together next to each other in the indexes, which saves most of the writing during a first sync.
    static func person(at milliseconds: Int64) -> String {
        let time = withUnsafeBytes(of: milliseconds.bigEndian) { Array($0.suffix(6)) }
        return base32(time + randomBytes(10))
    }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        // Eight at a time: each is a question to the kernel.
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        while bytes.count < count {
            withUnsafeBytes(of: generator.next() as UInt64) { bytes.append(contentsOf: $0.prefix(count - bytes.count)) }
        }
        return bytes
    }

    /// Of a touchpoint: SHA-256 over system, account, object type, record id and facet, in this order, each as its
    /// length in bytes of UTF-8 (4 bytes, big-endian) and then those bytes; the first 16 bytes of the digest.
    static func touchpoint(system: String, account: String, objectType: String, recordID: String, facet: String)
        -> String
    {
        var message: [UInt8] = []
        for field in [system, account, objectType, recordID, facet] {
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: field.utf8.count).bigEndian) {
                message.append(contentsOf: $0)
            }
            message.append(contentsOf: field.utf8)
        }
        return base32(Array(SHA256.hash(data: message).prefix(16)))
    }

    static func base32(_ bytes: [UInt8]) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 8 + 4) / 5)
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            buffer = (buffer << 8 | UInt32(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(buffer >> bits & 31)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(buffer << (5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
