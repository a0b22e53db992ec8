public import JSON

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
            switch oauth2.grant {
            case .refreshToken: ["client_id", "client_secret", "refresh_token"]
            case .clientCredentials: ["client_id", "client_secret"]
            case .jwtBearer: ["client_id", "username", "private_key"]
            }
        }
    }
}

/// OAuth 2.0 (RFC 6749) as far as an unattended reader needs it, plus the consent page for `waymark login`.
public struct OAuth2: Codable, Hashable, Sendable {
    public enum Grant: String, Codable, CaseIterable, Sendable {
        case refreshToken = "refresh_token"
        case clientCredentials = "client_credentials"
        /// RFC 7523 §2.1: an assertion signed with RS256 by the credential `private_key` (PEM), issued by `client_id` for
        /// `username`. There is no refresh token: each access token takes a new assertion.
        case jwtBearer = "jwt_bearer"

        /// As the token endpoint is told.
        public var parameter: String {
            switch self {
            case .refreshToken, .clientCredentials: rawValue
            case .jwtBearer: "urn:ietf:params:oauth:grant-type:jwt-bearer"
            }
        }
    }

    /// How the app proves itself to the token endpoint (RFC 6749 §2.3.1).
    public enum ClientProof: String, Codable, CaseIterable, Sendable {
        case body, basic
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
    /// Where `client_id` and `client_secret` go; default: into the body.
    public var clientProof: ClientProof?
    /// For whom an assertion is meant; a connection's credential `audience` replaces it. Default: the token endpoint's
    /// origin.
    public var audience: String?
    /// Where the token's answer says at which address the data are had. All other requests go there, and the token
    /// nowhere else; the connection's own base URL is then that of the token endpoint.
    public var baseURL: JSONPath?
    /// Which hosts it may name, besides that of the token endpoint: those below these domains, e.g. `salesforce.com`.
    public var domains: [String]

    public init(
        grant: Grant, tokenURL: String, authorizeURL: String? = nil, scopes: [String] = [],
        optionalScopes: [String] = [], refreshMargin: Int? = nil, clientProof: ClientProof? = nil,
        audience: String? = nil, baseURL: JSONPath? = nil, domains: [String] = []
    ) {
        self.grant = grant
        self.tokenURL = tokenURL
        self.authorizeURL = authorizeURL
        self.scopes = scopes
        self.optionalScopes = optionalScopes
        self.refreshMargin = refreshMargin
        self.clientProof = clientProof
        self.audience = audience
        self.baseURL = baseURL
        self.domains = domains
    }
}
