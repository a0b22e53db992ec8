/// A short name for a finding that a person can type, the same for the same thing at every run.
enum FindingID {
    static let longest = 72

    /// Small letters and digits of any script, joined by hyphens; where that loses something, a hash of the whole tells
    /// apart what would else look the same.
    static func slug(_ parts: [String]) -> String {
        var isLossy = false
        let words = parts.map { part -> String in
            var word = ""
            for scalar in part.unicodeScalars {
                let isKept = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                if isKept {
                    word += String(scalar).lowercased()
                } else {
                    if !"._ -".unicodeScalars.contains(scalar) { isLossy = true }
                    if !word.hasSuffix("-") { word += "-" }
                }
            }
            return word
        }
        var slug = words.joined(separator: "-")
        while slug.contains("--") { slug = slug.replacing("--", with: "-") }
        while slug.hasSuffix("-") { slug.removeLast() }
        guard isLossy || slug.utf8.count > longest else { return slug }
        return slug.prefix(longest - 9) + "-" + hash(parts.joined(separator: "\u{1F}"))
    }

    /// FNV-1a of 32 bits, in hexadecimal: tells apart, protects nothing.
    private static func hash(_ text: String) -> String {
        var hash: UInt32 = 2_166_136_261
        for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
