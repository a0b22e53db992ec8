internal import CCurl

/// A URL in libcurl's own hands: taken apart once, checked, and given to the transfer as it is.
///
/// `@unchecked Sendable`: the handle is filled in `init` and only read afterwards.
final class CurlURL: @unchecked Sendable {
    let handle: OpaquePointer
    let origin: HTTPOrigin
    /// The URL as libcurl spells it, without the fragment.
    let text: String

    convenience init(_ text: String) throws(UnusableURL) {
        try Self.checkCharacters(text)
        guard Self.isAbsolute(text) else { throw UnusableURL(reason: "the URL is not absolute") }
        guard let handle = curl_url() else { throw UnusableURL(reason: "no memory") }
        try self.init(owning: handle, setting: text)
    }

    /// What `link` means on this page; nothing is said yet about where it leads.
    func following(_ link: String) throws(UnusableURL) -> CurlURL {
        try Self.checkCharacters(link)
        if Self.hasScheme(link) { return try CurlURL(link) }
        guard let copy = curl_url_dup(handle) else { throw UnusableURL(reason: "no memory") }
        return try CurlURL(owning: copy, setting: link)
    }

    private init(owning handle: OpaquePointer, setting text: String) throws(UnusableURL) {
        self.handle = handle
        do throws(UnusableURL) {
            let code = curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER))
            guard code == CURLUE_OK else { throw UnusableURL(reason: Self.words(code)) }
            _ = curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0)
            guard try Self.part(CURLUPART_ZONEID, of: handle) == nil else {
                throw UnusableURL(reason: "the URL names a network interface")
            }
            guard let scheme = try Self.part(CURLUPART_SCHEME, of: handle), ["http", "https"].contains(scheme) else {
                throw UnusableURL(reason: "the URL is neither https nor http")
            }
            guard let host = try Self.part(CURLUPART_HOST, of: handle), !host.isEmpty,
                let port = try Self.part(CURLUPART_PORT, of: handle, UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) }),
                let text = try Self.part(CURLUPART_URL, of: handle)
            else { throw UnusableURL(reason: "the URL has no host") }
            origin = HTTPOrigin(scheme: scheme, host: host.lowercased(), port: port)
            self.text = text
        } catch {
            curl_url_cleanup(handle)
            throw error
        }
    }

    deinit {
        curl_url_cleanup(handle)
    }

    /// libcurl forgives more than a URL from outside deserves; other parsers forgive differently.
    private static func checkCharacters(_ text: String) throws(UnusableURL) {
        guard text.utf8.count <= 65_536 else { throw UnusableURL(reason: "the URL is longer than 65536 bytes") }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C }) else {
            throw UnusableURL(
                reason: "the URL holds a blank, a control character, a backslash or a character that is not ASCII")
        }
    }

    /// `scheme:` at the start: letters, digits, `+-.` up to a colon before any slash.
    private static func hasScheme(_ text: String) -> Bool {
        let head = text.prefix { !"/?#".contains($0) }
        guard let colon = head.firstIndex(of: ":"), let first = head.first, first.isLetter else { return false }
        return head[..<colon].allSatisfy { $0.isLetter || $0.isNumber || "+-.".contains($0) }
    }

    /// `scheme://host`: libcurl would also take one slash or three.
    private static func isAbsolute(_ text: String) -> Bool {
        guard hasScheme(text), let colon = text.firstIndex(of: ":") else { return false }
        let rest = text[text.index(after: colon)...]
        return rest.hasPrefix("//") && !rest.hasPrefix("///") && rest.count > 2
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer, _ flags: UInt32 = 0)
        throws(UnusableURL) -> String?
    {
        var value: UnsafeMutablePointer<CChar>?
        let code = curl_url_get(handle, part, &value, flags)
        defer { curl_free(value) }
        switch code {
        case CURLUE_OK: return value.map { String(cString: $0) }
        case CURLUE_NO_ZONEID, CURLUE_NO_HOST, CURLUE_NO_PORT, CURLUE_NO_SCHEME: return nil
        default: throw UnusableURL(reason: words(code))
        }
    }

    private static func words(_ code: CURLUcode) -> String {
        code == CURLUE_USER_NOT_ALLOWED
            ? "the URL holds a user name or password"
            : "the URL is unusable: \(curl_url_strerror(code).map { String(cString: $0) } ?? "unknown")"
    }
}
