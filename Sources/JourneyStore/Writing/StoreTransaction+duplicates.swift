import Crypto
import Touchpoints

// The same meeting, call or e-mail told by two records is one touchpoint: the one with the smallest id of those who
// know most is shown, the others are its duplicates (docs/decisions/0015-one-event-told-twice.md). What decides it stands in `touchpoint_facts`:
// marks that the records share, and per person a digest of occasion, minute and subject.
extension StoreTransaction {
    /// A fact that more touchpoints share tells nothing.
    private static let crowd = 20

    /// Kinds that two systems log of their own accord.
    private static let loggedTwice: Set<TouchpointKind> = [
        .emailSent, .emailReceived, .emailReplied, .meetingBooked, .meetingHeld, .meetingMissed, .meetingCancelled,
        .callMade, .callReceived, .callMissed,
    ]

    /// Keeps the marks of a touchpoint; what depends on its people is added when its links are known.
    func writeMarks(_ touchpoint: Touchpoint, of key: Int64, isNew: Bool) throws {
        let marks = Set(touchpoint.sameAs.map { Self.fact("m", [touchpoint.kind.rawValue, $0]) })
        try replaceFacts("m", with: marks, of: key, isNew: isNew)
    }

    /// Facts about what happened, when and with whom. They decide between accounts only (`twins`), so as long as the store
    /// knows one there are none.
    ///
    /// - Parameter isChanged: with whom, or what it says: that decides even where the facts stay.
    func writeContentFacts(of key: Int64, isNew: Bool, isChanged: Bool) throws {
        guard try catalog.hasSeveralAccounts() else { return }
        guard let facts = try contentFacts(of: key) else { return }
        try replaceFacts("c", with: facts, of: key, isNew: isNew)
        if isChanged, !facts.isEmpty { dirtyTwins.insert(key) }
    }

    /// A second account has come: what the first one tells gets its facts. Twins it has none, not without the other.
    func writeAllContentFacts() throws {
        let kinds = Self.loggedTwice.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
        try connection.each("SELECT key FROM touchpoints WHERE removed_at IS NULL AND kind IN (\(kinds))") { row in
            let key = row.int(0)
            for fact in try contentFacts(of: key) ?? [] { try insert(fact, of: key) }
        }
    }

    /// nil: nobody else would tell of it.
    private func contentFacts(of key: Int64) throws -> Set<String>? {
        let row = try connection.first(
            """
            SELECT kind, occurred_at, occurred_precision, title FROM touchpoints WHERE key = ? AND removed_at IS NULL
            """, .int(key),
            read: { (kind: $0.text(0), at: $0.int(1), precision: $0.text(2), title: $0.optionalText(3)) })
        guard let row, let kind = TouchpointKind(rawValue: row.kind), Self.loggedTwice.contains(kind) else {
            return nil
        }
        let subject = Self.subject(row.title ?? "")
        guard row.precision != Moment.Precision.day.rawValue, !subject.isEmpty else { return [] }
        let minute = String(Int64((Double(row.at) / 60_000).rounded(.down)))
        return Set(try people(of: key).map { Self.fact("c", [Self.occasion(kind), minute, subject, $0]) })
    }

    func removeFacts(of key: Int64) throws {
        try replaceFacts("m", with: [], of: key, isNew: false)
        try replaceFacts("c", with: [], of: key, isNew: false)
    }

    /// Looks again at everything that shares a fact with what was touched.
    func settleTwins() throws {
        guard !dirtyTwins.isEmpty || !dirtyFacts.isEmpty else { return }
        var seeds = dirtyTwins
        for fact in dirtyFacts { seeds.formUnion(try holders(of: fact, limit: Self.crowd + 1)) }
        for key in dirtyTwins {
            for fact in try facts(of: key) { seeds.formUnion(try holders(of: fact, limit: Self.crowd + 1)) }
        }
        (dirtyTwins, dirtyFacts) = ([], [])
        for key in seeds {
            seeds.formUnion(
                try connection.all(
                    """
                    SELECT o.key FROM touchpoints t JOIN touchpoints o ON o.id = t.duplicate_of WHERE t.key = ?1
                    UNION ALL SELECT o.key FROM touchpoints t JOIN touchpoints o INDEXED BY touchpoints_duplicate
                        ON o.duplicate_of = t.id WHERE t.key = ?1
                    """, .int(key), read: { $0.int(0) }))
        }
        var seen: Set<Int64> = []
        for seed in seeds.sorted() where seen.insert(seed).inserted {
            var group = [seed]
            var next = 0
            while next < group.count {
                for twin in try twins(of: group[next]) where seen.insert(twin).inserted { group.append(twin) }
                next += 1
            }
            try show(group)
        }
    }

