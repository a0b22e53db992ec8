import Testing

@testable import Sandbox

/// Collections beside the CRM objects: mail, forms, lists.
@Suite struct StreamTests {
    @Test func `email events page through a window, newest first, and pairs of id and time are unique`() async throws {
        try await withCompany { sandbox, client in
            let truth = try await client.truth("email-events")
            let times = truth.compactMap { $0["created"]?.int }
            let (from, to) = (times[times.count / 4], times[times.count / 2])
            var seen: [String] = []
            var stamps: [Int] = []
            var offset = ""
            while true {
                let window = "startTimestamp=\(from)&endTimestamp=\(to)&limit=100"
                let page = try await client.get("/email/public/v1/events?\(window)&offset=\(offset)").json
                for event in try #require(page["events"]?.list) {
                    stamps.append(try #require(event["created"]?.int))
                    seen.append("\(try #require(event["id"]?.text))@\(try #require(event["created"]?.int))")
                }
                guard page["hasMore"]?.flag == true else { break }
                offset = try #require(page["offset"]?.text)
            }
            #expect(stamps == stamps.sorted(by: >))
            #expect(seen.count == times.count { $0 >= from && $0 <= to })
            #expect(Set(seen).count == seen.count)
            let all = truth.map { "\($0["id"]?.text ?? "")@\($0["created"]?.int ?? 0)" }
            #expect(Set(all).count == all.count)
            #expect(Set(truth.map { $0["id"]?.text }).count < all.count, "no id is shared by two events")
            #expect(try await client.get("/email/public/v1/events?offset=guess").status == 400)
        }
    }

    @Test func `bots' opens are flagged and can be left out`() async throws {
        try await withCompany { _, client in
            let all = try await client.get("/email/public/v1/events?limit=1000&eventType=OPEN").json
            let flagged = try #require(all["events"]?.list).count { $0["filteredEvent"]?.flag == true }
            #expect(flagged > 0)
            let query = "limit=1000&eventType=OPEN&excludeFilteredEvents=true"
            let people = try await client.get("/email/public/v1/events?\(query)").json
            #expect(try #require(people["events"]?.list).allSatisfy { $0["filteredEvent"]?.flag == false })
        }
    }

    @Test func `submissions come newest first, and all of them`() async throws {
        try await withCompany { _, client in
            let form = try #require(try await client.get("/marketing/v3/forms").results.first?["id"]?.text)
            let expected = try await client.truth("submissions").count { $0["form"]?.text == form }
            var times: [Int] = []
            var after = ""
            while true {
                let page = try await client.get(
                    "/form-integrations/v1/submissions/forms/\(form)?limit=50&after=\(after)")
                times += try page.results.compactMap { $0["submittedAt"]?.int }
                guard let next = try page.json["paging"]?["next"]?["after"]?.text else { break }
                after = next
            }
            #expect(times.count == expected)
            #expect(times == times.sorted(by: >))
        }
    }

    @Test func `memberships follow a merge`() async throws {
        try await withCompany { sandbox, client in
            let list = "/crm/v3/lists/101/memberships/join-order?limit=250"
            let members = try await client.get(list).results.compactMap { $0["recordId"]?.text }
            let survivor = try await sandbox.merge("contacts", primary: members[0], other: members[1])
            let after = try await client.get(list).results.compactMap { $0["recordId"]?.text }
            #expect(after.first == survivor)
            #expect(after.count == members.count - 1)
            let lists = try await client.get("/crm/v3/lists/records/0-1/\(survivor)/memberships").results
            #expect(lists.contains { $0["listId"]?.text == "101" })
        }
    }

    @Test func `erasing a contact takes what lies under its address`() async throws {
        try await withCompany { sandbox, client in
            let address = try #require(try await client.truth("email-events").last?["recipient"]?.text)
            let contact = try #require(
                try await client.truth("contacts").first { $0["properties"]?["email"]?.text == address })
            let id = try #require(contact["id"]?.text)
            try await sandbox.purge("contacts", id: id, erasing: true)
            #expect(try await client.truth("email-events").allSatisfy { $0["recipient"]?.text != address })
            #expect(try await client.get("/crm/v3/objects/contacts/\(id)").status == 404)
        }
    }
}
