extension HubSpot {
    /// Everything that changes records: create, update, archive, their batches, merge and privacy deletion.
    mutating func write(_ call: Call, _ path: Endpoint, _ type: ObjectType, world: inout World) throws -> Answer {
        let body = JSONBody(call.body) ?? .null
        switch (call.method, path.at(4), path.at(5)) {
        case ("POST", nil, _):
            let row = try create(type, body, world: &world)
            return answer(type, row, 201, world)
        case ("POST", "merge", nil):
            guard let first = body["primaryObjectId"]?.text.flatMap({ find(type, $0, by: nil, in: world) }),
                let second = body["objectIdToMerge"]?.text.flatMap({ find(type, $0, by: nil, in: world) })
            else { throw Refusal.notFound }
            world.tick()
            let (primary, other) = (world[type.kind].survivor(first), world[type.kind].survivor(second))
            guard let row = world.merge(type.kind, primary, other, at: world.now) else {
                throw Refusal.validation("Cannot merge a record with itself or with one that is not live")
            }
            return answer(type, row, 200, world)
        case ("POST", "gdpr-delete", nil):
            guard let id = body["objectId"]?.text, let row = find(type, id, by: body["idProperty"]?.text, in: world)
            else { throw Refusal.notFound }
            world.tick()
            world.purge(type.kind, row, at: world.now, erasing: true)
            return Answer(status: 204)
        case ("POST", "batch", .some(let action)): return try batchWrite(type, action, body, world: &world)
        case ("PATCH", .some(let id), nil):
            // A single update follows a merge to the survivor; a batch update does not.
            guard let found = find(type, id, by: call["idProperty"], in: world) else { throw Refusal.notFound }
            let row = world[type.kind].survivor(found)
            try update(type, row, body, world: &world)
            return answer(type, row, 200, world)
        case ("DELETE", .some(let id), nil):
            if let row = find(type, id, by: nil, in: world) {
                world.tick()
                world.archive(type.kind, row, at: world.now)
            }
            return Answer(status: 204)
        default: throw Refusal.noSuchMethod(call.method)
        }
    }

    private func answer(_ type: ObjectType, _ row: Int, _ status: Int, _ world: World) -> Answer {
        let selection = Selection(type, names: type.properties.map(\.name))
        return .json(status) { write(RecordView(type.kind, row), selection, in: world, to: &$0) }
    }

    private mutating func batchWrite(
        _ type: ObjectType, _ action: String, _ body: JSONBody, world: inout World
    ) throws -> Answer {
        guard let inputs = body["inputs"]?.list, inputs.count <= 100 else {
            throw Refusal.validation("A batch needs 1 to 100 inputs")
        }
        var rows: [Int] = []
        var missing: [String] = []
        for input in inputs {
            switch action {
            case "create": rows.append(try create(type, input, world: &world))
            case "update", "archive":
                let id = input["id"]?.text ?? ""
                guard let row = find(type, id, by: input["idProperty"]?.text, in: world), world.isLive(type.kind, row)
                else {
                    missing.append(id)
                    continue
                }
                if action == "update" {
                    try update(type, row, input, world: &world)
                    rows.append(row)
                } else {
                    world.tick()
                    world.archive(type.kind, row, at: world.now)
                }
            default: throw Refusal.notFound
            }
        }
        if action == "archive" { return Answer(status: 204) }
        let selection = Selection(type, names: type.properties.map(\.name))
        let status = action == "create" ? 201 : 200
        return batch(missing: missing, type, world.now, status: status, capacity: rows.count * 900) { writer in
            for row in rows { write(RecordView(type.kind, row), selection, in: world, to: &writer) }
        }
    }

    mutating func create(_ type: ObjectType, _ body: JSONBody, world: inout World) throws -> Int {
        let values = try slots(type, body["properties"]?.members ?? [:], world: &world)
        if type.kind == .person, let email = body["properties"]?["email"]?.text,
            let existing = findPerson(byEmail: email, in: world)
        {
            let id = world[.person].ids[existing]
            throw Refusal(
                status: 409, category: "CONFLICT", message: "Contact already exists. Existing ID: \(id)")
        }
        var links: [(kind: Kind, row: Int, labels: Labels)] = []
        for association in body["associations"]?.list ?? [] {
            guard let id = association["to"]?["id"]?.text, let spec = association["types"]?.list?.first,
                let typeID = spec["associationTypeId"]?.int,
                let target = target(of: typeID, from: type.kind),
                let row = find(types[target.kind], id, by: nil, in: world)
            else { throw Refusal.validation("Invalid association") }
            links.append((target.kind, row, target.labels))
        }
        world.tick()
        let row = world.create(type.kind, at: world.now)
        for (property, value) in values { set(property, type, row, value, world: &world) }
        for link in links { world.link(type.kind, row, link.kind, link.row, link.labels) }
        return row
    }

    private func target(of typeID: Int, from: Kind) -> (kind: Kind, labels: Labels)? {
        for kind in Kind.allCases {
            if let labels = AssociationTypes.labels(typeID: typeID, from, kind) { return (kind, labels) }
        }
        return nil
    }

    mutating func update(
        _ type: ObjectType, _ row: Int, _ body: JSONBody, world: inout World, keepsInstant: Bool = false
    ) throws {
        guard world.isLive(type.kind, row) else { throw Refusal.notFound }
        let values = try slots(type, body["properties"]?.members ?? [:], world: &world)
        if !keepsInstant { world.tick() }
        for (property, value) in values { set(property, type, row, value, world: &world) }
    }

    /// Checks everything before anything is changed. In the order of the names, so that the same call gives the same
    /// world.
    private func slots(
        _ type: ObjectType, _ members: [String: JSONBody], world: inout World
    ) throws -> [(Property, Slot)] {
        try members.keys.sorted().map { name in
            guard let property = type.property(name) else {
                throw Refusal.validation(
                    "Property \"\(name)\" does not exist", code: "PROPERTY_DOESNT_EXIST", property: name)
            }
            guard !property.isReadOnly else {
                throw Refusal.validation("\"\(name)\" is a read only property", code: "READ_ONLY_VALUE", property: name)
            }
            let value = members[name] ?? .null
            guard value == .null || value.text != nil else {
                throw Refusal.validation("\"\(name)\" must be a text", code: "INVALID_VALUE", property: name)
            }
            return (property, try property.parse(value.text ?? "", into: &world))
        }
    }

    private func set(_ property: Property, _ type: ObjectType, _ row: Int, _ value: Slot, world: inout World) {
        switch property.source {
        case .field(let field, _): world.setField(type.kind, row, field, value, at: world.now, .integration)
        case .custom(let index, let encoding):
            let old = RecordView(type.kind, row).custom(index, encoding, in: world)
            world.setCustom(type.kind, row, index, value, from: old, at: world.now, .integration)
        case .tie(let index):
            let old = RecordView(type.kind, row).tie(index, in: world)
            world.setCustom(type.kind, row, index, value, from: old, at: world.now, .integration)
        default: break
        }
    }
}
