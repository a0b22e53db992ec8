/// One HTTP/1.1 message, head and body apart. Reads what a loopback client or server of good will sends; trouble is
/// made only afterwards.
struct WireMessage: Sendable {
    /// Request or status line.
    var start: String
    var headers: [(name: String, value: String)]
    var body: [UInt8] = []

    private static let blankLine = Array("\r\n\r\n".utf8)
    private static let largestHead = 4 << 20

    /// Nil when the text is no head.
    init?(head: some Collection<UInt8>) {
        var lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: true)[...]
        guard let start = lines.popFirst() else { return nil }
        self.start = String(start)
        headers = lines.compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), line[line.index(after: colon)...].trimmed)
        }
    }

    subscript(name: String) -> String? {
        get { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            headers.removeAll { $0.name.lowercased() == name.lowercased() }
            if let newValue { headers.append((name, newValue)) }
        }
    }

    /// `GET`, or `HTTP/1.1`.
    var first: String { String(start.prefix { $0 != " " }) }

    /// A request's target, an answer's status.
    var second: String { start.split(separator: " ").dropFirst().first.map(String.init) ?? "" }

    var isChunked: Bool { self["Transfer-Encoding"]?.lowercased().contains("chunked") ?? false }

    var head: [UInt8] {
        Array((start + "\r\n" + headers.map { "\($0.name): \($0.value)\r\n" }.joined() + "\r\n").utf8)
    }

    /// Framed by its length.
    var bytes: [UInt8] { head + body }

    /// Gives it another body, and its length.
    func holding(_ body: [UInt8]) -> WireMessage {
        var copy = self
        copy.body = body
        copy["Content-Length"] = String(body.count)
        return copy
    }

    // MARK: Reading

    /// The next message; nil at the end of the connection, and when it ends too early. What came of it is then in
    /// `rest`, as is whatever has come behind a message.
    ///
    /// - Parameter method: of the request that this answers; nil for a request.
    static func read(_ socket: WireSocket, rest: inout [UInt8], answering method: String? = nil) -> WireMessage? {
        while true {
            guard var message = readHead(socket, &rest) else { return nil }
            let headCount = message.count
            let status = method == nil ? nil : Int(message.head.second)
            // Interim answers are nobody's business.
            if let status, status < 200 {
                rest.removeFirst(headCount)
                continue
            }
            let isBodiless = method == "HEAD" || status == 204 || status == 304
            let end: Int?
            if isBodiless {
                end = headCount
            } else if message.head.isChunked {
                end = readChunks(socket, &rest, from: headCount, into: &message.head.body)
            } else if let length = message.head["Content-Length"].flatMap({ Int($0) }) {
                end = fill(socket, &rest, upTo: headCount + length) ? headCount + length : nil
                if let end { message.head.body = Array(rest[headCount..<end]) }
            } else if method != nil {
                while fill(socket, &rest, upTo: rest.count + 1) {}
                end = rest.count
                message.head.body = Array(rest[headCount...])
            } else {
                end = headCount
            }
            guard let end else { return nil }
            rest.removeFirst(end)
            if !isBodiless, method != nil || message.head.isChunked {
                message.head["Transfer-Encoding"] = nil
                message.head = message.head.holding(message.head.body)
            }
            return message.head
        }
    }

    private static func readHead(_ socket: WireSocket, _ rest: inout [UInt8]) -> (head: WireMessage, count: Int)? {
        var searched = 0
        while true {
            if let end = rest[searched...].firstRange(of: blankLine)?.upperBound {
                return WireMessage(head: rest[..<end]).map { ($0, end) }
            }
            searched = max(0, rest.count - 3)
            guard rest.count < largestHead, fill(socket, &rest, upTo: rest.count + 1) else { return nil }
        }
    }

    /// False when the connection ends before.
    private static func fill(_ socket: WireSocket, _ bytes: inout [UInt8], upTo count: Int) -> Bool {
        while bytes.count < count {
            let more = socket.receive()
            guard !more.isEmpty else { return false }
            bytes += more
        }
        return true
    }

    /// Where the last chunk ends; trailers are dropped.
    private static func readChunks(
        _ socket: WireSocket, _ rest: inout [UInt8], from start: Int, into body: inout [UInt8]
    ) -> Int? {
        var place = start
        while let line = readLine(socket, &rest, from: &place) {
            guard let size = Int(line.prefix { $0.isHexDigit }, radix: 16), size >= 0 else { return nil }
            if size == 0 {
                while let trailer = readLine(socket, &rest, from: &place) { if trailer.isEmpty { return place } }
                return nil
            }
            guard fill(socket, &rest, upTo: place + size + 2) else { return nil }
            body += rest[place..<place + size]
            place += size + 2
        }
        return nil
    }

    private static func readLine(_ socket: WireSocket, _ rest: inout [UInt8], from place: inout Int) -> String? {
        var searched = place
        while true {
            if let end = rest[searched...].firstIndex(of: 10) {
                defer { place = end + 1 }
                return String(decoding: rest[place..<end], as: UTF8.self).trimmed
            }
            searched = rest.count
            guard fill(socket, &rest, upTo: rest.count + 1) else { return nil }
        }
    }
}
