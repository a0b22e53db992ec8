/// What one access token may do.
struct Grant {
    var token: String
    var isOAuth: Bool
    var scopes: Set<String>
    /// Virtual time; nil lives for ever.
    var expires: Instant?
    var refreshToken: String?
}

/// Access tokens, refresh tokens and codes of the portal (apis/hubspot.md §2).
struct TokenBook {
    static let lifetime: Int64 = 1_800 * Span.second
    static let allScopes: Set<String> = [
        "oauth", "crm.objects.contacts.read", "crm.objects.contacts.write", "crm.objects.companies.read",
        "crm.objects.companies.write", "crm.objects.deals.read", "crm.objects.deals.write", "crm.objects.leads.read",
        "crm.objects.leads.write", "crm.objects.custom.read", "crm.objects.custom.write", "crm.objects.owners.read",
        "crm.objects.feedback_submissions.read", "crm.schemas.contacts.read", "crm.schemas.companies.read",
        "crm.schemas.deals.read", "crm.schemas.custom.read", "crm.lists.read", "tickets", "sales-email-read",
        "content", "marketing-email", "forms", "conversations.read",
    ]

    private(set) var grants: [String: Grant] = [:]
    private var refreshTokens: [String: Set<String>] = [:]
    private var codes: [String: (redirect: String, scopes: Set<String>)] = [:]
    private var serial = 0

    init(staticToken: String) {
        grants[staticToken] = Grant(token: staticToken, isOAuth: false, scopes: Self.allScopes)
        refreshTokens["sandbox-refresh-token"] = Self.allScopes
    }

    func grant(for call: Call, now: Instant) throws -> Grant {
        guard let header = call.header("authorization"), header.lowercased().hasPrefix("bearer "),
            let grant = grants[header.dropFirst(7).trimmed]
        else { throw Refusal.unauthenticated }
        if let expires = grant.expires, expires <= now { throw Refusal.expired(now - expires) }
        return grant
    }

    mutating func addStatic(_ token: String, scopes: Set<String>) {
        grants[token] = Grant(token: token, isOAuth: false, scopes: scopes)
    }

    mutating func code(redirect: String, scopes: Set<String>) -> String {
        serial += 1
        let code = "code-\(serial)-\(String(mixed(UInt64(serial)), radix: 16))"
        codes[code] = (redirect, scopes.isEmpty ? Self.allScopes : scopes)
        return code
    }

    /// A code works once, and only with the address it was made for.
    mutating func redeem(_ code: String, redirect: String?, now: Instant) -> Grant? {
        guard let known = codes.removeValue(forKey: code), redirect == nil || known.redirect == redirect else {
            return nil
        }
        return issue(known.scopes, refreshToken: newRefreshToken(known.scopes), now: now)
    }

    mutating func refresh(_ token: String, rotating: Bool, now: Instant) -> Grant? {
        guard let scopes = refreshTokens[token] else { return nil }
        guard rotating else { return issue(scopes, refreshToken: token, now: now) }
        refreshTokens[token] = nil
        return issue(scopes, refreshToken: newRefreshToken(scopes), now: now)
    }

    mutating func issueForClient(scopes: Set<String>, now: Instant) -> Grant {
        issue(scopes.isEmpty ? Self.allScopes : scopes, refreshToken: nil, now: now)
    }

    func scopes(ofRefreshToken token: String) -> Set<String>? { refreshTokens[token] }

    mutating func revoke(refreshToken: String) -> Bool {
        refreshTokens.removeValue(forKey: refreshToken) != nil
    }

    mutating func revokeAllRefreshTokens() {
        refreshTokens = [:]
    }

    mutating func expireAccessTokens(now: Instant, includingStatic: Bool) {
        for (token, grant) in grants where grant.isOAuth || includingStatic { grants[token]?.expires = now }
    }

    mutating func setScope(_ scope: String, granted: Bool) {
        for token in grants.keys {
            if granted { grants[token]?.scopes.insert(scope) } else { grants[token]?.scopes.remove(scope) }
        }
        for token in refreshTokens.keys {
            if granted { refreshTokens[token]?.insert(scope) } else { refreshTokens[token]?.remove(scope) }
        }
    }

    private mutating func newRefreshToken(_ scopes: Set<String>) -> String {
        serial += 1
        let token = "refresh-\(serial)-\(String(mixed(UInt64(serial) &+ 77), radix: 16))"
        refreshTokens[token] = scopes
        return token
    }

    private mutating func issue(_ scopes: Set<String>, refreshToken: String?, now: Instant) -> Grant {
        serial += 1
        let token = "access-\(serial)-\(String(mixed(UInt64(serial) &+ 99), radix: 16))"
        let grant = Grant(
            token: token, isOAuth: true, scopes: scopes, expires: now + Self.lifetime, refreshToken: refreshToken)
        grants[token] = grant
        return grant
    }
}
