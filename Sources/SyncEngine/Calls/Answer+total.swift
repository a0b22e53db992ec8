import ConnectorKit
import JSON

extension Answer {
    /// How many records the answer says there are; nil where the description names no total.
    ///
    /// Throws where the system does not count although it should: it does so for accounts that may not see everything,
    /// and then leaves out records without a word.
    func total(at path: JSONPath?, of stream: RecordStream) throws(SyncFailure) -> Int? {
        guard let path else { return nil }
        guard let value = root[path: path], value.kind != .null else {
            let needed = stream.scopes.isEmpty ? "" : "; needed: \(stream.scopes.joined(separator: ", "))"
            throw .missingPermission(
                "\(request): the answer does not tell its \(path), so nothing proves that these credentials see all of "
                    + stream.name + needed)
        }
        guard let total = value.text.flatMap({ Int($0) }) else {
            throw .runAgain("\(request): \(path) is no count: \(value.text?.prefix(40) ?? "")", at: nil)
        }
        return total
    }
}
