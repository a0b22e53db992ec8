internal import CPhoneNumber

/// Phone numbers as identifiers: one spelling per line, E.164 (`+4930901820`), as libphonenumber understands them.
public enum PhoneNumber {
    /// The E.164 spelling, or nil when nobody can have such a number. Extensions are dropped.
    ///
    /// - Parameter region: ISO 3166-1 of the country whose rules a number without a country code follows; nil: only
    ///   numbers that begin with their country code are understood.
    public static func normalized(_ text: String, region: String?) -> String? {
        // What is longer is no number, and libphonenumber refuses it too (250 characters).
        guard (3...250).contains(text.utf8.count), text.utf8.contains(where: isDigit) else { return nil }
        var text = text
        let capacity = Int(CPHONENUMBER_CAPACITY)
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = buffer.withMemoryRebound(to: CChar.self) { target in
                guard let base = target.baseAddress else { return 0 }
                return text.withUTF8 { source in
                    source.withMemoryRebound(to: CChar.self) { source in
                        cphonenumber_e164(source.baseAddress, source.count, region ?? "ZZ", base)
                    }
                }
            }
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// Whether numbers of this region (ISO 3166-1, two upper-case letters) are known.
    public static func knows(region: String) -> Bool {
        let isPlain = region.utf8.count == 2 && region.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")) ~= $0 }
        return isPlain && cphonenumber_knows_region(region) != 0
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        // A digit of another script has bytes above ASCII.
        (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte || byte >= 0x80
    }
}
