public import JSON

/// A limit that the vendor sets on calls, shared by everything that uses the same vendor account.
public struct Budget: Codable, Hashable, Sendable {
    public enum Period: Codable, Hashable, Sendable {
        /// At most the budget's calls in any stretch of this many seconds.
        case rolling(seconds: Int)
        /// The budget's calls per day; renewed at midnight in the account's time zone.
        case daily(timeZone: String?)
    }

    public var name: String
    public var calls: Int
    public var period: Period
    /// Taken only by calls that name it; otherwise by every call that names no budgets.
    public var isNamedOnly: Bool
    /// Share of the calls, in percent, that is left to people and other programs; default 0, for daily ones 20.
    public var reserve: Int?
    /// Response headers that tell the limit and what is left of it: the account's own plan then replaces `calls`.
    public var limitHeader: String?
    public var remainingHeader: String?

    public init(
        name: String, calls: Int, period: Period, isNamedOnly: Bool = false, reserve: Int? = nil,
        limitHeader: String? = nil, remainingHeader: String? = nil
    ) {
        self.name = name
        self.calls = calls
        self.period = period
        self.isNamedOnly = isNamedOnly
        self.reserve = reserve
        self.limitHeader = limitHeader
        self.remainingHeader = remainingHeader
    }
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
    /// Credentials or address are wrong: nothing of this connection can work.
    case fixConfig = "fix_config"
}

/// Reads an answer's meaning from its status and, where the status is not enough, from its body.
public struct ErrorRule: Codable, Hashable, Sendable {
    public var status: [Int]
    /// Both or neither: a path into the JSON body and the text that must stand there.
    public var path: JSONPath?
    public var value: String?
    public var action: ErrorAction
    /// Seconds to wait before a retry where the answer names none. With `sign_in_again`: the system is known to refuse
    /// good credentials at times; the request is sent twice more, after once and twice this wait, before that is believed.
    public var wait: Int?
    /// The body's member that names what is missing or wrong, for the message to people.
    public var detail: JSONPath?

    public init(
        status: [Int], path: JSONPath? = nil, value: String? = nil, action: ErrorAction, wait: Int? = nil,
        detail: JSONPath? = nil
    ) {
        self.status = status
        self.path = path
        self.value = value
        self.action = action
        self.wait = wait
        self.detail = detail
    }
}
