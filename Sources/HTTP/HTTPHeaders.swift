/// Header fields in the order they were added or received. Names compare without regard to ASCII case
/// and keep the case they came with.
///
/// Any string can be stored; what may not go on the wire (line breaks, NUL, names that are no tokens) is
/// refused when the request is sent, so that a field built from someone's data cannot add a second one.
public struct HTTPHeaders: Sendable, Hashable {
    private struct Field: Sendable, Hashable {
        var name: String
        var value: String
    }

    private var fields: [Field] = []

    public init() {}

    public var isEmpty: Bool { fields.isEmpty }
    public var count: Int { fields.count }

    /// The first value under this name. Setting replaces every field of that name, in the place of the first;
    /// setting nil removes them.
    public subscript(name: String) -> String? {
        get { fields.first { $0.name.equalsIgnoringASCIICase(name) }?.value }
        set {
            let place = fields.firstIndex { $0.name.equalsIgnoringASCIICase(name) }
            fields.removeAll { $0.name.equalsIgnoringASCIICase(name) }
            guard let newValue else { return }
            fields.insert(Field(name: name, value: newValue), at: place ?? fields.endIndex)
        }
    }

    /// Every value under this name, in order; `Set-Cookie` and `Link` come several times.
    public func values(of name: String) -> [String] {
        fields.lazy.filter { $0.name.equalsIgnoringASCIICase(name) }.map(\.value)
    }

    /// Appends a field and leaves those of the same name alone.
    public mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Continues the value of the last field: a folded line of an old server.
    mutating func extendLast(with text: String) {
        guard !fields.isEmpty else { return }
        fields[fields.count - 1].value += " " + text
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }
}

extension HTTPHeaders: Sequence {
    public func makeIterator() -> some IteratorProtocol<(name: String, value: String)> {
        fields.lazy.map { (name: $0.name, value: $0.value) }.makeIterator()
    }
}

extension HTTPHeaders {
    /// The server's clock: the `Date` field as whole seconds since 1970 UTC; nil when missing or unreadable.
    public var date: Int64? {
        self["date"].flatMap(HTTPDate.secondsSince1970)
    }

    /// How long the server asks us to wait (`Retry-After`), never negative. A date counts from the server's own
    /// `Date`, so that our clock does not matter; without one it says nothing.
    public var retryAfter: Duration? {
        guard let text = self["retry-after"] else { return nil }
        if let seconds = Int64(text), seconds >= 0 { return .seconds(Swift.min(seconds, HTTPDate.farFuture)) }
        guard let until = HTTPDate.secondsSince1970(text), let date else { return nil }
        return .seconds(Swift.max(0, until - date))
    }

    /// The media type in lower case without its parameters: `application/json`; nil when missing or empty.
    public var contentType: String? {
        guard let text = self["content-type"] else { return nil }
        let type = text.prefix { $0 != ";" }.lowercased().trimmingASCIIBlanks()
        return type.isEmpty ? nil : type
    }
}

extension String {
    /// Header names are ASCII tokens; Unicode case folding would make `K` (Kelvin sign) equal to `k`.
    func equalsIgnoringASCIICase(_ other: String) -> Bool {
        utf8.elementsEqual(other.utf8) { $0.lowercasedASCII == $1.lowercasedASCII }
    }

    func trimmingASCIIBlanks() -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let start = utf8.firstIndex(where: { !isBlank($0) }), let end = utf8.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(self[start...end])
    }
}

extension UInt8 {
    var lowercasedASCII: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
