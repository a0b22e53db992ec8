import Identity
import Touchpoints

extension StoreReader {
    func graph(_ tables: IdentityTables) throws -> StoreGraph {
        // Whoever only asks looks for everything.
        StoreGraph(
            connection: connection, catalog: catalog, tables: tables, hasAliases: true, hasChoices: true,
            hasPointers: true)
    }

    /// The person or account that an identifier, its own id or a former id means.
    func entity(named text: String, in tables: IdentityTables) throws -> String? {
        let graph = try graph(tables)
        let spellings =
            tables == .people
            ? [EmailAddress.normalized(text), PhoneNumber.normalized(text, region: identity.defaultRegion), text]
            : [Self.domain(text), text]
        for spelling in spellings.compactMap({ $0 }) {
            if let id = try graph.owner(of: spelling) { return id }
        }
        let present = try connection.first(
            "SELECT id FROM \(tables.entities) WHERE id = ?", .text(text), read: { $0.text(0) })
        if let present { return present }
        return try connection.first(
            "SELECT new_id FROM \(tables.aliases) WHERE old_id = ?", .text(text), read: { $0.text(0) })
    }

    /// A domain that somebody typed: an address means a person, not their organisation.
    static func domain(_ text: String) -> String? { text.contains("@") ? nil : OrganisationDomain.normalized(text) }

    func subject(_ id: String, in tables: IdentityTables) throws -> JourneySubject {
        let identifiers = try identifiers(of: id, in: tables)
        let records = try graph(tables).nodes(of: id).filter { $0.kind == .record }.map(\.value).sorted()
        var names: Set<String> = []
        for record in records.prefix(100) {
            guard let reference = try catalog.reference(text: record) else { continue }
            let name = try connection.first(
                """
                SELECT n.name FROM records r JOIN record_names n ON n.record = r.key
                WHERE r.collection = ? AND r.record_id = ? AND r.gone IS NULL
                """, .int(reference.collection), .text(reference.id), read: { $0.text(0) })
            if let name { names.insert(name) }
        }
        return JourneySubject(
            entity: tables.entity, entityID: id, identifiers: identifiers,
            linkIDs: tables == .people ? [id] : records, names: names.sorted())
    }

    /// The entity behind a record; nil when the record is none, as an e-mail or a note is.
    func subject(_ reference: Reference) throws -> JourneySubject? {
        let survivor =
            try connection.first(
                "SELECT new_collection, new_id FROM aliases WHERE collection = ? AND old_id = ?",
                .int(reference.collection), .text(reference.id),
                read: { Reference(collection: $0.int(0), id: $0.text(1)) }) ?? reference
        let text = try catalog.text(survivor)
        let kind = try connection.first(
            "SELECT entity FROM records WHERE collection = ? AND record_id = ?", .int(survivor.collection),
            .text(survivor.id), read: { $0.optionalText(0).flatMap(EntityKind.init) })
        guard let kind = try (kind ?? nil) ?? catalog.entry(survivor.collection).entity else { return nil }
        let alone = JourneySubject(entity: kind, entityID: text, identifiers: [text], linkIDs: [text])
        guard let tables = IdentityTables.of(kind) else { return alone }
        // A store of version 1 knows no accounts until its records were mapped again.
        guard let id = try graph(tables).owner(of: text) else { return kind == .account ? alone : nil }
        return try subject(id, in: tables)
    }

    /// Subjects whose records are called so, whatever the case, the accents and the order of the words.
    func subjects(called name: String) throws -> [JourneySubject] {
        let folded = PersonName.folded(name)
        guard !folded.isEmpty else { return [] }
        let references = try connection.all(
            """
            SELECT r.collection, r.record_id FROM record_names n JOIN records r ON r.key = n.record
            WHERE n.folded = ? AND r.gone IS NULL ORDER BY 1, 2 LIMIT 200
            """, .text(folded), read: { Reference(collection: $0.int(0), id: $0.text(1)) })
        return try references.compactMap(subject)
    }

    func exists(_ reference: Reference) throws -> Bool {
        try connection.first(
            """
            SELECT 1 FROM records WHERE collection = ?1 AND record_id = ?2
            UNION ALL SELECT 1 FROM aliases WHERE collection = ?1 AND old_id = ?2 LIMIT 1
            """, .int(reference.collection), .text(reference.id), read: { _ in true }) ?? false
    }

    /// Identifiers as far as they mean something at present: records that stand for themselves and are not gone, and
    /// what a live record of this person or account states or a live touchpoint names. Sorted.
    func identifiers(of owner: String, in tables: IdentityTables) throws -> [String] {
        let graph = try graph(tables)
        return try graph.nodes(of: owner).filter { node in
            node.kind == .record ? try isInUse(record: node.value) : try isInUse(node, by: owner, graph)
        }.map(\.value).sorted()
    }

    /// An address or number that too many records state means nobody, but for touchpoints that name it.
    private func isInUse(_ node: IdentityNode, by owner: String, _ graph: StoreGraph) throws -> Bool {
        for record in try graph.stating(node) {
            if try graph.owner(of: record.node) == owner { return true }
        }
        return try isLinked(node.value)
    }

    private func isInUse(record text: String) throws -> Bool {
        if try isLinked(text) { return true }
        guard let reference = try catalog.reference(text: text) else { return false }
        return try connection.first(
            """
            SELECT 1 FROM records r WHERE r.collection = ?1 AND r.record_id = ?2 AND r.gone IS NULL
                AND NOT EXISTS (SELECT 1 FROM aliases a WHERE a.collection = ?1 AND a.old_id = ?2)
            """, .int(reference.collection), .text(reference.id), read: { _ in true }) ?? false
    }

    private func isLinked(_ identifier: String) throws -> Bool {
        try connection.first(
            "SELECT 1 FROM touchpoint_links WHERE identifier = ? AND entity_id IS NOT NULL LIMIT 1", .text(identifier),
            read: { _ in true }) ?? false
    }
}
