extension HubSpot {
    /// `GET /crm/v3/owners[/{id}]`
    func owners(_ call: Call, _ path: Endpoint, _ grant: Grant, world: World) throws -> Answer {
        try require(grant, ["crm.objects.owners.read"])
        guard call.method == "GET" else { throw Refusal.noSuchMethod(call.method) }
        let isArchived = call.flag("archived")
        if let id = path.at(3) {
            let byUser = call["idProperty"] == "userId"
            guard let owner = world.owners.first(where: { String(byUser ? $0.userID : $0.id) == id }),
                owner.isArchived == isArchived
            else { throw Refusal.notFound }
            return .json { write(owner, to: &$0) }
        }
        let limit = try limit(call, default: 100, most: 500)
        let after = call["after"].flatMap { Int64($0) } ?? 0
        let matching = world.owners.filter {
            $0.isArchived == isArchived && $0.id > after && (call["email"] == nil || call["email"] == $0.email)
        }.sorted { $0.id < $1.id }
        return .json(capacity: 4_096) { writer in
            writer.object { writer in
                writer.key("results")
                writer.array { writer in
                    for owner in matching.prefix(limit) { write(owner, to: &writer) }
                }
                if matching.count > limit { writePaging(String(matching[limit - 1].id), call, to: &writer) }
            }
        }
    }

    private func write(_ owner: Owner, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("id")
            writer.quotedNumber(owner.id)
            writer.key("email")
            writer.value(owner.email)
            writer.key("type")
            writer.value("PERSON")
            writer.key("firstName")
            writer.value(owner.firstName)
            writer.key("lastName")
            writer.value(owner.lastName)
            writer.key("userId")
            if owner.isArchived { writer.null() } else { writer.value(owner.userID) }
            writer.key("userIdIncludingInactive")
            writer.value(owner.userID)
            writer.key("createdAt")
            writer.time(owner.created)
            writer.key("updatedAt")
            writer.time(owner.updated)
            writer.key("archived")
            writer.value(owner.isArchived)
            guard !owner.isArchived else { return }
            writer.key("teams")
            writer.array { writer in
                writer.object { writer in
                    writer.key("id")
                    writer.value(String(5_100 + owner.team.rawValue))
                    writer.key("name")
                    writer.value(owner.team.name)
                    writer.key("primary")
                    writer.value(true)
                }
            }
        }
    }
}
