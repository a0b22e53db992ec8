/// One HTTP request, taken apart.
struct Call: Sendable {
    var method: String
    /// Percent-decoded path segments.
    var segments: [String]
    /// Path and query as they came.
    var target: String
    var path: String
    var query: [(name: String, value: String)]
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    init(method: String, target: String, headers: [(name: String, value: String)], body: [UInt8]) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts.first ?? "")
        segments = path.split(separator: "/").map { percentDecoded($0, plusIsSpace: false) }
        query = parts.count > 1 ? formPairs(parts[1]) : []
    }

    /// The first query parameter of that name.
    subscript(name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    /// True for `true` in any case: some clients write `True`.
    func flag(_ name: String) -> Bool {
        self[name]?.lowercased() == "true"
    }

    /// A parameter that may be repeated or hold a comma-separated list.
    func list(_ name: String) -> [String]? {
        let values = query.filter { $0.name == name }
        guard !values.isEmpty else { return nil }
        return values.flatMap { $0.value.split(separator: ",") }.map { $0.trimmed }.filter { !$0.isEmpty }
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    /// The body as `application/x-www-form-urlencoded`.
    var form: [String: String] {
        Dictionary(formPairs(Substring(decoding: body, as: UTF8.self)).map { ($0.name, $0.value) }) { first, _ in first
        }
    }
}

/// What the server sends back.
struct Answer: Sendable {
    var status: Int
    var headers: [(name: String, value: String)] = []
    var contentType = "application/json;charset=utf-8"
    var body: [UInt8]
    /// Cut the body in half and close the connection.
    var isTruncated = false
    /// Close the connection without a word.
    var isDropped = false

    init(status: Int = 200, body: [UInt8] = []) {
        self.status = status
        self.body = body
    }

    static func json(_ status: Int = 200, capacity: Int = 1_024, _ body: (inout JSONWriter) -> Void) -> Answer {
        var writer = JSONWriter(capacity: capacity)
        body(&writer)
        return Answer(status: status, body: writer.bytes)
    }
}

extension StringProtocol {
    var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}

func formPairs(_ text: Substring) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (
            percentDecoded(parts[0], plusIsSpace: true),
            parts.count > 1 ? percentDecoded(parts[1], plusIsSpace: true) : ""
        )
    }
}

func percentDecoded(_ text: Substring, plusIsSpace: Bool) -> String {
    guard text.utf8.contains(where: { $0 == 37 || $0 == 43 }) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        if byte == 43, plusIsSpace {
            bytes.append(32)
        } else if byte == 37, let value = UInt8(String(Substring(rest.prefix(2))), radix: 16), rest.count >= 2 {
            rest.removeFirst(2)
            bytes.append(value)
        } else {
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
