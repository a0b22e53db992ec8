import ConnectorKit
import HubSpot
import SyncEngine
import Testing
import Touchpoints

@testable import WaymarkCommand

@Suite struct WhenChangesTests {
    private func connection(_ rule: String) throws -> Connection {
        try Config(
            path: "waymark.yaml",
            text: "connections:\n  a:\n    connector: hubspot\n    touchpoints: [{\(rule)}]\n"
        ).connection("a")
    }

    @Test func `asks for the field and its past, and makes one touchpoint per change`() throws {
        let connection = try connection(
            "stream: contacts, when_changes: webinar_attended_on, kind: event.attended, stage: consideration")
        let contacts = try #require(connection.connector.stream(named: "contacts"))
        #expect(contacts.fields?.required.contains("webinar_attended_on") == true)
        #expect(contacts.fields?.history.contains("webinar_attended_on") == true)
        let tracked = try #require(contacts.tracked.last)
        #expect(tracked.name == "webinar_attended_on")
        #expect(tracked.history?.entries.description == "propertiesWithHistory.webinar_attended_on")
        let rule = try #require(connection.rules["contacts"]?.first)
        #expect(rule.each?.description == "propertiesWithHistory.webinar_attended_on")
        #expect(rule.at.paths.map(\.description) == ["entry.value", "entry.timestamp"])
        #expect(rule.kind == .always(.eventAttended))
        #expect(rule.channel == .always(.event))
        #expect(rule.direction == .always(.inbound))
        #expect(rule.stage == .always("consideration"))
        #expect(connection.connector.problems().isEmpty)
    }

    @Test func `a stream whose past nobody reads yet learns its shape from its siblings`() throws {
        let connection = try connection("stream: meetings, when_changes: hs_meeting_outcome, kind: meeting.held")
        let meetings = try #require(connection.connector.stream(named: "meetings"))
        #expect(meetings.fields?.history == ["hs_meeting_outcome"])
        #expect(connection.rules["meetings"]?.first?.each?.description == "propertiesWithHistory.hs_meeting_outcome")
    }

    @Test func `a field that is tracked already is asked for once`() throws {
        let connection = try connection("stream: deals, when_changes: dealstage, kind: deal.stage_changed")
        let deals = try #require(connection.connector.stream(named: "deals"))
        #expect(deals.fields?.required.count { $0 == "dealstage" } == 1)
        #expect(deals.fields?.history.count { $0 == "dealstage" } == 1)
        #expect(deals.tracked.count { $0.name == "dealstage" } == 1)
    }

    @Test func `without a reported past the present value counts`() throws {
        let connection = try connection(
            "stream: owners, when_changes: \"teams[0].name\", kind: owner.changed, at: change")
        let owners = try #require(connection.connector.stream(named: "owners"))
        #expect(owners.tracked.last?.history == nil)
        let rule = try #require(connection.rules["owners"]?.first)
        #expect(rule.each == nil)
        #expect(rule.at.paths.map(\.description) == ["updatedAt"])
    }

    @Test(arguments: [
        ("stream: contacts, when_changes: \"a b\", kind: event.attended", "is no name of a field"),
        ("stream: contcts, when_changes: x, kind: event.attended", "did you mean `contacts`?"),
        ("stream: contacts, when_changes: x", "`kind` is missing"),
        ("stream: contacts, kind: event.attended, channel: event, direction: inbound", "`at` is missing"),
        (
            "stream: contacts, kind: event.attended, channel: event, direction: inbound, at: createdAt, "
                + "participants: [{entity: person, role: guest, record: x, stream: contcts}]", "contcts"
        ),
    ])
    func `what cannot work is told now`(rule: String, words: String) throws {
        let message: String
        do { message = "accepted: \(try connection(rule).name)" } catch { message = "\(error)" }
        #expect(message.contains(words))
    }

    @Test func `the time is the value's own where it is one, else the change's`() throws {
        let connection = try connection("stream: contacts, when_changes: webinar, kind: event.attended")
        let contacts = try #require(connection.connector.stream(named: "contacts"))
        let record = """
            {"id": "1", "updatedAt": "2026-01-01T00:00:00Z", "properties": {"webinar": "2026-02-03"},
             "propertiesWithHistory": {"webinar": [
               {"value": "2026-02-03", "timestamp": "2026-02-01T10:00:00Z"},
               {"value": "yes", "timestamp": "2026-01-15T10:00:00Z"},
               {"value": "", "timestamp": "2026-01-10T10:00:00Z"}]}}
            """
        var stream = contacts
        stream.touchpoints = []
        let mapped = try map(record, stream, connection.rules["contacts"] ?? [])
        #expect(mapped.map(\.occurredAt.description) == ["2026-02-03", "2026-01-15T10:00:00Z"])
    }
}
