extension HubSpot {
    private static let mostLists = 500
    private static let mostMembers = 250

    /// `/crm/v3/lists…`
    func lists(_ call: Call, _ path: Endpoint, _ grant: Grant, world: World) throws -> Answer {
        try require(grant, ["crm.lists.read"])
        switch (call.method, path.at(3), path.at(4)) {
        case ("POST", "search", nil): return try searchLists(call, world)
        case ("GET", "records", .some(let typeName)):
            guard let type = types[typeName], let id = path.at(5), path.at(6) == "memberships",
                let row = find(type, id, by: nil, in: world)
            else { throw Refusal.notFound }
            return memberships(of: row, type, world)
        case ("GET", .some(let id), "memberships"):
            guard let list = world.lists.first(where: { String($0.id) == id }) else { throw Refusal.notFound }
            return try members(call, list, world)
        case ("GET", .some(let id), nil):
            guard let list = world.lists.first(where: { String($0.id) == id }) else { throw Refusal.notFound }
            return .json { writer in
                writer.object { writer in
                    writer.key("list")
                    write(list, world, to: &writer)
                }
            }
        default: throw Refusal.notFound
        }
    }

    private func searchLists(_ call: Call, _ world: World) throws -> Answer {
        let body = JSONBody(call.body) ?? .null
        let count = body["count"]?.int ?? 20
        guard (1...Self.mostLists).contains(count) else {
            throw Refusal.validation("count must be between 1 and \(Self.mostLists)")
        }
        let offset = max(0, body["offset"]?.int ?? 0)
        let types = body["processingTypes"]?.list?.compactMap(\.text)
        let query = body["query"]?.text?.lowercased() ?? ""
        let matching = world.lists.filter { list in
            (types.map { $0.contains(processing(list)) } ?? true)
                && (query.isEmpty || list.name.lowercased().contains(query))
        }
        let page = matching[min(offset, matching.count)..<min(offset + count, matching.count)]
        return .json(capacity: 4_096) { writer in
            writer.object { writer in
                writer.key("offset")
                writer.value(offset + page.count)
                writer.key("hasMore")
                writer.value(offset + page.count < matching.count)
                writer.key("lists")
                writer.array { writer in
                    for list in page { write(list, world, to: &writer) }
                }
                writer.key("total")
                writer.value(matching.count)
            }
        }
    }

    private func processing(_ list: MemberList) -> String {
        switch list.processing {
        case .manual: "MANUAL"
        case .dynamic: "DYNAMIC"
        case .snapshot: "SNAPSHOT"
        }
    }

    private func write(_ list: MemberList, _ world: World, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("listId")
            writer.quotedNumber(list.id)
            writer.key("listVersion")
            writer.value(1)
            writer.key("name")
            writer.value(list.name)
            writer.key("objectTypeId")
            writer.value(types[list.kind].typeID)
            writer.key("processingType")
            writer.value(processing(list))
            writer.key("processingStatus")
            writer.value("COMPLETE")
            writer.key("createdAt")
            writer.time(list.created)
            writer.key("updatedAt")
            writer.time(list.members.last?.at ?? list.created)
            writer.key("additionalProperties")
            writer.object { writer in
                writer.key("hs_list_size")
                writer.value(String(liveMembers(list, world).count))
            }
        }
    }

    func liveMembers(_ list: MemberList, _ world: World) -> [Member] {
        let states = world[list.kind].state
        return list.members.filter { states[Int($0.row)] == .live }
    }

    /// `…/memberships/join-order` pages in the order of joining, plain `…/memberships` in the order of ids.
    private func members(_ call: Call, _ list: MemberList, _ world: World) throws -> Answer {
        let limit = try limit(call, default: 100, most: Self.mostMembers)
        let start = try cursor(call["after"])
        var members = liveMembers(list, world)
        if !call.path.hasSuffix("join-order") { members.sort { $0.row < $1.row } }
        let page = members[min(start, members.count)..<min(start + limit, members.count)]
        return .json(capacity: page.count * 90 + 200) { writer in
            writer.object { writer in
                writer.key("total")
                writer.value(members.count)
                writer.key("results")
                writer.array { writer in
                    for member in page {
                        writer.object { writer in
                            writer.key("recordId")
                            writer.quotedNumber(world[list.kind].ids[Int(member.row)])
                            writer.key("membershipTimestamp")
                            writer.time(member.at)
                        }
                    }
                }
                if start + page.count < members.count { writePaging("m\(start + page.count)", call, to: &writer) }
            }
        }
    }

    /// Cursors of lists, forms and marketing e-mails are a letter and a number, so that nobody takes them for ids.
    func cursor(_ after: String?) throws -> Int {
        guard let after, !after.isEmpty else { return 0 }
        guard let number = Int(after.dropFirst()), number >= 0 else {
            throw Refusal.validation("Invalid after: '\(after)'")
        }
        return number
    }

    private func memberships(of row: Int, _ type: ObjectType, _ world: World) -> Answer {
        .json { writer in
            writer.object { writer in
                var total = 0
                writer.key("results")
                writer.array { writer in
                    guard world.isLive(type.kind, row) else { return }
                    for list in world.lists where list.kind == type.kind {
                        guard let member = list.members.first(where: { $0.row == UInt32(row) }) else { continue }
                        total += 1
                        writer.object { writer in
                            writer.key("listId")
                            writer.quotedNumber(list.id)
                            writer.key("listVersion")
                            writer.value(1)
                            writer.key("firstAddedTimestamp")
                            writer.time(member.at)
                            writer.key("lastAddedTimestamp")
                            writer.time(member.at)
                        }
                    }
                }
                writer.key("total")
                writer.value(total)
            }
        }
    }
}
