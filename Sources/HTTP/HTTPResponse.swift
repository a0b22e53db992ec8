/// A whole answer, whatever its status: 404 and 500 are answers, not errors, at this level.
public struct HTTPResponse: Sendable {
    public let status: Int
    public let headers: HTTPHeaders
    /// Decompressed.
    public let body: [UInt8]
    public let version: HTTPVersion
    /// Header and body bytes as they came over the wire, still compressed.
    public let receivedBytes: Int
    /// Whether this exchange opened a connection, or found one open.
    public let newConnection: Bool

    public init(
        status: Int, headers: HTTPHeaders = [:], body: [UInt8] = [], version: HTTPVersion = .http1_1,
        receivedBytes: Int = 0, newConnection: Bool = false
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.version = version
        self.receivedBytes = receivedBytes
        self.newConnection = newConnection
    }

    /// See `HTTPHeaders.date`.
    public var date: Int64? { headers.date }
    /// See `HTTPHeaders.retryAfter`.
    public var retryAfter: Duration? { headers.retryAfter }
    /// See `HTTPHeaders.contentType`.
    public var contentType: String? { headers.contentType }
}
