import Testing

@testable import Sandbox

@Suite struct QueryTests {
    @Test func `every object's live records are those of the truth`() async throws {
        try await withOrg { sandbox, org in
            await sandbox.advance(days: 3)
            for object in SObject.all {
                let rows = try await org.truth(object.name)
                let deleted = object.hasRecycleBin && object.fields.contains { $0.name == "IsDeleted" }
                let all = try await org.records("SELECT Id FROM \(object.name)", all: true).compactMap {
                    $0["Id"]?.text
                }
                #expect(Set(all) == Set(rows.compactMap { $0["id"]?.text }), "\(object.name)")
                #expect(all.count == rows.count, "\(object.name) has an id twice")
                let live = rows.filter { $0["isDeleted"]?.flag == false && $0["isArchived"]?.flag == false }
                let shown = try await org.records("SELECT Id FROM \(object.name)").compactMap { $0["Id"]?.text }
                #expect(Set(shown) == Set(live.compactMap { $0["id"]?.text }), "\(object.name)")
                #expect(deleted || rows.allSatisfy { $0["isDeleted"]?.flag == false })
                #expect(!rows.isEmpty || object.kind == .contactHistory, "no \(object.name)")
            }
        }
    }

    @Test func `all fields come as the truth has them`() async throws {
        try await withOrg { _, org in
            for object in ["Lead", "Contact", "Account", "Opportunity", "Case", "Task"] {
                let rows = try await org.truth(object)
                let fields = try #require(rows.first?["fields"]?.members).keys.sorted()
                let truth = Dictionary(uniqueKeysWithValues: rows.map { ($0["id"]?.text ?? "", $0["fields"] ?? .null) })
                let selected = fields.joined(separator: ", ")
                for record in try await org.records("SELECT \(selected) FROM \(object)", all: true) {
                    var members = try #require(record.members)
                    #expect(members.removeValue(forKey: "attributes")?["type"]?.text == object)
                    #expect(.object(members) == truth[record["Id"]?.text ?? ""])
                }
            }
        }
    }

    @Test func `pages follow each other without a gap, and a locator dies after two days`() async throws {
        try await withOrg(people: 300, { $0.pageSize = 200 }) { sandbox, org in
            let soql = "SELECT Id FROM Task ORDER BY Id"
            let ids = try await org.records(soql, all: true).compactMap { $0["Id"]?.text }
            #expect(ids.count > 400)
            #expect(ids == ids.sorted())
            #expect(Set(ids).count == ids.count)
            let first = try await org.query(soql, all: true).json
            #expect(first["totalSize"]?.int == ids.count)
            #expect(first["records"]?.list?.count == 200)
            let next = try #require(first["nextRecordsUrl"]?.text)
            #expect(next.hasPrefix("/services/data/v62.0/query/0r8"))
            await sandbox.advance(seconds: 172_799, isQuiet: true)
            #expect(try await org.client.get(next).status == 200)
            await sandbox.advance(seconds: 2, isQuiet: true)
            let gone = try await org.client.get(next)
            #expect(gone.status == 400)
            #expect(try gone.json.list?.first?["errorCode"]?.text == "INVALID_QUERY_LOCATOR")
        }
    }

