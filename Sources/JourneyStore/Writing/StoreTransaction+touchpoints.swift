import Touchpoints

extension StoreTransaction {
    /// Columns that say what happened, in the order of `TouchpointColumns.values`.
    private static let content = TouchpointColumns.names.joined(separator: ", ")
    private static let insertion =
        "INSERT INTO touchpoints(id, record, facet, seq, observed_at, \(content)) VALUES (?, ?, ?, ?, ?"
        + String(repeating: ", ?", count: TouchpointColumns.names.count) + ")"
    private static let update =
        "UPDATE touchpoints SET " + TouchpointColumns.names.map { "\($0) = ?" }.joined(separator: ", ")
        + ", seq = ?, removed_at = NULL WHERE key = ?"

    /// Makes a record's touchpoints those given, facet by facet; what is the same keeps its `seq`.
    func writeTouchpoints(
        _ touchpoints: [Touchpoint], of record: Int64, _ reference: Reference, entity: EntityKind?, isNew: Bool,
        observedAt: Int64, _ counts: inout WriteCounts
    ) throws {
        var stored = isNew ? [:] : try storedTouchpoints(of: record)
        guard !touchpoints.isEmpty || !stored.isEmpty else { return }
        let base = touchpoints.isEmpty ? [] : try baseLinks(of: reference, entity: entity)
        for touchpoint in lastOfEachFacet(touchpoints) {
            var links = base
            for participant in touchpoint.participants {
                if let link = try link(participant) { links.insert(link) }
            }
            let values = TouchpointColumns.values(touchpoint)
            if let former = stored.removeValue(forKey: touchpoint.facet) {
                let isRelinked = try replaceLinks(of: former.key, with: links)
                try writeMarks(touchpoint, of: former.key, isNew: false)
                let isChanged = isRelinked || former.isRemoved || former.values != values
                if isChanged {
                    try connection.run(
                        Self.update, list: values + [.int(try nextSeq()), .int(former.key)])
                }
                try writeContentFacts(of: former.key, isNew: false, isChanged: isChanged)
                guard isChanged else { continue }
                if former.isRemoved { counts.touchpointsAdded += 1 } else { counts.touchpointsChanged += 1 }
            } else {
                try insert(touchpoint, values, links, record: record, reference, observedAt: observedAt)
                counts.touchpointsAdded += 1
            }
        }
        let time = now()
        for (_, former) in stored.sorted(by: { $0.value.key < $1.value.key }) where !former.isRemoved {
            try remove(former.key, at: time)
            counts.touchpointsRemoved += 1
        }
    }

    /// Turns all touchpoints of a record into tombstones.
    func removeTouchpoints(of record: Int64, at: Int64) throws {
        let keys = try connection.all(
            "SELECT key FROM touchpoints WHERE record = ? AND removed_at IS NULL ORDER BY key", .int(record),
            read: { $0.int(0) })
        for key in keys { try remove(key, at: at) }
    }

    private func insert(
        _ touchpoint: Touchpoint, _ values: [SQLValue], _ links: Set<LinkRow>, record: Int64, _ reference: Reference,
        observedAt: Int64
    ) throws {
        let collection = try catalog.entry(reference.collection).collection
        let id = OpaqueID.touchpoint(
            system: collection.system, account: collection.account, objectType: collection.objectType,
            recordID: reference.id, facet: touchpoint.facet)
        try connection.run(
            Self.insertion,
            list: [.text(id), .int(record), .text(touchpoint.facet), .int(try nextSeq()), .int(observedAt)] + values)
        let key = connection.lastInsertedKey
        try insertLinks(links, of: key)
        try writeMarks(touchpoint, of: key, isNew: true)
        try writeContentFacts(of: key, isNew: true, isChanged: false)
    }

    private func remove(_ key: Int64, at: Int64) throws {
        try connection.run(
            "UPDATE touchpoints SET removed_at = ?, seq = ? WHERE key = ?", .int(at), .int(try nextSeq()), .int(key))
        try connection.run("DELETE FROM touchpoint_link_rows WHERE touchpoint = ?", .int(key))
        try removeFacts(of: key)
    }

    private func storedTouchpoints(
        of record: Int64
    ) throws -> [String: (key: Int64, isRemoved: Bool, values: [SQLValue])] {
        let rows = try connection.all(
            "SELECT facet, key, removed_at IS NOT NULL, \(Self.content) FROM touchpoints WHERE record = ?",
            .int(record)
        ) { row in
            let values = (0..<TouchpointColumns.names.count).map { row.value(Int32($0 + 3)) }
            return (row.text(0), (key: row.int(1), isRemoved: row.int(2) != 0, values: values))
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    private func lastOfEachFacet(_ touchpoints: [Touchpoint]) -> [Touchpoint] {
        var places: [String: Int] = [:]
        var result: [Touchpoint] = []
        for touchpoint in touchpoints {
            if let place = places[touchpoint.facet] {
                result[place] = touchpoint
            } else {
                places[touchpoint.facet] = result.count
                result.append(touchpoint)
            }
        }
        return result
    }
}
