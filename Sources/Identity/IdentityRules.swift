public import Touchpoints

/// What an identifier that a record states is worth: its one spelling, and the rule by which it tells who is meant.
public struct IdentityClaim: Hashable, Sendable {
    public var node: IdentityNode
    public var rule: LinkRule
    /// As the record states it.
    public var stated: String
}

/// How identifiers are understood; a configuration adds what only the company knows.
public struct IdentityRules: Codable, Hashable, Sendable {
    /// ISO 3166-1: whose rules a phone number without a country code follows. nil: such a number identifies nobody.
    public var defaultRegion: String?
    /// Beside the built-in ones: local parts (`frontdesk`) or whole addresses (`berlin@acme.com`).
    public var sharedInboxes: Set<String>
    /// Beside the built-in ones: domains that everybody can have an address at.
    public var freeMail: Set<String>

    /// Whether somebody who is known may become somebody else.
    package var revision = Revision.always
    /// Whether the built-in list of `freeMail` counts.
    package var knowsFreeMail = true

    /// What new evidence may do to people who are known. Anything but `always` is a mistake that the conformance suite
    /// makes on purpose, to show that it is noticed.
    package enum Revision: Sendable {
        case always
        /// Two become one, and stay it.
        case joining
        /// Whoever came first stays what they were: the first link wins.
        case never
    }

    private enum CodingKeys: CodingKey { case defaultRegion, sharedInboxes, freeMail }

    public init(defaultRegion: String? = nil, sharedInboxes: Set<String> = [], freeMail: Set<String> = []) {
        self.defaultRegion = defaultRegion
        self.sharedInboxes = Set(sharedInboxes.map { $0.lowercased() })
        self.freeMail = Set(freeMail.map { $0.lowercased() })
    }

    public static let standard = IdentityRules()

    /// Whether several people read a mailbox, by its name.
    public func isSharedInbox(_ address: String) -> Bool {
        let local = String(EmailAddress.localPart(of: address))
        return SharedInbox.roles.contains(local) || sharedInboxes.contains(local) || sharedInboxes.contains(address)
    }

    public func isFreeMail(_ domain: String) -> Bool {
        knowsFreeMail && FreeMail.domains.contains(domain) || freeMail.contains(domain)
    }

    /// What a record of an entity states by an identifier; nil: it identifies nobody.
    public func claim(_ identifier: Identifier, of entity: EntityKind) -> IdentityClaim? {
        func claim(_ kind: IdentityNode.Kind, _ value: String, _ rule: LinkRule, _ stated: String) -> IdentityClaim {
            IdentityClaim(node: IdentityNode(kind: kind, value: value), rule: rule, stated: stated)
        }
        switch (entity, identifier) {
        case (.person, .email(let text)):
            guard let address = EmailAddress.normalized(text) else { return nil }
            return claim(.email, address, isSharedInbox(address) ? .sharedInbox : .ownAddress, text)
        case (.person, .phone(let text)):
            return PhoneNumber.normalized(text, region: defaultRegion).map { claim(.phone, $0, .phone, text) }
        case (.account, .domain(let text)):
            guard let domain = OrganisationDomain.normalized(text), !isFreeMail(domain) else { return nil }
            return claim(.domain, domain, .ownDomain, text)
        case (.person, .external(let id)), (.account, .external(let id)):
            return id.isEmpty ? nil : claim(.external, id.text, .externalID, id.value)
        default: return nil
        }
    }
}

extension ExternalID {
    /// What follows the name of the system or the numbering.
    public var value: String {
        switch self {
        case .record(_, _, let id): id
        case .named(_, let value): value
        }
    }

    var isEmpty: Bool { value.isEmpty }

    /// `ext/salesforce/Contact/003…` or `ext/customer_number/4711`: never the text of a record or an address.
    public var text: String {
        let parts =
            switch self {
            case .record(let system, let objectType, let id): [system, objectType, id]
            case .named(let name, let value): [name, value]
            }
        return "ext/" + parts.map(Self.escaped).joined(separator: "/")
    }

    /// What a part of `text` stands for.
    public static func unescaped(_ part: some StringProtocol) -> String {
        String(part).replacing("%40", with: "@").replacing("%3A", with: ":").replacing("%2F", with: "/")
            .replacing("%25", with: "%")
    }

    private static func escaped(_ part: String) -> String {
        var result = ""
        for character in part {
            switch character {
            case "%": result += "%25"
            case "/": result += "%2F"
            case ":": result += "%3A"
            case "@": result += "%40"
            default: result.append(character)
            }
        }
        return result
    }
}
