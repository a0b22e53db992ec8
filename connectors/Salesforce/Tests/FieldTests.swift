import ConnectorKit
import HTTP
import JourneyStore
import Salesforce
import SyncEngine
import Testing

/// Which fields are asked for is the org's word.
@Suite(.timeLimit(.minutes(5))) struct FieldTests {
    private let ada = "003000000000001AAA"

    private func selects(_ harness: Harness, from: Int = 0) -> [String] {
        harness.org.targets[from...].filter { $0.contains("ORDER BY SystemModstamp") }
    }

    @Test func `a hidden field is not asked for, and told`() async throws {
        try await withOrg("contacts") { harness in
            harness.org.state.withLock { _ = $0.fields["Contact"]?.remove("MobilePhone") }
            harness.org.put("Contact", ada, ["LastName": "Ada"])
            try await harness.sync()
            #expect(try await harness.live("Contact") == [ada])
            #expect(selects(harness).allSatisfy { !$0.contains("MobilePhone") })
            #expect(harness.notes.all.contains { $0.contains("MobilePhone") })
        }
    }

    @Test func `a check names hidden fields, and asks small tables for fields they have`() async throws {
        try await withOrg("contacts", "opportunity_stages") { harness in
            harness.org.state.withLock { _ = $0.fields["Contact"]?.remove("MobilePhone") }
            let report = await harness.engine.check(harness.connection)
            #expect(report.problem == nil)
            #expect(report.streams.filter { !$0.isOff }.map(\.problem) == [nil, nil])
            #expect(report.streams.first { $0.stream == "contacts" }?.hiddenFields == ["MobilePhone"])
            let plan = try await harness.engine.plan(harness.connection)
            #expect(plan.streams.map(\.stream).sorted() == ["contacts", "opportunity_stages"])
            #expect(plan.streams.allSatisfy { !$0.reading.hasPrefix("nothing") })
        }
    }

    @Test func `compound fields and files are never asked for`() async throws {
        try await withOrg("contacts") { harness in
            var harness = harness
            harness.org.state.withLock { state in
                state.fields["Contact"]?.formUnion(["MailingAddress", "Photo", "Shoe_Size__c"])
                (state.types["MailingAddress"], state.types["Photo"]) = ("address", "base64")
            }
            harness.connection.settings["contacts"] = StreamSettings(fields: .all)
            harness.org.put("Contact", ada, ["LastName": "Ada", "Shoe_Size__c": "42"])
            try await harness.sync()
            #expect(try await harness.record("Contact", ada)?.text.contains(#""Shoe_Size__c":42"#) == true)
            #expect(selects(harness).allSatisfy { !$0.contains("MailingAddress") && !$0.contains("Photo") })
        }
    }

    @Test func `the list of fields is asked for again, and sent only if it has changed`() async throws {
        try await withOrg("contacts") { harness in
            var harness = harness
            harness.connection.settings["contacts"] = StreamSettings(fields: .all)
            harness.org.put("Contact", ada, ["LastName": "Ada"])
            try await harness.sync()
            let asked = harness.org.requests.count
            try await harness.sync()
            let again = harness.org.requests[asked...].filter { $0.url.hasSuffix("/describe") }
            #expect(again.count == 1)
            #expect(again.first?.headers["If-Modified-Since"] == "Tue, 01 Sep 2026 00:00:00 GMT")
            // A field more: history is read again for it.
            harness.org.state.withLock { state in
                state.catalogDate = "Wed, 02 Sep 2026 00:00:00 GMT"
                state.fields["Contact"]?.insert("Hobby__c")
                state.rows["Contact"]?[ada]?["Hobby__c"] = "\"chess\""
            }
            try await harness.sync()
            #expect(try await harness.record("Contact", ada)?.text.contains("chess") == true)
        }
    }

    @Test func `a field that vanishes in the middle of a run costs one more look at the list`() async throws {
        try await withOrg("contacts") { harness in
            harness.org.put("Contact", ada, ["LastName": "Ada"])
            harness.org.state.withLock { state in
                state.fault = { target, _, state in
                    if target.contains("ORDER BY SystemModstamp") { _ = state.fields["Contact"]?.remove("MobilePhone") }
                    return nil
                }
            }
            try await harness.sync()
            #expect(try await harness.live("Contact") == [ada])
            #expect(harness.org.targets.filter { $0.hasSuffix("Contact/describe") }.count == 2)
        }
    }

    @Test func `more fields than an address has room for are read in parts of one version`() async throws {
        try await withOrg("contacts") { harness in
            var harness = harness
            let names = (0..<600).map { "A_field_with_a_long_name_\($0)__c" }
            harness.org.state.withLock { $0.fields["Contact"]?.formUnion(names) }
            harness.connection.settings["contacts"] = StreamSettings(fields: .all)
            for number in 1...3 {
                harness.org.put("Contact", "00300000000000\(number)AAA", [names[0]: "first", names[599]: "last"])
            }
            try await harness.sync()
            let text = try await harness.record("Contact", ada)?.text ?? ""
            #expect(text.contains(#""\#(names[0])":"first""#) && text.contains(#""\#(names[599])":"last""#))
            #expect(harness.org.requests.allSatisfy { $0.url.utf8.count < 16_000 })
            // Changes are found the same way.
            harness.org.put("Contact", ada, [names[599]: "changed"])
            try await harness.sync()
            #expect(try await harness.record("Contact", ada)?.text.contains("changed") == true)
        }
    }

    @Test func `an object that an org has not is no trouble, one that is hidden is`() async throws {
        try await withOrg("account_contact_relations", "contacts") { harness in
            harness.org.state.withLock { $0.fields["AccountContactRelation"] = nil }
            let report = try await harness.sync()
            #expect(report.streams.first { $0.stream == "account_contact_relations" }?.outcome == .off)
            #expect(try await harness.engine.status(harness.connection).map(\.stream) == ["contacts"])
            harness.org.state.withLock { $0.fields["Contact"] = nil }
            let hidden = try await harness.sync(77)
            #expect(hidden.streams.first { $0.stream == "contacts" }?.outcome == .incomplete)
        }
    }

    @Test func `what a formula makes of today is read again in its own rhythm`() async throws {
        try await withOrg("opportunities") { harness in
            var harness = harness
            harness.org.state.withLock { state in
                state.fields["Opportunity"]?.insert("Days_Open__c")
                state.formulas["Opportunity"] = ["Days_Open__c"]
            }
            harness.connection.settings["opportunities"] = StreamSettings(
                fields: .chosen(["Days_Open__c"]), sweeps: ["formulas": 3_600])
            harness.org.put("Opportunity", "006000000000001AAA", ["Days_Open__c": "1"])
            try await harness.sync()
            harness.org.state.withLock { state in
                state.rows["Opportunity"]?["006000000000001AAA"]?["Days_Open__c"] = "2"
                state.now += 7_200_000
            }
            try await harness.sync()
            #expect(
                try await harness.record("Opportunity", "006000000000001AAA")?.text.contains(#""Days_Open__c":2"#)
                    == true)
        }
    }
}
