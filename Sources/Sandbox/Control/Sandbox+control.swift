extension Sandbox {
    /// `/_sandbox/…`: what a test or `waymark sandbox` does to the company. No token is asked for.
    func control(_ call: Call) -> Answer {
        do {
            let body = JSONBody(call.body) ?? .null
            switch (call.method, call.segments.dropFirst().joined(separator: "/")) {
            case ("GET", "state"): return state()
            case ("GET", "truth/counts"): return counts()
            case ("POST", "advance"): return try advance(body)
            case ("POST", "edit"): return try edit(body)
            case ("POST", "merge"):
                let id = try merge(text(body, "type"), primary: text(body, "primary"), other: text(body, "other"))
                return done([("id", id)])
            case ("POST", "archive"):
                for id in try ids(body) { try archive(text(body, "type"), id: id) }
                return done()
            case ("POST", "restore"):
                for id in try ids(body) { try restore(text(body, "type"), id: id) }
                return done()
            case ("POST", "purge"):
                let isErasing = body["erase"]?.flag ?? false
                for id in try ids(body) { try purge(text(body, "type"), id: id, erasing: isErasing) }
                return done()
            case ("POST", "associate"):
                let isRemoval = body["remove"]?.flag ?? false
                try associate(
                    text(body, "from"), id: text(body, "fromId"), with: text(body, "to"), id: text(body, "toId"),
                    typeID: body["typeId"]?.int, removing: isRemoval)
                return done()
            case ("POST", "convert"):
                let id = try convertLead(text(body, "id"))
                return done([("id", id)])
            case ("POST", "hide"):
                let until = world.now + Int64(body["seconds"]?.int ?? 60) * Span.second
                for id in try ids(body) { try hideFromSearch(text(body, "type"), id: id, until: until) }
                return done()
            case ("POST", "faults"), ("POST", "settings"): return try faultsOrSettings(body)
            case ("GET", "faults"): return done([("waiting", String(faults.faults.count))])
            case ("DELETE", "faults"):
                faults.clear()
                return done()
            default: throw Refusal.notFound
            }
        } catch let refusal as Refusal {
            return refusal.answer(correlation: "sandbox")
        } catch let error as SandboxError {
            return Refusal.validation(error.description).answer(correlation: "sandbox")
        } catch {
            return Refusal.validation("\(error)").answer(correlation: "sandbox")
        }
    }

    private func text(_ body: JSONBody, _ name: String) throws -> String {
        guard let text = body[name]?.text else { throw Refusal.validation("'\(name)' is missing") }
        return text
    }

    private func ids(_ body: JSONBody) throws -> [String] {
        if let ids = body["ids"]?.list { return ids.compactMap(\.text) }
        return [try text(body, "id")]
    }

    private func done(_ members: [(String, String)] = []) -> Answer {
        .json { writer in
            writer.object { writer in
                writer.key("now")
                writer.value(world.now)
                for (name, value) in members {
                    writer.key(name)
                    writer.value(value)
                }
            }
        }
    }

    private func edit(_ body: JSONBody) throws -> Answer {
        guard let members = body["properties"]?.members else { throw Refusal.validation("'properties' is missing") }
        let properties = members.mapValues { $0.text ?? "" }
        if let count = body["count"]?.int {
            let changed = try editMany(text(body, "type"), count: count, properties: properties)
            return done([("changed", String(changed))])
        }
        try edit(
            text(body, "type"), id: text(body, "id"), properties: properties,
            keepsInstant: body["tie"]?.flag ?? false)
        return done()
    }

    private func advance(_ body: JSONBody) throws -> Answer {
        let seconds = (body["days"]?.double ?? 0) * 86_400 + (body["seconds"]?.double ?? 0)
        guard seconds > 0, seconds < 366 * 86_400 else {
            throw Refusal.validation("say how far: {\"days\": 1} or {\"seconds\": 60}, at most 365 days")
        }
        let report = advance(seconds: seconds, isQuiet: body["quiet"]?.flag ?? false)
        return .json { writer in
            writer.object { writer in
                writer.key("now")
                writer.value(report.now)
                writer.key("happenings")
                write(report.happenings, to: &writer)
                writer.key("changed")
                writer.object { writer in
                    for (type, changes) in report.changed.sorted(by: { $0.key < $1.key }) {
                        writer.key(type)
                        write(changes, to: &writer)
                    }
                }
            }
        }
    }

    private func write(_ counts: [String: Int], to writer: inout JSONWriter) {
        writer.object { writer in
            for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
                writer.key(name)
                writer.value(count)
            }
        }
    }

    private func state() -> Answer {
        .json(capacity: 4_096) { writer in
            writer.object { writer in
                writer.key("now")
                writer.value(world.now)
                writer.key("nowText")
                writer.time(world.now)
                writer.key("seed")
                writer.value(String(configuration.seed))
                writer.key("portalId")
                writer.value(hubspot.settings.portalID)
                writer.key("records")
                write(liveCounts(), to: &writer)
                writer.key("calls")
                writer.value(calls)
                writer.key("callsByFamily")
                write(hubspot.callsByFamily, to: &writer)
                writer.key("refusedForRate")
                writer.value(hubspot.limits.refused)
                writer.key("faultsWaiting")
                writer.value(faults.faults.count)
            }
        }
    }

    private func liveCounts() -> [String: Int] {
        var counts: [String: Int] = [:]
        for kind in Kind.allCases {
            counts[hubspot.types[kind].name] = world[kind].state.reduce(0) { $0 + ($1 == .live ? 1 : 0) }
        }
        return counts
    }

    private func counts() -> Answer {
        .json(capacity: 4_096) { writer in
            writer.object { writer in
                writer.key("live")
                write(liveCounts(), to: &writer)
                writer.key("archived")
                var archived: [String: Int] = [:]
                for kind in Kind.allCases { archived[hubspot.types[kind].name] = world[kind].archivedAt.count }
                write(archived, to: &writer)
                writer.key("emailEvents")
                writer.value(world.mail.count)
                writer.key("subscriptionChanges")
                writer.value(world.optChanges.count)
                writer.key("campaigns")
                writer.value(world.campaigns.count { $0.sentAt <= world.now })
                writer.key("submissions")
                writer.value(world.forms.reduce(0) { $0 + $1.submissions.count })
                writer.key("memberships")
                writer.value(world.lists.reduce(0) { $0 + hubspot.liveMembers($1, world).count })
                writer.key("owners")
                writer.value(world.owners.count { !$0.isArchived })
                writer.key("archivedOwners")
                writer.value(world.owners.count { $0.isArchived })
                writer.key("associations")
                write(associationCounts(), to: &writer)
            }
        }
    }

    /// Pairs per pair of types, in both directions.
    private func associationCounts() -> [String: Int] {
        var counts: [String: Int] = [:]
        for from in Kind.allCases {
            var byKind = [Int](repeating: 0, count: Kind.allCases.count)
            for row in 0..<world[from].count where world.isLive(from, row) {
                var next = world[from].firstEdge[row]
                while next != Table.end {
                    let edge = world.edges[Int(next)]
                    if world.isLive(edge.kind, Int(edge.row)) { byKind[Int(edge.kind.rawValue)] += 1 }
                    next = edge.next
                }
            }
            for to in Kind.allCases where byKind[Int(to.rawValue)] > 0 {
                counts["\(hubspot.types[from].name)/\(hubspot.types[to].name)"] = byKind[Int(to.rawValue)]
            }
        }
        return counts
    }

    private func faultsOrSettings(_ body: JSONBody) throws -> Answer {
        for item in body.list ?? [body] {
            if let name = item["salesforce"]?.text {
                guard
                    let fault = SandboxFault.salesforce(
                        named: name, pathContains: item["pathContains"]?.text ?? "/services/data",
                        times: item["times"]?.int ?? 1)
                else { throw Refusal.validation("unknown error of Salesforce's '\(name)'") }
                queue(fault)
                continue
            }
            if let word = item["kind"]?.text {
                guard let kind = SandboxFault.Kind(rawValue: word) else {
                    let known = SandboxFault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Refusal.validation("unknown kind of fault '\(word)'; known are \(known)")
                }
                queue(
                    SandboxFault(
                        kind, pathContains: item["pathContains"]?.text ?? "/", status: item["status"]?.int ?? 503,
                        headers: (item["headers"]?.members ?? [:]).compactMapValues(\.text),
                        body: item["body"]?.text ?? "", times: item["times"]?.int ?? 1, skip: item["skip"]?.int ?? 0,
                        atCall: item["atCall"]?.int))
                continue
            }
            guard let members = item.members else { throw Refusal.validation("expected an object") }
            for (name, value) in members.sorted(by: { $0.key < $1.key }) { try set(name, value) }
        }
        return done([("waiting", String(faults.faults.count))])
    }

    private func set(_ name: String, _ value: JSONBody) throws {
        switch (name, value.int, value.flag, value.text) {
        case ("indexLag", .some(let seconds), _, _): setIndexLag(seconds: seconds)
        case ("portalID", .some(let id), _, _): hubspot.settings.portalID = id
        case ("associationPage", .some(let count), _, _): hubspot.settings.associationPage = max(1, count)
        case ("inlineAssociations", .some(let count), _, _): hubspot.settings.inlineAssociations = max(1, count)
        case ("burstLimit", .some(let count), _, _): hubspot.limits.burst = count
        case ("dailyLimit", .some(let count), _, _): hubspot.limits.daily = count
        case ("clockRate", _, _, _) where value.double != nil: clockRate = max(0, value.double ?? 0)
        case ("enforcesLimits", _, .some(let flag), _): hubspot.limits.isEnforced = flag
        case ("hasLooseTimeSort", _, .some(let flag), _): hubspot.settings.hasLooseTimeSort = flag
        case ("rotatesRefreshTokens", _, .some(let flag), _): hubspot.settings.rotatesRefreshTokens = flag
        case ("expireAccessTokens", _, _, .some(let text)): expireAccessTokens(includingStatic: text == "all")
        case ("revokeRefreshTokens", _, .some(true), _): hubspot.tokens.revokeAllRefreshTokens()
        case ("revokeScope", _, _, .some(let scope)): setScope(scope, granted: false)
        case ("grantScope", _, _, .some(let scope)): setScope(scope, granted: true)
        case (let name, _, _, _) where try setSalesforce(name, value): break
        default: throw Refusal.validation("unknown setting or value: \(name)")
        }
    }
}
