import Testing

@testable import Sandbox

/// What happens to records: here, and in the company that both systems serve.
@Suite struct OrgChangesTests {
    private func one(_ org: OrgClient, _ soql: String, all: Bool = true) async throws -> JSONBody? {
        try await org.records(soql, all: all).first
    }

    @Test func `a deleted record lies in the bin for fifteen days and leaves no trace after`() async throws {
        try await withOrg(people: 60) { sandbox, org in
            let id = try #require(try await sandbox.salesforceIDs("Contact").first)
            let soql = "SELECT Id, IsDeleted, SystemModstamp FROM Contact WHERE Id = '\(id)'"
            let before = try #require(try await one(org, soql)?["SystemModstamp"]?.text)
            try await sandbox.archive("Contact", id: id)
            #expect(try await org.records(soql).isEmpty)
            let deleted = try #require(try await one(org, soql))
            #expect(deleted["IsDeleted"]?.flag == true)
            #expect(try #require(deleted["SystemModstamp"]?.text) > before)
            let gone = try await org.get("sobjects/Contact/\(id)")
            #expect(gone.status == 404)
            #expect(try gone.json.list?.first?["errorCode"]?.text == "ENTITY_IS_DELETED")
            await sandbox.advance(seconds: 120, isQuiet: true)
            let now = await sandbox.now
            let span = "start=\(OrgClient.encoded(timeText(now - 3_600_000)))&end=\(OrgClient.encoded(timeText(now)))"
            let log = try await org.get("sobjects/Contact/deleted/?\(span)").json
            #expect(log["deletedRecords"]?.list?.compactMap { $0["id"]?.text } == [id])
            #expect(log["latestDateCovered"]?.text != nil)
            try await sandbox.restore("Contact", id: id)
            #expect(try await one(org, soql, all: false)?["IsDeleted"]?.flag == false)
            try await sandbox.archive("Contact", id: id)
            await sandbox.advance(seconds: 15 * 86_400 + 1, isQuiet: true)
            #expect(try await one(org, soql) == nil)
            let early = try await org.get(
                "sobjects/Contact/deleted/?start=\(timeText(now - 1_000_000))&end=\(timeText(now))")
            #expect(try early.json.list?.first?["errorCode"]?.text == "INVALID_REPLICATION_DATE")
        }
    }

