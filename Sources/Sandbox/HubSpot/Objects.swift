extension HubSpot {
    /// `/crm/v3/objects/{type}…`: listing, single records, batches, search, merge and writes.
    mutating func objects(
        _ call: Call, _ path: Endpoint, _ grant: Grant, world: inout World
    ) throws -> Answer {
        guard let name = path.at(3), let type = types[name] else {
            throw Refusal(
                status: 400, category: "VALIDATION_ERROR",
                message: "Unable to infer object type from: \(path.at(3) ?? "")")
        }
        if path.at(5) == "associations" || path.at(4) == "associations" {
            return try recordAssociations(call, path, type, grant, world: &world)
        }
        switch (call.method, path.at(4), path.at(5)) {
        case ("GET", nil, _):
            try require(grant, type.readScopes)
            return try list(call, type, world)
        case ("POST", "search", nil):
            try require(grant, type.readScopes)
            return try search(call, type, world)
        case ("POST", "batch", "read"):
            try require(grant, type.readScopes)
            return try batchRead(call, type, world)
        case ("GET", .some(let id), nil):
            try require(grant, type.readScopes)
            return try get(call, type, id, world)
        default:
            try require(grant, type.writeScopes)
            guard !type.writeScopes.isEmpty else { throw Refusal.noSuchMethod(call.method) }
            return try write(call, path, type, world: &world)
        }
    }

    func selection(_ call: Call, _ type: ObjectType) -> Selection {
        var selection = Selection(
            type, names: call.list("properties"), history: call.list("propertiesWithHistory") ?? [])
        selection.associations = (call.list("associations") ?? []).compactMap { types[$0] }
        return selection
    }

    private func list(_ call: Call, _ type: ObjectType, _ world: World) throws -> Answer {
        let hasHistory = call["propertiesWithHistory"] != nil
        let limit = try limit(call, default: 10, most: hasHistory ? 50 : 100)
        let state: RecordState = call.flag("archived") ? .archived : .live
        var start = 0
        if let after = call["after"], !after.isEmpty {
            guard let id = Int64(after) else { throw Refusal.validation("Invalid after: '\(after)'") }
            start = world[type.kind].lowerBound(id)
        }
        var rows: [Int] = []
        let count = world[type.kind].count
        var row = start
        while row < count, rows.count <= limit {
            if world[type.kind].state[row] == state { rows.append(row) }
            row += 1
        }
        let selection = selection(call, type)
        return .json(capacity: rows.count * 600 + 256) { writer in
            writer.object { writer in
                writer.key("results")
                writer.array { writer in
                    for row in rows.prefix(limit) {
                        write(RecordView(type.kind, row), selection, in: world, to: &writer)
                    }
                }
                if rows.count > limit {
                    writePaging(String(world[type.kind].ids[rows[limit]]), call, to: &writer)
                }
            }
        }
    }

    private func get(_ call: Call, _ type: ObjectType, _ id: String, _ world: World) throws -> Answer {
        let wanted: RecordState = call.flag("archived") ? .archived : .live
        guard let row = find(type, id, by: call["idProperty"], in: world).map(world[type.kind].survivor),
            world[type.kind].state[row] == wanted
        else { throw Refusal.notFound }
        let selection = selection(call, type)
        return .json { write(RecordView(type.kind, row), selection, in: world, to: &$0) }
    }

    /// A row by record id or, where the call says so, by another unique property.
    func find(_ type: ObjectType, _ id: String, by property: String?, in world: World) -> Int? {
        guard let property, property != "hs_object_id" else {
            return Int64(id).flatMap { world[type.kind].row(id: $0) }
        }
        guard property == "email", type.kind == .person else { return nil }
        return findPerson(byEmail: id, in: world)
    }

    func findPerson(byEmail email: String, in world: World) -> Int? {
        let wanted = Array(email.lowercased().utf8)
        let table = world[.person]
        var bytes: [UInt8] = []
        return (0..<table.count).first { row in
            guard table.state[row] == .live else { return false }
            bytes.removeAll(keepingCapacity: true)
            world.appendText(table.slot(row, PersonField.email.rawValue), to: &bytes)
            if bytes == wanted { return true }
            let more = table.slot(row, PersonField.additionalEmails.rawValue)
            return more != .absent && world.text(more).split(separator: ";").contains { Array($0.utf8) == wanted }
        }
    }

    private func batchRead(_ call: Call, _ type: ObjectType, _ world: World) throws -> Answer {
        guard let body = JSONBody(call.body), let inputs = body["inputs"]?.list else {
            throw Refusal.validation("Invalid input JSON: inputs is missing")
        }
        func names(_ key: String) -> [String]? { body[key]?.list?.compactMap(\.text) }
        let history = names("propertiesWithHistory") ?? []
        let most = history.isEmpty ? 100 : 50
        guard inputs.count <= most else {
            throw Refusal.validation("Batch size exceeded: at most \(most) inputs, got \(inputs.count)")
        }
        let ids = inputs.compactMap { $0["id"]?.text }
        guard ids.count == inputs.count else { throw Refusal.validation("Every input needs an id") }
        let wanted: RecordState = call.flag("archived") ? .archived : .live
        var rows: [Int] = []
        var missing: [String] = []
        var seen: Set<String> = []
        for id in ids where seen.insert(id).inserted {
            // Ids that were merged away are not found here, unlike in single reads.
            if let row = find(type, id, by: body["idProperty"]?.text, in: world),
                world[type.kind].state[row] == wanted
            {
                rows.append(row)
            } else {
                missing.append(id)
            }
        }
        let selection = Selection(type, names: names("properties"), history: history)
        return batch(missing: missing, type, world.now, capacity: rows.count * 800) { writer in
            for row in rows { write(RecordView(type.kind, row), selection, in: world, to: &writer) }
        }
    }

    /// The frame of a batch answer: 200, or 207 when some inputs were not found.
    func batch(
        missing: [String], _ type: ObjectType, _ now: Instant, status: Int = 200, capacity: Int,
        results: (inout JSONWriter) -> Void
    ) -> Answer {
        .json(missing.isEmpty ? status : 207, capacity: capacity + 512) { writer in
            writer.object { writer in
                writer.key("status")
                writer.value("COMPLETE")
                writer.key("results")
                writer.array(results)
                if !missing.isEmpty {
                    writer.key("numErrors")
                    writer.value(1)
                    writer.key("errors")
                    writer.array { writer in
                        writer.object { writer in
                            writer.key("status")
                            writer.value("error")
                            writer.key("category")
                            writer.value("OBJECT_NOT_FOUND")
                            writer.key("message")
                            writer.value(
                                "Could not get some \(type.name.uppercased()) objects, they may be deleted or "
                                    + "not exist. Check that ids are valid.")
                            writer.key("context")
                            writer.object { writer in
                                writer.key("ids")
                                writer.value(missing)
                            }
                            writer.key("errors")
                            writer.array { _ in }
                            writer.key("links")
                            writer.object { _ in }
                        }
                    }
                }
                writer.key("startedAt")
                writer.time(now)
                writer.key("completedAt")
                writer.time(now)
            }
        }
    }
}
