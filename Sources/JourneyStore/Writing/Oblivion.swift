import Crypto
import Identity

/// What the store must not learn again, as salted hashes. Empty in most stores, and then it costs nothing.
struct Oblivion {
    enum Kind: String { case record, redacted, identifier }

    private let key: SymmetricKey
    private let connection: Connection

    static let saltNote = "erasure/salt"

    /// nil: nothing was ever erased here.
    init?(_ connection: Connection) throws {
        let salt = try connection.first(
            "SELECT value FROM notes WHERE key = ?", .text(Self.saltNote), read: { $0.text(0) })
        guard let salt else { return nil }
        key = SymmetricKey(data: Array(salt.utf8))
        self.connection = connection
    }

    /// 32 bytes of the system's random source, made once per store.
    static func makeSalt() -> String { OpaqueID.random() + OpaqueID.random() }

    func hash(_ bytes: [UInt8]) -> [UInt8] { Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key)) }

    func hash(_ text: String) -> [UInt8] { hash(Array(text.utf8)) }

    func kind(_ text: String) throws -> Kind? {
        let kind = try connection.first(
            "SELECT kind FROM erased_hashes WHERE hash = ?", .blob(hash(text)), read: { $0.text(0) })
        return kind.map { Kind(rawValue: $0) ?? .record }
    }

    func holds(_ node: IdentityNode) throws -> Bool { try kind(node.value) == .identifier }

    /// Whether a text holds an e-mail address of somebody who was erased.
    func isMentioned(in bytes: [UInt8]) throws -> Bool {
        var start = 0
        for (position, byte) in bytes.enumerated() where byte == UInt8(ascii: "@") {
            var from = position
            while from > start, Self.isPartOfAddress(bytes[from - 1]) { from -= 1 }
            var to = position + 1
            while to < bytes.count, Self.isPartOfAddress(bytes[to]) { to += 1 }
            start = position + 1
            var text = String(decoding: bytes[from..<to], as: UTF8.self)
            while text.last == "." || text.last == "-" { text.removeLast() }
            if let address = EmailAddress.normalized(text), try kind(address) == .identifier { return true }
        }
        return false
    }

    /// As far as an address goes inside a sentence or JSON; letters of other scripts included.
    private static func isPartOfAddress(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
            true
        default: "._%+-'~".utf8.contains(byte)
        }
    }
}
