import ConnectorKit
import JourneyStore

/// The set of fields asked for. Adding a field makes a new projection and reopens the stream's history; leaving one out does not.
struct Projection: Sendable, Equatable {
    let fields: [String]
    let history: [String]
    /// Wanted, and not in the account's list of fields.
    let hidden: [String]
    private let inEveryPart: [String]

    /// - Parameter list: what the account says about its fields, where that is what counts.
    init(_ selection: FieldSelection?, catalog: [String], settings: StreamSettings, list: FieldList? = nil) {
        guard let selection else {
            (fields, history, hidden, inEveryPart) = ([], [], [], [])
            return
        }
        var names = Set(selection.required)
        switch settings.fields {
        case .all: names.formUnion(catalog)
        case .chosen(let chosen): names.formUnion(chosen)
        }
        names.subtract(settings.excluded)
        if let list, selection.catalog?.isAuthority == true {
            let optional = list.divide(Set(selection.optional).subtracting(settings.excluded)).known
            let (known, hidden) = list.divide(names)
            fields = known.union(optional).sorted()
            self.hidden = hidden.sorted()
        } else {
            fields = names.sorted()
            hidden = []
        }
        inEveryPart = selection.inEveryPart.filter(fields.contains)
        history = selection.history.filter { !settings.excluded.contains($0) }
    }

    /// As the ledger keeps it.
    var text: String { (fields + history.map { "history:" + $0 }).joined(separator: ",") }

    /// Whether what was read under an older projection holds everything this one asks for.
    func isCovered(by text: String) -> Bool {
        let older = Set(text.split(separator: ","))
        return self.text.split(separator: ",").allSatisfy(older.contains)
    }

    /// The fields in lists short enough for one request each; always at least one list.
    func parts(maximumBytes: Int?) -> [[String]] {
        guard let maximumBytes else { return [fields] }
        let shared = inEveryPart.reduce(0) { $0 + $1.utf8.count + 1 }
        var parts: [[String]] = [inEveryPart]
        var bytes = shared
        for field in fields where !inEveryPart.contains(field) {
            if bytes + field.utf8.count + 1 > maximumBytes, parts[parts.count - 1].count > inEveryPart.count {
                parts.append(inEveryPart)
                bytes = shared
            }
            parts[parts.count - 1].append(field)
            bytes += field.utf8.count + 1
        }
        return parts
    }

    /// What tells a record and its version, and nothing else.
    var identifying: [String] { inEveryPart }
}
