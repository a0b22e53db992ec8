import Identity
import Touchpoints

/// The graph whose parts are people, or accounts: what live records state (`identity_evidence`), aliases, and what the
/// user said (`identity_choices`).
struct StoreGraph: IdentityGraph {
    let connection: Connection
    let catalog: Catalog
    let tables: IdentityTables
    /// Whether there is anything to look for at all; most stores have neither.
    let hasAliases: Bool
    let hasChoices: Bool
    let hasPointers: Bool

    func edges(of node: IdentityNode) throws -> [IdentityEdge] {
        var edges = try forced(node)
        switch node.kind {
        case .record: edges += try recordEdges(node)
        case .email, .external, .domain:
            edges += try stating(node).map { IdentityEdge(to: $0.node, rule: $0.rule) }
            if node.kind == .external { edges += try meant(by: node).map { IdentityEdge(to: $0, rule: .externalID) } }
        case .phone: break
        }
        return edges
    }

    func phones(of record: IdentityNode) throws -> [IdentityNode] {
        guard let reference = try reference(record) else { return [] }
        return try connection.all(
            """
            SELECT e.identifier FROM records r JOIN identity_evidence e ON e.record = r.key
            WHERE r.collection = ? AND r.record_id = ? AND r.gone IS NULL AND r.entity = ? AND e.rule = ?
            """, .int(reference.collection), .text(reference.id), .text(tables.entity.rawValue),
            .text(LinkRule.phone.rawValue), read: { IdentityNode(kind: .phone, value: $0.text(0)) })
    }

    func records(stating phone: IdentityNode) throws -> [IdentityNode] { try stating(phone).map(\.node) }

    func name(of record: IdentityNode) throws -> PersonName? {
        guard let reference = try reference(record) else { return nil }
        return try connection.first(
            """
            SELECT n.name FROM records r JOIN record_names n ON n.record = r.key
            WHERE r.collection = ? AND r.record_id = ?
            """, .int(reference.collection), .text(reference.id), read: { PersonName($0.text(0)) }) ?? nil
    }

    func apart(from node: IdentityNode) throws -> [IdentityNode] { try chosen(node, "apart") }

    func owner(of node: IdentityNode) throws -> String? { try owner(of: node.value) }

    func owner(of identifier: String) throws -> String? {
        try connection.first(
            "SELECT \(tables.owner) FROM \(tables.identifiers) WHERE value = ?", .text(identifier),
            read: { $0.text(0) })
    }

    func nodes(of owner: String) throws -> [IdentityNode] {
        try connection.all(
            "SELECT value, kind FROM \(tables.identifiers) WHERE \(tables.owner) = ?", .text(owner)
        ) { row in
            IdentityNode(kind: IdentityNode.Kind(rawValue: row.text(1)) ?? .external, value: row.text(0))
        }
    }

    /// Live records that state an identifier; none where more do than its rule lets join.
    ///
    /// - Parameter slack: how many more than that are still listed.
    func stating(_ node: IdentityNode, slack: Int = 0) throws -> [(node: IdentityNode, rule: LinkRule)] {
        let rows = try connection.all(
            """
            SELECT r.collection, r.record_id, e.rule FROM identity_evidence e JOIN records r ON r.key = e.record
            WHERE e.identifier = ? AND r.gone IS NULL AND r.entity = ? LIMIT 102
            """, .text(node.value), .text(tables.entity.rawValue)
        ) { row in
            (
                reference: Reference(collection: row.int(0), id: row.text(1)),
                rule: LinkRule(rawValue: row.text(2)) ?? .ownAddress
            )
        }
        // Where a changed configuration is half-way through, the narrower rule holds.
        let reach = rows.map(\.rule.reach).min() ?? 0
        guard rows.count <= reach + slack else { return [] }
        return try rows.map { (IdentityNode(kind: .record, value: try catalog.text($0.reference)), $0.rule) }
    }

