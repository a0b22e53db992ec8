import ConnectorKit
import Foundation
import HTTP
import JSON

/// Proves who we are with every request, and keeps the proof fresh: one refresh for all callers, before expiry.
actor Session {
    private let method: SignIn
    private let connection: Connection
    private let transport: any HTTPTransport
    private let file: TokenFile
    private let clock: EngineClock
    private let tokenURL: String?
    private var current: TokenFile.Tokens?
    private var refreshing: Task<TokenFile.Tokens, any Error>?

    init(
        connection: Connection, transport: any HTTPTransport, file: TokenFile, clock: EngineClock
    ) throws(SyncFailure) {
        let usable = connection.connector.signIn.first { method in
            method.credentials.allSatisfy { connection.credentials[$0] != nil }
                || Self.isLoggedIn(method, connection, file)
        }
        guard let usable else {
            let ways = connection.connector.signIn.map { $0.credentials.joined(separator: " + ") }
            throw .signIn(
                "connection \(connection.name) has no complete credentials; \(connection.connector.title) needs "
                    + ways.joined(separator: ", or "))
        }
        method = usable
        self.connection = connection
        self.transport = transport
        self.file = file
        self.clock = clock
        if case .oauth2(let oauth2) = usable {
            tokenURL = try oauth2.tokenAddress(of: connection)
        } else {
            tokenURL = nil
        }
    }

    /// After `waymark login` the refresh token is in the token file, not in the configuration.
    private static func isLoggedIn(_ method: SignIn, _ connection: Connection, _ file: TokenFile) -> Bool {
        guard case .oauth2(let oauth2) = method, oauth2.grant == .refreshToken,
            connection.credentials["client_id"] != nil, connection.credentials["client_secret"] != nil
        else { return false }
        return ((try? file.tokens(of: connection.name)) ?? nil)?.refreshToken != nil
    }

    /// Where data requests go: as the token's answer said, else the connection's base URL.
    func baseURL() async throws -> String {
        guard case .oauth2(let oauth2) = method, oauth2.baseURL != nil else { return connection.baseURL }
        guard let address = try await tokens(oauth2).baseURL else {
            throw SyncFailure.signIn("the token came without the address at which it is good")
        }
        return address
    }

    /// Adds the proof to a request. The secrets in it are named, so that no error shows them.
    ///
    /// False: the proof is for another address by now (a new token named one); nothing was added, ask for it again.
    @discardableResult
    func sign(_ request: inout HTTPRequest) async throws -> Bool {
        let secrets = connection.credentials.values.filter { $0.utf8.count >= 4 }
        request.secrets += secrets
        switch method {
        case .bearer(let name):
            request.headers["Authorization"] = "Bearer " + connection.credentials[name, default: ""]
        case .header(let header, let prefix, let name):
            request.headers[header] = (prefix ?? "") + connection.credentials[name, default: ""]
        case .basic(let user, let password):
            let pair = connection.credentials[user, default: ""] + ":" + connection.credentials[password, default: ""]
            let encoded = Data(pair.utf8).base64EncodedString()
            request.headers["Authorization"] = "Basic " + encoded
            request.secrets.append(encoded)
        case .oauth2(let oauth2):
            let tokens = try await tokens(oauth2)
            if oauth2.baseURL != nil {
                // The last guard of all: a token goes to the origin that came with it, and nowhere else.
                guard let address = tokens.baseURL, let origin = try? HTTPOrigin(of: address),
                    origin == (try? HTTPOrigin(of: request.url))
                else { return false }
            }
            guard let token = tokens.accessToken else {
                throw SyncFailure.signIn("the token answer has no access_token")
            }
            request.headers["Authorization"] = "Bearer " + token
            request.secrets.append(token)
        }
        return true
    }

    /// The answer said that the proof is no longer good. False: there is nothing to renew.
    func renew(after request: HTTPRequest) async throws -> Bool {
        guard case .oauth2 = method else { return false }
        // Another caller may have renewed it since this request was signed.
        if let token = current?.accessToken, request.headers["Authorization"] == "Bearer " + token {
            current?.expiresAt = 0
        }
        return true
    }

    private func tokens(_ oauth2: OAuth2) async throws -> TokenFile.Tokens {
        let margin = Int64(oauth2.refreshMargin ?? 120) * 1000
        if let current, current.accessToken != nil, (current.expiresAt ?? .max) - margin > clock.now() {
            return current
        }
        let task: Task<TokenFile.Tokens, any Error>
        if let refreshing {
            task = refreshing
        } else {
            let stale = current?.accessToken
            // Not a child of the first caller: when that one is cancelled, the others still need the token.
            // Only the refresh itself changes what is current: a caller that wakes up late must not undo a newer one.
            task = Task {
                defer { refreshing = nil }
                let tokens = try await refresh(oauth2, stale: stale, margin: margin)
                current = tokens
                return tokens
            }
            refreshing = task
        }
        return try await task.value
    }

    private nonisolated func refresh(_ oauth2: OAuth2, stale: String?, margin: Int64) async throws -> TokenFile.Tokens {
        try await file.locked(clock) {
            let stored = try file.tokens(of: connection.name)
            let seed = seed(oauth2)
            let isOfThisChain = stored?.seed == seed || seed == nil
            if isOfThisChain, let stored, let token = stored.accessToken, token != stale,
                (stored.expiresAt ?? .max) - margin > clock.now(), oauth2.baseURL == nil || stored.baseURL != nil
            {
                return stored
            }
            let refreshToken =
                oauth2.grant == .refreshToken ? isOfThisChain ? stored?.refreshToken ?? seed : seed : nil
            var tokens = try await newTokens(oauth2, refreshToken: refreshToken)
            tokens.refreshToken = tokens.refreshToken ?? refreshToken
            tokens.seed = seed
            if !Sabotage.forgetRotatedToken.isOn { try file.save(tokens, of: connection.name) }
            return tokens
        }
    }

    /// Where a chain of tokens begins: with other credentials, tokens that are kept are not of it.
    private nonisolated func seed(_ oauth2: OAuth2) -> String? {
        switch oauth2.grant {
        case .refreshToken: connection.credentials["refresh_token"]
        case .clientCredentials, .jwtBearer:
            [tokenURL, connection.credentials["client_id"], connection.credentials["username"]]
                .compactMap(\.self).joined(separator: " ")
        }
    }

    private nonisolated func newTokens(_ oauth2: OAuth2, refreshToken: String?) async throws -> TokenFile.Tokens {
        let (clientID, secret) = (
            connection.credentials["client_id", default: ""], connection.credentials["client_secret", default: ""]
        )
        var form = ["grant_type": oauth2.grant.parameter]
        let isBasic = oauth2.clientProof == .basic
        if oauth2.grant != .jwtBearer, !isBasic { (form["client_id"], form["client_secret"]) = (clientID, secret) }
        form["refresh_token"] = refreshToken
        if oauth2.grant == .clientCredentials, !oauth2.scopes.isEmpty {
            form["scope"] = oauth2.scopes.joined(separator: " ")
        }
        func request(_ form: [String: String]) -> TokenRequest {
            TokenRequest(
                url: tokenURL ?? "", form: form, rules: connection.connector.errors, transport: transport, clock: clock,
                baseURL: oauth2.baseURL, domains: oauth2.domains, basic: isBasic ? (clientID, secret) : nil)
        }
        guard oauth2.grant == .jwtBearer else { return try await request(form).send() }
        let own = clock.now()
        form["assertion"] = try await assertion(oauth2, now: own)
        var serverTime: Int64?
        do { return try await request(form).send(&serverTime) } catch SyncFailure.signIn(let text) {
            // An assertion lives for minutes: with this machine's clock wrong, the server's own time is what counts.
            guard let serverTime, abs(serverTime - own) > 60_000 else { throw SyncFailure.signIn(text) }
            form["assertion"] = try await assertion(oauth2, now: serverTime)
            return try await request(form).send()
        }
    }

    private nonisolated func assertion(_ oauth2: OAuth2, now: Int64) async throws -> String {
        var audience = connection.credentials["audience"] ?? oauth2.audience
        if audience == nil { audience = (try? HTTPOrigin(of: tokenURL ?? ""))?.description }
        return try await Assertion(connection, audience: audience ?? "", now: now)
            .signed(withKey: connection.credentials["private_key", default: ""])
    }
}

extension OAuth2 {
    /// Where tokens are had: absolute, or on the connection's own server.
    public func tokenAddress(of connection: Connection) throws(SyncFailure) -> String {
        do {
            var values = TemplateValues()
            for (name, path) in connection.connector.paths { values[name] = .path(path) }
            if tokenURL.hasPrefix("https://") || tokenURL.hasPrefix("http://") { return tokenURL }
            return connection.baseURL + (try RequestTemplate(get: tokenURL).render(values).target)
        } catch {
            throw .fixConfig("token_url: \(error)")
        }
    }
}
