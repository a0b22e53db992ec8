import ConnectorKit
import JourneyStore

/// The set of fields asked for. Adding a field makes a new projection and reopens the stream's history; leaving one out does not.
struct Projection: Sendable, Equatable {
    let fields: [String]
    let history: [String]

    init(_ selection: FieldSelection?, catalog: [String], settings: StreamSettings) {
        guard let selection else {
            fields = []
            history = []
            return
        }
        var names = Set(selection.required)
        switch settings.fields {
        case .all: names.formUnion(catalog)
        case .chosen(let chosen): names.formUnion(chosen)
        }
        fields = names.subtracting(settings.excluded).sorted()
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
        var parts: [[String]] = [[]]
        var bytes = 0
        for field in fields {
            if bytes + field.utf8.count + 1 > maximumBytes, !parts[parts.count - 1].isEmpty {
                parts.append([])
                bytes = 0
            }
            parts[parts.count - 1].append(field)
            bytes += field.utf8.count + 1
        }
        return parts
    }
}
