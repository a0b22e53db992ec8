import JSON

/// One attribute of a case or an event, as an event log in XES has it (IEEE 1849-2016, §5.2).
struct XESAttribute: Hashable, Sendable {
    /// `string`, `date`, `int`, `float`, `boolean`, `id`, `list` or `container`.
    var type: String
    /// E.g. `concept:name`.
    var key: String
    /// As it stands in the file; lists and containers have none.
    var value: String?
    var nested: [XESAttribute]

    init(type: String, key: String, value: String?, nested: [XESAttribute] = []) {
        self.type = type
        self.key = key
        self.value = value
        self.nested = nested
    }

    /// The elements that are attributes.
    static let types: Set<String> = ["string", "date", "int", "float", "boolean", "id", "list", "container"]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("type")
            writer.string(type)
            writer.key("key")
            writer.string(key)
            if let value {
                writer.key("value")
                writer.string(value)
            }
            guard !nested.isEmpty else { return }
            writer.key("attributes")
            writer.array { writer in for attribute in nested { attribute.write(to: &writer) } }
        }
    }
}

extension [XESAttribute] {
    /// The value of the first attribute of this key that has one.
    subscript(key: String) -> String? { first { $0.key == key && $0.value != nil }?.value }
}

/// What an event log holds, in the order of the file.
enum XESItem: Hashable, Sendable {
    /// An event of the case that is being read.
    case event(XESEvent)
    /// A case, at its end: with all its attributes.
    case trace(XESTrace)
    /// An event beside all cases; counted from 0.
    case stray(Int)
}

struct XESEvent: Hashable, Sendable {
    /// Which case of the log, counted from 0.
    var trace: Int
    /// `concept:name` of the case, if it stood before the event.
    var caseName: String?
    /// Its place in the case, counted from 0.
    var sequence: Int
    var attributes: [XESAttribute]
    /// It had more than ``XESReader/largest`` bytes; some of its attributes are missing here.
    var isTooLarge: Bool
}

struct XESTrace: Hashable, Sendable {
    /// Counted from 0.
    var index: Int
    var attributes: [XESAttribute]
    var events: Int
    var isTooLarge: Bool
}
