import Testing

@testable import Sandbox

/// Who is who, and what the data tells of it.
@Suite struct PeopleTruthTests {
    private func company(_ people: Int, _ change: (inout SalesforceConfiguration) -> Void = { _ in }) -> Sandbox {
        var configuration = SandboxConfiguration()
        configuration.people = people
        var salesforce = SalesforceConfiguration()
        change(&salesforce)
        configuration.salesforce = salesforce
        return Sandbox(configuration)
    }

    @Test func `evidence never joins two people`() async {
        let sandbox = company(2_000)
        await sandbox.advance(days: 2)
        let (records, links) = await sandbox.people(by: Set(PersonEvidence.allCases))
        var person: [Int: Int] = [:]
        for record in records {
            #expect(person[record.cluster, default: record.person] == record.person)
            person[record.cluster] = record.person
        }
        #expect(links.allSatisfy { records[$0.first].person == records[$0.second].person })
        let found = Set(links.map(\.evidence))
        #expect(found == Set(PersonEvidence.allCases), "missing: \(Set(PersonEvidence.allCases).subtracting(found))")
        // Both systems, leads and contacts, and people in one of them only.
        #expect(Set(records.map(\.type)) == ["contacts", "Lead", "Contact"])
        let joined = Dictionary(grouping: records, by: \.person).values.filter { Set($0.map(\.system)).count == 2 }
        #expect(joined.count > 1_000)
        // Not everything can be found out.
        #expect(joined.contains { Set($0.map(\.cluster)).count > 1 })
    }

    @Test func `without noise every known person is one cluster`() async {
        let sandbox = company(400) { $0.noise = .none }
        let (records, _) = await sandbox.people(by: [.email])
        let people = Dictionary(grouping: records, by: \.person).values
        // What HubSpot merged had two addresses; they are all in the survivor's record.
        #expect(people.allSatisfy { Set($0.map(\.cluster)).count == 1 })
    }

    @Test func `believing less finds less`() async {
        let sandbox = company(1_000)
        func pairs(_ believed: Set<PersonEvidence>) async -> Int {
            let records = await sandbox.people(by: believed).records
            return Dictionary(grouping: records, by: \.cluster).values.reduce(0) { $0 + $1.count * ($1.count - 1) / 2 }
        }
        let (all, mail, none) = (await pairs(PersonEvidence.certain), await pairs([.email]), await pairs([]))
        #expect(none == 0)
        #expect(mail > 0)
        #expect(all > mail)
    }

    @Test func `HubSpot holds the ids only when Salesforce is served`() async throws {
        try await withOrg(people: 60) { sandbox, org in
            let contacts = try await org.client.truth("contacts")
            let tied = contacts.compactMap { $0["properties"]?["salesforcecontactid"]?.text }
            #expect(!tied.isEmpty && tied.allSatisfy { $0.hasPrefix("003") && $0.utf8.count == 18 })
            let emails = try await org.client.truth("emails")
            let identifiers = try await org.records("SELECT Id, MessageIdentifier FROM EmailMessage", all: true)
            let known = Set(emails.compactMap { $0["properties"]?["hs_email_message_id"]?.text })
            #expect(identifiers.contains { known.contains($0["MessageIdentifier"]?.text ?? "") })
            let twins = await sandbox.twins()
            #expect(Set(twins.map(\.salesforceType)) == ["Task", "Event", "EmailMessage"])
        }
        try await withCompany(people: 20) { _, client in
            let contact = try #require(try await client.truth("contacts").first)
            #expect(contact["properties"]?.members?["salesforcecontactid"] == nil)
            #expect(try await client.get("/services/data/").status != 200)
        }
    }

    @Test func `a converted lead follows its person into HubSpot's property`() async throws {
        try await withOrg(people: 60, { $0.tiedShare = 1 }) { sandbox, org in
            let lead = try #require(
                try await org.records("SELECT Id FROM Lead WHERE IsConverted = false").first?["Id"]?.text)
            let before = await sandbox.now
            let contact = try await sandbox.convertLead(lead)
            let row = try #require(
                try await org.client.truth("contacts").first { $0["properties"]?["salesforceleadid"]?.text == lead })
            #expect(row["properties"]?["salesforcecontactid"]?.text == contact)
            #expect(row["updatedAt"]?.int ?? 0 > Int(before))
        }
    }
}
