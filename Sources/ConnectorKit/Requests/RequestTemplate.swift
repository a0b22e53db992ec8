/// A request with named gaps: `{name}` in the path, the query and the body is replaced by a value.
///
/// Values come from a closed list: the connector's `paths`, `{account}`, `{object_type}`, `{limit}`, `{cursor}`,
/// `{page}`, `{offset}`, `{from}`, `{to}`, `{from_id}`, `{to_id}`, `{id}`, `{ids}`, `{job}`, `{parent}`, `{fields}`,
/// `{history}`.
/// A query item or a member of a body whose value is exactly one gap is left out while the gap has no value.
public struct RequestTemplate: Codable, Hashable, Sendable {
    /// Exactly one of `get`, `post` and `patch`: the path, relative to the base URL.
    public var `get`: String?
    public var post: String?
    /// Only ever used to end what Waymark itself has begun.
    public var patch: String?
    public var query: [String: String]
    /// Sent as JSON.
    public var body: JSONTemplate?
    public var headers: [String: String]
    /// Names of the budgets that a call takes from; empty: those meant for every call.
    public var budgets: [String]
    /// Statuses besides 200 whose bodies are answers, e.g. 207.
    public var accept: [Int]

    public init(
        get: String, query: [String: String] = [:], headers: [String: String] = [:], budgets: [String] = [],
        accept: [Int] = []
    ) {
        self.get = get
        self.query = query
        self.headers = headers
        self.budgets = budgets
        self.accept = accept
    }

    public init(
        post: String, query: [String: String] = [:], body: JSONTemplate?, headers: [String: String] = [:],
        budgets: [String] = [], accept: [Int] = []
    ) {
        self.post = post
        self.query = query
        self.body = body
        self.headers = headers
        self.budgets = budgets
        self.accept = accept
    }

    public init(patch: String, body: JSONTemplate?, budgets: [String] = [], accept: [Int] = []) {
        self.patch = patch
        self.query = [:]
        self.body = body
        self.headers = [:]
        self.budgets = budgets
        self.accept = accept
    }

    /// `GET`, `POST` or `PATCH`; nil where not exactly one of them is said.
    package var method: String? {
        switch (self.get, post, patch) {
        case (_?, nil, nil): "GET"
        case (nil, _?, nil): "POST"
        case (nil, nil, _?): "PATCH"
        default: nil
        }
    }

    /// Method and path with its gaps: a short name for the request.
    package var name: String { (method ?? "GET") + " " + path }

    /// The path with its gaps: also a short name for the request in messages.
    public var path: String {
        self.get ?? post ?? patch ?? ""
    }
}
