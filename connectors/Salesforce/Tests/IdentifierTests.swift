import ConnectorKit
import JSON
import Salesforce
import Testing
import Touchpoints

/// What tells who a lead, contact or account is, also in other systems.
@Suite struct IdentifierTests {
    private func mapped(_ stream: String, _ record: String) throws -> MappedRecord {
        let stream = try #require(salesforce.stream(named: stream))
        let types = Dictionary(uniqueKeysWithValues: salesforce.streams.map { ($0.name, $0.recordType) })
        let mapper = try RecordMapper(
            stream: stream, context: MappingContext(system: "salesforce", account: "1", recordTypes: types))
        return mapper.map(RecordInput(id: "1", record: try JSONDocument.parse(Array(record.utf8)).root))
    }

    @Test func `leads and contacts state their address, their numbers and their name`() throws {
        let record = """
            {"FirstName":"Ada","LastName":"Abel","Name":"Ada B. Abel","Email":"ada@x.co","Phone":"+1","MobilePhone":"+2",
             "HomePhone":"+3","OtherPhone":"+4","AssistantPhone":"+5","SystemModstamp":"2026-05-02T08:15:30.000+0000"}
            """
        let contact = try mapped("contacts", record)
        #expect(
            contact.identifiers == [.email("ada@x.co"), .phone("+1"), .phone("+2"), .phone("+3"), .phone("+4")])
        #expect(contact.name == "Ada Abel")
        let lead = try mapped("leads", record)
        #expect(lead.identifiers == [.email("ada@x.co"), .phone("+1"), .phone("+2")])
        #expect(lead.name == "Ada Abel")
    }

    @Test func `an account states its website, and no number`() throws {
        let account = try mapped(
            "accounts",
            #"{"Name":"Acme","Website":"https://www.acme.com/","Phone":"+1","SystemModstamp":"2026-05-02T08:15:30.000+0000"}"#
        )
        #expect(account.identifiers == [.domain("https://www.acme.com/")])
        #expect(account.name == "Acme")
    }

    @Test func `an e-mail is known by its Message-ID`() throws {
        let message = try mapped(
            "email_messages",
            #"{"Subject":"Hi","Incoming":"true","MessageDate":"2026-05-02T08:15:30.000+0000","MessageIdentifier":"<a1@x.co>"}"#
        )
        #expect(message.touchpoints.map(\.sameAs) == [["message_id:a1@x.co"]])
    }
}
