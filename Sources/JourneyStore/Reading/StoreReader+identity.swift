import Identity
import Touchpoints

/// One piece of evidence between two identifiers of one person or account.
public struct IdentityLink: Hashable, Sendable {
    public var from: String
    public var to: String
    /// A raw value of `LinkRule`.
    public var rule: String
    /// What both records state, or how a record spells what it states, where that says more than `to`.
    public var stated: String?
}

/// Something that a person should look at.
public struct IdentityFlag: Hashable, Sendable {
    public enum Reason: String, Hashable, Sendable, Codable {
        /// The number is one of a chain that would join more people than numbers may join.
        case chain
        /// More records state it than can be one person or account.
        case crowd
    }

    public var identifier: String
    public var reason: Reason
    /// How many live records state it.
    public var count: Int
    /// Some of those records with what they are called.
    public var records: [String]
}

/// What the user said about two identifiers.
public struct StoredChoice: Hashable, Sendable {
    public var a: String
    public var b: String
    public var choice: IdentityChoice
}

extension StoreReader {
    /// All evidence that holds a person or account together, sorted; each piece once.
    public func links(of subject: JourneySubject) throws -> [IdentityLink] {
        guard let tables = IdentityTables.of(subject.entity) else { return [] }
        let graph = try graph(tables)
        let nodes = try graph.nodes(of: subject.entityID).sorted()
        let members = Set(nodes)
        var links: Set<IdentityLink> = []
        for node in nodes {
            for edge in try graph.edges(of: node) where members.contains(edge.to) && node < edge.to {
                let stated = node.kind == .record ? try spelling(of: edge.to.value, by: node.value) : nil
                links.insert(
                    IdentityLink(from: node.value, to: edge.to.value, rule: edge.rule.rawValue, stated: stated))
            }
            guard node.kind == .record, let name = try graph.name(of: node) else { continue }
            for phone in try graph.phones(of: node) {
                for other in try graph.records(stating: phone) where node < other && members.contains(other) {
                    guard let theirs = try graph.name(of: other), name.agrees(with: theirs) else { continue }
                    links.insert(
                        IdentityLink(
                            from: node.value, to: other.value, rule: LinkRule.phone.rawValue, stated: phone.value))
                }
            }
        }
        return links.sorted { ($0.from, $0.to, $0.rule) < ($1.from, $1.to, $1.rule) }
    }

    /// The shortest chain of evidence between two identifiers of one person or account; empty when there is none.
    public func path(from: String, to: String, of subject: JourneySubject) throws -> [IdentityLink] {
        let links = try links(of: subject)
        var cameBy: [String: IdentityLink] = [:]
        var queue = [from]
        var next = 0
        while next < queue.count, cameBy[to] == nil {
            let place = queue[next]
            next += 1
            for link in links where link.from == place || link.to == place {
                let other = link.from == place ? link.to : link.from
                guard other != from, cameBy[other] == nil else { continue }
                cameBy[other] = link
                queue.append(other)
            }
        }
        var path: [IdentityLink] = []
        var place = to
        while place != from, let link = cameBy[place] {
            path.append(link)
            place = link.from == place ? link.to : link.from
        }
        return path.reversed()
    }

    /// Evidence that was set aside and should be looked at: chains of numbers, and what too many records state. Sorted.
    public func identityFlags() throws -> [IdentityFlag] {
        var flags: [IdentityFlag] = []
        let chains = try connection.all(
            "SELECT identifier FROM identity_flags ORDER BY 1", read: { $0.text(0) })
        for identifier in chains { flags.append(try flag(identifier, .chain)) }
        for rule in [LinkRule.externalID, .ownAddress, .ownDomain, .phone] {
            let crowds = try connection.all(
                """
                SELECT e.identifier FROM identity_evidence e JOIN records r ON r.key = e.record
                WHERE e.rule = ? AND r.gone IS NULL GROUP BY e.identifier HAVING count(*) > ? ORDER BY 1
                """, .text(rule.rawValue), .int(rule.reach), read: { $0.text(0) })
            for identifier in crowds { flags.append(try flag(identifier, .crowd)) }
        }
        return flags
    }

    /// What the user said, sorted.
    public func identityChoices() throws -> [StoredChoice] {
        try connection.all("SELECT a, b, choice FROM identity_choices ORDER BY a, b") { row in
            StoredChoice(
                a: row.text(0), b: row.text(1), choice: IdentityChoice(rawValue: row.text(2)) ?? .apart)
        }
    }

    /// The identifier that a text spells as the store keeps it: an address, a number, a domain, or the key of a record;
    /// nil when it is none, or not known.
    public func identifier(spelled text: String) throws -> String? {
        for spelling in spellings(of: text) {
            for tables in [IdentityTables.people, .accounts] where try graph(tables).owner(of: spelling) != nil {
                return spelling
            }
        }
        // A bare id, where only one record has it.
        var keys: [String] = []
        for (number, entry) in try sortedCollections() where IdentityTables.of(entry.entity) != nil {
            let reference = Reference(collection: number, id: text)
            if try exists(reference) { keys.append(try catalog.text(reference)) }
        }
        return keys.count == 1 ? keys.first : nil
    }

    /// How the store may know what somebody typed.
    func spellings(of text: String) -> [String] {
        [
            RecordKey(text: text)?.text, EmailAddress.normalized(text),
            PhoneNumber.normalized(text, region: identity.defaultRegion), Self.domain(text), text,
        ].compactMap { $0 }
    }

    private func flag(_ identifier: String, _ reason: IdentityFlag.Reason) throws -> IdentityFlag {
        let count = try count(
            """
            SELECT count(*) FROM identity_evidence e JOIN records r ON r.key = e.record
            WHERE e.identifier = ? AND r.gone IS NULL
            """, .text(identifier))
        let records = try connection.all(
            """
            SELECT r.collection, r.record_id, n.name FROM identity_evidence e JOIN records r ON r.key = e.record
            LEFT JOIN record_names n ON n.record = r.key WHERE e.identifier = ? AND r.gone IS NULL
            ORDER BY r.record_id, r.collection LIMIT 10
            """, .text(identifier)
        ) { row in
            try catalog.text(Reference(collection: row.int(0), id: row.text(1)))
                + (row.optionalText(2).map { " (\($0))" } ?? "")
        }
        return IdentityFlag(identifier: identifier, reason: reason, count: count, records: records)
    }

    private func spelling(of identifier: String, by record: String) throws -> String? {
        guard let reference = try catalog.reference(text: record) else { return nil }
        return try connection.first(
            """
            SELECT e.stated FROM records r JOIN identity_evidence e ON e.record = r.key
            WHERE r.collection = ? AND r.record_id = ? AND e.identifier = ?
            """, .int(reference.collection), .text(reference.id), .text(identifier), read: { $0.optionalText(0) })
            ?? nil
    }
}
