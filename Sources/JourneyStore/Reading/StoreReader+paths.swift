public import Touchpoints

/// One touchpoint of a journey, as measures look at it.
public struct PathStep: Hashable, Sendable {
    /// The touchpoint's kind; for `activity.recorded` what the source calls it.
    public var activity: String
    /// Unix milliseconds.
    public var at: Int64
    public var channel: Channel
    public var team: Team?
    public var stage: Stage?

    public init(activity: String, at: Int64, channel: Channel, team: Team? = nil, stage: Stage? = nil) {
        self.activity = activity
        self.at = at
        self.channel = channel
        self.team = team
        self.stage = stage
    }
}

// The journeys of everybody, for measures.
extension StoreReader {
    /// Every person's live touchpoints up to a moment, person by person, in the order in which they happened.
    ///
    /// What stands in two systems comes once; what a machine did is left out. At the same millisecond, records of one
    /// system stay together and come in the order of their ids: the events of a log as they stand in it. One journey at
    /// a time is held in memory.
    ///
    /// - Parameter end: Unix milliseconds, inclusive.
    public func paths(upTo end: Int64, each: ([PathStep]) throws -> Void) throws {
        var steps: [PathStep] = []
        var person = ""
        var last: Int64?
        // The rows of a person lie together in the index; only they are sorted.
        try connection.each(
            """
            SELECT l.entity_id, s.key, s.kind, s.occurred_at, s.channel, s.team, s.stage,
                CASE WHEN s.kind = 'activity.recorded' THEN s.properties END
            FROM touchpoint_links l INDEXED BY touchpoint_links_entity
            CROSS JOIN touchpoints t ON t.key = l.touchpoint
            CROSS JOIN touchpoints s ON s.key = CASE WHEN t.duplicate_of IS NULL THEN t.key
                ELSE (SELECT o.key FROM touchpoints o WHERE o.id = t.duplicate_of) END
            CROSS JOIN records r ON r.key = s.record
            WHERE l.entity_id IS NOT NULL AND l.entity_kind = 'person' AND s.removed_at IS NULL
                AND s.automated = 0 AND s.occurred_at <= ?
            ORDER BY l.entity_id, s.occurred_at, \(try collectionRank("r.collection")), r.record_id, s.facet
            """, .int(end)
        ) { row in
            let key = row.int(1)
            let isSame = row.equals(0, person)
            // One touchpoint may name a person in several roles.
            if isSame, key == last { return }
            if !isSame {
                if !steps.isEmpty { try each(steps) }
                steps.removeAll(keepingCapacity: true)
                person = row.text(0)
            }
            last = key
            steps.append(
                PathStep(
                    activity: Self.activity(row.text(2), row.optionalText(7)), at: row.int(3),
                    channel: Channel(rawValue: row.text(4)) ?? .crm,
                    team: row.optionalText(5).flatMap(Team.init(rawValue:)),
                    stage: row.optionalText(6).map(Stage.init(rawValue:))))
        }
        if !steps.isEmpty { try each(steps) }
    }

    /// What live touchpoints bear: the stages among them, and the time of the newest one up to a moment.
    ///
    /// - Parameter end: Unix milliseconds, inclusive.
    public func pathExtent(upTo end: Int64) throws -> (stages: Set<Stage>, newest: Int64?) {
        var stages: Set<Stage> = []
        var newest: Int64?
        try connection.each(
            """
            SELECT stage, max(occurred_at) FROM touchpoints
            WHERE removed_at IS NULL AND automated = 0 AND occurred_at <= ? GROUP BY stage
            """, .int(end)
        ) { row in
            if let stage = row.optionalText(0) { stages.insert(Stage(rawValue: stage)) }
            newest = max(newest ?? row.int(1), row.int(1))
        }
        return (stages, newest)
    }

    private static func activity(_ kind: String, _ properties: String?) -> String {
        guard let properties else { return kind }
        return StringsText.properties(properties).first { $0.name == "activity" }?.value ?? kind
    }

    /// Collections in the order of their names: their numbers differ from store to store.
    func collectionRank(_ column: String) throws -> String {
        let cases = try sortedCollections().enumerated().map { "WHEN \($1.number) THEN \($0)" }
        return cases.isEmpty ? "0" : "CASE \(column) \(cases.joined(separator: " ")) END"
    }
}
