/// What happens during a run, for whoever shows it to people. Sent often; must be handled quickly.
public enum Progress: Sendable {
    /// A call was sent and something came of it; how many more the day's budgets have for Waymark, where there are such.
    case call(dailyLeft: Int?)
    /// The policy or the vendor asks for a pause.
    case waiting(String, Duration)
    case began(stream: String)
    /// Rows that the source counts for what this run will read of a stream.
    case expects(stream: String, rows: Int)
    /// Rows read since the last such message.
    case read(stream: String, rows: Int)
    case note(stream: String?, String)
    case ended(stream: String, StreamReport)
}

/// What a run did with one stream.
public struct StreamReport: Codable, Hashable, Sendable {
    public enum Outcome: String, Codable, Sendable {
        case complete, incomplete, off
    }

    public var stream: String
    public var outcome: Outcome
    /// Rows that answers held, known ones included.
    public var read = 0
    public var added = 0
    public var changed = 0
    public var unchanged = 0
    public var restored = 0
    public var gone = 0
    public var associations = 0
    public var touchpoints = 0
    public var quarantined = 0
    /// Unix milliseconds: everything up to then is in the store.
    public var completeThrough: Int64?
    /// Why the stream is not complete, or what was held back.
    public var problems: [String] = []
    public var exitCode: Int32 = 0

    public init(stream: String, outcome: Outcome = .complete) {
        self.stream = stream
        self.outcome = outcome
    }
}

/// What a run did.
public struct SyncReport: Codable, Sendable {
    public var connection: String
    public var account: String?
    public var streams: [StreamReport] = []
    public var calls = 0
    public var retries = 0
    public var bytes = 0
    public var problems: [String] = []
    public var exitCode: Int32 = 0

    public init(connection: String) { self.connection = connection }
}
