import Testing

@testable import Sandbox

@Suite struct ListingTests {
    @Test func `pages hold every live record once, in the order of ids, and the last has no paging`() async throws {
        try await withCompany { _, client in
            var ids: [String] = []
            var path = "/crm/v3/objects/contacts?limit=100"
            while true {
                let reply = try await client.get(path)
                ids += try reply.ids
                guard let paging = try reply.json["paging"] else { break }
                let after = try #require(paging["next"]?["after"]?.text)
                #expect(paging["next"]?["link"]?.text?.hasPrefix(client.base) == true)
                path = "/crm/v3/objects/contacts?limit=100&after=\(after)"
            }
            #expect(try await ids == client.liveIDs("contacts"))
        }
    }

    @Test func `every value is a text or null, and every time can be read`() async throws {
        try await withCompany { _, client in
            for type in ["contacts", "deals", "0-49", "subscriptions", "feedback_submissions", "tasks"] {
                let names = try await client.get("/crm/v3/properties/\(type)").results
                let times = Set(names.filter { $0["type"]?.text == "datetime" }.compactMap { $0["name"]?.text })
                let list = names.compactMap { $0["name"]?.text }.joined(separator: ",")
                for record in try await client.get("/crm/v3/objects/\(type)?limit=100&properties=\(list)").results {
                    for (name, value) in try #require(record["properties"]?.members) {
                        switch value {
                        case .null: break
                        case .text(let text):
                            if times.contains(name) { #expect(parseInstant(text) != nil, "\(name): \(text)") }
                        default: Issue.record("\(type).\(name) is \(value)")
                        }
                    }
                    for name in ["createdAt", "updatedAt"] {
                        #expect(parseInstant(try #require(record[name]?.text)) != nil)
                    }
                }
            }
        }
    }

    @Test func `limits are 100, and 50 with history`() async throws {
        try await withCompany { _, client in
            #expect(try await client.get("/crm/v3/objects/contacts?limit=101").status == 400)
            let history = "&propertiesWithHistory=lifecyclestage"
            #expect(try await client.get("/crm/v3/objects/contacts?limit=51\(history)").status == 400)
            let full = try await client.get("/crm/v3/objects/contacts?limit=50\(history)").ids
            #expect(full.count == 50)
        }
    }

    @Test func `history comes newest first, starts with the current value and keeps what was edited`() async throws {
        try await withCompany { sandbox, client in
            let id = try #require(try await client.liveIDs("contacts").first)
            try await sandbox.edit(
                "contacts", id: id, properties: ["firstname": "Ada", "custom_0002_of_the_customer_data_platform": "7"])
            try await sandbox.edit("contacts", id: id, properties: ["firstname": "Grace"])
            let custom = "custom_0002_of_the_customer_data_platform"
            let path = "/crm/v3/objects/contacts/\(id)?propertiesWithHistory=firstname,lifecyclestage,\(custom)"
            let record = try await client.get(path).json
            let names = try #require(record["propertiesWithHistory"]?["firstname"]?.list)
            #expect(names.prefix(2).map { $0["value"]?.text } == ["Grace", "Ada"])
            #expect(names.count == 3)
            for entries in try #require(record["propertiesWithHistory"]?.members).values {
                let times = try #require(entries.list).compactMap { $0["timestamp"]?.text.flatMap { parseInstant($0) } }
                #expect(times == times.sorted(by: >))
            }
            #expect(record["propertiesWithHistory"]?[custom]?.list?.first?["value"]?.text == "7")
        }
    }

    @Test func `archived records show only when asked for, and come back`() async throws {
        try await withCompany { sandbox, client in
            let id = try #require(try await client.liveIDs("deals").first)
            try await sandbox.archive("deals", id: id)
            #expect(try await client.get("/crm/v3/objects/deals/\(id)").status == 404)
            #expect(try await client.get("/crm/v3/objects/deals/\(id)?archived=true").json["archived"]?.flag == true)
            let archived = try await client.get("/crm/v3/objects/deals?archived=true&limit=100").results
            #expect(archived.contains { $0["id"]?.text == id && $0["archivedAt"] != nil })
            #expect(archived.allSatisfy { $0["archived"]?.flag == true })
            try await sandbox.restore("deals", id: id)
            #expect(try await client.get("/crm/v3/objects/deals/\(id)").status == 200)
            try await sandbox.purge("deals", id: id)
            #expect(try await client.get("/crm/v3/objects/deals/\(id)?archived=true").status == 404)
        }
    }

    @Test func `inline associations are cut off with nested paging`() async throws {
        try await withCompany({ $0.inlineAssociations = 1 }) { sandbox, client in
            let ids = try await client.liveIDs("contacts")
            let note = try #require(try await client.liveIDs("notes").first)
            for id in ids.prefix(3) { try await sandbox.associate("notes", id: note, with: "contacts", id: id) }
            let record = try await client.get("/crm/v3/objects/notes/\(note)?associations=contacts").json
            let inline = try #require(record["associations"]?["contacts"])
            #expect(inline["results"]?.list?.count == 1)
            #expect(inline["paging"]?["next"]?["after"] != nil)
        }
    }

    @Test func `both path families and all names of a type lead to the same records`() async throws {
        try await withCompany { _, client in
            let expected = try await client.get("/crm/v3/objects/contacts?limit=3").ids
            for path in [
                "/crm/objects/2026-03/contacts", "/crm/objects/2026-09/0-1", "/crm/v3/objects/contact",
                "/crm/v3/objects/0-1",
            ] {
                #expect(try await client.get("\(path)?limit=3").ids == expected)
            }
            #expect(try await client.get("/crm/v3/objects/p424242_subscriptions?limit=1").status == 200)
            #expect(try await client.get("/crm/v3/objects/nonsense").status == 400)
        }
    }

    @Test func `four hundred names of properties do not fit into one address`() async throws {
        try await withCompany({ $0.customProperties = 400 }) { _, client in
            let names = try await client.get("/crm/v3/properties/contacts").results.compactMap { $0["name"]?.text }
            let list = names.joined(separator: ",")
            #expect(list.count > 15_000)
            #expect(try await client.get("/crm/v3/objects/contacts?properties=\(list)").status == 414)
        }
    }
}
