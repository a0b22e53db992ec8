import Touchpoints

/// The collections of the store and their numbers, as one transaction knows them.
final class Catalog {
    struct Entry {
        var collection: RecordCollection
        var entity: EntityKind?
        /// See `RecordKey.text`.
        var prefix: String
    }

    private let connection: Connection
    private(set) var entries: [Int64: Entry] = [:]
    private var numbers: [RecordCollection: Int64] = [:]
    private var numbersByPrefix: [String: Int64] = [:]
    /// System and account.
    private var accounts: Set<[String]> = []
    private var isLoaded = false

    init(_ connection: Connection) { self.connection = connection }

    /// nil: the store has no record, alias or association of this collection.
    func number(_ collection: RecordCollection) throws -> Int64? {
        try load()
        return numbers[collection]
    }

    /// Only `StoreTransaction.number(of:)` adds.
    func add(_ collection: RecordCollection) throws -> Int64 {
        try connection.run(
            "INSERT INTO collections(system, account, object_type) VALUES (?, ?, ?)",
            .text(collection.system), .text(collection.account), .text(collection.objectType))
        let number = connection.lastInsertedKey
        add(number, collection, entity: nil)
        return number
    }

    /// Whether the store has collections of more than one account: of two systems, or of two accounts of one.
    func hasSeveralAccounts() throws -> Bool {
        try load()
        return accounts.count > 1
    }

    func entry(_ number: Int64) throws -> Entry {
        try load()
        guard let entry = entries[number] else {
            throw StoreError.corrupt(path: connection.path, words: "collection \(number) is not in its table")
        }
        return entry
    }

    func setEntity(_ entity: EntityKind?, of number: Int64) throws {
        try connection.run(
            "UPDATE collections SET entity = ? WHERE id = ?", .text(entity?.rawValue), .int(number))
        entries[number]?.entity = entity
    }

    /// The text of a record's key.
    func text(_ reference: Reference) throws -> String { try entry(reference.collection).prefix + reference.id }

    func key(_ reference: Reference) throws -> RecordKey {
        RecordKey(collection: try entry(reference.collection).collection, id: reference.id)
    }

    func reference(_ key: RecordKey) throws -> Reference? {
        try number(key.collection).map { Reference(collection: $0, id: key.id) }
    }

    /// The record that a text names; nil for an e-mail address and for a collection that the store does not know.
    func reference(text: String) throws -> Reference? {
        try load()
        var colons = 0
        guard
            let end = text.utf8.firstIndex(where: { byte in
                if byte == UInt8(ascii: ":") { colons += 1 }
                return colons == 3
            })
        else { return nil }
        let idStart = text.utf8.index(after: end)
        guard let number = numbersByPrefix[String(text[..<idStart])] else { return nil }
        return Reference(collection: number, id: String(text[idStart...]))
    }

    func load() throws {
        guard !isLoaded else { return }
        isLoaded = true
        let rows = try connection.all("SELECT id, system, account, object_type, entity FROM collections") { row in
            (
                row.int(0), RecordCollection(system: row.text(1), account: row.text(2), objectType: row.text(3)),
                row.optionalText(4).flatMap(EntityKind.init)
            )
        }
        for (number, collection, entity) in rows { add(number, collection, entity: entity) }
    }

    private func add(_ number: Int64, _ collection: RecordCollection, entity: EntityKind?) {
        let prefix = collection.textPrefix
        entries[number] = Entry(collection: collection, entity: entity, prefix: prefix)
        numbers[collection] = number
        numbersByPrefix[prefix] = number
        accounts.insert([collection.system, collection.account])
    }
}

/// A record's identity inside one store: its collection's number and its id there. The record need not be stored.
struct Reference: Hashable {
    var collection: Int64
    var id: String
}
