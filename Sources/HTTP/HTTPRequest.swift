/// One request, complete: nothing is added to it from elsewhere but the user agent.
public struct HTTPRequest: Sendable {
    public var method: HTTPMethod
    /// Absolute, `https://` (or `http://` to loopback), percent-encoded ASCII without user info.
    public var url: String
    public var headers: HTTPHeaders
    public var body: [UInt8]?
    public var timeouts: HTTPTimeouts
    /// The most a buffered answer may hold, counted after decompression; one byte more ends the transfer.
    /// A streamed body has no ceiling: its reader decides how far it reads.
    public var maximumBodyBytes: Int
    /// Strings blanked out wherever this request or an answer to it is described: tokens, client secrets, codes.
    /// The values of `Authorization`, cookies and fields named like a key are blanked without being listed.
    public var secrets: [String]
    /// For what must not go out twice, such as a refresh token that is good for one use. libcurl sends a request again
    /// when a kept connection turns out to be dead before a byte of the answer has come, POST included; on a connection
    /// of its own it fails instead.
    public var needsFreshConnection: Bool

    public init(
        method: HTTPMethod = .get,
        url: String,
        headers: HTTPHeaders = [:],
        body: [UInt8]? = nil,
        timeouts: HTTPTimeouts = HTTPTimeouts(),
        maximumBodyBytes: Int = 64 * 1024 * 1024,
        secrets: [String] = [],
        needsFreshConnection: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.maximumBodyBytes = maximumBodyBytes
        self.secrets = secrets
        self.needsFreshConnection = needsFreshConnection
    }
}

/// How long to wait for what. Waiting for a free slot towards a busy host counts for none of them.
public struct HTTPTimeouts: Sendable, Hashable {
    /// Name lookup, TCP and TLS together.
    public var connect: Duration
    /// The whole exchange, redirects included. Of a streamed body: until its first byte may be read.
    public var total: Duration
    /// The longest time in which fewer bytes than one per second may move, in either direction.
    /// Time in which the reader of a stream holds still does not count.
    public var stall: Duration

    public init(connect: Duration = .seconds(10), total: Duration = .seconds(120), stall: Duration = .seconds(30)) {
        self.connect = connect
        self.total = total
        self.stall = stall
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `GET https://host/path?after=3&token=•••`
    public var description: String { "\(method.rawValue) \(Redaction(of: self).url(url))" }
    public var debugDescription: String { description }
    /// `dump` and `String(reflecting:)` walk the stored properties; they get to see only what may be shown.
    public var customMirror: Mirror { Mirror(self, children: ["request": description]) }

    /// `text` with everything secret about this request blanked out: for messages that quote an answer.
    public func redacting(_ text: String) -> String { Redaction(of: self).text(text) }
}
