import Touchpoints

extension RecordKey {
    /// `system:account:objectType:id`: how a record is named outside the program, and the id of an account, deal or
    /// ticket. `%` and `:` in the first three parts are written as `%25` and `%3A`; the id stands as it is.
    public var text: String { collection.textPrefix + id }

    /// The key that `text` spells, or nil.
    public init?(text: String) {
        let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.init(
            collection: RecordCollection(
                system: Self.unescaped(parts[0]), account: Self.unescaped(parts[1]),
                objectType: Self.unescaped(parts[2])),
            id: String(parts[3]))
    }

    private static func unescaped(_ part: Substring) -> String {
        guard part.utf8.contains(UInt8(ascii: "%")) else { return String(part) }
        return String(part.replacing("%3A", with: ":").replacing("%25", with: "%"))
    }
}

extension RecordCollection {
    /// `system:account:objectType:`, what the text of all its keys begins with.
    var textPrefix: String {
        [system, account, objectType].map(Self.escaped).joined(separator: ":") + ":"
    }

    private static func escaped(_ part: String) -> String {
        guard part.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: ":") }) else { return part }
        return part.replacing("%", with: "%25").replacing(":", with: "%3A")
    }
}
