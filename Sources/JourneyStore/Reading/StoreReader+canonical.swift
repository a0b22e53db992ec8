import Touchpoints

extension StoreReader {
    /// What two stores are compared by: live records, aliases of live records and live touchpoints as JSON lines
    /// (without the newline), without provenance, observation times, person ids and sequence numbers.
    ///
    /// Records and aliases are sorted by system, account, object type and id, touchpoints by id; all in byte order. Last
    /// comes what the user said about identifiers: no source can tell it again.
    public func canonical(each: (_ line: [UInt8]) throws -> Void) throws {
        let collections = try sortedCollections()
        for (number, entry) in collections { try canonicalRecords(number, entry.collection, each) }
        for (number, entry) in collections { try canonicalAliases(number, entry.collection, each) }
        try connection.each(
            """
            SELECT \(Self.touchpointColumns) FROM touchpoints t CROSS JOIN records r ON r.key = t.record
            WHERE t.removed_at IS NULL ORDER BY t.id
            """, read: { try each(Self.canonicalLine(storedTouchpoint($0))) })
        for choice in try identityChoices() {
            var line = JSONLine()
            line.object { line in
                line.member("type", "choice")
                line.member("a", choice.a)
                line.member("b", choice.b)
                line.member("choice", choice.choice.rawValue)
            }
            try each(line.bytes)
        }
    }

    private func canonicalRecords(
        _ number: Int64, _ collection: RecordCollection, _ each: ([UInt8]) throws -> Void
    ) throws {
        try connection.each(
            """
            SELECT \(Self.recordColumns) FROM records r WHERE r.collection = ? AND r.gone IS NULL ORDER BY r.record_id
            """, .int(number)
        ) { row in
            let record = try storedRecord(row, payload: false)
            let associations = try canonicalAssociations(Reference(collection: number, id: record.key.id))
            var line = JSONLine()
            line.object { line in
                line.member("type", "record")
                Self.write(record.key, to: &line)
                line.member("entity", record.entity?.rawValue)
                line.member("revision", record.revision)
                line.member("modified_at", record.modifiedAt?.description)
                line.member("digest", record.digest.map(Self.hexadecimal))
                guard !associations.isEmpty else { return }
                line.array("associations") { line in
                    for (target, labels) in associations {
                        line.array { line in
                            line.element(target)
                            for label in labels { line.element(label) }
                        }
                    }
                }
            }
            try each(line.bytes)
        }
    }

    /// Associations by surviving, live target: what a store read today would have.
    private func canonicalAssociations(_ reference: Reference) throws -> [(target: String, labels: [String])] {
        let rows = try connection.all(
            """
            SELECT coalesce(l.new_collection, a.to_collection), coalesce(l.new_id, a.to_id), a.labels
            FROM associations a LEFT JOIN aliases l ON l.collection = a.to_collection AND l.old_id = a.to_id
            WHERE a.from_collection = ? AND a.from_id = ?
            """, .int(reference.collection), .text(reference.id),
            read: { (target: Reference(collection: $0.int(0), id: $0.text(1)), labels: $0.text(2)) })
        var labels: [String: Set<String>] = [:]
        for row in rows {
            let isGone =
                try connection.first(
                    "SELECT gone IS NOT NULL FROM records WHERE collection = ? AND record_id = ?",
                    .int(row.target.collection), .text(row.target.id), read: { $0.int(0) != 0 }) ?? false
            if isGone { continue }
            labels[try catalog.text(row.target), default: []].formUnion(StringsText.strings(in: row.labels))
        }
        return labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) }
    }

    private func canonicalAliases(
        _ number: Int64, _ collection: RecordCollection, _ each: ([UInt8]) throws -> Void
    ) throws {
        try connection.each(
            """
            SELECT a.old_id, a.new_collection, a.new_id, a.reason FROM aliases a
            JOIN records r ON r.collection = a.new_collection AND r.record_id = a.new_id AND r.gone IS NULL
            WHERE a.collection = ? ORDER BY a.old_id
            """, .int(number)
        ) { row in
            let survivor = try catalog.text(Reference(collection: row.int(1), id: row.text(2)))
            var line = JSONLine()
            line.object { line in
                line.member("type", "alias")
                Self.write(RecordKey(collection: collection, id: row.text(0)), to: &line)
                line.member("survivor", survivor)
                line.member("reason", row.text(3))
            }
            try each(line.bytes)
        }
    }

    private static func canonicalLine(_ stored: StoredTouchpoint) -> [UInt8] {
        let touchpoint = stored.touchpoint
        var line = JSONLine()
        line.object { line in
            line.member("type", "touchpoint")
            line.member("touchpoint", stored.id)
            write(stored.key, to: &line)
            line.member("facet", touchpoint.facet)
            line.member("duplicate_of", stored.duplicateOf)
            line.member("kind", touchpoint.kind.rawValue)
            line.member("channel", touchpoint.channel.rawValue)
            line.member("direction", touchpoint.direction.rawValue)
            line.member("occurred_at", touchpoint.occurredAt.description)
            line.member("team", touchpoint.team?.rawValue)
            line.member("stage", touchpoint.stage?.rawValue)
            if let sentiment = touchpoint.sentiment {
                line.member("sentiment", raw: "\(sentiment.score)")
                line.member("sentiment_origin", sentiment.origin.rawValue)
            }
            line.member("amount", touchpoint.value?.amount)
            line.member("currency", touchpoint.value?.currency)
            line.member("campaign_id", touchpoint.campaign?.id)
            line.member("campaign_name", touchpoint.campaign?.name)
            line.member("campaign_source", touchpoint.campaign?.source)
            line.member("campaign_medium", touchpoint.campaign?.medium)
            line.member("title", touchpoint.title)
            line.member("url", touchpoint.url)
            if touchpoint.isAutomated { line.member("automated", raw: "true") }
            if !touchpoint.properties.isEmpty {
                line.object("properties") {
                    for property in touchpoint.properties { $0.pair(property.name, property.value) }
                }
            }
            line.array("links") { line in
                for link in links(stored.links) { line.array { for part in link { $0.element(part) } } }
            }
        }
        return line.bytes
    }

    /// Kind, identifier and role: by what the link was resolved from, not by whom it means here.
    private static func links(_ links: [TouchpointLink]) -> [[String]] {
        Set(links.map { [$0.entity.rawValue, $0.identifier, $0.role] }).sorted { $0.lexicographicallyPrecedes($1) }
    }

    private static func write(_ key: RecordKey, to line: inout JSONLine) {
        line.member("system", key.collection.system)
        line.member("account", key.collection.account)
        line.member("object_type", key.collection.objectType)
        line.member("id", key.id)
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
