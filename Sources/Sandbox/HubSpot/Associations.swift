extension HubSpot {
    private static let batchLimit = 1_000

    /// `/crm/v4/associations/{from}/{to}/…`
    mutating func associations(
        _ call: Call, _ path: Endpoint, _ grant: Grant, world: inout World
    ) throws -> Answer {
        guard let fromName = path.at(3), let toName = path.at(4), let from = types[fromName], let to = types[toName]
        else {
            throw Refusal.validation("Unable to infer object types from: \(path.at(3) ?? "") and \(path.at(4) ?? "")")
        }
        try require(grant, from.readScopes + to.readScopes)
        switch (call.method, path.at(5), path.at(6)) {
        case ("POST", "batch", "read"):
            return try batchAssociations(call, from, to, textIDs: path.isDated, isOld: path.at(1) == "v3", world)
        case ("GET", "labels", nil): return labels(from, to)
        default: throw Refusal.notFound
        }
    }

    private func batchAssociations(
        _ call: Call, _ from: ObjectType, _ to: ObjectType, textIDs: Bool, isOld: Bool, _ world: World
    ) throws -> Answer {
        guard let inputs = JSONBody(call.body)?["inputs"]?.list else {
            throw Refusal.validation("Invalid input JSON: inputs is missing")
        }
        guard inputs.count <= Self.batchLimit else {
            throw Refusal.validation("Batch size exceeded: at most \(Self.batchLimit) inputs, got \(inputs.count)")
        }
        var missing: [String] = []
        var found: [(id: Int64, edges: ArraySlice<Edge>, next: Int?)] = []
        for input in inputs {
            guard let text = input["id"]?.text, let id = Int64(text), let row = world[from.kind].row(id: id),
                world.isLive(from.kind, row)
            else {
                missing.append(input["id"]?.text ?? "")
                continue
            }
            let edges = world.links(from.kind, row, to: to.kind)
            let start = input["after"]?.text.flatMap { Int($0) } ?? 0
            let page = edges[min(start, edges.count)..<min(start + settings.associationPage, edges.count)]
            if page.isEmpty { continue }
            let end = start + page.count
            found.append((id, page, end < edges.count ? end : nil))
        }
        // Records without associations are not mentioned; unknown ones make the answer a 207.
        return batch(missing: missing, from, world.now, capacity: found.count * 200) { writer in
            for (id, edges, next) in found {
                writer.object { writer in
                    writer.key("from")
                    writer.object { writer in
                        writer.key("id")
                        writer.quotedNumber(id)
                    }
                    writer.key("to")
                    writer.array { writer in
                        for edge in edges {
                            if isOld {
                                writer.object { writer in
                                    writer.key("id")
                                    writer.quotedNumber(world[to.kind].ids[Int(edge.row)])
                                    writer.key("type")
                                    writer.value("\(from.singular)_to_\(to.singular)")
                                }
                            } else {
                                write(edge, from, to, textIDs: textIDs, in: world, to: &writer)
                            }
                        }
                    }
                    guard let next else { return }
                    writer.key("paging")
                    writer.object { writer in
                        writer.key("next")
                        writer.object { writer in
                            writer.key("after")
                            writer.value(String(next))
                        }
                    }
                }
            }
        }
    }

    /// `toObjectId` is a number in v4 and a text in the dated family.
    private func write(
        _ edge: Edge, _ from: ObjectType, _ to: ObjectType, textIDs: Bool, in world: World, to writer: inout JSONWriter
    ) {
        let id = world[to.kind].ids[Int(edge.row)]
        writer.object { writer in
            writer.key("toObjectId")
            if textIDs { writer.quotedNumber(id) } else { writer.value(id) }
            writer.key("associationTypes")
            writer.array { writer in
                for label in AssociationTypes.labels(from.kind, to.kind, edge.labels) {
                    writer.object { writer in
                        writer.key("category")
                        writer.value(label.category)
                        writer.key("typeId")
                        writer.value(label.typeID)
                        writer.key("label")
                        if let text = label.label { writer.value(text) } else { writer.null() }
                    }
                }
            }
        }
    }

    private func labels(_ from: ObjectType, _ to: ObjectType) -> Answer {
        .json { writer in
            writer.object { writer in
                writer.key("results")
                writer.array { writer in
                    let all: Labels = [.plain, .primary, .decisionMaker, .billing]
                    for label in AssociationTypes.labels(from.kind, to.kind, all) {
                        writer.object { writer in
                            writer.key("category")
                            writer.value(label.category)
                            writer.key("typeId")
                            writer.value(label.typeID)
                            writer.key("label")
                            if let text = label.label { writer.value(text) } else { writer.null() }
                        }
                    }
                }
            }
        }
    }

    /// `/crm/v4/objects/{type}/{id}/associations/{toType}[/{toID}]`, reading and writing.
    mutating func recordAssociations(
        _ call: Call, _ path: Endpoint, _ type: ObjectType, _ grant: Grant, world: inout World
    ) throws -> Answer {
        guard path.at(5) == "associations", let id = path.at(4), let toName = path.at(6) else { throw Refusal.notFound }
        // `…/associations/default/{toType}/{toID}` writes the unlabelled association.
        let isDefault = toName == "default"
        guard let to = types[isDefault ? path.at(7) ?? "" : toName] else { throw Refusal.notFound }
        guard let row = find(type, id, by: nil, in: world).map(world[type.kind].survivor), world.isLive(type.kind, row)
        else { throw Refusal.notFound }
        switch call.method {
        case "GET":
            try require(grant, type.readScopes + to.readScopes)
            let edges = world.links(type.kind, row, to: to.kind)
            let limit = try limit(call, default: 500, most: 500)
            let start = call["after"].flatMap { Int($0) } ?? 0
            let page = edges[min(start, edges.count)..<min(start + limit, edges.count)]
            return .json(capacity: page.count * 120 + 256) { writer in
                writer.object { writer in
                    writer.key("results")
                    writer.array { writer in
                        for edge in page { write(edge, type, to, textIDs: path.isDated, in: world, to: &writer) }
                    }
                    if start + page.count < edges.count { writePaging(String(start + page.count), call, to: &writer) }
                }
            }
        case "PUT", "DELETE":
            try require(grant, type.writeScopes)
            guard let otherID = path.at(isDefault ? 8 : 7), let other = find(to, otherID, by: nil, in: world),
                world.isLive(to.kind, other)
            else { throw Refusal.notFound }
            world.tick()
            if call.method == "DELETE" {
                world.unlink(type.kind, row, to.kind, other)
                return Answer(status: 204)
            }
            var labels: Labels = isDefault ? .plain : []
            for spec in JSONBody(call.body)?.list ?? [] {
                guard let typeID = spec["associationTypeId"]?.int,
                    let label = AssociationTypes.labels(typeID: typeID, type.kind, to.kind)
                else { throw Refusal.validation("Unknown associationTypeId") }
                labels.formUnion(label)
            }
            world.link(type.kind, row, to.kind, other, labels.isEmpty ? .plain : labels.union(.plain))
            let all = world.links(type.kind, row, to: to.kind).first { $0.row == UInt32(other) }?.labels ?? labels
            return .json(201) { writer in
                writer.object { writer in
                    writer.key("fromObjectTypeId")
                    writer.value(type.typeID)
                    writer.key("fromObjectId")
                    writer.quotedNumber(world[type.kind].ids[row])
                    writer.key("toObjectTypeId")
                    writer.value(to.typeID)
                    writer.key("toObjectId")
                    writer.quotedNumber(world[to.kind].ids[other])
                    writer.key("labels")
                    writer.value(AssociationTypes.labels(type.kind, to.kind, all).compactMap(\.label))
                }
            }
        default: throw Refusal.noSuchMethod(call.method)
        }
    }
}
