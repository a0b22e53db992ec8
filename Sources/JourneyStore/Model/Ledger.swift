/// A stream of a vendor account; never the connection's name.
public struct StreamKey: Hashable, Sendable {
    /// The connector's name, e.g. `hubspot`.
    public var system: String
    /// The vendor's account, e.g. the HubSpot portal id.
    public var account: String
    public var stream: String

    public init(system: String, account: String, stream: String) {
        self.system = system
        self.account = account
        self.stream = stream
    }
}

/// One scope that has been read completely (closed) or is being read (open), under one projection.
public struct LedgerEntry: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, Codable { case open, closed }

    /// Given by `insertLedger`; 0 before that.
    public var id: Int64
    public var source: StreamKey
    /// What of the stream: `records`, `archived`, `associations:companies`.
    public var part: String
    /// The set of fields asked for, as text that the engine compares.
    public var projection: String
    public var scope: LedgerScope
    public var state: State
    /// The server's own position inside an open scope.
    public var cursor: String?
    public var rows: Int
    /// The server's clock when the reading of this scope began, in Unix milliseconds.
    public var asOf: Int64
    /// Unix milliseconds; nil while open.
    public var closedAt: Int64?

    public init(
        id: Int64 = 0, source: StreamKey, part: String, projection: String, scope: LedgerScope, state: State = .open,
        cursor: String? = nil, rows: Int = 0, asOf: Int64, closedAt: Int64? = nil
    ) {
        self.id = id
        self.source = source
        self.part = part
        self.projection = projection
        self.scope = scope
        self.state = state
        self.cursor = cursor
        self.rows = rows
        self.asOf = asOf
        self.closedAt = closedAt
    }
}

/// What a ledger entry covers. Ranges are half-open; nil means unbounded.
public struct LedgerScope: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, Codable { case listing, window, parent, sweep }

    public var kind: Kind
    /// Unix milliseconds.
    public var fromMs: Int64?
    /// Unix milliseconds, exclusive.
    public var toMs: Int64?
    public var fromID: String?
    /// Exclusive.
    public var toID: String?
    public var parent: String?

    public init(
        kind: Kind, fromMs: Int64? = nil, toMs: Int64? = nil, fromID: String? = nil, toID: String? = nil,
        parent: String? = nil
    ) {
        self.kind = kind
        self.fromMs = fromMs
        self.toMs = toMs
        self.fromID = fromID
        self.toID = toID
        self.parent = parent
    }
}

/// One id that some part of a stream still has to read.
public struct DueItem: Hashable, Sendable {
    public var id: String
    /// Rises with every request for this id; `done` drops the item only when it is still the same. Not a time.
    public var since: Int64

    public init(id: String, since: Int64) {
        self.id = id
        self.since = since
    }
}

/// A record that could not be mapped or stored.
public struct QuarantineEntry: Hashable, Sendable {
    public var source: StreamKey
    public var recordID: String
    public var reason: String
    public var payload: [UInt8]
    public var run: Int64
    /// Unix milliseconds; given by the store.
    public var at: Int64

    public init(source: StreamKey, recordID: String, reason: String, payload: [UInt8], run: Int64, at: Int64 = 0) {
        self.source = source
        self.recordID = recordID
        self.reason = reason
        self.payload = payload
        self.run = run
        self.at = at
    }
}

/// One run of the program against the store. Times are Unix milliseconds.
public struct RunRow: Hashable, Sendable {
    public var id: Int64
    public var kind: String
    public var connection: String?
    /// JSON text.
    public var arguments: String
    public var startedAt: Int64
    /// nil while it runs, or when it was killed.
    public var finishedAt: Int64?
    public var outcome: String?
    public var exitCode: Int32?
    public var streams: [RunStreamResult]
}

/// What a run did with one stream, as JSON text.
public struct RunStreamResult: Hashable, Sendable {
    public var stream: String
    public var json: String

    public init(stream: String, json: String) {
        self.stream = stream
        self.json = json
    }
}
