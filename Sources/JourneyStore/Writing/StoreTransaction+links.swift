import Identity
import Touchpoints

/// A row of the view `touchpoint_links`. Without an entity the link sleeps: its target is gone at the moment.
struct LinkRow: Hashable {
    var entity: EntityKind
    var entityID: String?
    var role: String
    /// E-mail address or record key, after merges.
    var identifier: String
    var origin: TouchpointLink.Origin
}

/// The record that a touchpoint is told by.
struct TouchpointOwner {
    var record: Int64
    var reference: Reference
    var entity: EntityKind?
}

// What a touchpoint is linked to, in one place: its record when that is an entity, the participants that the mapping
// named, and what the source associates with the record.
extension StoreTransaction {
    /// The links that all touchpoints of a record share.
    func baseLinks(of reference: Reference, entity: EntityKind?) throws -> Set<LinkRow> {
        var links: Set<LinkRow> = []
        if let entity { links.insert(try link(entity, to: reference, role: "subject", origin: .record)) }
        let own = try targets(of: reference)
        var targets = own.map(\.target)
        // What a parent is tied to, its records are tied to as well where they share its associations.
        for parent in own where parent.isShared { targets += try self.targets(of: parent.target).map(\.target) }
        for target in targets {
            let survivor = try alias(of: target)?.survivor ?? target
            guard let kind = try catalog.entry(survivor.collection).entity else { continue }
            links.insert(try link(kind, to: survivor, role: "associated", origin: .association))
        }
        return links
    }

    private func targets(of reference: Reference) throws -> [(target: Reference, isShared: Bool)] {
        try connection.all(
            """
            SELECT to_collection, to_id, labels LIKE '%"shared"%' FROM associations
            WHERE from_collection = ? AND from_id = ?
            """, .int(reference.collection), .text(reference.id),
            read: { (Reference(collection: $0.int(0), id: $0.text(1)), $0.int(2) != 0) })
    }

    /// The link to a participant; nil when its identifier identifies nothing.
    func link(_ participant: Participant) throws -> LinkRow? {
        if try isErased(participant) { return nil }
        switch participant.identifier {
        case .email(let text):
            guard participant.entity == .person, let address = EmailAddress.normalized(text) else { return nil }
            return try link(to: IdentityNode(kind: .email, value: address), role: participant.role)
        case .phone(let text):
            let number = PhoneNumber.normalized(text, region: identity.defaultRegion)
            guard participant.entity == .person, let number else { return nil }
            return try link(to: IdentityNode(kind: .phone, value: number), role: participant.role)
        case .external(let id):
            guard participant.entity == .person, !id.value.isEmpty else { return nil }
            return try link(to: IdentityNode(kind: .external, value: id.text), role: participant.role)
        case .domain: return nil
        case .record(let key):
            guard let reference = try catalog.reference(key) else {
                let text = key.text
                let id = participant.entity == .person ? try person(of: .init(kind: .record, value: text)) : text
                return LinkRow(
                    entity: participant.entity, entityID: id, role: participant.role, identifier: text,
                    origin: .participant)
            }
            return try link(participant.entity, to: reference, role: participant.role, origin: .participant)
        }
    }

    /// Looks again at the links of everything that was marked, until nothing is left to do.
    func settle() throws {
        while !dirty.isEmpty || !dirtyTouchpoints.isEmpty {
            let identifiers = dirty
            dirty = []
            for identifier in identifiers {
                dirtyTouchpoints.formUnion(
                    try connection.all(
                        """
                        SELECT l.touchpoint FROM terms i JOIN touchpoint_link_rows l ON l.identifier = i.number
                        WHERE i.value = ?
                        """, .text(identifier), read: { $0.int(0) }))
            }
            let touchpoints = dirtyTouchpoints
            dirtyTouchpoints = []
            // In the order of the table, so that sequence numbers do not depend on hashing.
            try relink(touchpoints.sorted())
        }
        try settleTwins()
    }

    /// Marks the touchpoints of all records that have an association with this one.
    func markTouchpoints(associatedWith target: Reference) throws {
        dirtyTouchpoints.formUnion(
            try connection.all(
                """
                SELECT t.key FROM associations a
                JOIN records r ON r.collection = a.from_collection AND r.record_id = a.from_id
                JOIN touchpoints t ON t.record = r.key
                WHERE a.to_collection = ? AND a.to_id = ? AND t.removed_at IS NULL
                """, .int(target.collection), .text(target.id), read: { $0.int(0) }))
    }

    /// Marks the touchpoints of all records that share this one's associations.
    func markTouchpoints(sharing parent: Reference) throws {
        dirtyTouchpoints.formUnion(
            try connection.all(
                """
                SELECT t.key FROM associations a
                JOIN records r ON r.collection = a.from_collection AND r.record_id = a.from_id
                JOIN touchpoints t ON t.record = r.key
                WHERE a.to_collection = ? AND a.to_id = ? AND a.labels LIKE '%"shared"%' AND t.removed_at IS NULL
                """, .int(parent.collection), .text(parent.id), read: { $0.int(0) }))
    }

