public import JSON

/// A test on a record: a closed list, because a description holds no expressions.
///
/// Paths beginning with `parent.` look into the parent record, those with `previous.` into the record before this one.
public enum Condition: Codable, Hashable, Sendable {
    case equals(path: JSONPath, value: String)
    case oneOf(path: JSONPath, values: [String])
    case noneOf(path: JSONPath, values: [String])
    /// Begins with one of these, e.g. with the prefix that tells of what kind the record is that an id means.
    case beginsWith(path: JSONPath, values: [String])
    case endsWith(path: JSONPath, values: [String])
    /// A live record of that stream names this one in its `references`; or none does.
    case namedBy(stream: String)
    case notNamedBy(stream: String)
    /// There and neither null nor empty.
    case present(path: JSONPath)
    case absent(path: JSONPath)
    /// Both are there and equal; letter case is ignored, as in e-mail addresses. A path to several values (`users[].id`)
    /// is the same when one of them is.
    case same(path: JSONPath, as: JSONPath)
    case different(path: JSONPath, from: JSONPath)
}
