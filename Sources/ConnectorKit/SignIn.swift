/// How a request proves who sends it. Credential names refer to the `credentials` of a connection.
public enum SignIn: Codable, Hashable, Sendable {
    /// `Authorization: Bearer …`
    case bearer(credential: String)
    /// A header of the system's own, e.g. `Authorization: token …` with the prefix `token `.
    case header(name: String, prefix: String?, credential: String)
    /// HTTP basic.
    case basic(user: String, password: String)
    case oauth2(OAuth2)

    /// The credentials a connection must name for this way to be usable.
    public var credentials: [String] {
        switch self {
        case .bearer(let credential): [credential]
        case .header(_, _, let credential): [credential]
        case .basic(let user, let password): [user, password]
        case .oauth2(let oauth2):
            ["client_id", "client_secret"] + (oauth2.grant == .refreshToken ? ["refresh_token"] : [])
        }
    }
}

/// OAuth 2.0 (RFC 6749) as far as an unattended reader needs it, plus the consent page for `waymark login`.
public struct OAuth2: Codable, Hashable, Sendable {
    public enum Grant: String, Codable, CaseIterable, Sendable {
        case refreshToken = "refresh_token"
        case clientCredentials = "client_credentials"
    }

    public var grant: Grant
    /// Absolute, or a path on the connection's base URL; may use `{path}` names. Called with a form body.
    public var tokenURL: String
    /// The page on which a person consents; absolute. Required for `waymark login`.
    public var authorizeURL: String?
    /// Asked for on the consent page, separated by spaces.
    public var scopes: [String]
    public var optionalScopes: [String]
    /// Seconds before expiry at which a token is refreshed; default 120.
    public var refreshMargin: Int?

    public init(
        grant: Grant, tokenURL: String, authorizeURL: String? = nil, scopes: [String] = [],
        optionalScopes: [String] = [], refreshMargin: Int? = nil
    ) {
        self.grant = grant
        self.tokenURL = tokenURL
        self.authorizeURL = authorizeURL
        self.scopes = scopes
        self.optionalScopes = optionalScopes
        self.refreshMargin = refreshMargin
    }
}