    /// The pointer that other records may hold on this one.
    func pointer(to reference: Reference) throws -> IdentityNode {
        let collection = try catalog.entry(reference.collection).collection
        let id = ExternalID.record(system: collection.system, objectType: collection.objectType, id: reference.id)
        return IdentityNode(kind: .external, value: id.text)
    }

    private func recordEdges(_ node: IdentityNode) throws -> [IdentityEdge] {
        guard let reference = try reference(node) else { return [] }
        let stated = try connection.all(
            """
            SELECT e.identifier, e.rule FROM records r JOIN identity_evidence e ON e.record = r.key
            WHERE r.collection = ? AND r.record_id = ? AND r.gone IS NULL AND r.entity = ?
            """, .int(reference.collection), .text(reference.id), .text(tables.entity.rawValue),
            read: { (value: $0.text(0), rule: LinkRule(rawValue: $0.text(1)) ?? .ownAddress) })
        var edges: [IdentityEdge] = []
        for (value, rule) in stated {
            guard let kind = rule.kind, rule.strength < .weak else { continue }
            let identifier = IdentityNode(kind: kind, value: value)
            if try !stating(identifier).isEmpty { edges.append(IdentityEdge(to: identifier, rule: rule)) }
        }
        if hasPointers {
            let pointer = try pointer(to: reference)
            if try catalog.entry(reference.collection).entity == tables.entity, try !stating(pointer).isEmpty {
                edges.append(IdentityEdge(to: pointer, rule: .externalID))
            }
        }
        guard hasAliases else { return edges }
        edges += try connection.all(
            """
            SELECT new_collection, new_id FROM aliases WHERE collection = ?1 AND old_id = ?2
            UNION ALL SELECT collection, old_id FROM aliases WHERE new_collection = ?1 AND new_id = ?2
            """, .int(reference.collection), .text(reference.id)
        ) { row in
            let text = try catalog.text(Reference(collection: row.int(0), id: row.text(1)))
            return IdentityEdge(to: IdentityNode(kind: .record, value: text), rule: .alias)
        }
        return edges
    }

    /// The records that a pointer means: in whichever account of the system.
    private func meant(by pointer: IdentityNode) throws -> [IdentityNode] {
        guard try !stating(pointer).isEmpty else { return [] }
        var nodes: [IdentityNode] = []
        try catalog.load()
        for (_, entry) in catalog.entries where entry.entity == tables.entity {
            let collection = entry.collection
            let prefix = ExternalID.record(system: collection.system, objectType: collection.objectType, id: "").text
            guard pointer.value.hasPrefix(prefix) else { continue }
            let id = ExternalID.unescaped(pointer.value.dropFirst(prefix.count))
            nodes.append(IdentityNode(kind: .record, value: RecordKey(collection: collection, id: id).text))
        }
        return nodes.sorted()
    }

    private func forced(_ node: IdentityNode) throws -> [IdentityEdge] {
        try chosen(node, "same").map { IdentityEdge(to: $0, rule: .forced) }
    }

    private func chosen(_ node: IdentityNode, _ choice: String) throws -> [IdentityNode] {
        guard hasChoices else { return [] }
        return try connection.all(
            """
            SELECT b FROM identity_choices WHERE a = ?1 AND choice = ?2
            UNION ALL SELECT a FROM identity_choices WHERE b = ?1 AND choice = ?2 ORDER BY 1
            """, .text(node.value), .text(choice), read: { IdentityNode(text: $0.text(0)) })
    }

    private func reference(_ node: IdentityNode) throws -> Reference? {
        node.kind == .record ? try catalog.reference(text: node.value) : nil
    }
}

extension IdentityNode {
    /// The node that a text of `identifiers`, `touchpoint_links` or `identity_choices` spells.
    init(text: String) {
        let kind: Kind =
            if RecordKey(text: text) != nil {
                .record
            } else if text.contains("@") {
                .email
            } else if text.hasPrefix("ext/") {
                .external
            } else if text.hasPrefix("+") {
                .phone
            } else {
                .domain
            }
        self.init(kind: kind, value: text)
    }
}
