import Identity
import Touchpoints

// People and accounts: what records state, and who is the same because of it.
extension StoreTransaction {
    /// The person that an identifier means; a new one where the identifier never occurred.
    func person(of node: IdentityNode) throws -> String {
        if let id = try owner(of: node, in: .people) { return id }
        try resolve([node], in: .people)
        guard let id = try owner(of: node, in: .people) else {
            throw StoreError.corrupt(path: connection.path, words: "identifier \(node.value) has no person")
        }
        return id
    }

    /// The person or account that an identifier means so far.
    private func owner(of node: IdentityNode, in tables: IdentityTables) throws -> String? {
        guard tables == .people else { return try graph(tables).owner(of: node) }
        if let id = knownPeople[node.value] { return id }
        let id = try graph(tables).owner(of: node)
        knownPeople[node.value] = id
        return id
    }

    /// Keeps what identifies a record, and joins or splits people or accounts where that changed.
    func identify(_ reference: Reference, record: Int64, as write: RecordWrite, former: RecordRow?) throws {
        let tables = IdentityTables.of(write.entity)
        let formerTables = IdentityTables.of(former.flatMap { $0.gone == nil ? $0.entity : nil })
        guard tables != nil || former?.entity != nil else {
            // Members of staff, who are called by their ids elsewhere.
            if write.name != nil || former != nil {
                _ = try writeName(write.name, record: record, isNew: former == nil)
            }
            return
        }
        var claims: [String: IdentityClaim] = [:]
        if tables != nil {
            for claim in write.claims(identity) where claims[claim.node.value] == nil {
                claims[claim.node.value] = claim
            }
        }
        let known = former == nil ? [:] : try evidence(of: record)
        let fresh = try writeEvidence(claims, over: known, record: record)
        let isRenamed = try writeName(write.name, record: record, isNew: former == nil)
        let before = Set(known.values.map(\.node))
        if let formerTables, formerTables != tables {
            try resolve(try affected(reference, before, in: formerTables), in: formerTables)
        }
        guard let tables else { return }
        let after = Set(claims.values.map(\.node))
        let isSame = known.mapValues(\.rule) == claims.mapValues(\.rule)
        let hasNumbers = after.contains { $0.kind == .phone }
        let isNew = try formerTables != tables || owner(of: recordNode(reference), in: tables) == nil
        guard isNew || !isSame || isRenamed && hasNumbers else { return }
        let hasLostNothing = known.allSatisfy { claims[$0.key]?.rule == $0.value.rule } && !(isRenamed && !isNew)
        if hasLostNothing, former == nil || formerTables == tables {
            let added = claims.values.filter { known[$0.node.value] == nil }
            // Accounts have identifiers of their own, which need not be terms.
            let fresh = tables == .people ? fresh : []
            if try extend(reference, by: added, isNew: isNew, fresh: fresh, in: tables) { return }
        }
        try resolve(try affected(reference, before.union(after), in: tables), in: tables)
    }

    /// After a record went: everything that its evidence held together.
    func resolveIdentity(around reference: Reference, record: Int64, entity: EntityKind?) throws {
        guard let tables = IdentityTables.of(entity) else { return }
        try resolve(
            try affected(reference, Set(evidence(of: record).values.map(\.node)), in: tables), in: tables)
    }

    /// After an alias appeared.
    func joinEntities(_ old: Reference, _ survivor: Reference) throws {
        let kinds = [try catalog.entry(old.collection).entity, try catalog.entry(survivor.collection).entity]
        for tables in [IdentityTables.people, .accounts] where kinds.contains(tables.entity) {
            let nodes = try row(old).map { Set(try evidence(of: $0.key).values.map(\.node)) } ?? []
            try resolve([try recordNode(survivor)] + affected(old, nodes, in: tables), in: tables)
        }
    }

    /// Exports list live identifiers only, so a person or account changes when a record goes or comes back.
    func bumpEntity(of reference: Reference) throws {
        let text = try catalog.text(reference)
        for tables in [IdentityTables.people, .accounts] {
            guard let id = try graph(tables).owner(of: text) else { continue }
            try bump(id, in: tables)
        }
    }