    @Test func `windows of the stamp part the records`() async throws {
        try await withOrg { sandbox, org in
            let all = try await org.records(
                "SELECT Id, SystemModstamp FROM Contact ORDER BY SystemModstamp, Id", all: true)
            let stamps = all.compactMap { $0["SystemModstamp"]?.text }
            #expect(stamps == stamps.sorted())
            #expect(stamps.allSatisfy { $0.hasSuffix(".000+0000") })
            let middle = stamps[stamps.count / 2].replacing("+0000", with: "Z")
            let before = try await org.records("SELECT Id FROM Contact WHERE SystemModstamp < \(middle)", all: true)
            let after = try await org.records("SELECT Id FROM Contact WHERE SystemModstamp >= \(middle)", all: true)
            #expect(before.count + after.count == all.count)
            #expect(!before.isEmpty && !after.isEmpty)
            // The same place by a tie-breaking id.
            let id = try #require(all[all.count / 2]["Id"]?.text)
            let keyset = try await org.records(
                "SELECT Id FROM Contact WHERE SystemModstamp > \(middle) OR (SystemModstamp = \(middle) AND Id > '\(id)') "
                    + "ORDER BY SystemModstamp, Id", all: true)
            #expect(
                keyset.compactMap { $0["Id"]?.text } == all.dropFirst(all.count / 2 + 1).compactMap { $0["Id"]?.text })
        }
    }

    @Test func `conditions choose what they say`() async throws {
        try await withOrg { _, org in
            let rows = try await org.truth("Lead").filter { $0["isDeleted"]?.flag == false }
            func count(_ condition: String) async throws -> Int? {
                try await org.query("SELECT COUNT() FROM Lead WHERE \(condition)").json["totalSize"]?.int
            }
            func expected(_ holds: (JSONBody) -> Bool) -> Int { rows.count { holds($0["fields"] ?? .null) } }
            #expect(try await count("IsConverted = true") == expected { $0["IsConverted"]?.flag == true })
            #expect(try await count("Email = null") == expected { $0["Email"] == nil })
            #expect(
                try await count("Email != null AND Phone = null")
                    == expected { $0["Email"] != nil && $0["Phone"] == nil })
            #expect(
                try await count("Email LIKE '%@example.ORG'")
                    == expected { $0["Email"]?.text?.lowercased().hasSuffix("@example.org") ?? false })
            #expect(
                try await count("LeadSource IN ('Web', 'Other')")
                    == expected { ["Web", "Other"].contains($0["LeadSource"]?.text) })
            #expect(
                try await count("NOT LeadSource IN ('Web', 'Other')")
                    == expected { !["Web", "Other"].contains($0["LeadSource"]?.text) })
            #expect(
                try await count("ConvertedDate > 2025-06-01")
                    == expected { ($0["ConvertedDate"]?.text ?? "") > "2025-06-01" })
            #expect(try await count("CreatedDate = LAST_N_DAYS:0 OR CreatedDate < TODAY") == rows.count)
        }
    }

    @Test func `references are followed, whatever they lead to`() async throws {
        try await withOrg { _, org in
            let tasks = try await org.records("SELECT Id, WhoId, Who.Type, Who.Name, Account.Owner.Name FROM Task")
            var types: Set<String> = []
            for task in tasks {
                guard let who = task["Who"] else { continue }
                types.insert(who["Type"]?.text ?? "")
                #expect(who["attributes"]?["type"]?.text == "Name")
                #expect((who["Type"]?.text == "Lead") == (task["WhoId"]?.text?.hasPrefix("00Q") == true))
            }
            #expect(types == ["Lead", "Contact"])
            #expect(tasks.contains { $0["Account"]?["Owner"]?["Name"]?.text != nil })
            let leads = try await org.query("SELECT COUNT() FROM Task WHERE Who.Type = 'Lead'").json["totalSize"]?.int
            #expect(leads == tasks.count { $0["Who"]?["Type"]?.text == "Lead" })
        }
    }

    @Test func `errors say what they are in Salesforce's words`() async throws {
        try await withOrg(people: 10) { sandbox, org in
            let field = try await org.error("SELECT Nme FROM Account")
            #expect(field.status == 400 && field.code == "INVALID_FIELD")
            #expect(field.message.contains("No such column 'Nme' on entity 'Account'"))
            let type = try await org.error("SELECT Id FROM Kontakt")
            #expect(type.code == "INVALID_TYPE" && type.message.contains("sObject type 'Kontakt' is not supported"))
            let quoted = try await org.error("SELECT Id FROM Account WHERE SystemModstamp > '2026-01-01T00:00:00Z'")
            #expect(quoted.code == "INVALID_FIELD")
            #expect(quoted.message.contains("must be of type dateTime and should not be enclosed in quotes"))
            let offset = try await org.error("SELECT Id FROM Account LIMIT 1 OFFSET 2001")
            #expect(offset.code == "NUMBER_OUTSIDE_VALID_RANGE")
            #expect(try await org.error("SELECT FIELDS(ALL) FROM Account").code == "MALFORMED_QUERY")
            #expect(try await org.query("SELECT FIELDS(ALL) FROM Account LIMIT 200").status == 200)
            try await sandbox.setSalesforceField("Contact", "Birthdate", hidden: true)
            #expect(try await org.error("SELECT Birthdate FROM Contact").code == "INVALID_FIELD")
            let long = String(repeating: "Id, ", count: 5_000)
            #expect(try await org.query("SELECT \(long)Name FROM Contact").status == 414)
        }
    }
}