    /// The smallest id stands for all of them, of those who know how it ended.
    private func show(_ group: [Int64]) throws {
        var rows: [(key: Int64, id: String, duplicateOf: String?, knowsLess: Int)] = []
        for key in group {
            let row = try connection.first(
                "SELECT id, duplicate_of, kind FROM touchpoints WHERE key = ?", .int(key),
                read: { row in
                    let kind = TouchpointKind(rawValue: row.text(2))
                    let knowsLess = kind == .meetingBooked || kind == .callReceived ? 1 : 0
                    return (key: key, id: row.text(0), duplicateOf: row.optionalText(1), knowsLess: knowsLess)
                })
            if let row { rows.append(row) }
        }
        guard let shown = rows.min(by: { ($0.knowsLess, $0.id) < ($1.knowsLess, $1.id) })?.id else { return }
        for row in rows.sorted(by: { $0.key < $1.key }) {
            let wanted = row.id == shown ? nil : shown
            guard row.duplicateOf != wanted else { continue }
            try connection.run(
                "UPDATE touchpoints SET duplicate_of = ?, seq = ? WHERE key = ?", .text(wanted), .int(try nextSeq()),
                .int(row.key))
        }
    }

    /// Touchpoints that tell of the same by one fact.
    private func twins(of key: Int64) throws -> Set<Int64> {
        var twins: Set<Int64> = []
        for fact in try facts(of: key) {
            let holders = try holders(of: fact, limit: Self.crowd)
            guard holders.count > 1 else { continue }
            if fact.hasPrefix("m") {
                twins.formUnion(holders)
                continue
            }
            // Two of one system at the same minute under the same title: which of them is meant, nobody can tell.
            let places = try holders.map { ($0, try place(of: $0)) }
            guard Set(places.map(\.1)).count == places.count else { continue }
            let mine = try people(of: key)
            for holder in holders where holder != key {
                let theirs = try people(of: holder)
                if mine.isSubset(of: theirs) || theirs.isSubset(of: mine) { twins.insert(holder) }
            }
        }
        twins.remove(key)
        return twins
    }

    private func people(of key: Int64) throws -> Set<String> {
        Set(
            try connection.all(
                """
                SELECT entity_id FROM touchpoint_links
                WHERE touchpoint = ? AND entity_kind = 'person' AND entity_id IS NOT NULL
                """, .int(key), read: { $0.text(0) }))
    }

    /// The system and account that a touchpoint's record is of.
    private func place(of key: Int64) throws -> [String] {
        let collection = try connection.first(
            "SELECT r.collection FROM touchpoints t JOIN records r ON r.key = t.record WHERE t.key = ?", .int(key),
            read: { try catalog.entry($0.int(0)).collection })
        return collection.map { [$0.system, $0.account] } ?? []
    }

    private func facts(of key: Int64) throws -> [String] {
        try connection.all("SELECT fact FROM touchpoint_facts WHERE touchpoint = ?", .int(key), read: { $0.text(0) })
    }

    /// None where too many share it.
    private func holders(of fact: String, limit: Int) throws -> [Int64] {
        let holders = try connection.all(
            "SELECT touchpoint FROM touchpoint_facts WHERE fact = ? LIMIT ?", .text(fact), .int(limit + 1),
            read: { $0.int(0) })
        return holders.count > limit ? [] : holders
    }

    private func replaceFacts(_ sort: String, with facts: Set<String>, of key: Int64, isNew: Bool) throws {
        let known = isNew ? [] : Set(try self.facts(of: key).filter { $0.hasPrefix(sort) })
        guard known != facts else { return }
        for fact in known.subtracting(facts) {
            try connection.run(
                "DELETE FROM touchpoint_facts WHERE touchpoint = ? AND fact = ?", .int(key), .text(fact))
        }
        for fact in facts.subtracting(known) { try insert(fact, of: key) }
        dirtyFacts.formUnion(known.symmetricDifference(facts))
        dirtyTwins.insert(key)
    }

    private func insert(_ fact: String, of key: Int64) throws {
        try connection.run("INSERT INTO touchpoint_facts(touchpoint, fact) VALUES (?, ?)", .int(key), .text(fact))
    }

    private static func fact(_ sort: String, _ parts: [String]) -> String {
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        return sort + OpaqueID.base32(Array(SHA256.hash(data: Array(text.utf8)).prefix(15)))
    }

    /// What kinds may tell of one event: some systems know what became of a meeting or an incoming call, others do not.
    private static func occasion(_ kind: TouchpointKind) -> String {
        switch kind {
        case .meetingBooked, .meetingHeld, .meetingMissed, .meetingCancelled: "meeting"
        case .callReceived, .callMissed: "call.incoming"
        default: kind.rawValue
        }
    }

    /// In small letters. Characters of Unicode are slow to ask, and most titles have none beside ASCII's.
    private static func words(of title: String) -> [String] {
        guard title.utf8.allSatisfy({ $0 < 0x80 }) else {
            return title.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
        }
        return title.utf8.split { $0 == 0x20 || (0x09...0x0D).contains($0) }.map { word in
            String(decoding: word.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        }
    }

    /// What two systems write about the same, without the marks of replying and logging.
    private static func subject(_ title: String) -> String {
        let words = words(of: title).joined(separator: " ")
        var rest = words[...]
        let marks = ["re:", "fwd:", "fw:", "aw:", "wg:", "email:", "e-mail:", "call:", "meeting:", "[external]"]
        while let mark = marks.first(where: { rest.hasPrefix($0) }) {
            rest = rest.dropFirst(mark.count).drop { $0 == " " }
        }
        return String(rest)
    }
}
