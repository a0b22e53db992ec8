/// What a request must keep to before a byte of it is sent. Each rule throws its reason in words.
enum RequestRules {
    /// These decide how a message is framed, routed or decoded, and are the transport's own business: a second opinion
    /// in them is how requests get smuggled.
    private static let ownFields: Set<String> = [
        "accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    /// The header as libcurl wants it, one `Name: value` per field; throws for what could become a second line.
    static func headerLines(of headers: HTTPHeaders) throws(UnusableRequest) -> [String] {
        var lines: [String] = []
        for (name, value) in headers {
            guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else {
                throw UnusableRequest(reason: "a header name is empty or holds characters that no name may hold")
            }
            guard !ownFields.contains(name.lowercased()) else {
                throw UnusableRequest(reason: "the header \(name) is set by the transport")
            }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw UnusableRequest(reason: "the value of the header \(name) holds a control character")
            }
            // libcurl drops a field without a value unless it is spelled with a semicolon.
            let value = value.trimmingASCIIBlanks()
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        return lines
    }

    static func check(_ request: HTTPRequest, to origin: HTTPOrigin) throws(UnusableRequest) {
        if origin.scheme == "http", !origin.isLoopback {
            throw UnusableRequest(reason: "plain http goes to this machine only; use https for \(origin.host)")
        }
        if request.body != nil, request.method == .get || request.method == .head {
            throw UnusableRequest(reason: "a \(request.method.rawValue) request has no body")
        }
        if request.maximumBodyBytes < 0 {
            throw UnusableRequest(reason: "the ceiling of the body is negative")
        }
        let timeouts = request.timeouts
        if min(timeouts.connect, timeouts.total, timeouts.stall) <= .zero {
            throw UnusableRequest(reason: "a timeout is zero or negative")
        }
    }

    /// RFC 9110 §5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

struct UnusableRequest: Error, Hashable {
    let reason: String
}
