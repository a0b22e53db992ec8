import Touchpoints

extension StoreReader {
    static let touchpointColumns =
        "t.key, t.id, r.collection, r.record_id, r.revision, t.facet, t.observed_at, t.seq, t.removed_at, t.duplicate_of, "
        + TouchpointColumns.names.map { "t.\($0)" }.joined(separator: ", ")

    /// Reads `touchpointColumns` and then the links.
    func storedTouchpoint(_ row: SQLRow) throws -> StoredTouchpoint {
        StoredTouchpoint(
            id: row.text(1), key: try catalog.key(Reference(collection: row.int(2), id: row.text(3))),
            revision: row.text(4),
            touchpoint: try TouchpointColumns.touchpoint(facet: row.text(5), row, from: 10, path: connection.path),
            links: try links(of: row.int(0)), observedAt: row.int(6), seq: row.int(7), removedAt: row.optionalInt(8),
            duplicateOf: row.optionalText(9))
    }

    /// Awake links, sorted.
    private func links(of touchpoint: Int64) throws -> [TouchpointLink] {
        try connection.all(
            """
            SELECT entity_kind, entity_id, role, identifier, origin FROM touchpoint_links
            WHERE touchpoint = ? AND entity_id IS NOT NULL ORDER BY entity_kind, identifier, role, origin
            """, .int(touchpoint)
        ) { row in
            TouchpointLink(
                entity: EntityKind(rawValue: row.text(0)) ?? .person, entityID: row.text(1), role: row.text(2),
                identifier: row.text(3), origin: TouchpointLink.Origin(rawValue: row.text(4)) ?? .participant)
        }
    }

    /// What a text may stand for: an e-mail address, a phone number, a domain, a person's or account's id,
    /// `system:account:objectType:id`, a bare record id, or a name. People first.
    public func subjects(_ text: String) throws -> [JourneySubject] {
        let value = text.drop(while: \.isWhitespace)
        guard let end = value.lastIndex(where: { !$0.isWhitespace }) else { return [] }
        let trimmed = String(value[...end])
        var found: [JourneySubject] = []
        for tables in [IdentityTables.people, .accounts] {
            if let id = try entity(named: trimmed, in: tables) { found.append(try subject(id, in: tables)) }
        }
        if let reference = try catalog.reference(text: trimmed), let subject = try subject(reference) {
            found.append(subject)
        }
        if found.isEmpty {
            for (number, _) in try sortedCollections() {
                let reference = Reference(collection: number, id: trimmed)
                guard try exists(reference), let subject = try subject(reference) else { continue }
                found.append(subject)
            }
        }
        if found.isEmpty { found = try subjects(called: trimmed) }
        var seen: Set<String> = []
        let unique = found.filter { seen.insert($0.entityID).inserted }
        return unique.filter { $0.entity == .person } + unique.filter { $0.entity != .person }
    }

    /// The live touchpoints of a subject in the order in which they happened, as in `paths`; one that stands in two systems
    /// comes once.
    public func journey(_ subject: JourneySubject, each: (JourneyRow) throws -> Void) throws {
        let ids = "(" + Array(repeating: "?", count: subject.linkIDs.count).joined(separator: ", ") + ")"
        let values = subject.linkIDs.map { SQLValue.text($0) } + [.text(subject.entity.rawValue)]
        let isMeant = Set(subject.linkIDs)
        try connection.each(
            """
            SELECT \(Self.touchpointColumns) FROM
                (SELECT DISTINCT coalesce(o.key, t.key) AS touchpoint FROM touchpoint_links l
                JOIN touchpoints t ON t.key = l.touchpoint LEFT JOIN touchpoints o ON o.id = t.duplicate_of
                WHERE l.entity_id IN \(ids) AND l.entity_kind = ?) l
            JOIN touchpoints t ON t.key = l.touchpoint JOIN records r ON r.key = t.record
            WHERE t.removed_at IS NULL
            ORDER BY t.occurred_at, \(try collectionRank("r.collection")), r.record_id, t.facet
            """, list: values
        ) { row in
            let touchpoint = try storedTouchpoint(row)
            let others = try duplicates(of: touchpoint.id)
            let roles = (touchpoint.links + others.flatMap(\.links))
                .filter { isMeant.contains($0.entityID) && $0.entity == subject.entity }.map(\.role)
            try each(
                JourneyRow(touchpoint: touchpoint, roles: Set(roles).sorted(), alsoIn: others.map(\.key)))
        }
    }

    /// The touchpoints that tell of the same as a shown one, by id.
    public func duplicates(of id: String) throws -> [StoredTouchpoint] {
        try connection.all(
            """
            SELECT \(Self.touchpointColumns) FROM touchpoints t INDEXED BY touchpoints_duplicate
            JOIN records r ON r.key = t.record WHERE t.duplicate_of = ? AND t.removed_at IS NULL ORDER BY t.id
            """, .text(id), read: storedTouchpoint)
    }

    /// The journey of the first subject that the text may stand for; empty when there is none.
    public func journey(_ text: String) throws -> [JourneyRow] {
        guard let subject = try subjects(text).first else { return [] }
        var rows: [JourneyRow] = []
        try journey(subject) { rows.append($0) }
        return rows
    }
}
