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

    /// Adds the proof to a request. The secrets in it are named, so that no error shows them.
    func sign(_ request: inout HTTPRequest) async throws {
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
            let token = try await accessToken(oauth2)
            request.headers["Authorization"] = "Bearer " + token
            request.secrets.append(token)
        }
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

    private func accessToken(_ oauth2: OAuth2) async throws -> String {
        let margin = Int64(oauth2.refreshMargin ?? 120) * 1000
        if let current, let token = current.accessToken, (current.expiresAt ?? .max) - margin > clock.now() {
            return token
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
        let tokens = try await task.value
        guard let token = tokens.accessToken else { throw SyncFailure.signIn("the token answer has no access_token") }
        return token
    }

    private nonisolated func refresh(_ oauth2: OAuth2, stale: String?, margin: Int64) async throws -> TokenFile.Tokens {
        try await file.locked(clock) {
            let stored = try file.tokens(of: connection.name)
            let seed = connection.credentials["refresh_token"]
            let isOfThisChain = stored?.seed == seed || seed == nil
            if isOfThisChain, let stored, let token = stored.accessToken, token != stale,
                (stored.expiresAt ?? 0) - margin > clock.now()
            {
                return stored
            }
            var form = [
                "grant_type": oauth2.grant.rawValue, "client_id": connection.credentials["client_id", default: ""],
                "client_secret": connection.credentials["client_secret", default: ""],
            ]
            let refreshToken = isOfThisChain ? stored?.refreshToken ?? seed : seed
            if oauth2.grant == .refreshToken { form["refresh_token"] = refreshToken }
            if oauth2.grant == .clientCredentials, !oauth2.scopes.isEmpty {
                form["scope"] = oauth2.scopes.joined(separator: " ")
            }
            var tokens = try await TokenRequest(
                url: tokenURL ?? "", form: form, rules: connection.connector.errors, transport: transport, clock: clock
            ).send()
            tokens.refreshToken = tokens.refreshToken ?? refreshToken
            tokens.seed = seed
            if !Sabotage.forgetRotatedToken.isOn { try file.save(tokens, of: connection.name) }
            return tokens
        }
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
