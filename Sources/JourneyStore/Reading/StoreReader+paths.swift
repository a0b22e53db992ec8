import Touchpoints

// The journeys of everybody, for measures; `JourneyStore.refreshJourneys` brings them up to date first.
extension StoreReader {
    /// Every journey up to a moment, in the order of ids, one at a time in memory.
    ///
    /// What stands in two systems comes once; what a machine did is left out. At the same millisecond, records of one
    /// system stay together and come in the order of their ids: the events of a log as they stand in it.
    ///
    /// - Parameter end: Unix milliseconds, inclusive; a journey that begins later is left out.
    public func journeys(_ unit: JourneyUnit, upTo end: Int64, each: (JourneyPath) throws -> Void) throws {
        let names = try pathNames()
        try connection.each(
            "SELECT entity_id, path FROM journey_paths WHERE unit = ? ORDER BY entity_id", .text(unit.rawValue)
        ) { row in
            if let path = try path(row, names, upTo: end) { try each(path) }
        }
    }

    /// One journey; nil: it has no touchpoints up to then, or no such person (account) is known.
    public func journeyPath(_ unit: JourneyUnit, _ id: String, upTo end: Int64) throws -> JourneyPath? {
        let names = try pathNames()
        return try connection.first(
            "SELECT entity_id, path FROM journey_paths WHERE unit = ? AND entity_id = ?", .text(unit.rawValue),
            .text(id), read: { try path($0, names, upTo: end) }) ?? nil
    }

    /// The time of the newest touchpoint of any journey up to a moment, Unix milliseconds.
    public func newestStep(_ unit: JourneyUnit, upTo end: Int64) throws -> Int64? {
        var newest: Int64?
        var names: [String]?
        // Only what has plans for the future is looked into.
        try connection.each(
            "SELECT last_at, CASE WHEN last_at > ?1 THEN path END, entity_id FROM journey_paths WHERE unit = ?2",
            .int(end), .text(unit.rawValue)
        ) { row in
            var last = row.int(0)
            if last > end {
                let known = try names ?? pathNames()
                names = known
                guard let steps = PathBytes.decoded(row.blob(1), upTo: end, name: { Self.name($0, known) })?.steps,
                    let step = steps.last
                else { return }
                last = step.at
            }
            newest = max(newest ?? last, last)
        }
        return newest
    }

    private func path(_ row: SQLRow, _ names: [String], upTo end: Int64) throws -> JourneyPath? {
        let id = row.text(0)
        guard let path = PathBytes.decoded(row.blob(1), upTo: end, name: { Self.name($0, names) }) else {
            throw StoreError.corrupt(path: connection.path, words: "the path of journey \(id) cannot be read")
        }
        return path.steps.isEmpty ? nil : JourneyPath(id: id, steps: path.steps, segments: path.segments)
    }

    private static func name(_ number: Int, _ names: [String]) -> String? {
        names.indices.contains(number) ? names[number] : nil
    }

    private func pathNames() throws -> [String] {
        var names: [String] = []
        try connection.each("SELECT number, name FROM journey_names ORDER BY number") { row in
            let number = Int(row.int(0))
            guard number >= names.count, number < 10_000_000 else { return }
            while names.count < number { names.append("") }
            names.append(row.text(1))
        }
        return names
    }

    /// Collections in the order of their names: their numbers differ from store to store.
    func collectionRank(_ column: String) throws -> String {
        let cases = try sortedCollections().enumerated().map { "WHEN \($1.number) THEN \($0)" }
        return cases.isEmpty ? "0" : "CASE \(column) \(cases.joined(separator: " ")) END"
    }
}
