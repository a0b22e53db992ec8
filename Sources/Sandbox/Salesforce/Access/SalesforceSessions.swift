/// Access and refresh tokens of the org. No token says when it ends: a session does after a while without a call.
struct SalesforceSessions: Sendable {
    private let life: Int64
    /// When each token was last used.
    private var sessions: [String: Instant] = [:]
    private var refreshTokens: Set<String>
    private var staticToken: String?
    private var serial = 0

    init(_ configuration: SalesforceConfiguration) {
        life = Int64(max(1, configuration.sessionSeconds)) * Span.second
        refreshTokens = [configuration.refreshToken]
        staticToken = configuration.token
    }

    mutating func admit(_ call: Call, now: Instant) throws {
        guard let header = call.header("authorization") else {
            throw SalesforceRefusal(401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE")
        }
        let lowered = header.lowercased()
        guard lowered.hasPrefix("bearer ") || lowered.hasPrefix("oauth ") else {
            throw SalesforceRefusal(401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE")
        }
        let token = header[header.index(after: header.firstIndex(of: " ") ?? header.startIndex)...].trimmed
        if token == staticToken { return }
        guard isActive(token, now: now) else {
            sessions[token] = nil
            throw SalesforceRefusal.session
        }
        sessions[token] = now
    }

    func isActive(_ token: String, now: Instant) -> Bool {
        token == staticToken || sessions[token].map { $0 + life > now } ?? false
    }

    mutating func begin(orgID: String, now: Instant) -> String {
        serial += 1
        let token = "\(orgID.prefix(15))!AQ\(serial).\(String(mixed(UInt64(serial) &+ 177), radix: 36))"
        sessions[token] = now
        return token
    }

    func knows(refreshToken: String) -> Bool { refreshTokens.contains(refreshToken) }

    /// The old one dies at once.
    mutating func rotate(_ token: String) -> String {
        serial += 1
        refreshTokens.remove(token)
        let next = "5Aep\(serial).\(String(mixed(UInt64(serial) &+ 277), radix: 36))"
        refreshTokens.insert(next)
        return next
    }

    /// Either kind of token; false when there is none such.
    mutating func revoke(_ token: String) -> Bool {
        let isRefresh = refreshTokens.remove(token) != nil
        return sessions.removeValue(forKey: token) != nil || isRefresh
    }

    mutating func end(includingStatic: Bool) {
        sessions = [:]
        if includingStatic { staticToken = nil }
    }

    mutating func revokeRefreshTokens() { refreshTokens = [] }
}
