import Identity
import Touchpoints

// The graph whose components are people: records of persons and e-mail addresses, joined by what live records state
// (`identity_evidence`) and by aliases.
extension StoreTransaction {
    /// The rule by which an address of a person record identifies it.
    private static let ownAddress = "record.email"

    /// The person that an identifier means; a new one where the identifier never occurred.
    func person(of node: PersonResolution.Node) throws -> String {
        if let id = try storedPerson(of: node.value) { return id }
        try resolvePeople([node], onlyAdded: true)
        guard let id = try storedPerson(of: node.value) else {
            throw StoreError.corrupt(path: connection.path, words: "identifier \(node.value) has no person")
        }
        return id
    }

    /// Keeps the addresses that identify a record, and joins or splits people where they changed.
    func identify(
        _ reference: Reference, record: Int64, emails identifiers: [Identifier], isPerson: Bool, former: RecordRow?
    ) throws {
        var emails: Set<String> = []
        for case .email(let text) in identifiers {
            if let address = EmailAddress.normalized(text) { emails.insert(address) }
        }
        let known = former == nil ? [] : try evidence(of: record)
        for address in known.subtracting(emails) {
            try connection.run(
                "DELETE FROM identity_evidence WHERE record = ? AND identifier = ?", .int(record), .text(address))
        }
        for address in emails.subtracting(known) {
            try connection.run(
                "INSERT INTO identity_evidence(record, identifier, rule) VALUES (?, ?, ?)", .int(record),
                .text(address), .text(Self.ownAddress))
        }
        let wasPerson = former.map { $0.gone == nil && $0.entity == .person } ?? false
        guard isPerson || wasPerson, known != emails || isPerson != wasPerson else { return }
        // Coming back, or ceasing to be a person, changes edges that are not stated here.
        let onlyAdded = isPerson && (former == nil || wasPerson) && known.isSubset(of: emails)
        try resolvePeople(around: reference, emails: known.union(emails), onlyAdded: onlyAdded)
    }

    /// After a record came, went or changed its meaning: its own component and those of its addresses.
    func resolvePeople(around reference: Reference, record: Int64, isPerson: Bool) throws {
        guard isPerson else { return }
        try resolvePeople(around: reference, emails: try evidence(of: record))
    }

    /// After an alias appeared.
    func joinPeople(_ old: Reference, _ survivor: Reference) throws {
        let kinds = [try catalog.entry(old.collection).entity, try catalog.entry(survivor.collection).entity]
        guard kinds.contains(.person) else { return }
        let emails = try row(old).map { try evidence(of: $0.key) } ?? []
        try resolvePeople(
            [recordNode(old), recordNode(survivor)] + emails.map { .init(kind: .email, value: $0) })
    }

    /// A person's export lists live identifiers only, so it changes when a record goes or comes back.
    func bumpPerson(of reference: Reference) throws {
        guard let id = try storedPerson(of: try catalog.text(reference)) else { return }
        try connection.run("UPDATE people SET seq = ? WHERE id = ?", .int(try nextSeq()), .text(id))
    }

    /// A collection became one of persons, or stopped being one.
    func declare(number: Int64, entity: EntityKind?) throws {
        guard try catalog.entry(number).entity != entity else { return }
        try catalog.setEntity(entity, of: number)
        dirtyTouchpoints.formUnion(
            try connection.all(
                """
                SELECT t.key FROM associations a
                JOIN records r ON r.collection = a.from_collection AND r.record_id = a.from_id
                JOIN touchpoints t ON t.record = r.key
                WHERE a.to_collection = ? AND t.removed_at IS NULL
                """, .int(number), read: { $0.int(0) }))
        let aliases = try connection.all(
            "SELECT collection, old_id, new_collection, new_id FROM aliases WHERE collection = ?1 OR new_collection = ?1",
            .int(number),
            read: {
                (
                    old: Reference(collection: $0.int(0), id: $0.text(1)),
                    new: Reference(collection: $0.int(2), id: $0.text(3))
                )
            })
        for alias in aliases {
            try joinPeople(alias.old, alias.new)
            try markTouchpoints(associatedWith: alias.old)
        }
    }

