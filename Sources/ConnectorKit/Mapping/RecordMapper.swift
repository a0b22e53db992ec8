import JSON
public import Touchpoints

/// What the mapping has to know beyond the record: the account it belongs to and who works in which team.
public struct MappingContext: Sendable {
    public var system: String
    public var account: String
    /// The currency of amounts that name none.
    public var currency: String?
    /// Where the connection finds its system, for links that people open.
    public var baseURL: String
    /// Owner id → team.
    public var teams: [String: Team]
    /// Stream name → the object type under which its records are stored.
    public var recordTypes: [String: String]

    public init(
        system: String, account: String, currency: String? = nil, baseURL: String = "", teams: [String: Team] = [:],
        recordTypes: [String: String]
    ) {
        self.system = system
        self.account = account
        self.currency = currency
        self.baseURL = baseURL
        self.teams = teams
        self.recordTypes = recordTypes
    }

    func key(_ stream: String, _ id: String) -> RecordKey {
        RecordKey(
            collection: RecordCollection(
                system: system, account: account, objectType: recordTypes[stream, default: stream]),
            id: id)
    }
}

/// A record in the shared model.
public struct MappedRecord: Sendable {
    public struct FieldValue: Hashable, Sendable {
        public var field: String
        public var value: String?
        public var at: Moment
    }

    public var revision: String?
    public var modifiedAt: Moment?
    /// What tells who the record is, as it writes it.
    public var identifiers: [Identifier] = []
    public var name: String?
    /// Ids of older records of the same type that were merged into this one.
    public var mergedIDs: [String] = []
    /// Dated values that the source reports.
    public var history: [FieldValue] = []
    /// Current values of tracked fields for which the source reports no history.
    public var tracked: [(field: String, value: String?)] = []
    public var touchpoints: [Touchpoint] = []
    /// Why parts of the record could not be mapped, in words for people.
    public var problems: [String] = []
}

/// A stream's mapping, compiled once, applied to every record. Pure: the same record gives the same touchpoints anywhere.
public struct RecordMapper: Sendable {
    private let stream: RecordStream
    private let rules: [CompiledRule]
    private let context: MappingContext

    public init(stream: RecordStream, extra: [TouchpointRule] = [], context: MappingContext) throws(MappingError) {
        self.stream = stream
        self.context = context
        var compiled: [CompiledRule] = []
        for (index, rule) in (stream.touchpoints + extra).enumerated() {
            compiled.append(
                try CompiledRule(rule, name: "touchpoint rule \(index + 1) of \(stream.name)", context: context))
        }
        rules = compiled
    }

    /// Whether a changed parent changes what becomes of its children.
    public var looksAtParent: Bool { rules.contains(where: \.looksAtParent) }

    public func map(_ input: RecordInput) -> MappedRecord {
        var mapped = MappedRecord()
        let record = input.record
        mapped.revision = stream.revision.flatMap { record[path: $0]?.text }
        if let path = stream.modifiedAt, let text = record[path: path]?.text, !text.isEmpty {
            mapped.modifiedAt = Moment(parsing: text)
            if mapped.modifiedAt == nil { mapped.problems.append("\(path) is no time: \"\(text.prefix(40))\"") }
        }
        for list in stream.emails {
            for value in record.all(list.path) {
                guard let text = value.text else { continue }
                mapped.identifiers += Self.split(text, at: list.separator).map(Identifier.email)
            }
        }
        for reading in stream.identifiers {
            for value in record.all(reading.path) {
                guard let text = value.text else { continue }
                mapped.identifiers += Self.split(text, at: reading.separator).compactMap(reading.identifier)
            }
        }
        let names = stream.displayName.compactMap { record[path: $0]?.text }.filter { !$0.isEmpty }
        mapped.name = names.isEmpty ? nil : names.joined(separator: " ")
        for merged in stream.merges {
            guard let text = record[path: merged.path]?.text else { continue }
            for part in Self.split(text, at: merged.separator) {
                let id = merged.suffix.flatMap { part.range(of: $0)?.lowerBound }.map { String(part[..<$0]) } ?? part
                if !id.isEmpty, id != input.id, !mapped.mergedIDs.contains(id) { mapped.mergedIDs.append(id) }
            }
        }
        for field in stream.tracked { track(field, record, into: &mapped) }
        for rule in rules { rule.apply(to: input, context: context, into: &mapped) }
        dropRepeatedFacets(&mapped)
        return mapped
    }

    /// The facet is part of a touchpoint's identity: two of the same would overwrite each other silently.
    private func dropRepeatedFacets(_ mapped: inout MappedRecord) {
        var seen: Set<String> = []
        mapped.touchpoints.removeAll { touchpoint in
            if seen.insert(touchpoint.facet).inserted { return false }
            mapped.problems.append("two rules make the facet \"\(touchpoint.facet)\": name one of them differently")
            return true
        }
    }

    private func track(_ field: TrackedField, _ record: JSONValue, into mapped: inout MappedRecord) {
        guard let shape = field.history, let entries = record[path: shape.entries] else {
            mapped.tracked.append((field.name, record[path: field.value]?.text))
            return
        }
        for entry in entries.elements {
            guard let text = entry[path: shape.at]?.text, let at = Moment(parsing: text) else {
                mapped.problems.append("an entry in the history of \(field.name) has no time")
                continue
            }
            let value = entry[path: shape.value]?.text
            mapped.history.append(.init(field: field.name, value: value?.isEmpty == true ? nil : value, at: at))
        }
    }

    private static func split(_ text: String, at separator: String?) -> [String] {
        guard let first = separator?.first else { return text.isEmpty ? [] : [text] }
        return text.split(separator: first).map { part in
            String(part.drop(while: \.isWhitespace))
        }
    }
}
