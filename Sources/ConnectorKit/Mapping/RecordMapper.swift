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
    /// Stream name → what its records are, where they are something that takes part.
    public var entities: [String: EntityKind]

    public init(
        system: String, account: String, currency: String? = nil, baseURL: String = "", teams: [String: Team] = [:],
        recordTypes: [String: String], entities: [String: EntityKind] = [:]
    ) {
        self.system = system
        self.account = account
        self.currency = currency
        self.baseURL = baseURL
        self.teams = teams
        self.recordTypes = recordTypes
        self.entities = entities
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
    /// Set where the record says itself that it is gone.
    public var gone: GoneRule.Reason?
    /// With `gone`: the record that it was merged into.
    public var mergedInto: String?
    /// The stream and id of what the record became, and goes on as.
    public var converted: (stream: String, id: String)?
    /// Other records that it names: stream, id, labels.
    public var references: [(stream: String, id: String, labels: [String])] = []
    /// Why parts of the record could not be mapped, in words for people.
    public var problems: [String] = []
}

/// A stream's mapping, compiled once, applied to every record. Pure: the same record gives the same touchpoints anywhere.
public struct RecordMapper: Sendable {
    private let stream: RecordStream
    private let rules: [CompiledRule]
    private let context: MappingContext
    private let gone: [(when: [CompiledCondition], reason: GoneRule.Reason)]
    /// Whether what becomes of a record depends on the one before it.
    public let looksAtPrevious: Bool
    /// Streams whose records decide what becomes of a record, by naming it or not.
    public let namingStreams: Set<String>

    public init(stream: RecordStream, extra: [TouchpointRule] = [], context: MappingContext) throws(MappingError) {
        self.stream = stream
        self.context = context
        var compiled: [CompiledRule] = []
        for (index, rule) in (stream.touchpoints + extra).enumerated() {
            compiled.append(
                try CompiledRule(rule, name: "touchpoint rule \(index + 1) of \(stream.name)", context: context))
        }
        rules = compiled
        looksAtPrevious = compiled.contains(where: \.looksAtPrevious)
        namingStreams = compiled.reduce(into: []) { $0.formUnion($1.namingStreams) }
        var gone: [(when: [CompiledCondition], reason: GoneRule.Reason)] = []
        for rule in stream.gone {
            var when: [CompiledCondition] = []
            for condition in rule.when { when.append(try CompiledCondition(condition)) }
            gone.append((when, rule.reason))
        }
        self.gone = gone
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
        tell(input, into: &mapped)
        // What is gone makes no touchpoint.
        if mapped.gone != nil { return mapped }
        for field in stream.tracked { track(field, record, into: &mapped) }
        for rule in rules { rule.apply(to: input, context: context, into: &mapped) }
        dropRepeatedFacets(&mapped)
        return mapped
    }

    /// What the record says of itself and of others.
    private func tell(_ input: RecordInput, into mapped: inout MappedRecord) {
        let record = input.record
        mapped.gone = gone.first { rule in rule.when.allSatisfy { $0.holds(input, nil) } }?.reason
        if mapped.gone != nil, let id = stream.mergedInto.flatMap({ record[path: $0]?.text }), !id.isEmpty,
            id != input.id
        {
            mapped.mergedInto = id
        }
        for conversion in stream.conversions where mapped.converted == nil {
            guard let id = record[path: conversion.path]?.text, !id.isEmpty else { continue }
            mapped.converted = conversion.into.resolve(id)
        }
        mapped.references = stream.references(in: record)
    }

    /// Whether a record says itself that it is gone.
    public func isGone(_ record: JSONValue) -> Bool {
        let input = RecordInput(id: "", record: record)
        return gone.contains { rule in rule.when.allSatisfy { $0.holds(input, nil) } }
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
