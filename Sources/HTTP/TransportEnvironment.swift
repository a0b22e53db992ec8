/// What the environment says about proxies and trusted authorities, read the way the `curl` program reads it. Pure.
///
/// libcurl would read the proxy variables by itself, but not those for authorities; and an environment that is a value
/// can be tested.
struct TransportEnvironment: Sendable, Hashable {
    /// `https_proxy`, else `all_proxy`; plain http goes to loopback only and never through a proxy.
    let proxy: String?
    /// `no_proxy`: host names, domains and address ranges that are reached directly.
    let proxyExceptions: String?
    /// `CURL_CA_BUNDLE`, else `SSL_CERT_FILE`.
    let authorityFile: String?
    /// `SSL_CERT_DIR`, unless `CURL_CA_BUNDLE` decides.
    let authorityDirectory: String?

    init(_ environment: [String: String]) {
        // The lower-case spelling wins, as in curl.
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        proxy = value("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
        proxyExceptions = value("no_proxy", "NO_PROXY")
        let bundle = value("CURL_CA_BUNDLE")
        authorityFile = bundle ?? value("SSL_CERT_FILE")
        authorityDirectory = bundle == nil ? value("SSL_CERT_DIR") : nil
    }

    /// User name and password of the proxy, to be kept out of every message.
    var secrets: [String] {
        guard let proxy else { return [] }
        let start = proxy.firstRange(of: "://")?.upperBound ?? proxy.startIndex
        let authority = proxy[start...].prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return [] }
        let userInfo = authority[..<at]
        let password = userInfo.firstIndex(of: ":").map { userInfo[userInfo.index(after: $0)...] } ?? ""
        return [String(userInfo), String(password)]
    }
}
