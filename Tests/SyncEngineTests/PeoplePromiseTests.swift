import ConnectorTesting
import HTTP
import HubSpot
import Salesforce
import SyncEngine
import Testing

/// What the suite promises of people, with the systems that have them; `make promises` tries it with every connector.
@Suite(.timeLimit(.minutes(10))) struct PeoplePromiseTests {
    private func laboratory(_ name: String) -> Laboratory {
        Laboratory(
            { people, body in
                if name == "hubspot" {
                    try await SandboxCompany.withSystem(for: hubSpot, people: people) { try await body($0) }
                } else {
                    try await SalesforceCompany.withSystem(for: salesforce, people: people) { try await body($0) }
                }
            }, transport: { try CurlTransport() })
    }

    private func tried(_ name: String, with system: String) async throws -> Verdict {
        let promise = try #require(Promise.all.first { $0.name == name })
        return await laboratory(system).try(promise)
    }

    @Test(arguments: ["same-people", "people-part", "free-mail"], ["hubspot", "salesforce"])
    func `promises of people are kept`(promise: String, system: String) async throws {
        let verdict = try await tried(promise, with: system)
        #expect(verdict.outcome == .kept, "\(verdict.reasons)")
    }

    @Test(arguments: [
        (Sabotage.noUnmerge, ["hubspot", "salesforce"]), (.freeMailJoinsAccounts, ["hubspot", "salesforce"]),
        (.orderDependence, ["hubspot"]),
    ])
    func `mistakes about people are noticed`(sabotage: Sabotage, systems: [String]) async throws {
        for system in systems {
            let verdict = try await Sabotage.$current.withValue(sabotage) {
                try await tried(sabotage.noticedBy, with: system)
            }
            #expect(verdict.outcome == .broken, "\(system)")
        }
    }
}
