import Glibc
import Identity
import Touchpoints

extension StoreTransaction {
    /// Erases a person: their records, what is about nobody else, and every mention elsewhere. What they were known by
    /// stays as salted hashes, so that nothing brings them back.
    ///
    /// The file keeps what was overwritten until it is cleaned: use `JourneyStore.forget`.
    func forget(person id: String) throws -> Erasure {
        try endJourneys()
        if try Oblivion(connection) == nil { try setNote(Oblivion.saltNote, Oblivion.makeSalt()) }
        knownOblivion = nil
        let time = now()
        var erasure = Erasure(id: OpaqueID.random(), at: time, records: 0, touchpoints: 0, redacted: 0)
        let nodes = try graph(.people).nodes(of: id).sorted()
        let own = try nodes.filter { $0.kind == .record }.compactMap { try catalog.reference(text: $0.value) }
        let needles = try needles(nodes, own)

        var (whole, shared) = try records(about: id, own)
        shared.formUnion(try records(mentioning: needles))
        for reference in own { if let key = try row(reference)?.key { whole.insert(key) } }
        try connection.each("SELECT key, record_id FROM records") { row in
            if Self.holds(row.blob(1), needles) { whole.insert(row.int(0)) }
        }
        for record in whole.sorted() {
            erasure.touchpoints += try erase(record, at: time, erasure.id)
            erasure.records += 1
        }
        for record in shared.subtracting(whole).sorted() {
            try redact(record, person: id, erasure.id)
            erasure.redacted += 1
        }
        for reference in own { try eraseTraces(of: reference) }
        for node in nodes {
            try suppress(node.value, node.kind == .record ? .record : .identifier, erasure: erasure.id)
            try connection.run("DELETE FROM identity_choices WHERE a = ?1 OR b = ?1", .text(node.value))
            try connection.run("DELETE FROM identity_flags WHERE identifier = ?", .text(node.value))
            try connection.run(
                "DELETE FROM touchpoint_link_rows WHERE identifier = ?", .int(try term(node.value)))
            try forgetTerm(node.value)
        }
        knowsChoices = nil
        try scrub(needles)
        // The id stays as one that means nobody: consumers of the feed learn that the person is gone.
        try bump(id, in: .people)
        try connection.run(
            "INSERT INTO erasures(id, at, records, touchpoints, redacted) VALUES (?, ?, ?, ?, ?)", .text(erasure.id),
            .int(time), .int(erasure.records), .int(erasure.touchpoints), .int(erasure.redacted))
        try settle()
        return erasure
    }

    /// Everything that the person alone was called, as bytes in lower case.
    private func needles(_ nodes: [IdentityNode], _ own: [Reference]) throws -> [[UInt8]] {
        var texts: Set<String> = []
        for node in nodes where node.kind != .record {
            texts.insert(
                node.kind == .external ? ExternalID.unescaped(node.value.split(separator: "/").last ?? "") : node.value)
            texts.formUnion(
                try connection.all(
                    "SELECT stated FROM identity_evidence WHERE identifier = ? AND stated IS NOT NULL",
                    .text(node.value), read: { $0.text(0) }))
        }
        for reference in own {
            let name = try row(reference).flatMap { row in
                try connection.first(
                    "SELECT name FROM record_names WHERE record = ?", .int(row.key), read: { $0.text(0) })
            }
            if let name, PersonName(name) != nil { texts.insert(name) }
        }
        // What is shorter stands anywhere.
        return texts.filter { $0.utf8.count >= 5 }.map { Self.lowered(Array($0.utf8)) }.sorted {
            $0.lexicographicallyPrecedes($1)
        }
    }

    /// Records that are about this person alone, and those that are about others too.
    private func records(about id: String, _ own: [Reference]) throws -> (whole: Set<Int64>, shared: Set<Int64>) {
        var candidates = Set(
            try connection.all(
                """
                SELECT DISTINCT t.record FROM touchpoint_links l JOIN touchpoints t ON t.key = l.touchpoint
                WHERE l.entity_id = ? AND l.entity_kind = 'person'
                """, .text(id), read: { $0.int(0) }))
        for reference in own {
            candidates.formUnion(
                try connection.all(
                    """
                    SELECT r.key FROM associations a
                    JOIN records r ON r.collection = a.from_collection AND r.record_id = a.from_id
                    WHERE a.to_collection = ? AND a.to_id = ?
                    """, .int(reference.collection), .text(reference.id), read: { $0.int(0) }))
        }
        var result: (whole: Set<Int64>, shared: Set<Int64>) = ([], [])
        for record in candidates {
            // Deals, tickets and companies are the business's own, whoever stands in them.
            let isEntity =
                try connection.first(
                    "SELECT entity IS NOT NULL FROM records WHERE key = ?", .int(record), read: { $0.int(0) != 0 })
                ?? false
            let hasOthers =
                try connection.first(
                    """
                    SELECT 1 FROM touchpoints t JOIN touchpoint_links l ON l.touchpoint = t.key
                    WHERE t.record = ? AND l.entity_kind = 'person' AND l.entity_id <> ? LIMIT 1
                    """, .int(record), .text(id), read: { _ in true }) ?? false
            if isEntity || hasOthers { result.shared.insert(record) } else { result.whole.insert(record) }
        }
        // A deal that the person stands in stays as it is unless it says more about them; see `records(mentioning:)`.
        let entities = try result.shared.filter { record in
            try connection.first(
                "SELECT entity IS NOT NULL FROM records WHERE key = ?", .int(record), read: { $0.int(0) != 0 }) ?? false
        }
        result.shared.subtract(entities)
        return result
    }

