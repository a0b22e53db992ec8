import HTTP
import JourneyStore
import Salesforce
import SyncEngine
import Testing
import Touchpoints

/// What records say of themselves and of each other.
@Suite(.timeLimit(.minutes(5))) struct RelationTests {
    private func contact(_ number: Int) -> String { "00300000000000\(number)AAA" }
    private let lead = "00Q000000000001AAA"
    private let deal = "006000000000001AAA"
    private let account = "001000000000001AAA"

    @Test func `a record in the bin is gone, and comes back when it is restored`() async throws {
        try await withOrg("contacts") { harness in
            harness.org.put("Contact", contact(1))
            try await harness.sync()
            harness.org.put("Contact", contact(1), ["IsDeleted": "true"])
            try await harness.sync()
            #expect(try await harness.record("Contact", contact(1))?.gone == .deleted)
            harness.org.put("Contact", contact(1), ["IsDeleted": "false"])
            let report = try await harness.sync()
            #expect(report.contacts?.restored == 1)
            #expect(try await harness.live("Contact") == [contact(1)])
        }
    }

    @Test func `merges of merges end with the last survivor, in whatever order they are read`() async throws {
        for order in [[1, 2], [2, 1]] {
            try await withOrg("contacts") { harness in
                for number in 1...3 { harness.org.put("Contact", contact(number)) }
                try await harness.sync()
                for number in order {
                    harness.org.put(
                        "Contact", contact(number), ["IsDeleted": "true", "MasterRecordId": contact(number + 1)])
                    try await harness.sync()
                }
                #expect(try await harness.live("Contact") == [contact(3)])
                #expect(try await harness.survivor("Contact", contact(1))?.id == contact(3))
                #expect(try await harness.record("Contact", contact(1))?.gone == .merged)
            }
        }
    }

    @Test func `a converted lead stays, and means its contact`() async throws {
        try await withOrg("leads", "contacts", "opportunities") { harness in
            harness.org.put("Lead", lead, ["Name": "Ada", "Email": "ada@example.org"])
            try await harness.sync()
            harness.org.put("Contact", contact(1), ["Email": "ada@example.org"])
            harness.org.put(
                "Lead", lead,
                [
                    "IsConverted": "true", "ConvertedDate": "2026-09-01", "ConvertedContactId": contact(1),
                    "ConvertedOpportunityId": deal,
                ])
            try await harness.sync()
            #expect(
                try await harness.survivor("Lead", lead)
                    == RecordKey(
                        collection: harness.collection("Contact"), id: contact(1)))
            #expect(try await harness.live("Lead") == [lead])
            #expect(try await harness.touchpoints("Lead").contains("lead.converted"))
            #expect(try await harness.ties("Lead", lead, to: "Opportunity") == [deal + " converted"])
        }
    }

    @Test func `a role ties a contact to a deal for as long as it is there`() async throws {
        try await withOrg("opportunities", "contacts", "opportunity_contact_roles") { harness in
            harness.org.put("Opportunity", deal, ["Name": "Big", "AccountId": account])
            harness.org.put("Contact", contact(1))
            harness.org.put(
                "OpportunityContactRole", "00K000000000001AAA",
                ["OpportunityId": deal, "ContactId": contact(1), "Role": "Decision Maker"])
            harness.org.put(
                "OpportunityContactRole", "00K000000000002AAA", ["OpportunityId": deal, "ContactId": contact(2)])
            try await harness.sync()
            #expect(
                try await harness.ties("Opportunity", deal, to: "Contact")
                    == [contact(1) + " Decision Maker", contact(2)])
            #expect(try await harness.links(.dealCreated).isSuperset(of: [contact(1), account]))
            // The deal changes: what its roles say stays.
            harness.org.put("Opportunity", deal, ["Name": "Bigger"])
            try await harness.sync()
            #expect(try await harness.ties("Opportunity", deal, to: "Contact").count == 2)
            harness.org.put("OpportunityContactRole", "00K000000000001AAA", ["IsDeleted": "true"])
            try await harness.sync()
            #expect(try await harness.ties("Opportunity", deal, to: "Contact") == [contact(2)])
            // Purged without a trace; the log of deletions tells.
            harness.org.remove("OpportunityContactRole", "00K000000000002AAA")
            harness.org.state.withLock { $0.now += 90_000_000 }
            try await harness.sync()
            #expect(try await harness.ties("Opportunity", deal, to: "Contact") == [])
        }
    }

    @Test func `a mapping that says more is applied to what is stored, without a call`() async throws {
        try await withOrg("leads", "contacts", "opportunities", "opportunity_contact_roles") { harness in
            harness.org.put(
                "Lead", lead,
                [
                    "IsConverted": "true", "ConvertedDate": "2026-09-01", "ConvertedContactId": contact(1),
                    "ConvertedOpportunityId": deal,
                ])
            harness.org.put("Contact", contact(1))
            harness.org.put("Opportunity", deal, ["Name": "Big", "AccountId": account])
            harness.org.put(
                "OpportunityContactRole", "00K000000000001AAA",
                ["OpportunityId": deal, "ContactId": contact(1), "Role": "Decision Maker"])
            var former = harness
            former.connection.connector.streams = former.connection.connector.streams.map { stream in
                var stream = stream
                (stream.references, stream.ties, stream.conversions) = ([], [], [])
                return stream
            }
            try await former.sync()
            #expect(try await harness.ties("Opportunity", deal, to: "Contact") == [])
            #expect(try await harness.survivor("Lead", lead) == nil)
            let calls = harness.org.requests.count
            let reports = try await harness.engine.rebuild(harness.connection)
            #expect(harness.org.requests.count == calls)
            #expect(reports.reduce(0) { $0 + $1.associationsChanged } > 0)
            #expect(try await harness.ties("Opportunity", deal, to: "Contact") == [contact(1) + " Decision Maker"])
            #expect(try await harness.survivor("Lead", lead)?.id == contact(1))
            // And once more there is nothing to do.
            let again = try await harness.engine.rebuild(harness.connection)
            #expect(again.allSatisfy { $0.associationsChanged == 0 && $0.touchpointsChanged == 0 })
        }
    }

    @Test func `what a task is about is told by how the id begins, and by its relations as well`() async throws {
        try await withOrg("tasks", "task_relations", "contacts", "leads", "opportunities") { harness in
            let task = "00T000000000001AAA"
            harness.org.put(
                "Task", task,
                [
                    "WhoId": contact(1), "WhatId": deal, "IsClosed": "true", "TaskSubtype": "Call",
                    "CallType": "Inbound", "Subject": "Call",
                ])
            harness.org.put(
                "TaskRelation", "0RT000000000001AAA", ["TaskId": task, "RelationId": lead, "IsWhat": "false"])
            harness.org.put(
                "TaskRelation", "0RT000000000002AAA", ["TaskId": task, "RelationId": contact(1), "IsWhat": "false"])
            try await harness.sync()
            #expect(try await harness.touchpoints("Task") == ["call.received"])
            let links = try await harness.links(.callReceived)
            #expect(links.isSuperset(of: [contact(1), lead, deal]))
            // Without its relation, what the task itself names stays.
            harness.org.put("TaskRelation", "0RT000000000002AAA", ["IsDeleted": "true"])
            harness.org.put("TaskRelation", "0RT000000000001AAA", ["IsDeleted": "true"])
            try await harness.sync()
            #expect(try await harness.ties("Task", task, to: "Contact") == [contact(1) + " who"])
            #expect(try await harness.ties("Task", task, to: "Lead") == [])
        }
    }

    @Test(arguments: [true, false])
    func `an e-mail that is both a task and a message is one touchpoint`(taskFirst: Bool) async throws {
        try await withOrg("tasks", "email_messages") { harness in
            let task = "00T000000000001AAA"
            func putTask() {
                harness.org.put("Task", task, ["IsClosed": "true", "TaskSubtype": "Email", "Subject": "Hello"])
            }
            func putMessage(deleted: Bool = false) {
                harness.org.put(
                    "EmailMessage", "02s000000000001AAA",
                    [
                        "ActivityId": task, "Incoming": "true", "Subject": "Hello", "FromAddress": "ada@example.org",
                        "ToAddress": "us@example.com; them@example.com", "MessageDate": "2026-08-31T10:00:00.000+0000",
                        "IsDeleted": deleted ? "true" : "false",
                    ])
            }
            if taskFirst { putTask() } else { putMessage() }
            try await harness.sync()
            if taskFirst { putMessage() } else { putTask() }
            try await harness.sync()
            #expect(try await harness.touchpoints("Task") == [])
            #expect(try await harness.touchpoints("EmailMessage") == ["email.received"])
            #expect(try await harness.links(.emailReceived).isSuperset(of: ["ada@example.org", "them@example.com"]))
            putMessage(deleted: true)
            try await harness.sync()
            #expect(try await harness.touchpoints("Task") == ["email.sent"])
        }
    }

    @Test func `a stage is entered where it differs from the row before, in whatever order rows arrive`() async throws {
        let rows = [
            ("008000000000001AAA", "Prospecting", 0), ("008000000000002AAA", "Prospecting", 60),
            ("008000000000003AAA", "Proposal", 120), ("008000000000004AAA", "Proposal", 120),
            ("008000000000005AAA", "Closed Won", 180),
        ]
        let wanted = [
            "deal.stage_changed Prospecting", "deal.stage_changed Proposal", "deal.stage_changed Closed Won",
        ]
        for order in [[0, 1, 2, 3, 4], [3, 0, 4, 2, 1]] {
            try await withOrg("opportunities", "opportunity_history", "opportunity_contact_roles", "contacts") {
                harness in
                harness.org.put("Opportunity", deal, ["Name": "Big"])
                let start = harness.org.state.withLock { $0.now } - 300_000
                for index in order {
                    let (id, stage, seconds) = rows[index]
                    harness.org.put(
                        "OpportunityHistory", id,
                        [
                            "OpportunityId": deal, "StageName": stage,
                            "CreatedDate": SmallOrg.time(start + Int64(seconds) * 1000),
                        ])
                    // Each becomes visible in a run of its own, within the time that is read again.
                    harness.org.state.withLock { $0.now -= 599_000 }
                    try await harness.sync()
                }
                harness.org.state.withLock { $0.now += 1_200_000 }
                try await harness.sync()
                #expect(try await harness.touchpoints("OpportunityHistory") == wanted, "order \(order)")
                // Whoever takes part in the deal takes part in its stages.
                harness.org.put("Contact", contact(1))
                harness.org.put(
                    "OpportunityContactRole", "00K000000000001AAA", ["OpportunityId": deal, "ContactId": contact(1)])
                try await harness.sync()
                #expect(try await harness.links(.dealStageChanged).isSuperset(of: [deal, contact(1)]))
            }
        }
    }

    @Test func `of two rows for one change of owner, the one with the id counts`() async throws {
        try await withOrg("leads", "lead_history") { harness in
            harness.org.put("Lead", lead, ["Name": "Ada"])
            for (id, value) in [("017000000000001AAA", "005000000000001AAA"), ("017000000000002AAA", "Grace Hopper")] {
                harness.org.put("LeadHistory", id, ["LeadId": lead, "Field": "Owner", "NewValue": value])
            }
            harness.org.put(
                "LeadHistory", "017000000000003AAA",
                ["LeadId": lead, "Field": "Status", "NewValue": "Working - Contacted"])
            try await harness.sync()
            #expect(
                try await harness.touchpoints("LeadHistory").sorted()
                    == ["lifecycle.changed Working - Contacted", "owner.changed"])
        }
    }

    @Test func `what vanishes without a trace is missed by a comparison of all ids`() async throws {
        try await withOrg("contacts") { harness in
            var harness = harness
            harness.connection.settings["contacts"] = StreamSettings(sweeps: ["absent": 0])
            for number in 1...3 { harness.org.put("Contact", contact(number)) }
            try await harness.sync()
            harness.org.state.withLock { $0.rows["Contact"]?[contact(2)] = nil }
            try await harness.sync()
            #expect(try await harness.live("Contact") == [contact(1), contact(3)])
            #expect(try await harness.record("Contact", contact(2))?.gone == .deleted)
        }
    }
}
