import JSON

/// A request ready to be signed and sent; its URL is relative to the connection's base URL.
public struct RenderedRequest: Hashable, Sendable {
    public var method: String
    /// Path and query, percent-encoded; begins with `/`.
    public var target: String
    public var headers: [String: String]
    /// JSON, or nothing.
    public var body: [UInt8]?

    public init(method: String, target: String, headers: [String: String], body: [UInt8]?) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }
}

extension RequestTemplate {
    /// Names whose absence is meant: on the first page there is no cursor, without a start date no `from`.
    package static let mayBeAbsent: Set<String> = ["cursor", "from", "fields", "history"]

    /// Fills the gaps.
    public func render(_ values: TemplateValues) throws(TemplateError) -> RenderedRequest {
        guard let method else { throw .noMethod(template: path.isEmpty ? "(neither)" : path) }
        var target = try Self.fill(path, values, encode: Self.encodePath)
        if !target.hasPrefix("/") { target = "/" + target }
        var items: [String] = []
        for name in query.keys.sorted() {
            let template = query[name, default: ""]
            let text = try GapText(template)
            if let gap = text.soleGap, values[gap] == nil, Self.mayBeAbsent.contains(gap) { continue }
            items.append(
                Self.encodeQuery(name) + "="
                    + (try Self.fill(
                        text.encodingLiterals(Self.encodeQuery), template, values, encode: Self.encodeQuery)))
        }
        if !items.isEmpty { target += (target.contains("?") ? "&" : "?") + items.joined(separator: "&") }
        var rendered = RenderedRequest(method: method, target: target, headers: [:], body: nil)
        for (name, template) in headers {
            rendered.headers[name] = try Self.fill(template, values, encode: { $0 })
        }
        if let body {
            var writer = JSONWriter()
            try body.write(into: &writer, values)
            rendered.body = writer.bytes
        }
        return rendered
    }

    /// The names of all gaps: what a check of a description compares with what will be known.
    public func gaps() throws(TemplateError) -> Set<String> {
        var names: Set<String> = []
        var texts = [path]
        texts.append(contentsOf: query.values)
        texts.append(contentsOf: headers.values)
        if let body { body.collectTexts(into: &texts) }
        for text in texts {
            for case .gap(let name) in try GapText(text).parts { names.insert(name) }
        }
        return names
    }

    static func fill(
        _ template: String, _ values: TemplateValues, encode: (String) -> String
    ) throws(TemplateError) -> String {
        try fill(try GapText(template), template, values, encode: encode)
    }

    static func fill(
        _ text: GapText, _ template: String, _ values: TemplateValues, encode: (String) -> String
    ) throws(TemplateError) -> String {
        var result = ""
        for part in text.parts {
            switch part {
            case .literal(let literal): result += literal
            case .gap(let name):
                switch values[name] {
                case .text(let value): result += encode(value)
                case .path(let value): result += value
                case .list(let list):
                    // A list in a query or path is joined by commas, as most APIs want it.
                    result += list.map(encode).joined(separator: ",")
                case nil:
                    guard Self.mayBeAbsent.contains(name) else { throw .unknownGap(name: name, template: template) }
                }
            }
        }
        return result
    }

    /// RFC 3986 `pchar` without sub-delimiters: an id from outside can never add a path segment.
    static func encodePath(_ text: String) -> String {
        text == "." || text == ".." ? text.replacing(".", with: "%2E") : encode(text, allowed: "-._~:@")
    }
    static func encodeQuery(_ text: String) -> String { encode(text, allowed: "-._~,:") }

    private static func encode(_ text: String, allowed: StaticString) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        let extra = allowed.withUTF8Buffer { Array($0) }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            case _ where extra.contains(byte): bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension RequestTemplate {
    /// One name or value of an `application/x-www-form-urlencoded` body.
    public static func encodeForm(_ text: String) -> String { encode(text, allowed: "-._~") }
}
