public import JSON

/// A limit that the vendor sets on calls, shared by everything that uses the same vendor account.
public struct Budget: Codable, Hashable, Sendable {
    public enum Period: Codable, Hashable, Sendable {
        /// At most the budget's calls in any stretch of this many seconds.
        case rolling(seconds: Int)
        /// The budget's calls per day; renewed at midnight in the account's time zone.
        case daily(timeZone: String?)
        /// At most the budget's calls in any stretch of this many hours, counted by the hour.
        case trailing(hours: Int)
    }

    /// A response header that tells what was used of how much, by name: `api-usage=10018/100000; per-app=…`.
    public struct Usage: Codable, Hashable, Sendable {
        public var header: String
        public var name: String

        public init(header: String, name: String) {
            self.header = header
            self.name = name
        }

        /// What a header's value says; nil where it has no such entry or makes no sense.
        public func read(_ value: String) -> (used: Int, limit: Int)? {
            for entry in value.split(whereSeparator: { $0 == ";" || $0 == "," }) {
                let parts = entry.split(separator: "=", maxSplits: 1).map { $0.trimmed }
                guard parts.count == 2, parts[0] == name else { continue }
                // What follows in brackets names the app.
                let numbers = parts[1].prefix { $0 != "(" }.split(separator: "/").map { $0.trimmed }
                guard numbers.count == 2, let used = Int(numbers[0]), let limit = Int(numbers[1]), used >= 0, limit > 0
                else { return nil }
                return (used, limit)
            }
            return nil
        }
    }

    public var name: String
    public var calls: Int
    public var period: Period
    /// Taken only by calls that name it; otherwise by every call that names no budgets.
    public var isNamedOnly: Bool
    /// Share of the calls, in percent, that is left to people and other programs; default 0, for those of a day 20.
    /// Where answers tell the use, that of all programs counts.
    public var reserve: Int?
    /// Response headers that tell the limit and what is left of it: the account's own plan then replaces `calls`.
    public var limitHeader: String?
    public var remainingHeader: String?
    /// One header that tells both, in the way of Salesforce's `Sforce-Limit-Info`.
    public var usage: Usage?

    public init(
        name: String, calls: Int, period: Period, isNamedOnly: Bool = false, reserve: Int? = nil,
        limitHeader: String? = nil, remainingHeader: String? = nil, usage: Usage? = nil
    ) {
        self.name = name
        self.calls = calls
        self.period = period
        self.isNamedOnly = isNamedOnly
        self.reserve = reserve
        self.limitHeader = limitHeader
        self.remainingHeader = remainingHeader
        self.usage = usage
    }

    /// Whether it is for so long that one cannot wait for it to be renewed.
    public var isOfADay: Bool {
        switch period {
        case .rolling: false
        case .daily, .trailing: true
        }
    }
}

extension Substring {
    fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}

/// What to do about an answer: named after the next step, not after where it arose.
public enum ErrorAction: String, Codable, CaseIterable, Sendable {
    /// Wait (as `Retry-After` or the rule says, else with exponential back-off) and send it again.
    case retry
    /// The day's calls are spent: stop, and go on when the quota is renewed.
    case stopUntilRenewed = "stop_until_renewed"
    case signInAgain = "sign_in_again"
    /// The credentials may not read this: the stream stays incomplete and says why.
    case missingPermission = "missing_permission"
    /// The request is too long: send it in parts.
    case splitRequest = "split_request"
    /// The thing asked for does not exist.
    case notFound = "not_found"
    /// The system refuses the request itself: the stream stops.
    case stopStream = "stop_stream"
    /// A field that was asked for is not there (any more): read the list of fields and ask again, once.
    case readFieldsAgain = "read_fields_again"
    /// The server has forgotten the place to go on from: begin this listing or window again.
    case beginAgain = "begin_again"
    /// The answer would be too large, or takes too long: ask for a shorter stretch of time.
    case narrowWindow = "narrow_window"
    /// Credentials or address are wrong: nothing of this connection can work.
    case fixConfig = "fix_config"
}

/// Reads an answer's meaning from its status and, where the status is not enough, from its body.
public struct ErrorRule: Codable, Hashable, Sendable {
    public var status: [Int]
    /// With either of the two below it: a path into the JSON body.
    public var path: JSONPath?
    /// The text that must stand there, or one that it must contain.
    public var value: String?
    public var containing: String?
    public var action: ErrorAction
    /// Seconds to wait before a retry where the answer names none. With `sign_in_again`: the system is known to refuse
    /// good credentials at times; the request is sent twice more, after once and twice this wait, before that is believed.
    public var wait: Int?
    /// The body's member that names what is missing or wrong, for the message to people.
    public var detail: JSONPath?

    public init(
        status: [Int], path: JSONPath? = nil, value: String? = nil, containing: String? = nil, action: ErrorAction,
        wait: Int? = nil, detail: JSONPath? = nil
    ) {
        self.status = status
        self.path = path
        self.value = value
        self.containing = containing
        self.action = action
        self.wait = wait
        self.detail = detail
    }
}