    /// Records whose payload, touchpoints, name or dated fields hold one of the texts. Looks at all of them.
    private func records(mentioning needles: [[UInt8]]) throws -> Set<Int64> {
        var found: Set<Int64> = []
        guard !needles.isEmpty else { return found }
        let sources = [
            "SELECT record, payload(codec, bytes) FROM payloads",
            "SELECT record, value FROM field_changes WHERE value IS NOT NULL",
            "SELECT record, name FROM record_names",
            """
            SELECT record, concat_text FROM (SELECT record, coalesce(title, '') || ' ' || coalesce(url, '') || ' ' ||
                coalesce(campaign_name, '') || ' ' || coalesce(properties, '') AS concat_text FROM touchpoints)
            """,
        ]
        for source in sources {
            try connection.each(source) { row in
                if Self.holds(row.blob(1), needles) { found.insert(row.int(0)) }
            }
        }
        return found
    }

    /// Makes a record a tombstone without a name; its touchpoints become tombstones without content.
    private func erase(_ record: Int64, at time: Int64, _ erasure: String) throws -> Int {
        guard
            let reference = try connection.first(
                "SELECT collection, record_id FROM records WHERE key = ?", .int(record),
                read: { Reference(collection: $0.int(0), id: $0.text(1)) })
        else { return 0 }
        let text = try catalog.text(reference)
        try suppress(text, .record, erasure: erasure)
        let hash = try oblivion()?.hash(text) ?? []
        try connection.run(
            """
            UPDATE records SET record_id = ?, entity = NULL, revision = '', modified_at = NULL, modified_precision = NULL,
                digest = NULL, gone = 'erased', gone_at = ?, seq = ?, run = NULL, fetched_at = NULL, request = NULL
            WHERE key = ?
            """, .text("erased:" + OpaqueID.base32(Array(hash.prefix(16)))), .int(time), .int(try nextSeq()),
            .int(record))
        let touchpoints = try connection.all(
            "SELECT key FROM touchpoints WHERE record = ?", .int(record), read: { $0.int(0) })
        for key in touchpoints {
            try connection.run("DELETE FROM touchpoint_link_rows WHERE touchpoint = ?", .int(key))
            try connection.run("DELETE FROM touchpoint_facts WHERE touchpoint = ?", .int(key))
            try blank(key)
            try connection.run(
                """
                UPDATE touchpoints SET removed_at = ?1, occurred_at = ?1, seq = ?2, facet = ?3, duplicate_of = NULL,
                    amount = NULL, currency = NULL, sentiment = NULL, sentiment_origin = NULL, stage = NULL, team = NULL
                WHERE key = ?4
                """, .int(time), .int(try nextSeq()), .text("erased\(key)"), .int(key))
        }
        for table in ["payloads", "field_changes", "record_names", "identity_evidence_rows"] {
            try connection.run("DELETE FROM \(table) WHERE record = ?", .int(record))
        }
        try eraseTraces(of: reference)
        return touchpoints.count
    }

    /// Takes out of a record what is not the business's own, and the person's links.
    private func redact(_ record: Int64, person id: String, _ erasure: String) throws {
        guard
            let row = try connection.first(
                "SELECT collection, record_id, digest FROM records WHERE key = ?", .int(record),
                read: { (Reference(collection: $0.int(0), id: $0.text(1)), $0.optionalBlob(2)) })
        else { return }
        try suppress(try catalog.text(row.0), .redacted, erasure: erasure)
        try connection.run(
            "UPDATE records SET digest = ?, request = NULL, seq = ? WHERE key = ?", .blob(try row.1.map(veiled)),
            .int(try nextSeq()), .int(record))
        for table in ["payloads", "field_changes"] {
            try connection.run("DELETE FROM \(table) WHERE record = ?", .int(record))
        }
        let touchpoints = try connection.all(
            "SELECT key FROM touchpoints WHERE record = ?", .int(record), read: { $0.int(0) })
        for key in touchpoints {
            try connection.run(
                "DELETE FROM touchpoint_link_rows WHERE touchpoint = ? AND entity = ?", .int(key), .int(try term(id)))
            try blank(key)
            try connection.run("UPDATE touchpoints SET seq = ? WHERE key = ?", .int(try nextSeq()), .int(key))
        }
    }

