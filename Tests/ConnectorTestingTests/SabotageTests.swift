import ConnectorTesting
import HTTP
import HubSpot
import RequestTracker
import SyncEngine
import Testing

/// The suite notices the usual mistakes: with one of them in the engine, at least one promise is broken.
@Suite struct SabotageTests {
    @Test(arguments: Sabotage.allCases.map(\.rawValue))
    func `is noticed`(name: String) async throws {
        let sabotage = try #require(Sabotage(rawValue: name))
        let tracker = try requestTracker()
        let laboratories = [
            Laboratory(
                { people, body in
                    try await DescribedSystem.withSystem(for: tracker, people: people) { try await body($0) }
                }, transport: { try CurlTransport() }),
            Laboratory(
                { people, body in
                    try await SandboxCompany.withSystem(for: hubSpot, people: people) { try await body($0) }
                }, transport: { try CurlTransport() }),
        ]
        var broken: [String] = []
        for laboratory in laboratories where broken.isEmpty {
            for promise in Promise.all {
                let verdict = await Sabotage.$current.withValue(sabotage) { await laboratory.try(promise) }
                if verdict.outcome == .broken { broken.append(verdict.promise) }
            }
        }
        print("SAB", name, broken)
        #expect(broken != [], "no promise was broken by \(name)")
    }
}
