/// A record: its object, and its row there.
struct RecordReference: Hashable, Sendable {
    let kind: SObjectKind
    let row: Int

    init(_ kind: SObjectKind, _ row: Int) {
        self.kind = kind
        self.row = row
    }

    /// From a slot; nil when there is nothing in it.
    init?(slot: Slot) {
        guard slot >= 0, let kind = SObjectKind(rawValue: UInt8(truncatingIfNeeded: slot >> 40)) else { return nil }
        self.init(kind, Int(slot & 0xFF_FFFF_FFFF))
    }

    var slot: Slot { Int64(kind.rawValue) << 40 | Int64(row) }
}

/// Ids as the platform makes them: a prefix per object, ten digits of base 62 in the order of their creation, and three
/// characters that tell the upper case of the fifteen before.
enum RecordID {
    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let checks = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".utf8)
    /// Where the org lives, as two characters of every id.
    private static let instance = Array("Vw".utf8)
    private static let first = 1_240_117
    private static let stride = 7

    static let prefixes: [[UInt8]] = SObjectKind.allCases.map { Array(SObject.all[Int($0.rawValue)].prefix.utf8) }

    static func append(_ reference: RecordReference, to bytes: inout [UInt8]) {
        append(prefixes[Int(reference.kind.rawValue)], number: first + reference.row * stride, to: &bytes)
    }

    static func append(_ prefix: [UInt8], number: Int, to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 18) { id in
            id[0] = prefix[0]
            id[1] = prefix[1]
            id[2] = prefix[2]
            id[3] = instance[0]
            id[4] = instance[1]
            var rest = number
            for place in stride(from: 14, through: 5, by: -1) {
                id[place] = digits[rest % 62]
                rest /= 62
            }
            for part in 0..<3 {
                var bits = 0
                for place in 0..<5 where id[part * 5 + place] >= 65 && id[part * 5 + place] <= 90 { bits |= 1 << place }
                id[15 + part] = checks[bits]
            }
            bytes.append(contentsOf: id)
        }
    }

    private static func stride(from: Int, through: Int, by: Int) -> StrideThrough<Int> {
        Swift.stride(from: from, through: through, by: by)
    }

    static func text(_ reference: RecordReference) -> String {
        var bytes: [UInt8] = []
        append(reference, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    static func text(_ prefix: String, number: Int) -> String {
        var bytes: [UInt8] = []
        append(Array(prefix.utf8), number: number, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// From 15 or 18 characters; nil when it can be no id of this org.
    static func reference(_ text: some StringProtocol) -> RecordReference? {
        let bytes = Array(text.utf8)
        guard bytes.count == 15 || bytes.count == 18, Array(bytes[3..<5]) == instance,
            let kind = SObjectKind.allCases.first(where: { Array(bytes[..<3]) == prefixes[Int($0.rawValue)] })
        else { return nil }
        var number = 0
        for byte in bytes[5..<15] {
            guard let digit = digits.firstIndex(of: byte), number < Int.max / 62 - 62 else { return nil }
            number = number * 62 + digit
        }
        guard number >= first, (number - first) % stride == 0 else { return nil }
        let reference = RecordReference(kind, (number - first) / stride)
        guard bytes.count == 15 || Array(self.text(reference).utf8) == bytes else { return nil }
        return reference
    }
}