    /// A collection became one of persons or accounts, or stopped being one.
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
            try joinEntities(alias.old, alias.new)
            try markTouchpoints(associatedWith: alias.old)
        }
        try resolvePointers(to: number, entity: entity)
    }

    func graph(_ tables: IdentityTables) throws -> StoreGraph {
        StoreGraph(
            connection: connection, catalog: catalog, tables: tables, hasAliases: try hasAliases(),
            hasChoices: try hasChoices(), hasPointers: try hasPointers())
    }

    /// Looks again at who is the same around these nodes.
    func resolve(_ touched: [IdentityNode], in tables: IdentityTables) throws {
        try apply(
            IdentityResolution.resolve(
                touched: touched, in: graph(tables), makeID: { OpaqueID.person(at: now()) }), in: tables)
    }

    func recordNode(_ reference: Reference) throws -> IdentityNode {
        IdentityNode(kind: .record, value: try catalog.text(reference))
    }

    /// A record, what it states, what points to it, and the other records whose evidence may count now or no more:
    /// those at the edge of what an identifier may join.
    private func affected(
        _ reference: Reference, _ stated: Set<IdentityNode>, in tables: IdentityTables
    ) throws -> [IdentityNode] {
        let graph = try graph(tables)
        var nodes = [try recordNode(reference)] + stated.sorted()
        if try hasPointers() { nodes.append(try graph.pointer(to: reference)) }
        for node in stated.sorted() { nodes += try graph.stating(node, slack: 1).map(\.node) }
        return nodes
    }

    /// The short way: nothing was taken away, and nothing that is new reaches two people at once.
    ///
    /// - Parameter fresh: identifiers that the store did not know before this record: nobody else states them.
    private func extend(
        _ reference: Reference, by claims: [IdentityClaim], isNew: Bool, fresh: Set<String>, in tables: IdentityTables
    ) throws -> Bool {
        // An alias, a pointer or a choice may wait for a node that did not occur so far.
        guard try !hasAliases(), try !hasChoices() else { return false }
        let graph = try graph(tables)
        if try hasPointers() {
            guard !claims.contains(where: { $0.node.kind == .external }) else { return false }
            if isNew, try !graph.stating(graph.pointer(to: reference), slack: 100).isEmpty { return false }
        }
        var nodes = [try recordNode(reference)]
        for claim in claims {
            let count = fresh.contains(claim.node.value) ? 1 : try graph.stating(claim.node, slack: 1_000).count
            let reach = claim.rule.reach
            if count <= 1 || count <= reach && claim.rule.strength < .weak {
                nodes.append(claim.node)
            } else if count <= reach + 1 {
                // A number that others state too, or one record too many just now.
                return false
            }
            // Beyond that, the identifier has long been nobody's.
        }
        let outcome = try IdentityResolution.extend(
            nodes,
            owner: { fresh.contains($0.value) ? nil : try owner(of: $0, in: tables) },
            makeID: { OpaqueID.person(at: now()) })
        guard let outcome else { return false }
        try apply(outcome, in: tables)
        return true
    }

    private func apply(_ found: IdentityResolution, in tables: IdentityTables) throws {
        let outcome = found.limited(to: identity.revision)
        if !outcome.retired.isEmpty { knownPeople = [:] }
        var changed: Set<String> = []
        let time = now()
        for id in outcome.created { try insert(id, at: time, in: tables) }
        for move in outcome.moves {
            try assign(move.node, to: move.to, in: tables)
            changed.insert(move.to)
            guard let from = move.from else { continue }
            changed.insert(from)
            // Links name people by their ids, accounts by their records.
            if tables == .people { dirty.insert(move.node.value) }
        }
        for (old, new) in outcome.retired.sorted(by: { $0.key < $1.key }) {
            try remove(old, in: tables)
            let seq = try nextSeq()
            try connection.run(
                "UPDATE \(tables.aliases) SET new_id = ?, seq = ? WHERE new_id = ?", .text(new), .int(seq), .text(old))
            try connection.run(
                "INSERT OR REPLACE INTO \(tables.aliases)(old_id, new_id, seq) VALUES (?, ?, ?)", .text(old),
                .text(new), .int(seq))
        }
        for id in changed.subtracting(outcome.created).subtracting(outcome.retired.keys).sorted() {
            try bump(id, in: tables)
        }
        for (phone, isChain) in outcome.chains.sorted(by: { $0.key < $1.key }) {
            if isChain {
                try connection.run(
                    "INSERT OR IGNORE INTO identity_flags(identifier, reason) VALUES (?, 'chain')", .text(phone.value))
            } else {
                try connection.run("DELETE FROM identity_flags WHERE identifier = ?", .text(phone.value))
            }
        }
    }

    // People stand behind views, by the numbers of their ids; accounts, of which there are few, in tables of texts.

    private func insert(_ id: String, at time: Int64, in tables: IdentityTables) throws {
        switch tables {
        case .people:
            try connection.run(
                "INSERT INTO people_rows(person, created_at, seq) VALUES (?, ?, ?)", .int(try newTerm(id).number),
                .int(time), .int(try nextSeq()))
        default:
            try connection.run(
                "INSERT INTO accounts(id, created_at, seq) VALUES (?, ?, ?)", .text(id), .int(time),
                .int(try nextSeq()))
        }
    }

    /// What a node means from now on.
    private func assign(_ node: IdentityNode, to id: String, in tables: IdentityTables) throws {
        switch tables {
        case .people:
            try connection.run(
                """
                INSERT INTO terms(value, kind, person) VALUES (?, ?, ?)
                ON CONFLICT (value) DO UPDATE SET kind = excluded.kind, person = excluded.person
                """, .text(node.value), .text(node.kind.rawValue), .int(try term(id)))
            knownPeople[node.value] = id
        default:
            try connection.run(
                "INSERT OR REPLACE INTO account_identifiers(value, kind, account_id) VALUES (?, ?, ?)",
                .text(node.value), .text(node.kind.rawValue), .text(id))
        }
    }

    private func remove(_ id: String, in tables: IdentityTables) throws {
        switch tables {
        case .people: try connection.run("DELETE FROM people_rows WHERE person = ?", .int(try term(id)))
        default: try connection.run("DELETE FROM accounts WHERE id = ?", .text(id))
        }
    }

    /// Tells the consumers of the feed that a person or account changed.
    func bump(_ id: String, in tables: IdentityTables) throws {
        switch tables {
        case .people:
            try connection.run(
                "UPDATE people_rows SET seq = ? WHERE person = ?", .int(try nextSeq()), .int(try term(id)))
        default: try connection.run("UPDATE accounts SET seq = ? WHERE id = ?", .int(try nextSeq()), .text(id))
        }
    }
}
