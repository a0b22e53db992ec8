internal import CPublicSuffix

/// The domain that an organisation registered, by the public suffix list (https://publicsuffix.org) in libpsl.
public enum OrganisationDomain {
    /// `https://shop.acme.co.uk/about` → `acme.co.uk`; nil when there is no such domain: an address of a machine, a
    /// public suffix alone, a name that the list does not know.
    public static func normalized(_ text: String) -> String? {
        guard let host = host(of: text), let list = psl_builtin() else { return nil }
        // Nobody's, and everybody's in examples, demonstrations and simulated companies (RFC 2606, section 3).
        if let reserved = ["example.com", "example.net", "example.org"].first(where: { host.hasSuffix($0) }) {
            let name = host.dropLast(reserved.utf8.count)
            if name.isEmpty { return nil }
            if name.hasSuffix("."), let label = name.split(separator: ".").last { return "\(label).\(reserved)" }
        }
        // Under a suffix that nobody registered there is no organisation: `printer.local`.
        let registrable: String? = host.withCString { name in
            guard let domain = psl_registrable_domain(list, name),
                let suffix = psl_unregistrable_domain(list, name),
                psl_is_public_suffix2(list, suffix, PSL_TYPE_NO_STAR_RULE) != 0
            else { return nil }
            return String(cString: domain)
        }
        return registrable
    }

    /// The host in a URL, an e-mail address or a bare name, in lower case.
    private static func host(of text: String) -> String? {
        var rest = text.drop(while: \.isWhitespace)
        if let scheme = rest.range(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { !"/?#".contains($0) && !$0.isWhitespace }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        rest = rest.prefix { $0 != ":" }
        while rest.last == "." { rest.removeLast() }
        let host = rest.lowercased()
        guard host.utf8.count <= 253, host.contains("."), EmailAddress.normalized("a@" + host) != nil else {
            return nil
        }
        return host
    }
}
