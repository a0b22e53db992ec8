import ConnectorKit
import HubSpot
import RequestTracker
import Salesforce
import Testing

@Suite struct SpellingTests {
    @Test func `a description printed as YAML and read again is the same`() throws {
        for connector in [hubSpot, salesforce, try requestTracker()] {
            let text = try DescriptionEncoder().encode(connector)
            let again = try DescriptionDecoder().decode(Connector.self, from: text, file: "\(connector.name).yaml")
            #expect(again == connector)
        }
    }

    @Test func `the built-in connectors are sound`() throws {
        for connector in [hubSpot, salesforce, try requestTracker()] {
            #expect(connector.problems() == [])
        }
    }
}
