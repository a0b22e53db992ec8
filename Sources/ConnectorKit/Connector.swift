public import JSON

/// What Waymark knows about one system: where it is, how to sign in, how fast to call, what it holds.
///
/// A connector is a value and contains no code. Built-in ones are written in Swift, a customer's own in YAML; both are
/// decoded into this very type, so whatever one spelling can say the other can too.
public struct Connector: Codable, Hashable, Sendable {
    /// Lower-case, unique, part of every record's identity; never change it once data has been stored.
    public var name: String
    /// As the system's owners write it, e.g. `HubSpot`.
    public var title: String
    /// Where the vendor documents the API.
    public var documentation: String?
    /// Scheme and host, optionally with a path prefix; a connection may override it. Empty where every company runs a
    /// server of its own: each connection then has to name it.
    public var baseURL: String
    /// Named pieces of paths, used as `{name}` in requests; a connection may override them. API path families live here.
    public var paths: [String: String]
    /// Ways to sign in, in order of preference; the first whose credentials the connection names is used.
    public var signIn: [SignIn]
    /// The vendor account behind the credentials: a connection is pinned to it.
    public var account: AccountProbe
    public var budgets: [Budget]
    /// Rules for answers that mean something else than their status says; the first that matches wins.
    public var errors: [ErrorRule]
    public var streams: [RecordStream]
    /// Streams that exist only in some accounts, e.g. custom objects.
    public var discoveries: [StreamDiscovery]

    public init(
        name: String, title: String, documentation: String? = nil, baseURL: String, paths: [String: String] = [:],
        signIn: [SignIn], account: AccountProbe, budgets: [Budget] = [], errors: [ErrorRule] = [],
        streams: [RecordStream], discoveries: [StreamDiscovery] = []
    ) {
        self.name = name
        self.title = title
        self.documentation = documentation
        self.baseURL = baseURL
        self.paths = paths
        self.signIn = signIn
        self.account = account
        self.budgets = budgets
        self.errors = errors
        self.streams = streams
        self.discoveries = discoveries
    }

    public func stream(named name: String) -> RecordStream? {
        streams.first { $0.name == name }
    }
}

/// How to learn which vendor account the credentials belong to.
public struct AccountProbe: Codable, Hashable, Sendable {
    /// A cheap call that needs no special permission.
    public var request: RequestTemplate
    /// The account's id in the answer; absent where the system has one account per server: the base URL's host then stands for it.
    public var id: JSONPath?
    /// What stands at `id` for credentials that may not see it: they need `scopes` then.
    public var hidden: String?
    /// What the credentials must be allowed to read, as the vendor names it.
    public var scopes: [String]
    /// The IANA time zone in which daily quotas are reset.
    public var timeZone: JSONPath?
    /// The currency of amounts that name none (ISO 4217).
    public var currency: JSONPath?

    public init(
        request: RequestTemplate, id: JSONPath? = nil, hidden: String? = nil, scopes: [String] = [],
        timeZone: JSONPath? = nil, currency: JSONPath? = nil
    ) {
        self.request = request
        self.id = id
        self.hidden = hidden
        self.scopes = scopes
        self.timeZone = timeZone
        self.currency = currency
    }
}

/// Streams described by the account itself: one per element of an answer, made from a template.
public struct StreamDiscovery: Codable, Hashable, Sendable {
    public var request: RequestTemplate
    /// The array of descriptions in the answer.
    public var records: JSONPath
    /// The stream's name, e.g. `name` of a custom object's schema; made lower-case, other characters than a–z 0–9 become `_`.
    public var name: JSONPath
    /// The object type, available as `{object_type}` in the template's requests.
    public var objectType: JSONPath
    /// Only elements for which these hold.
    public var when: [Condition]
    public var template: RecordStream

    public init(
        request: RequestTemplate, records: JSONPath, name: JSONPath, objectType: JSONPath, when: [Condition] = [],
        template: RecordStream
    ) {
        self.request = request
        self.records = records
        self.name = name
        self.objectType = objectType
        self.when = when
        self.template = template
    }
}
