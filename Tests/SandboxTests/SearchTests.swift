import Testing

@testable import Sandbox

@Suite struct SearchTests {
    private let path = "/crm/v3/objects/contacts/search"

    @Test func `a change shows in search only after the lag, with its old state until then`() async throws {
        try await withCompany({ $0.indexLag = 30 }) { sandbox, client in
            let id = try #require(try await client.liveIDs("contacts").first)
            let before = try await client.get("/crm/v3/objects/contacts/\(id)").json["updatedAt"]?.text
            try await sandbox.edit("contacts", id: id, properties: ["lastname": "Lovelace-Byron"])
            try await sandbox.create("contacts", properties: ["email": "new@example.org"])
            #expect(try await client.total("lastname", "EQ", "Lovelace-Byron") == 0)
            #expect(try await client.total("email", "EQ", "new@example.org") == 0)
            let old = """
                {"filterGroups":[{"filters":[{"propertyName":"hs_object_id","operator":"EQ","value":"\(id)"}]}]}
                """
            #expect(try await client.post(path, old).results.first?["updatedAt"]?.text == before)
            await sandbox.advance(seconds: 31, isQuiet: true)
            #expect(try await client.total("lastname", "EQ", "Lovelace-Byron") == 1)
            #expect(try await client.total("email", "EQ", "new@example.org") == 1)
        }
    }

    @Test func `the old state is whole: a deal lost a moment ago shows no reason yet`() async throws {
        try await withCompany({ $0.indexLag = 30 }) { sandbox, client in
            let path = "/crm/v3/objects/deals/search"
            let body = #"{"limit":200,"properties":["dealstage","closedate","closed_lost_reason","hs_is_closed"]}"#
            let before = try await client.post(path, body).results
            for deal in before {
                try await sandbox.edit(
                    "deals", id: try #require(deal["id"]?.text),
                    properties: ["closed_lost_reason": "price", "dealstage": "closedlost"])
            }
            #expect(try await client.post(path, body).results == before)
            await sandbox.advance(seconds: 31, isQuiet: true)
            let after = try await client.post(path, body).results
            #expect(after.allSatisfy { $0["properties"]?["closed_lost_reason"]?.text == "price" })
        }
    }

    @Test func `archived records leave search after the lag`() async throws {
        try await withCompany({ $0.indexLag = 30 }) { sandbox, client in
            let id = try #require(try await client.liveIDs("contacts").first)
            try await sandbox.archive("contacts", id: id)
            #expect(try await client.total("hs_object_id", "EQ", id) == 1)
            await sandbox.advance(seconds: 31, isQuiet: true)
            #expect(try await client.total("hs_object_id", "EQ", id) == 0)
        }
    }

    @Test func `the documented limits are refused with 400`() async throws {
        try await withCompany { _, client in
            let filter = #"{"propertyName":"email","operator":"HAS_PROPERTY"}"#
            func group(_ count: Int) -> String {
                "{\"filters\":[\(Array(repeating: filter, count: count).joined(separator: ","))]}"
            }
            func groups(_ counts: [Int]) -> String {
                "{\"filterGroups\":[\(counts.map(group).joined(separator: ","))]}"
            }
            let bodies = [
                #"{"limit":201}"#, #"{"limit":200,"after":"9801"}"#, #"{"limit":1,"after":"10000"}"#,
                #"{"sorts":[{"propertyName":"email"},{"propertyName":"phone"}]}"#, groups([1, 1, 1, 1, 1, 1]),
                groups([7]),
                groups([6, 6, 6, 1]), "{\"query\":\"\(String(repeating: "x", count: 3_000))\"}", "[1",
                "{\"after\":\"x\"}",
                #"{"filterGroups":[{"filters":[{"propertyName":"nonsense","operator":"EQ","value":"1"}]}]}"#,
                #"{"filterGroups":[{"filters":[{"propertyName":"email","operator":"LIKE","value":"1"}]}]}"#,
            ]
            for body in bodies {
                let reply = try await client.post(path, body)
                #expect(reply.status == 400, "\(body)")
                #expect(try reply.json["category"]?.text == "VALIDATION_ERROR")
            }
            #expect(try await client.post(path, groups([6, 6, 6])).status == 200)
            #expect(try await client.post(path, #"{"limit":200,"after":"9800"}"#).status == 200)
        }
    }

    @Test func `operators find what the truth holds`() async throws {
        try await withCompany { _, client in
            let rows = try await client.truth("contacts").filter { $0["archived"]?.flag == false }
            func count(_ name: String, where fits: (String?) -> Bool) -> Int {
                rows.count { fits($0["properties"]?[name]?.text) }
            }
            let stamps = rows.compactMap { $0["updatedAt"]?.int }.sorted()
            let middle = stamps[stamps.count / 2]
            let stage = count("lifecyclestage") { $0 == "lead" }
            #expect(stage > 0)
            #expect(try await client.total("lifecyclestage", "EQ", "lead") == stage)
            #expect(try await client.total("lifecyclestage", "NEQ", "lead") == rows.count - stage)
            #expect(try await client.total("lastmodifieddate", "GTE", "\(middle)") == stamps.count { $0 >= middle })
            #expect(try await client.total("lastmodifieddate", "GT", "\(middle)") == stamps.count { $0 > middle })
            #expect(try await client.total("lastmodifieddate", "LTE", "\(middle)") == stamps.count { $0 <= middle })
            #expect(try await client.total("lastmodifieddate", "LT", "\(middle)") == stamps.count { $0 < middle })
            #expect(try await client.total("phone", "HAS_PROPERTY", "") == count("phone") { $0 != nil })
            #expect(try await client.total("phone", "NOT_HAS_PROPERTY", "") == count("phone") { $0 == nil })
            #expect(
                try await client.total("hubspotscore", "LT", "20")
                    == count("hubspotscore") { (Int($0 ?? "") ?? 99) < 20 })
            let amber = count("email") { $0?.contains("amber") == true }
            #expect(amber > 0)
            #expect(try await client.total("email", "CONTAINS_TOKEN", "amber") == amber)
            let body = """
                {"filterGroups":[{"filters":[{"propertyName":"lifecyclestage","operator":"IN","values":["lead","customer"]},
                {"propertyName":"lastmodifieddate","operator":"BETWEEN","value":"0","highValue":"\(middle)"}]}]}
                """
            let both = rows.count {
                ["lead", "customer"].contains($0["properties"]?["lifecyclestage"]?.text)
                    && ($0["updatedAt"]?.int ?? .max) <= middle
            }
            #expect(try await client.post(path, body).json["total"]?.int == both)
        }
    }

    @Test func `pages follow the sort and their offset`() async throws {
        try await withCompany { _, client in
            var ids: [Int64] = []
            var after = "0"
            while true {
                let body = """
                    {"limit":50,"after":"\(after)","sorts":[{"propertyName":"hs_object_id","direction":"DESCENDING"}]}
                    """
                let reply = try await client.post(path, body)
                ids += try reply.ids.compactMap { Int64($0) }
                guard let next = try reply.json["paging"]?["next"]?["after"]?.text else { break }
                after = next
            }
            #expect(ids == ids.sorted(by: >))
            #expect(try await ids.reversed().map(String.init) == client.liveIDs("contacts"))
        }
    }
}
