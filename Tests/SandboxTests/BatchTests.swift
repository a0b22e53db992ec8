import Testing

@testable import Sandbox

@Suite struct BatchTests {
    private func inputs(_ ids: [String], _ more: String = "") -> String {
        "{\(more)\"inputs\":[\(ids.map { "{\"id\":\"\($0)\"}" }.joined(separator: ","))]}"
    }

    @Test func `a batch with unknown ids is a 207 that names them`() async throws {
        try await withCompany { _, client in
            let ids = try await Array(client.liveIDs("contacts").prefix(3))
            let path = "/crm/v3/objects/contacts/batch/read"
            let good = try await client.post(path, inputs(ids))
            #expect(good.status == 200)
            #expect(try good.json["errors"] == nil)
            let mixed = try await client.post(path, inputs(ids + ["9", "10"]))
            #expect(mixed.status == 207)
            #expect(try mixed.ids == ids)
            let error = try #require(try mixed.json["errors"]?.list?.first)
            #expect(error["category"]?.text == "OBJECT_NOT_FOUND")
            #expect(error["context"]?["ids"]?.list?.compactMap(\.text) == ["9", "10"])
        }
    }

    @Test func `a batch holds 100 ids, or 50 with history`() async throws {
        try await withCompany { _, client in
            let ids = try await client.liveIDs("contacts")
            let path = "/crm/v3/objects/contacts/batch/read"
            let history = "\"propertiesWithHistory\":[\"lifecyclestage\"],"
            #expect(try await client.post(path, inputs(Array(ids.prefix(101)))).status == 400)
            #expect(try await client.post(path, inputs(Array(ids.prefix(51)), history)).status == 400)
            #expect(try await client.post(path, inputs(Array(ids.prefix(50)), history)).status == 200)
        }
    }

    @Test func `merged contacts get a new id, to which both old ids lead, but not in a batch`() async throws {
        try await withCompany { sandbox, client in
            let ids = try await client.liveIDs("contacts")
            let survivor = try await sandbox.merge("contacts", primary: ids[0], other: ids[1])
            #expect(!ids.contains(survivor))
            for old in ids.prefix(2) {
                let reply = try await client.get("/crm/v3/objects/contacts/\(old)?properties=hs_merged_object_ids")
                #expect(try reply.json["id"]?.text == survivor)
                #expect(try reply.json["properties"]?["hs_merged_object_ids"]?.text == "\(ids[0]);\(ids[1])")
                let batch = try await client.post("/crm/v3/objects/contacts/batch/read", inputs([old]))
                #expect(batch.status == 207)
                let archived = try await client.get("/crm/v3/objects/contacts/\(old)?archived=true")
                #expect(archived.status == 404)
            }
            let live = try await client.liveIDs("contacts")
            #expect(live.contains(survivor) && !live.contains(ids[0]) && !live.contains(ids[1]))
            let again = try await sandbox.merge("contacts", primary: survivor, other: ids[2])
            #expect(try await client.get("/crm/v3/objects/contacts/\(ids[0])").json["id"]?.text == again)
        }
    }

    @Test func `merged deals keep the first one's id and gather the associations`() async throws {
        try await withCompany { sandbox, client in
            let deals = try await client.liveIDs("deals")
            let pairs = try await client.truth("associations/deals/contacts")
            let expected = Set(pairs.filter { deals.prefix(2).contains($0["from"]?.text ?? "") }.map { $0["to"]?.text })
            #expect(try await sandbox.merge("deals", primary: deals[0], other: deals[1]) == deals[0])
            #expect(try await client.get("/crm/v3/objects/deals/\(deals[1])").json["id"]?.text == deals[0])
            let after = try await client.truth("associations/deals/contacts").filter { $0["from"]?.text == deals[0] }
            #expect(Set(after.map { $0["to"]?.text }) == expected)
        }
    }

    @Test func `associations page per record, and leave modification times alone`() async throws {
        try await withCompany({ $0.associationPage = 2 }) { sandbox, client in
            let ids = try await Array(client.liveIDs("contacts").prefix(5))
            let note = try #require(try await client.liveIDs("notes").first)
            let before = try await client.get("/crm/v3/objects/notes/\(note)").json["updatedAt"]?.text
            for id in ids { try await sandbox.associate("notes", id: note, with: "contacts", id: id) }
            #expect(try await client.get("/crm/v3/objects/notes/\(note)").json["updatedAt"]?.text == before)
            var found: Set<String> = []
            var after = ""
            while true {
                let body = "{\"inputs\":[{\"id\":\"\(note)\",\"after\":\"\(after)\"}]}"
                let reply = try await client.post("/crm/v4/associations/notes/contacts/batch/read", body)
                let result = try #require(try reply.results.first)
                for to in try #require(result["to"]?.list) {
                    found.insert(try #require(to["toObjectId"]?.text))
                    #expect(to["associationTypes"]?.list?.first?["typeId"]?.int == 202)
                }
                guard let next = result["paging"]?["next"]?["after"]?.text else { break }
                after = next
            }
            #expect(found.isSuperset(of: ids))
            let lonely = try await sandbox.create("contacts", properties: ["email": "lonely@example.org"])
            let none = try await client.post("/crm/v4/associations/contacts/notes/batch/read", inputs([lonely]))
            #expect(try none.status == 200 && none.results.isEmpty)
            try await sandbox.associate("notes", id: note, with: "contacts", id: ids[0], removing: true)
            let left = try await client.truth("associations/notes/contacts").filter { $0["from"]?.text == note }
            #expect(!left.contains { $0["to"]?.text == ids[0] })
        }
    }
}