    private func resolvePeople(around reference: Reference, emails: Set<String>, onlyAdded: Bool = false) throws {
        try resolvePeople(
            [recordNode(reference)] + emails.sorted().map { .init(kind: .email, value: $0) }, onlyAdded: onlyAdded)
    }

    /// - Parameter onlyAdded: the nodes are all connected with each other, and no edge was taken away.
    private func resolvePeople(_ touched: [PersonResolution.Node], onlyAdded: Bool = false) throws {
        // An alias may wait for a node that did not occur so far.
        if try onlyAdded && !hasAliases() {
            let extended = try PersonResolution.extend(
                touched, person: { try storedPerson(of: $0.value) }, makeID: { OpaqueID.person(at: now()) })
            if let extended { return try apply(extended) }
        }
        try apply(
            PersonResolution.resolve(
                touched: touched, neighbours: neighbours, person: { try storedPerson(of: $0.value) },
                makeID: { OpaqueID.person(at: now()) }))
    }

    private func apply(_ outcome: PersonResolution) throws {
        var changed: Set<String> = []
        let time = now()
        for id in outcome.created {
            try connection.run(
                "INSERT INTO people(id, created_at, seq) VALUES (?, ?, ?)", .text(id), .int(time), .int(try nextSeq()))
        }
        for move in outcome.moves {
            try connection.run(
                "INSERT OR REPLACE INTO identifiers(value, kind, person_id) VALUES (?, ?, ?)",
                .text(move.node.value), .text(move.node.kind.rawValue), .text(move.to))
            changed.insert(move.to)
            guard let from = move.from else { continue }
            changed.insert(from)
            dirty.insert(move.node.value)
        }
        for (old, new) in outcome.retired.sorted(by: { $0.key < $1.key }) {
            try connection.run("DELETE FROM people WHERE id = ?", .text(old))
            let seq = try nextSeq()
            try connection.run(
                "UPDATE person_aliases SET new_id = ?, seq = ? WHERE new_id = ?", .text(new), .int(seq), .text(old))
            try connection.run(
                "INSERT OR REPLACE INTO person_aliases(old_id, new_id, seq) VALUES (?, ?, ?)", .text(old), .text(new),
                .int(seq))
        }
        for id in changed.subtracting(outcome.created).subtracting(outcome.retired.keys).sorted() {
            try connection.run("UPDATE people SET seq = ? WHERE id = ?", .int(try nextSeq()), .text(id))
        }
    }

    private func neighbours(of node: PersonResolution.Node) throws -> [PersonResolution.Node] {
        switch node.kind {
        case .email:
            return try connection.all(
                """
                SELECT r.collection, r.record_id FROM identity_evidence e JOIN records r ON r.key = e.record
                WHERE e.identifier = ? AND r.gone IS NULL
                """, .text(node.value), read: { try recordNode(Reference(collection: $0.int(0), id: $0.text(1))) })
        case .record:
            guard let reference = try catalog.reference(text: node.value) else { return [] }
            var nodes = try connection.all(
                """
                SELECT e.identifier FROM records r JOIN identity_evidence e ON e.record = r.key
                WHERE r.collection = ? AND r.record_id = ? AND r.gone IS NULL
                """, .int(reference.collection), .text(reference.id),
                read: { PersonResolution.Node(kind: .email, value: $0.text(0)) })
            guard try hasAliases() else { return nodes }
            if let survivor = try alias(of: reference)?.survivor { nodes.append(try recordNode(survivor)) }
            nodes += try connection.all(
                "SELECT collection, old_id FROM aliases WHERE new_collection = ? AND new_id = ?",
                .int(reference.collection), .text(reference.id),
                read: { try recordNode(Reference(collection: $0.int(0), id: $0.text(1))) })
            return nodes
        }
    }

    private func recordNode(_ reference: Reference) throws -> PersonResolution.Node {
        .init(kind: .record, value: try catalog.text(reference))
    }

    private func storedPerson(of identifier: String) throws -> String? {
        try connection.first(
            "SELECT person_id FROM identifiers WHERE value = ?", .text(identifier), read: { $0.text(0) })
    }

    private func evidence(of record: Int64) throws -> Set<String> {
        Set(
            try connection.all(
                "SELECT identifier FROM identity_evidence WHERE record = ?", .int(record), read: { $0.text(0) }))
    }
}