    private func blank(_ touchpoint: Int64) throws {
        try connection.run(
            """
            UPDATE touchpoints SET title = NULL, url = NULL, properties = NULL, campaign_id = NULL, campaign_name = NULL,
                campaign_source = NULL, campaign_medium = NULL WHERE key = ?
            """, .int(touchpoint))
    }

    /// Where a record is named by others.
    private func eraseTraces(of reference: Reference) throws {
        let (collection, id) = (SQLValue.int(reference.collection), SQLValue.text(reference.id))
        try connection.run("DELETE FROM associations WHERE from_collection = ? AND from_id = ?", collection, id)
        try connection.run("DELETE FROM associations WHERE to_collection = ? AND to_id = ?", collection, id)
        try connection.run("DELETE FROM aliases WHERE collection = ? AND old_id = ?", collection, id)
        try connection.run("DELETE FROM aliases WHERE new_collection = ? AND new_id = ?", collection, id)
        let named = try catalog.entry(reference.collection).collection
        let streams = "(SELECT id FROM streams WHERE system = ? AND account = ?)"
        let owner = [SQLValue.text(named.system), .text(named.account)]
        try connection.run("DELETE FROM ledger WHERE parent = ? AND stream IN \(streams)", list: [id] + owner)
        try connection.run(
            """
            DELETE FROM due WHERE id = ? AND stream IN
                (SELECT id FROM streams WHERE system = ? AND account = ? AND stream = ?)
            """, list: [id] + owner + [.text(named.objectType)])
        try connection.run(
            """
            DELETE FROM quarantine WHERE record_id = ? AND stream IN
                (SELECT id FROM streams WHERE system = ? AND account = ? AND stream = ?)
            """, list: [id] + owner + [.text(named.objectType)])
    }

    /// What is left: texts about runs and records that could not be mapped.
    private func scrub(_ needles: [[UInt8]]) throws {
        let quarantined = try connection.all(
            "SELECT stream, record_id, reason, payload FROM quarantine",
            read: { ($0.int(0), $0.text(1), Self.holds($0.blob(2) + [0] + $0.blob(3) + [0] + $0.blob(1), needles)) })
        for (stream, id, isMeant) in quarantined where isMeant {
            try connection.run("DELETE FROM quarantine WHERE stream = ? AND record_id = ?", .int(stream), .text(id))
        }
        var terms: [String] = []
        try connection.each("SELECT value FROM terms") { row in
            if Self.holds(row.blob(0), needles) { terms.append(row.text(0)) }
        }
        for term in terms { try forgetTerm(term) }
        for needle in needles {
            let text = SQLValue.text(String(decoding: needle, as: UTF8.self))
            try connection.run("UPDATE runs SET arguments = '{}' WHERE instr(lower(arguments), ?) > 0", text)
            try connection.run("UPDATE run_streams SET result = '{}' WHERE instr(lower(result), ?) > 0", text)
            try connection.run("UPDATE records SET request = NULL WHERE instr(lower(request), ?) > 0", text)
            try connection.run("UPDATE records SET revision = '' WHERE instr(lower(revision), ?) > 0", text)
            // What is read by such a cursor, or waits under such an id, is read anew or not at all.
            try connection.run("DELETE FROM ledger WHERE instr(lower(cursor), ?) > 0", text)
            try connection.run("DELETE FROM due WHERE instr(lower(id), ?) > 0", text)
            try connection.run("DELETE FROM notes WHERE instr(lower(key || value), ?) > 0", text)
        }
    }

    private static func lowered(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")) ~= $0 ? $0 | 0x20 : $0 }
    }

    static func holds(_ bytes: [UInt8], _ needles: [[UInt8]]) -> Bool {
        let text = lowered(bytes)
        return text.withUnsafeBytes { hay in
            needles.contains { needle in
                guard let first = needle.first, let base = hay.baseAddress, hay.count >= needle.count else {
                    return false
                }
                let end = hay.count - needle.count
                var from = 0
                while from <= end, let hit = memchr(base + from, Int32(first), end - from + 1) {
                    if memcmp(hit, needle, needle.count) == 0 { return true }
                    from = UnsafeRawPointer(hit) - base + 1
                }
                return false
            }
        }
    }
}