    @Test func `a merge points to the winner and moves what hangs on the loser`() async throws {
        try await withOrg(people: 100) { sandbox, org in
            let tasks = try await org.records(
                "SELECT Id, WhoId, SystemModstamp FROM Task WHERE Who.Type = 'Contact'", all: true)
            let task = try #require(tasks.first)
            let loser = try #require(task["WhoId"]?.text)
            let winner = try #require(try await sandbox.salesforceIDs("Contact").first { $0 != loser })
            try await sandbox.merge("Contact", primary: winner, other: loser)
            let gone = try #require(
                try await one(org, "SELECT MasterRecordId, IsDeleted FROM Contact WHERE Id = '\(loser)'"))
            #expect(gone["MasterRecordId"]?.text == winner)
            #expect(gone["IsDeleted"]?.flag == true)
            let moved = try #require(
                try await one(org, "SELECT WhoId, SystemModstamp FROM Task WHERE Id = '\(task["Id"]?.text ?? "")'"))
            #expect(moved["WhoId"]?.text == winner)
            #expect(moved["SystemModstamp"]?.text ?? "" > task["SystemModstamp"]?.text ?? "")
            // A merge of merges: a chain.
            let third = try #require(try await sandbox.salesforceIDs("Contact").first { $0 != winner })
            try await sandbox.merge("Contact", primary: third, other: winner)
            let chain = try await org.records(
                "SELECT Id, MasterRecordId FROM Contact WHERE MasterRecordId IN ('\(winner)', '\(third)')", all: true)
            let losers = Set(chain.compactMap { $0["Id"]?.text })
            #expect(losers.isSuperset(of: [winner, loser]))
        }
    }

    @Test func `a lead becomes a contact`() async throws {
        try await withOrg(people: 100) { sandbox, org in
            let leads = try await org.records("SELECT Id, Email FROM Lead WHERE IsConverted = false AND Email != null")
            let lead = try #require(leads.first?["Id"]?.text)
            let contact = try await sandbox.convertLead(lead)
            let record = try #require(
                try await one(
                    org,
                    "SELECT IsConverted, ConvertedDate, ConvertedContactId, ConvertedAccountId, Status FROM Lead "
                        + "WHERE Id = '\(lead)'"))
            #expect(record["IsConverted"]?.flag == true)
            #expect(record["ConvertedContactId"]?.text == contact)
            #expect(record["ConvertedDate"]?.text?.utf8.count == 10)
            #expect(record["Status"]?.text == "Closed - Converted")
            let email = try await one(org, "SELECT Email FROM Contact WHERE Id = '\(contact)'")?["Email"]?.text
            #expect(email == leads.first?["Email"]?.text)
            let left = try await org.query("SELECT COUNT() FROM Task WHERE WhoId = '\(lead)'", all: true)
            #expect(try left.json["totalSize"]?.int == 0)
            let history = try await org.records("SELECT Field FROM LeadHistory WHERE LeadId = '\(lead)'")
            #expect(history.contains { $0["Field"]?.text == "leadConverted" })
            await #expect(throws: SandboxError.self) {
                try await sandbox.edit("Lead", id: lead, properties: ["Title": "X"])
            }
        }
    }

    @Test func `what happens in the company shows in both systems`() async throws {
        try await withOrg(people: 300) { sandbox, org in
            let stages = try await org.records("SELECT Id, StageName FROM Opportunity WHERE IsClosed = false")
            let before = try await org.query("SELECT COUNT() FROM OpportunityHistory").json["totalSize"]?.int ?? 0
            #expect(!stages.isEmpty)
            await sandbox.advance(days: 60)
            let after = try await org.records("SELECT Id, StageName, LastModifiedDate FROM Opportunity")
            let now = Dictionary(uniqueKeysWithValues: after.map { ($0["Id"]?.text ?? "", $0["StageName"]?.text) })
            #expect(stages.contains { now[$0["Id"]?.text ?? ""] != $0["StageName"]?.text })
            #expect(try await org.query("SELECT COUNT() FROM OpportunityHistory").json["totalSize"]?.int ?? 0 > before)
            // The newest row of each history is the stage that the opportunity is in.
            let history = try await org.records(
                "SELECT OpportunityId, StageName FROM OpportunityHistory ORDER BY CreatedDate, Id")
            var last: [String: String] = [:]
            for row in history { last[row["OpportunityId"]?.text ?? ""] = row["StageName"]?.text }
            #expect(!last.isEmpty)
            for (id, stage) in last { #expect(now[id] == nil || now[id] == stage) }
        }
    }

    @Test func `a formula changes without the stamp, an edit in the same second with an equal one`() async throws {
        try await withOrg(people: 40) { sandbox, org in
            let soql = "SELECT Id, Days_Open__c, SystemModstamp FROM Opportunity ORDER BY Id LIMIT 1"
            let before = try #require(try await one(org, soql))
            await sandbox.advance(seconds: 3 * 86_400, isQuiet: true)
            let after = try #require(try await one(org, soql))
            #expect(after["Days_Open__c"] != before["Days_Open__c"])
            #expect(after["SystemModstamp"] == before["SystemModstamp"])
            #expect(try await sandbox.editMany("Contact", count: 5, properties: ["Title": "Same second"]) == 5)
            let tied = try await org.records("SELECT SystemModstamp FROM Contact WHERE Title = 'same second'")
            #expect(tied.count == 5)
            #expect(Set(tied.compactMap { $0["SystemModstamp"]?.text }).count == 1)
        }
    }

    @Test func `a transaction that commits late shows late, with its early stamp`() async throws {
        try await withOrg(people: 40) { sandbox, org in
            let id = try #require(try await sandbox.salesforceIDs("Lead").first)
            try await sandbox.edit("Lead", id: id, properties: ["Title": "Late"])
            try await sandbox.hideFromSearch("Lead", id: id, until: await sandbox.now + 90_000)
            let soql = "SELECT Id FROM Lead WHERE Title = 'Late'"
            #expect(try await org.records(soql, all: true).isEmpty)
            await sandbox.advance(seconds: 91, isQuiet: true)
            #expect(try await org.records(soql, all: true).count == 1)
        }
    }

    @Test func `with a commit lag, some new records show later than others`() async throws {
        try await withOrg(people: 300, { $0.commitLag = 7_200 }) { sandbox, org in
            func hidden() async throws -> [JSONBody] {
                try await org.truth("Task").filter { $0["isHidden"]?.flag == true }
            }
            #expect(try await hidden().isEmpty)
            // Days with something to do at their very end.
            var late: JSONBody?
            for _ in 0..<30 where late == nil {
                await sandbox.advance(seconds: 7_000)
                late = try await hidden().first
            }
            let id = try #require(late?["id"]?.text)
            let soql = "SELECT Id FROM Task WHERE Id = '\(id)'"
            #expect(try await org.records(soql, all: true).isEmpty)
            await sandbox.advance(seconds: 7_200, isQuiet: true)
            #expect(try await org.records(soql, all: true).count == 1)
        }
    }

    @Test func `what hung on a record that is gone for good hangs on nothing`() async throws {
        try await withOrg(people: 100) { sandbox, org in
            let task = try #require(
                try await org.records(
                    "SELECT Id, WhoId, SystemModstamp FROM Task WHERE Who.Type = 'Contact'", all: true
                )
                .first)
            try await sandbox.purge("Contact", id: try #require(task["WhoId"]?.text))
            let after = try await org.records(
                "SELECT WhoId, SystemModstamp FROM Task WHERE Id = '\(task["Id"]?.text ?? "")'", all: true)
            #expect(after.first?["WhoId"] == nil)
            #expect(after.first?["SystemModstamp"]?.text ?? "" > task["SystemModstamp"]?.text ?? "")
        }
    }

    @Test func `nothing but formulas changes without a stamp`() async throws {
        try await withOrg(people: 300) { sandbox, org in
            func everything() async throws -> [String: JSONBody] {
                var found: [String: JSONBody] = [:]
                for object in SObject.all {
                    let ignored = Set(object.fields.filter(\.isCalculated).map(\.name)).union(["IsArchived"])
                    for row in try await org.truth(object.name) {
                        let fields = row["fields"]?.members?.filter { !ignored.contains($0.key) } ?? [:]
                        found[row["id"]?.text ?? ""] = .object(fields)
                    }
                }
                return found
            }
            for _ in 0..<3 {
                let before = try await everything()
                await sandbox.advance(days: 4)
                let silent = try await everything().filter { id, fields in
                    guard let old = before[id], old != fields else { return false }
                    return old["SystemModstamp"] == fields["SystemModstamp"]
                }
                #expect(silent.isEmpty, "\(silent.prefix(3).map { ($0, before[$0.key] ?? .null) })")
            }
        }
    }

    @Test func `old activities are found by queryAll only`() async throws {
        try await withOrg({ $0.phoneBankTasks = 120 }) { _, org in
            let soql = "SELECT Id, IsArchived, ActivityDate, IsClosed FROM Task"
            let all = try await org.records(soql, all: true)
            let archived = all.filter { $0["IsArchived"]?.flag == true }
            #expect(archived.count >= 120)
            #expect(archived.allSatisfy { $0["IsClosed"]?.flag == true })
            #expect(try await org.records(soql).allSatisfy { $0["IsArchived"]?.flag == false })
        }
    }

    @Test func `equal seeds give equal orgs`() async throws {
        func everything() async throws -> [[UInt8]] {
            var configuration = SandboxConfiguration()
            configuration.people = 80
            configuration.salesforce = SalesforceConfiguration()
            let sandbox = Sandbox(configuration)
            await sandbox.advance(days: 2)
            var parts: [[UInt8]] = []
            for kind in SObjectKind.allCases {
                var place: Int? = 0
                while let next = place {
                    let (bytes, following) = await sandbox.salesforceTruth(.sobject(kind), from: next)
                    parts.append(bytes)
                    place = following
                }
            }
            return parts
        }
        #expect(try await everything() == everything())
    }
}
