/// Blanks out what must not be shown. Works on bytes, so that no combining character can hide a secret.
struct Redaction: Sendable {
    static let blank = "•••"
    private static let longestExcerpt = 512
    /// Read before anything is cut, because a secret may lie across the cut.
    static let excerptWindow = 4096

    private let secrets: [[UInt8]]

    init(secrets: [String] = []) {
        let spellings = secrets.flatMap { [$0, Self.percentEncoded($0)] }.filter { !$0.isEmpty }
        // Longest first: a secret may contain another.
        self.secrets = Set(spellings).map { Array($0.utf8) }.sorted { $0.count > $1.count }
    }

    init(of request: HTTPRequest, and more: [String] = []) {
        var secrets = request.secrets + more
        for (name, value) in request.headers where Self.namesASecret(name) {
            // "Bearer abc": an answer may quote the token without the word before it. What is shorter than four
            // bytes is no secret, and blanking it would blank every text.
            let last = value.split(separator: " ").last.map(String.init) ?? ""
            secrets += [value, last].filter { $0.utf8.count >= 4 }
        }
        self.init(secrets: secrets)
    }

    /// `text` with every secret replaced.
    func text(_ text: String) -> String {
        String(decoding: bytes(Array(text.utf8)), as: UTF8.self)
    }

    /// A URL fit to be shown: no user info, no fragment, no value of a query item named like a secret, no secret, and
    /// one printable line. Takes any text, because what is refused must be shown as well.
    func url(_ url: String) -> String {
        var rest = url[...]
        if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
        var shown = ""
        if let scheme = rest.firstRange(of: "://") {
            shown = String(rest[..<scheme.upperBound])
            rest = rest[scheme.upperBound...]
            let authority = rest.prefix { !"/?\\".contains($0) }
            if let at = authority.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        }
        let path = rest.prefix { $0 != "?" }
        shown += path
        if path.endIndex < rest.endIndex {
            let items = rest[rest.index(after: path.endIndex)...].split(
                separator: "&", omittingEmptySubsequences: false)
            shown += "?" + items.map(Self.queryItem).joined(separator: "&")
        }
        return Self.printable(bytes(Array(shown.utf8)))
    }

    /// The beginning of an answer as one printable line without secrets, at most 512 bytes of UTF-8.
    func excerpt(of answer: [UInt8]) -> String {
        var window = bytes(Array(answer.prefix(Self.excerptWindow)))
        if answer.count >= Self.excerptWindow {
            // The window may end inside a secret, which then was not recognised.
            window.removeLast(min(window.count, secrets.first?.count ?? 0))
        }
        var text = Self.printable(window).prefix(Self.longestExcerpt)
        while text.utf8.count > Self.longestExcerpt { text.removeLast() }
        return String(text).trimmingASCIIBlanks()
    }

    private func bytes(_ bytes: [UInt8]) -> [UInt8] {
        guard !secrets.isEmpty else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let secret = secrets.first(where: { bytes[index...].starts(with: $0) }) {
                result.append(contentsOf: Self.blank.utf8)
                index += secret.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    private static func queryItem(_ item: Substring) -> String {
        guard let equals = item.firstIndex(of: "=") else { return String(item) }
        return namesASecret(String(item[..<equals])) ? "\(item[...equals])\(blank)" : String(item)
    }

    /// Rather one too many: a blanked page number costs nothing.
    static func namesASecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return [
            "token", "key", "secret", "code", "passw", "pwd", "assertion", "signature", "credential", "auth",
            "session", "cookie", "jwt", "state", "%",
        ].contains { name.contains($0) }
    }

    /// Control and format characters (line breaks, escapes, text direction) become blanks.
    private static func printable(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: text.append(" ")
            default: text.append(scalar)
            }
        }
        return String(text)
    }

    private static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: encoded.append(byte)
            default: encoded += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
