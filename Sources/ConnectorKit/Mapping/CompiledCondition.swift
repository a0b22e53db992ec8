import JSON

/// A condition with its paths resolved.
enum CompiledCondition: Sendable {
    case equals(ScopedPath, String)
    case oneOf(ScopedPath, Set<String>)
    case noneOf(ScopedPath, Set<String>)
    case beginsWith(ScopedPath, [String])
    case endsWith(ScopedPath, [String])
    case named(by: String, Bool)
    case present(ScopedPath)
    case absent(ScopedPath)
    case same(ScopedPath, ScopedPath)
    case different(ScopedPath, ScopedPath)

    init(_ condition: Condition) throws(MappingError) {
        switch condition {
        case .equals(let path, let value): self = .equals(try ScopedPath(path), value)
        case .oneOf(let path, let values): self = .oneOf(try ScopedPath(path), Set(values))
        case .noneOf(let path, let values): self = .noneOf(try ScopedPath(path), Set(values))
        case .beginsWith(let path, let values): self = .beginsWith(try ScopedPath(path), values)
        case .endsWith(let path, let values): self = .endsWith(try ScopedPath(path), values)
        case .namedBy(let stream): self = .named(by: stream, true)
        case .notNamedBy(let stream): self = .named(by: stream, false)
        case .present(let path): self = .present(try ScopedPath(path))
        case .absent(let path): self = .absent(try ScopedPath(path))
        case .same(let path, let other): self = .same(try ScopedPath(path), try ScopedPath(other))
        case .different(let path, let other): self = .different(try ScopedPath(path), try ScopedPath(other))
        }
    }

    var paths: [ScopedPath] {
        switch self {
        case .equals(let path, _), .oneOf(let path, _), .noneOf(let path, _), .beginsWith(let path, _),
            .endsWith(let path, _), .present(let path), .absent(let path):
            [path]
        case .same(let path, let other), .different(let path, let other): [path, other]
        case .named: []
        }
    }

    /// The stream whose records decide.
    var namingStream: String? { if case .named(let stream, _) = self { stream } else { nil } }

    func holds(_ input: RecordInput, _ entry: JSONValue?) -> Bool {
        switch self {
        case .equals(let path, let value): input.text(path, entry: entry) == value
        case .oneOf(let path, let values): input.text(path, entry: entry).map(values.contains) ?? false
        case .noneOf(let path, let values): !(input.text(path, entry: entry).map(values.contains) ?? false)
        case .beginsWith(let path, let values):
            input.text(path, entry: entry).map { text in values.contains { text.hasPrefix($0) } } ?? false
        case .endsWith(let path, let values):
            input.text(path, entry: entry).map { text in values.contains { text.hasSuffix($0) } } ?? false
        case .named(let stream, let isWanted): input.namedBy.contains(stream) == isWanted
        case .present(let path): input.text(path, entry: entry) != nil
        case .absent(let path): input.text(path, entry: entry) == nil
        case .same(let path, let other): Self.areSame(path, other, input, entry)
        case .different(let path, let other): !Self.areSame(path, other, input, entry)
        }
    }

    private static func areSame(
        _ path: ScopedPath, _ other: ScopedPath, _ input: RecordInput, _ entry: JSONValue?
    ) -> Bool {
        let ones = input.texts(path, entry: entry)
        let others = input.texts(other, entry: entry)
        return ones.contains { one in others.contains { $0.lowercased() == one.lowercased() } }
    }
}

extension Condition {
    /// Whether the condition holds for a record that stands alone, as when parents are chosen.
    public func holds(_ input: RecordInput) throws(MappingError) -> Bool {
        try CompiledCondition(self).holds(input, nil)
    }
}

/// A choice with its path resolved.
struct CompiledChoice<Value: Codable & Hashable & Sendable>: Sendable {
    private let choice: Choice<Value>
    let path: ScopedPath?

    init(_ choice: Choice<Value>) throws(MappingError) {
        self.choice = choice
        if let path = choice.path { self.path = try ScopedPath(path) } else { path = nil }
    }

    func value(_ input: RecordInput, _ entry: JSONValue?) -> Value? {
        guard let path else { return choice.constant }
        return input.text(path, entry: entry).flatMap { choice.table[$0] } ?? choice.otherwise
    }
}
