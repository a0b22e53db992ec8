public import JSON

/// Many records as a file that the system prepares: a job is created, asked after until it is done, and its result is
/// downloaded part by part.
///
/// The file is CSV with a header that names the fields; an empty field is a null. What each field becomes in the
/// record is told by its type in the catalog of fields, so that a record is the same whichever way it was read.
public struct ExportJob: Codable, Hashable, Sendable {
    /// What a field of a type becomes in the record.
    public enum Value: String, Codable, CaseIterable, Sendable {
        case text
        /// The same token, where it is a JSON number.
        case number
        case boolean
        /// `2026-05-02T08:15:30.000Z` is written `2026-05-02T08:15:30.000+0000`, as the system's JSON has it.
        case instant
    }

    /// Uses `{from}` and `{to}` as the window does, and `{fields}`.
    public var create: RequestTemplate
    /// The job's id in the answer to `create`: `{job}` in the other requests.
    public var id: JSONPath
    public var poll: RequestTemplate
    /// Where the answer to `poll` tells how far the job is.
    public var state: JSONPath
    /// The state in which the result can be downloaded.
    public var done: String
    /// States that lead nowhere. Every other state means "not yet".
    public var failed: [String]
    /// Why it failed, in the system's words.
    public var reason: JSONPath?
    /// How many records the whole result has, in the answer to `poll`.
    public var total: JSONPath?
    /// Uses `{job}`, `{limit}` and `{cursor}`.
    public var download: RequestTemplate
    /// Records per download.
    public var limit: Int
    /// The header that names the next part.
    public var nextHeader: String
    /// What stands there behind the last part.
    public var end: String
    /// The header that tells how many records a part has.
    public var countHeader: String?
    /// Ends a job that nobody waits for any more.
    public var abort: RequestTemplate?
    /// Fewer records than this are read by the window's own query.
    public var minimum: Int
    /// More records than this are split over several jobs, by time.
    public var maximum: Int
    /// How many jobs of one stream may be under way at once.
    public var atOnce: Int
    /// By the catalog's names of types; what is not named is text.
    public var values: [String: Value]

    public init(
        create: RequestTemplate, id: JSONPath, poll: RequestTemplate, state: JSONPath, done: String,
        failed: [String], reason: JSONPath? = nil, total: JSONPath? = nil, download: RequestTemplate, limit: Int,
        nextHeader: String, end: String, countHeader: String? = nil, abort: RequestTemplate? = nil, minimum: Int,
        maximum: Int, atOnce: Int, values: [String: Value] = [:]
    ) {
        self.create = create
        self.id = id
        self.poll = poll
        self.state = state
        self.done = done
        self.failed = failed
        self.reason = reason
        self.total = total
        self.download = download
        self.limit = limit
        self.nextHeader = nextHeader
        self.end = end
        self.countHeader = countHeader
        self.abort = abort
        self.minimum = minimum
        self.maximum = maximum
        self.atOnce = atOnce
        self.values = values
    }
}
