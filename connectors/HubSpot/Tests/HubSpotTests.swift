import ConnectorKit
import HubSpot
import JSON
import Testing
import Touchpoints

/// What is special about HubSpot; how it is read is tested against the sandbox by SyncEngineTests.
@Suite struct HubSpotTests {
    @Test func `the description has no problems`() {
        #expect(hubSpot.problems() == [])
    }

    @Test func `a search for a window fits into the 3,000 characters that HubSpot takes`() throws {
        for stream in hubSpot.streams {
            guard case .window(let window) = stream.reading, window.request.path.hasSuffix("/search") else { continue }
            var values = TemplateValues(["object_type": .text(stream.recordType), "limit": .text("200")])
            for (name, path) in hubSpot.paths { values[name] = .path(path) }
            for (name, value) in [
                ("from", "1788249600000"), ("to", "1788249600000"), ("from_id", "9007199254740991"),
                ("to_id", "9007199254740991"),
            ] { values = values.setting(name, value) }
            let body = try #require(try window.request.render(values).body)
            #expect(body.count <= 3_000)
            #expect(window.limit == 200 && window.cap == 10_000)
            // Search answers carry no rate-limit headers and have a limit of their own.
            #expect(window.request.budgets.contains("search"))
        }
    }

    @Test func `contacts go by another change property than everything else`() throws {
        for stream in hubSpot.streams {
            guard case .window(let window) = stream.reading, window.splitsByID else { continue }
            let expected = stream.name == "contacts" ? "properties.lastmodifieddate" : "properties.hs_lastmodifieddate"
            #expect(window.cursor.description == expected)
        }
    }

    @Test func `pages with history are half as long`() throws {
        let contacts = try #require(hubSpot.stream(named: "contacts"))
        guard case .window(let window) = contacts.reading else {
            Issue.record("contacts are read by windows")
            return
        }
        #expect(window.initial?.limit == 100 && window.initial?.limitWithHistory == 50)
        #expect(contacts.lookup?.limit == 100 && contacts.lookup?.limitWithHistory == 50)
    }

    @Test(arguments: [
        ("INBOUND", "COMPLETED", "call.received"), ("INBOUND", "NO_ANSWER", "call.missed"),
        ("OUTBOUND", "NO_ANSWER", "call.made"), ("", "COMPLETED", "call.made"),
    ])
    func `a call is what its direction and status say`(direction: String, status: String, kind: String) throws {
        let stream = try #require(hubSpot.stream(named: "calls"))
        let types = Dictionary(uniqueKeysWithValues: hubSpot.streams.map { ($0.name, $0.recordType) })
        let mapper = try RecordMapper(
            stream: stream, context: MappingContext(system: "hubspot", account: "1", recordTypes: types))
        let record = """
            {"id":"7","properties":{"hs_call_direction":"\(direction)","hs_call_status":"\(status)",
             "hs_timestamp":"2026-05-02T08:15:30.412Z"},"updatedAt":"2026-05-02T08:15:30.412Z"}
            """
        let root = try JSONDocument.parse(Array(record.utf8)).root
        let mapped = mapper.map(RecordInput(id: "7", record: root))
        #expect(mapped.touchpoints.map(\.kind.rawValue) == [kind])
        #expect(mapped.problems == [])
    }

    private func identifiers(_ stream: String, _ properties: String) throws -> [Identifier] {
        let stream = try #require(hubSpot.stream(named: stream))
        let types = Dictionary(uniqueKeysWithValues: hubSpot.streams.map { ($0.name, $0.recordType) })
        let mapper = try RecordMapper(
            stream: stream, context: MappingContext(system: "hubspot", account: "1", recordTypes: types))
        let record = #"{"id":"7","properties":\#(properties),"updatedAt":"2026-05-02T08:15:30.412Z"}"#
        return mapper.map(RecordInput(id: "7", record: try JSONDocument.parse(Array(record.utf8)).root)).identifiers
    }

    @Test func `a contact states all its addresses and numbers`() throws {
        let stated = try identifiers(
            "contacts",
            #"{"email":"ada@x.co","hs_additional_emails":"a@y.co;b@y.co","phone":"+49 151 1","mobilephone":"+49 151 2"}"#
        )
        #expect(
            stated == [
                .email("ada@x.co"), .email("a@y.co"), .email("b@y.co"), .phone("+49 151 1"), .phone("+49 151 2"),
            ])
    }

    @Test(arguments: ["003Vw0000005Cz9", "003Vw0000005Cz9IAE"])
    func `the id of a Salesforce record means it, whatever its length`(id: String) throws {
        let contact = ExternalID.record(system: "salesforce", objectType: "Contact", id: "003Vw0000005Cz9IAE")
        #expect(try identifiers("contacts", #"{"salesforcecontactid":"\#(id)"}"#) == [.external(contact)])
        // An id of something else, or none, points nowhere.
        #expect(try identifiers("contacts", #"{"salesforceleadid":"\#(id)"}"#) == [])
        #expect(try identifiers("contacts", #"{"salesforcecontactid":"n/a"}"#) == [])
    }

    @Test func `a company points to its account`() throws {
        let account = ExternalID.record(system: "salesforce", objectType: "Account", id: "001Vw0000005Cz9IAE")
        #expect(
            try identifiers("companies", #"{"domain":"acme.com","salesforceaccountid":"001Vw0000005Cz9"}"#)
                == [.domain("acme.com"), .external(account)])
    }
}
