import JSON

/// Names what two versions of a record do not have in common.
struct FieldDifferences {
    let showsValues: Bool
    /// Fields that are asked for; nil: the source gives what it has.
    let asked: Set<String>?
    private(set) var fields: [VerifyReport.Difference.Field] = []

    init(showsValues: Bool, asked: Set<String>?) {
        self.showsValues = showsValues
        self.asked = asked
    }

    /// At most this many are named for one record.
    static let most = 50

    mutating func compare(stored: JSONValue, source: JSONValue, path: String = "", depth: Int = 0) {
        guard fields.count < Self.most, stored.canonicalBytes != source.canonicalBytes else { return }
        switch (stored.kind, source.kind) {
        case (.object, .object):
            // Of a name that occurs twice the last one counts, and is asked for once.
            var names: Set<String> = []
            for name in (Array(stored.members) + Array(source.members)).compactMap(\.key.string)
            where names.insert(name).inserted {
                let place = path.isEmpty ? Self.spelling(name) : path + "." + Self.spelling(name)
                switch (stored[name], source[name]) {
                case (let a?, let b?): compare(stored: a, source: b, path: place, depth: depth + 1)
                case (let a, let b):
                    // Read when more fields were asked for: what is not asked for now cannot be compared.
                    if b == nil, depth == 1, let asked, !asked.contains(name) { continue }
                    note(place, a, b)
                }
            }
        case (.array, .array) where stored.count == source.count:
            for (index, pair) in zip(stored.elements, source.elements).enumerated() {
                compare(stored: pair.0, source: pair.1, path: "\(path)[\(index)]", depth: depth + 1)
            }
        default: note(path, stored, source)
        }
    }

    mutating func note(_ path: String, _ stored: JSONValue?, _ source: JSONValue?) {
        guard fields.count < Self.most else { return }
        fields.append(
            VerifyReport.Difference.Field(
                path: path, stored: showsValues ? stored.map(Self.text) : nil,
                source: showsValues ? source.map(Self.text) : nil))
    }

    mutating func note(_ path: String, stored: String, source: String) {
        fields.append(
            VerifyReport.Difference.Field(
                path: path, stored: showsValues ? stored : nil, source: showsValues ? source : nil))
    }

    private static func text(_ value: JSONValue) -> String { String(decoding: value.canonicalBytes, as: UTF8.self) }

    private static func spelling(_ name: String) -> String {
        name.contains { ".[]\" ".contains($0) } ? "\"\(name)\"" : name
    }
}
