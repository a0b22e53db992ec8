/// What kept a whole answer from arriving. One line says what happened to which request; nothing in here is secret.
public struct HTTPError: Error, Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// Nothing was sent: the request breaks a rule, which the text names.
        case refused(String)
        /// The server sent us to a place we do not follow to.
        case refusedRedirect(to: String)
        case timedOut(Phase)
        /// No such host, nobody listening, no route, a proxy that does not answer.
        case cannotConnect
        /// No trusted, sufficiently modern TLS connection: certificate, name, version, CA file.
        case tls
        /// More than `limit` bytes after decompression.
        case bodyTooLarge(limit: Int)
        case headersTooLarge(limit: Int)
        /// The answer ended before its own end: shorter than announced, or compressed data cut off.
        case truncated
        /// The body is not what its `Content-Encoding` says.
        case badEncoding
        /// The task was cancelled, or the transport closed.
        case cancelled
        /// Whatever else broke underway: reset, empty answer, protocol error.
        case transport
    }

    public enum Phase: String, Sendable, Hashable {
        case connect, total, stall
    }

    public let kind: Kind
    public let method: HTTPMethod?
    /// Without user info, fragment and the values of query items that are named like a secret.
    public let url: String?
    /// Known once the head of the answer had come.
    public let status: Int?
    /// libcurl's error number and its words for it.
    public let curlCode: Int?
    public let curlMessage: String?
    /// The first bytes of the answer as printable text, at most 512 bytes; empty when none had come.
    public let excerpt: String

    /// Every text is taken as it is: see `init(_:for:…)` for one that blanks secrets.
    init(
        _ kind: Kind, method: HTTPMethod? = nil, url: String? = nil, status: Int? = nil, curlCode: Int? = nil,
        curlMessage: String? = nil, excerpt: String = ""
    ) {
        self.kind = kind
        self.method = method
        self.url = url
        self.status = status
        self.curlCode = curlCode
        self.curlMessage = curlMessage
        self.excerpt = excerpt
    }

    /// The error of a request, with everything secret about the request blanked out. `answer` is what had come of the
    /// body; only its beginning is kept.
    public init(
        _ kind: Kind, for request: HTTPRequest, status: Int? = nil, curlCode: Int? = nil, curlMessage: String? = nil,
        answer: [UInt8] = []
    ) {
        self.init(
            kind, for: request, redaction: Redaction(of: request), status: status, curlCode: curlCode,
            curlMessage: curlMessage, answer: answer)
    }

    init(
        _ kind: Kind, for request: HTTPRequest, redaction: Redaction, status: Int? = nil, curlCode: Int? = nil,
        curlMessage: String? = nil, answer: [UInt8] = []
    ) {
        let shown: Kind =
            switch kind {
            case .refused(let reason): .refused(redaction.text(reason))
            case .refusedRedirect(let target): .refusedRedirect(to: redaction.url(target))
            default: kind
            }
        self.init(
            shown, method: request.method, url: redaction.url(request.url), status: status, curlCode: curlCode,
            curlMessage: curlMessage.map(redaction.text), excerpt: redaction.excerpt(of: answer))
    }
}

extension HTTPError: CustomStringConvertible {
    /// `GET https://host/path: the answer ended early (status 200; curl 18: …); it began: {"results": […`
    public var description: String {
        let request = [method?.rawValue, url].compactMap(\.self).joined(separator: " ")
        var facts: [String] = []
        if let status { facts.append("status \(status)") }
        if let curlCode { facts.append("curl \(curlCode): \(curlMessage ?? "")") }
        var line = request.isEmpty ? words : "\(request): \(words)"
        if !facts.isEmpty { line += " (\(facts.joined(separator: "; ")))" }
        if !excerpt.isEmpty { line += "; it began: \(excerpt)" }
        return line
    }

    private var words: String {
        switch kind {
        case .refused(let reason): "not sent: \(reason)"
        case .refusedRedirect(let target): "refused to follow the redirect to \(target)"
        case .timedOut(.connect): "no connection within the connect timeout"
        case .timedOut(.total): "no complete answer within the total timeout"
        case .timedOut(.stall): "the transfer stalled"
        case .cannotConnect: "cannot connect"
        case .tls: "no trusted TLS connection"
        case .bodyTooLarge(let limit): "the answer is larger than \(limit) bytes"
        case .headersTooLarge(let limit): "the header of the answer is larger than \(limit) bytes"
        case .truncated: "the answer ended early"
        case .badEncoding: "the answer is not encoded as it says"
        case .cancelled: "cancelled"
        case .transport: "the transfer broke off"
        }
    }
}
