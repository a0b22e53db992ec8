public import JSON

/// A test on a record: a closed list, because a description holds no expressions.
///
/// Paths beginning with `parent.` look into the parent record.
public enum Condition: Codable, Hashable, Sendable {
    case equals(path: JSONPath, value: String)
    case oneOf(path: JSONPath, values: [String])
    case noneOf(path: JSONPath, values: [String])
    /// There and neither null nor empty.
    case present(path: JSONPath)
    case absent(path: JSONPath)
    /// Both are there and equal; letter case is ignored, as in e-mail addresses. A path to several values (`users[].id`)
    /// is the same when one of them is.
    case same(path: JSONPath, as: JSONPath)
    case different(path: JSONPath, from: JSONPath)
}
