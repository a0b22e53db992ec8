public import ConnectorKit
public import Touchpoints

/// A connector configured with credentials, under a name that the user chose.
public struct Connection: Sendable {
    public var name: String
    public var connector: Connector
    /// Replaces the connector's; scheme, host, port and an optional path prefix.
    public var baseURL: String
    public var credentials: [String: String]
    /// Unix milliseconds: events and engagements that changed before are left alone. People, accounts, deals and tickets are always complete.
    public var start: Int64?
    /// Streams to read; nil: all that are not optional.
    public var only: Set<String>?
    public var settings: [String: StreamSettings]
    /// E-mail address or name of an owner, or `team:<name>` of the system's own → team.
    public var teams: [Team: [TeamMember]]
    /// False only with a loopback base URL.
    public var enforcesBudgets: Bool
    /// The user's own rules, by stream.
    public var rules: [String: [TouchpointRule]]

    public init(
        name: String, connector: Connector, baseURL: String? = nil, credentials: [String: String],
        start: Int64? = nil, only: Set<String>? = nil, settings: [String: StreamSettings] = [:],
        teams: [Team: [TeamMember]] = [:], enforcesBudgets: Bool = true, rules: [String: [TouchpointRule]] = [:]
    ) {
        self.name = name
        self.connector = connector
        self.baseURL = baseURL ?? connector.baseURL
        self.credentials = credentials
        self.start = start
        self.only = only
        self.settings = settings
        self.teams = teams
        self.enforcesBudgets = enforcesBudgets
        self.rules = rules
    }
}

extension Connection {
    /// Where a stream's records begin to count, Unix milliseconds; nil: from their beginning.
    ///
    /// A start date is for happenings. People, accounts, deals and tickets, who works here, and what others are tied
    /// to by it or make their touchpoints with, are always complete.
    public func start(of stream: RecordStream) -> Int64? {
        let makesTouchpoints = !stream.touchpoints.isEmpty || rules[stream.name]?.isEmpty == false
        let isOfDated =
            !stream.ties.isEmpty
            && stream.ties.allSatisfy { tie in
                connector.stream(named: tie.from).map { $0.ties.isEmpty && start(of: $0) != nil } ?? false
            }
        guard stream.entity == nil, stream.staff == nil, makesTouchpoints || isOfDated else { return nil }
        return start
    }
}

/// What a configuration says about one stream.
public struct StreamSettings: Hashable, Sendable {
    public enum Fields: Hashable, Sendable {
        /// Those the connector needs, and these.
        case chosen([String])
        case all
    }

    public var isOff: Bool
    public var fields: Fields
    /// Never asked for and never stored.
    public var excluded: Set<String>
    /// Read by listing at every sync although the system offers a query by time.
    public var readsByListing: Bool
    /// Seconds between two sweeps, by the sweep's name; replaces the connector's.
    public var sweeps: [String: Int]

    public init(
        isOff: Bool = false, fields: Fields = .chosen([]), excluded: Set<String> = [], readsByListing: Bool = false,
        sweeps: [String: Int] = [:]
    ) {
        self.isOff = isOff
        self.fields = fields
        self.excluded = excluded
        self.readsByListing = readsByListing
        self.sweeps = sweeps
    }
}

/// Who belongs to a team.
public enum TeamMember: Hashable, Sendable {
    case email(String)
    /// A team as the system itself names it.
    case team(String)
}

/// What the program asks of a run.
public struct SyncOptions: Sendable {
    public var streams: Set<String>?
    /// Unix milliseconds; a half-open range read again without touching the live cursor.
    public var backfill: Range<Int64>?
    /// Forget what was read and read everything again; also runs every sweep.
    public var full: Bool
    public var maximumCalls: Int?
    /// Believe sweeps that would remove more than a tenth of a stream.
    public var allowsMassDelete: Bool
    /// Answers held in memory at once, in bytes.
    public var bytesInFlight: Int
    /// Streams read at the same time.
    public var concurrentStreams: Int
    /// Percent of a run's calls (`maximumCalls`) and of a day's that sweeps may make.
    public var sweepShare: Int

    public init(
        streams: Set<String>? = nil, backfill: Range<Int64>? = nil, full: Bool = false, maximumCalls: Int? = nil,
        allowsMassDelete: Bool = false, bytesInFlight: Int = 16 << 20, concurrentStreams: Int = 4,
        sweepShare: Int = 50
    ) {
        self.streams = streams
        self.backfill = backfill
        self.full = full
        self.maximumCalls = maximumCalls
        self.allowsMassDelete = allowsMassDelete
        self.bytesInFlight = bytesInFlight
        self.concurrentStreams = concurrentStreams
        self.sweepShare = sweepShare
    }
}
