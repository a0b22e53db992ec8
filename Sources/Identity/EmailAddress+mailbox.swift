/// What is known of providers that deliver several spellings of an address to one mailbox.
///
/// Only what a provider documents itself stands here; elsewhere `a.b+c@x.co` and `ab@x.co` are two mailboxes.
/// Outlook.com and iCloud are left out on purpose: neither documents tags for its consumer addresses.
extension EmailAddress {
    private struct Provider {
        /// The domain that stands for all of the provider's.
        var domain: String
        var ignoresDots = false
    }

    private static let providers: [String: Provider] = [
        // Dots: https://support.google.com/mail/answer/7436150; tags: https://support.google.com/mail/answer/22370.
        // googlemail.com is the same mailbox: https://support.google.com/mail/answer/10313.
        "gmail.com": Provider(domain: "gmail.com", ignoresDots: true),
        "googlemail.com": Provider(domain: "gmail.com", ignoresDots: true),
        // Tags: https://www.fastmail.help/hc/en-us/articles/360060591053.
        "fastmail.com": Provider(domain: "fastmail.com"),
        "fastmail.fm": Provider(domain: "fastmail.fm"),
        // Tags: https://proton.me/support/addresses-and-aliases.
        "proton.me": Provider(domain: "proton.me"),
        "protonmail.com": Provider(domain: "protonmail.com"),
        "pm.me": Provider(domain: "pm.me"),
    ]

    /// The mailbox that a normalised address means: itself, but for the providers above.
    static func mailbox(of address: String) -> String {
        guard let at = address.lastIndex(of: "@"),
            let provider = providers[String(address[address.index(after: at)...])]
        else { return address }
        var local = address[..<at].prefix { $0 != "+" }
        if provider.ignoresDots { local.removeAll { $0 == "." } }
        return local.isEmpty ? address : "\(local)@\(provider.domain)"
    }

    /// What stands before the `@` of an address, without a tag.
    static func localPart(of address: String) -> Substring { address.prefix { $0 != "@" }.prefix { $0 != "+" } }

    /// What stands behind the `@` of an address.
    static func domain(of address: String) -> Substring {
        address.lastIndex(of: "@").map { address[address.index(after: $0)...] } ?? ""
    }
}
