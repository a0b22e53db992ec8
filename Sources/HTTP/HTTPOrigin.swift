/// Scheme, host and port: who answers a request. Credentials go to the origin they were given for, and nowhere else.
///
/// URLs are taken apart by libcurl's own parser, the one that later connects, so that what is checked here is what is
/// used there. On top of it: no user info, no control characters, blanks or backslashes, ASCII only, `://` and a host.
public struct HTTPOrigin: Sendable, Hashable, CustomStringConvertible {
    /// `http` or `https`.
    public let scheme: String
    /// In lower case; IPv6 addresses in brackets, IPv4 in four decimal numbers whatever the URL wrote.
    public let host: String
    /// Always set: 80 or 443 where the URL named none.
    public let port: Int

    init(scheme: String, host: String, port: Int) {
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    /// The origin of an absolute URL; throws `.refused` with the reason for anything else.
    public init(of url: String) throws(HTTPError) {
        do {
            self = try CurlURL(url).origin
        } catch {
            throw HTTPError(.refused(error.reason), url: Redaction().url(url))
        }
    }

    /// The absolute URL that `link` means on the page `page`, when it stays on this origin; throws `.refused` when it
    /// leads elsewhere. For next links, which come from outside: a hostile one would carry our token away.
    public func resolving(_ link: String, from page: String) throws(HTTPError) -> String {
        let target: CurlURL
        do {
            target = try CurlURL(page).following(link)
        } catch {
            throw HTTPError(.refused(error.reason), url: Redaction().url(link))
        }
        guard target.origin == self else {
            throw HTTPError(.refused("the link leads to \(target.origin), not to \(self)"), url: Redaction().url(link))
        }
        return target.text
    }

    /// 127.0.0.0/8, ::1 or `localhost`: the only places plain http may go to.
    public var isLoopback: Bool { Self.isLoopback(host: host) }

    static func isLoopback(host: String) -> Bool {
        if host == "localhost" || host == "[::1]" || host == "::1" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }

    /// `https://api.example.com`, with the port only where it is not the usual one.
    public var description: String {
        let usual = scheme == "https" ? 443 : 80
        return port == usual ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
    }
}

/// Why a text is not a URL we would use. Says nothing of the text itself, which may hold a secret.
struct UnusableURL: Error, Hashable {
    let reason: String
}