    /// Marks the touchpoints of one record.
    func markTouchpoints(of owner: TouchpointOwner) throws {
        let keys = try connection.all(
            "SELECT key FROM touchpoints WHERE record = ? AND removed_at IS NULL", .int(owner.record),
            read: { $0.int(0) })
        for key in keys {
            dirtyTouchpoints.insert(key)
            owners[key] = owner
        }
    }

    /// Stores the given links and tells whether anything changed.
    func replaceLinks(of touchpoint: Int64, with links: Set<LinkRow>) throws -> Bool {
        try replaceLinks(of: touchpoint, storedLinks(of: touchpoint), with: links)
    }

    private func replaceLinks(
        of touchpoint: Int64, _ stored: [LinkRow], with links: Set<LinkRow>
    ) throws -> Bool {
        let obsolete = stored.filter { !links.contains($0) }
        for link in obsolete {
            try connection.run(
                "DELETE FROM touchpoint_link_rows WHERE touchpoint = ? AND identifier = ? AND kind = ?",
                .int(touchpoint), .int(try term(link.identifier)),
                .int(try linkKind(link.entity, link.role, link.origin)))
        }
        let fresh = links.subtracting(stored)
        try insertLinks(fresh, of: touchpoint)
        return !obsolete.isEmpty || !fresh.isEmpty
    }

    func insertLinks(_ links: Set<LinkRow>, of touchpoint: Int64) throws {
        for link in links {
            try connection.run(
                """
                INSERT OR REPLACE INTO touchpoint_link_rows(touchpoint, identifier, kind, entity) VALUES (?, ?, ?, ?)
                """,
                .int(touchpoint), .int(try term(link.identifier)),
                .int(try linkKind(link.entity, link.role, link.origin)), .int(try link.entityID.map(term)))
        }
    }

    private func relink(_ touchpoints: [Int64]) throws {
        var base: (record: Int64, links: Set<LinkRow>)?
        for touchpoint in touchpoints {
            guard let owner = try owners.removeValue(forKey: touchpoint) ?? owner(of: touchpoint) else { continue }
            if base?.record != owner.record {
                base = (owner.record, try baseLinks(of: owner.reference, entity: owner.entity))
            }
            var links = base?.links ?? []
            // Participants are stored as resolved so far; merges only ever go forward, so that is enough to go on from.
            let stored = try storedLinks(of: touchpoint)
            for row in stored where row.origin == .participant {
                if let link = try resolveAgain(row) { links.insert(link) }
            }
            if try replaceLinks(of: touchpoint, stored, with: links) {
                try connection.run(
                    "UPDATE touchpoints SET seq = ? WHERE key = ?", .int(try nextSeq()), .int(touchpoint))
                try writeContentFacts(of: touchpoint, isNew: false, isChanged: true)
            }
        }
    }

    /// nil: the touchpoint was removed.
    private func owner(of touchpoint: Int64) throws -> TouchpointOwner? {
        try connection.first(
            """
            SELECT r.key, r.collection, r.record_id, r.entity FROM touchpoints t JOIN records r ON r.key = t.record
            WHERE t.key = ? AND t.removed_at IS NULL
            """, .int(touchpoint)
        ) { row in
            TouchpointOwner(
                record: row.int(0), reference: Reference(collection: row.int(1), id: row.text(2)),
                entity: row.optionalText(3).flatMap(EntityKind.init))
        }
    }

    private func resolveAgain(_ link: LinkRow) throws -> LinkRow? {
        if let reference = try catalog.reference(text: link.identifier) {
            return try self.link(link.entity, to: reference, role: link.role, origin: .participant)
        }
        let node = IdentityNode(text: link.identifier)
        return node.kind == .record ? link : try self.link(to: node, role: link.role)
    }

    private func link(to node: IdentityNode, role: String) throws -> LinkRow {
        LinkRow(
            entity: .person, entityID: try person(of: node), role: role, identifier: node.value, origin: .participant)
    }

    private func link(
        _ entity: EntityKind, to target: Reference, role: String, origin: TouchpointLink.Origin
    ) throws -> LinkRow {
        let survivor = try alias(of: target)?.survivor ?? target
        let identifier = try catalog.text(survivor)
        var link = LinkRow(entity: entity, entityID: nil, role: role, identifier: identifier, origin: origin)
        // A record that has live touchpoints is live itself.
        let isKnownLive = origin == .record && survivor == target
        if try !isKnownLive && isGone(survivor) { return link }
        link.entityID = entity == .person ? try person(of: .init(kind: .record, value: identifier)) : identifier
        return link
    }

    private func storedLinks(of touchpoint: Int64) throws -> [LinkRow] {
        try connection.all(
            """
            SELECT entity_kind, entity_id, role, identifier, origin FROM touchpoint_links WHERE touchpoint = ?
            """, .int(touchpoint)
        ) { row in
            LinkRow(
                entity: EntityKind(rawValue: row.text(0)) ?? .person, entityID: row.optionalText(1), role: row.text(2),
                identifier: row.text(3), origin: TouchpointLink.Origin(rawValue: row.text(4)) ?? .participant)
        }
    }
}
