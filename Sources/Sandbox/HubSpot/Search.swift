/// Rows found by the last searches, so that paging through a result does not scan again.
struct SearchCache {
    struct Key: Equatable {
        var kind: Kind
        var query: [JSONBody]
        var version: Int
        var now: Instant
        var lag: Int64
    }

    private var found: [(key: Key, rows: [UInt32])] = []

    mutating func rows(_ key: Key, _ search: () throws -> [UInt32]) rethrows -> [UInt32] {
        if let hit = found.first(where: { $0.key == key }) { return hit.rows }
        let rows = try search()
        found.append((key, rows))
        if found.count > 6 { found.removeFirst() }
        return rows
    }
}

extension HubSpot {
    static let searchCeiling = 10_000

    /// `POST /crm/v3/objects/{type}/search` (apis/hubspot.md §4).
    mutating func search(_ call: Call, _ type: ObjectType, _ world: World) throws -> Answer {
        guard type.kind != .message else {
            throw Refusal.validation("communications is not a searchable object type")
        }
        let characters = String(decoding: call.body, as: UTF8.self).unicodeScalars.count
        guard characters <= 3_000 else {
            throw Refusal.validation("The request body is too long: \(characters) characters of at most 3000")
        }
        guard let body = JSONBody(call.body), body.members != nil else {
            throw Refusal.validation("Invalid input JSON")
        }
        let limit = body["limit"]?.int ?? 10
        guard (0...200).contains(limit) else {
            throw Refusal.validation("Invalid limit: \(limit). The limit must be between 0 and 200")
        }
        let offset: Int
        if let after = body["after"]?.text, !after.isEmpty {
            guard let number = Int(after), number >= 0 else { throw Refusal.validation("Invalid after: '\(after)'") }
            offset = number
        } else {
            offset = 0
        }
        guard offset + limit <= Self.searchCeiling else {
            throw Refusal.validation("The total number of results may not exceed \(Self.searchCeiling)")
        }
        let query = try SearchQuery(body, type, types)
        let lagged = lagged(type.kind, world)
        let key = SearchCache.Key(
            kind: type.kind, query: query.identity, version: world.version, now: world.now, lag: settings.indexLag)
        let isLoose = settings.hasLooseTimeSort
        let hidden = hidden[type.kind]?.filter { $0.value > world.now } ?? [:]
        let rows = searches.rows(key) {
            query.run(in: world, lagged: lagged, looseTimeSort: isLoose).filter { hidden[Int($0)] == nil }
        }
        var selection = Selection(type, names: body["properties"]?.list?.compactMap(\.text))
        selection.hidesMergedVids = true
        let page = rows[min(offset, rows.count)..<min(offset + limit, rows.count)]
        return .json(capacity: page.count * 600 + 256) { writer in
            writer.object { writer in
                writer.key("total")
                writer.value(rows.count)
                writer.key("results")
                writer.array { writer in
                    for row in page {
                        let view = RecordView(type.kind, Int(row), snapshot: lagged[Int(row)])
                        write(view, selection, in: world, to: &writer)
                    }
                }
                if offset + limit < rows.count, limit > 0 {
                    writer.key("paging")
                    writer.object { writer in
                        writer.key("next")
                        writer.object { writer in
                            writer.key("after")
                            writer.value(String(offset + limit))
                        }
                    }
                }
            }
        }
    }

    /// For each row that the index has not caught up with, the oldest state within the lag.
    private func lagged(_ kind: Kind, _ world: World) -> [Int: Int] {
        var lagged: [Int: Int] = [:]
        guard settings.indexLag > 0 else { return lagged }
        let recent = world[kind].recent
        for index in recent.indices where recent[index].changedAt > world.now - settings.indexLag {
            if lagged[recent[index].row] == nil { lagged[recent[index].row] = index }
        }
        return lagged
    }
}
