internal import CSimdJSON

extension JSONValue {
    /// The member of that name, the last one if it occurs twice; nil if there is none or this is no object.
    /// Names are compared by their decoded UTF-8, without allocating and without Unicode normalisation.
    public subscript(key: String) -> JSONValue? {
        var key = key
        return key.withUTF8 { member($0) }
    }

    /// As ``subscript(_:)-(String)``, for names that are already bytes.
    public subscript(utf8 key: [UInt8]) -> JSONValue? {
        key.withUnsafeBufferPointer { member($0) }
    }

    /// As ``subscript(_:)-(String)``, for names that are known when the program is built.
    public subscript(utf8 key: StaticString) -> JSONValue? {
        key.withUTF8Buffer { member($0) }
    }

    /// The element at a position counted from 0; nil if there is none or this is no array. Walks over those before it.
    public subscript(position: Int) -> JSONValue? {
        guard position >= 0, position < count, kind == .array else { return nil }
        return elements.dropFirst(position).first { _ in true }
    }

    /// The elements of an array, otherwise nothing.
    public var elements: Elements { Elements(self) }

    /// The members of an object in the order of the page, those that occur twice included; otherwise nothing.
    public var members: Members { Members(self) }

    /// Whether this is a string with exactly this content, compared without allocating.
    public func equals(utf8 content: UnsafeRawBufferPointer) -> Bool {
        let entry = entry
        guard entry.kind == .string else { return false }
        return content.withMemoryRebound(to: UInt8.self) { content in
            document.bytes.withUnsafeBufferPointer { entry.hasContent(content, in: $0) }
        }
    }

    /// As ``equals(utf8:)-(UnsafeRawBufferPointer)``.
    public func equals(utf8 content: [UInt8]) -> Bool { content.withUnsafeBytes { equals(utf8: $0) } }

    /// As ``equals(utf8:)-(UnsafeRawBufferPointer)``.
    public func equals(utf8 content: StaticString) -> Bool {
        content.withUTF8Buffer { equals(utf8: UnsafeRawBufferPointer($0)) }
    }

    /// Whether this is a string with exactly this content: the same UTF-8, not merely canonically equivalent.
    public func equals(_ content: String) -> Bool {
        var content = content
        return content.withUTF8 { equals(utf8: UnsafeRawBufferPointer($0)) }
    }

    private func member(_ key: UnsafeBufferPointer<UInt8>) -> JSONValue? {
        let entry = entry
        guard entry.kind == .object else { return nil }
        let found = document.tape.withUnsafeBufferPointer { tape in
            document.bytes.withUnsafeBufferPointer { page in
                MemberName(key).lastMatch(in: tape, from: index + 1, to: Int(entry.next), page: page)
            }
        }
        return found.map { JSONValue(document: document, index: $0 + 1) }
    }

    public struct Elements: Sequence, IteratorProtocol, Sendable {
        private let document: JSONDocument
        private var index: Int
        private let end: Int

        init(_ value: JSONValue) {
            let entry = value.entry
            document = value.document
            index = value.index + 1
            end = entry.kind == .array ? Int(entry.next) : index
        }

        public mutating func next() -> JSONValue? {
            guard index < end else { return nil }
            defer { index = Int(document.tape[index].next) }
            return JSONValue(document: document, index: index)
        }
    }

    public struct Members: Sequence, IteratorProtocol, Sendable {
        private let document: JSONDocument
        private var index: Int
        private let end: Int

        init(_ value: JSONValue) {
            let entry = value.entry
            document = value.document
            index = value.index + 1
            end = entry.kind == .object ? Int(entry.next) : index
        }

        /// The name is a string value: decode it with ``JSONValue/string`` or compare it with ``JSONValue/equals(_:)``.
        public mutating func next() -> (key: JSONValue, value: JSONValue)? {
            guard index < end else { return nil }
            defer { index = Int(document.tape[index + 1].next) }
            return (JSONValue(document: document, index: index), JSONValue(document: document, index: index + 1))
        }
    }
}
