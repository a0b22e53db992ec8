import ConnectorKit
import HubSpot
import SyncEngine
import Testing

@testable import WaymarkCommand

/// Identifiers of the customer's own.
@Suite struct IdentifierConfigTests {
    private func connection(_ identifier: String) throws -> Connection {
        try Config(
            path: "waymark.yaml",
            text: "connections:\n  a:\n    connector: hubspot\n    identifiers: [{\(identifier)}]\n"
        ).connection("a")
    }

    @Test func `a property that holds another system's id is asked for, and points there`() throws {
        let contacts = try #require(
            try connection(
                "stream: contacts, kind: external, field: crm_id, points_to: {system: salesforce, object_type: Contact}"
            ).connector.stream(named: "contacts"))
        #expect(contacts.fields?.required.contains("crm_id") == true)
        let reading = try #require(contacts.identifiers.last)
        #expect(reading.path.description == "properties.crm_id")
        #expect(reading.pointsTo?.system == "salesforce")
        #expect(reading.pointsTo?.objectType == "Contact")
    }

    @Test func `a number that stands in several systems has a name`() throws {
        let contacts = try #require(
            try connection("stream: contacts, kind: external, field: number, name: customer_number")
                .connector.stream(named: "contacts"))
        #expect(contacts.identifiers.last?.name == "customer_number")
    }

    @Test(arguments: [
        // Neither says whose id it is.
        "stream: contacts, kind: external, field: number",
        "stream: contactz, kind: phone, field: mobile", "stream: contacts, kind: telephone, field: mobile",
    ])
    func `what cannot be meant is refused`(identifier: String) {
        #expect(throws: CommandFailure.self) { try connection(identifier) }
    }
}
