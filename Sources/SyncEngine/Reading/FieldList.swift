import ConnectorKit
import Foundation
import JSON
import JourneyStore
import Touchpoints

/// The fields of an object type, as the account's catalog has them; kept in the store from run to run.
struct FieldList: Codable, Hashable, Sendable {
    struct Field: Codable, Hashable, Sendable {
        var name: String
        /// As the system names it.
        var type: String?
        /// By which name one looks into the record that it refers to.
        var relationship: String?
        var isCalculated: Bool
    }

    /// Those that can be asked for.
    var fields: [Field]
    /// When the catalog changed last, in the server's words.
    var lastModified: String?
    /// Whether the account has the object at all; nil: it has.
    var isAbsent: Bool?

    static let absent = FieldList()

    private init() {
        fields = []
        isAbsent = true
    }

    /// - Throws: `MappingError` where a condition of the description has a bad path.
    init(_ catalog: FieldCatalog, _ root: JSONValue, lastModified: String?) throws {
        self.lastModified = lastModified
        fields = []
        for element in root[path: catalog.records]?.elements.map({ $0 }) ?? [] {
            guard let name = element[path: catalog.name]?.text, !name.isEmpty else { continue }
            let input = RecordInput(id: name, record: element)
            guard try !catalog.skip.contains(where: { try $0.holds(input) }) else { continue }
            func text(_ path: JSONPath?) -> String? { path.flatMap { element[path: $0]?.text } }
            fields.append(
                Field(
                    name: name, type: text(catalog.type), relationship: text(catalog.relationship),
                    isCalculated: text(catalog.calculated) == "true"))
        }
    }

    var names: [String] { fields.map(\.name) }

    /// Field → its type.
    var types: [String: String] {
        Dictionary(fields.compactMap { field in field.type.map { (field.name, $0) } }, uniquingKeysWith: { $1 })
    }

    /// The given fields in two heaps. A field of another record (`Owner.Name`) can be asked for where it is referred to.
    func divide(_ wanted: Set<String>) -> (known: Set<String>, hidden: Set<String>) {
        let names = Set(names)
        let relationships = Set(fields.compactMap(\.relationship))
        let known = wanted.filter { name in
            guard let dot = name.firstIndex(of: ".") else { return names.contains(name) }
            return relationships.contains(String(name[..<dot]))
        }
        return (known, wanted.subtracting(known))
    }

    /// Whether one of these fields is computed by the system.
    func hasCalculated(among wanted: [String]) -> Bool {
        let wanted = Set(wanted)
        return fields.contains { $0.isCalculated && wanted.contains($0.name) }
    }
}

extension FieldList {
    private static func note(_ collection: RecordCollection) -> String {
        "fields/\(collection.system)/\(collection.account)/\(collection.objectType)"
    }

    /// As it was at the last run.
    static func recall(_ collection: RecordCollection, from store: JourneyStore) async throws -> FieldList? {
        let key = note(collection)
        guard let text = try await store.read({ try $0.note(key) }) else { return nil }
        // Damaged: then it is asked for again.
        return try? JSONDecoder().decode(FieldList.self, from: Data(text.utf8))
    }

    func remember(_ collection: RecordCollection, in store: JourneyStore) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(self) else { return }
        let (key, text) = (Self.note(collection), String(decoding: data, as: UTF8.self))
        guard try await store.read({ try $0.note(key) }) != text else { return }
        try await store.write { tx in try tx.setNote(key, text) }
    }
}

extension Reading {
    /// Whether a record can come as text, which only its fields' types turn into values.
    fileprivate var usesTypes: Bool {
        if case .window(let window) = self { window.export != nil } else { false }
    }
}

extension KnownConnection {
    /// Whether the last run found that the account does not have what a stream is about.
    func isAbsent(_ stream: RecordStream, _ store: JourneyStore) async throws -> Bool {
        guard stream.mayBeAbsent else { return false }
        return try await FieldList.recall(collection(of: stream), from: store)?.isAbsent == true
    }
}

/// The object type does not exist in this account.
struct AbsentObject: Error {}

/// The lists of fields of one run: each is asked for once, and only if it has changed since the last run.
actor FieldLists {
    private var lists: [String: FieldList] = [:]

    /// What the account says about a stream's fields; nil where nobody wants to know.
    ///
    /// - Parameters:
    ///   - keeps: write it into the store for the next run.
    ///   - isFresh: what is known from before is not believed.
    func list(
        of stream: RecordStream, _ opened: OpenConnection, _ store: JourneyStore, keeps: Bool, isFresh: Bool = false
    ) async throws -> FieldList? {
        guard let catalog = stream.fields?.catalog else { return nil }
        let isAsked =
            opened.connection.settings[stream.name]?.fields == .all && !Sabotage.ignoreNewFields.isOn
        guard catalog.isAuthority || isAsked || stream.reading.usesTypes else { return nil }
        if !isFresh, let list = lists[stream.name] { return list }
        let collection = opened.known.collection(of: stream)
        let former = isFresh || !catalog.isAuthority ? nil : try await FieldList.recall(collection, from: store)
        let caller = opened.caller
        let outcome: Caller.Outcome? = try await caller.call(
            catalog.request, caller.values(of: stream), since: former?.lastModified,
            defect: { $0.lacksArray(at: catalog.records) })
        let list: FieldList
        switch outcome {
        case .answer(let answer):
            list = try FieldList(catalog, answer.root, lastModified: answer.lastModified)
            guard !list.fields.isEmpty else {
                throw SyncFailure.missingPermission("\(catalog.request.path): \(stream.name) has no field to be read")
            }
            if keeps, catalog.isAuthority { try await list.remember(collection, in: store) }
        case nil:
            guard let former else { throw SyncFailure.stopStream("\(catalog.request.path): no list of fields") }
            list = former
        case .notFound where stream.mayBeAbsent:
            if keeps { try await FieldList.absent.remember(collection, in: store) }
            throw AbsentObject()
        case .notFound where catalog.isAuthority:
            throw SyncFailure.missingPermission(
                "\(stream.recordType) is not there, or these credentials may not see it")
        case .notFound, .splitRequest: throw SyncFailure.stopStream("\(catalog.request.path): no list of fields")
        }
        lists[stream.name] = list
        return list
    }
}
