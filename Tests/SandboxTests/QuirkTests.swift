import Testing

@testable import Sandbox

/// What the company does at a chosen call, and without a trace.
@Suite struct QuirkTests {
    @Test func `a fault waits for the call it is meant for`() async throws {
        try await withCompany(people: 5) { sandbox, client in
            #expect(try await client.get("/crm/v3/owners/").status == 200)
            let number = await sandbox.callCount + 3
            await sandbox.queue(SandboxFault(.status, status: 423, atCall: number))
            var statuses: [Int] = []
            for _ in 0..<4 { statuses.append(try await client.get("/crm/v3/owners/").status) }
            #expect(statuses == [200, 200, 423, 200])
        }
    }

    @Test func `something happens just before a chosen call`() async throws {
        try await withCompany(people: 5) { sandbox, client in
            let before = try await client.liveIDs("contacts").count
            await sandbox.when(call: 2) { _ = try? $0.create("contacts", properties: ["email": "new@example.com"]) }
            var counts: [Int] = []
            for _ in 0..<3 { counts.append(try await client.get("/crm/v3/objects/contacts?limit=100").ids.count) }
            #expect(counts == [before, before + 1, before + 1])
        }
    }

    @Test func `a silent edit moves no modification date`() async throws {
        try await withCompany(people: 5) { sandbox, client in
            let id = try #require(try await client.liveIDs("contacts").first)
            let path = "/crm/v3/objects/contacts/\(id)?properties=jobtitle,lastmodifieddate"
            let before = try await client.get(path).json["properties"]
            try await sandbox.editSilently("contacts", id: id, properties: ["jobtitle": "Silent"])
            let after = try await client.get(path).json["properties"]
            #expect(after?["jobtitle"]?.text == "Silent")
            #expect(after?["lastmodifieddate"] == before?["lastmodifieddate"])
        }
    }

    @Test func `a hidden record is listed, but not found before its time`() async throws {
        try await withCompany(people: 5) { sandbox, client in
            let ids = try await client.liveIDs("contacts")
            try await sandbox.hideFromSearch("contacts", id: ids[0], until: sandbox.now + 60_000)
            #expect(try await client.total("hs_object_id", "GT", "0") == ids.count - 1)
            #expect(try await client.get("/crm/v3/objects/contacts?limit=100").ids.count == ids.count)
            await sandbox.advance(seconds: 60, isQuiet: true)
            #expect(try await client.total("hs_object_id", "GT", "0") == ids.count)
        }
    }

    @Test func `the schema changes under a reader`() async throws {
        try await withCompany(people: 5) { sandbox, client in
            try await sandbox.addProperty("contacts", name: "shoe_size")
            try await sandbox.renameProperty("contacts", name: "jobtitle", to: "position")
            try await sandbox.removeProperty("contacts", name: "phone")
            try await sandbox.retypeProperty(
                "contacts", name: "firstname", to: "enumeration", fieldType: "select")
            let schema = try await client.get("/crm/v3/properties/contacts").results
            let types = Dictionary(
                schema.map { ($0["name"]?.text ?? "", $0["type"]?.text ?? "") }, uniquingKeysWith: { $1 })
            #expect(types["shoe_size"] == "string")
            #expect(types["position"] == "string")
            #expect(types["jobtitle"] == nil && types["phone"] == nil)
            #expect(types["firstname"] == "enumeration")
        }
    }
}
