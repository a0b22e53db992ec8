import ConnectorTesting
import HTTP
import HubSpot
import RequestTracker
import Testing

/// Every promise, with every connector that is built in.
@Suite struct SuiteTests {
    @Test(arguments: Promise.all.map(\.name))
    func `Request Tracker keeps its promises`(name: String) async throws {
        let connector = try requestTracker()
        let laboratory = Laboratory(
            { people, body in
                try await DescribedSystem.withSystem(for: connector, people: people) { try await body($0) }
            }, transport: { try CurlTransport() })
        let promise = try #require(Promise.all.first { $0.name == name })
        let verdict = await laboratory.try(promise)
        #expect(verdict.outcome != .broken, "\(verdict.reasons)")
        print("RT", verdict.promise, verdict.outcome.rawValue, verdict.reasons.prefix(1), verdict.faults, verdict.extraCalls)
    }

    @Test(arguments: Promise.all.map(\.name))
    func `HubSpot keeps its promises`(name: String) async throws {
        let laboratory = Laboratory(
            { people, body in
                try await SandboxCompany.withSystem(for: hubSpot, people: people) { try await body($0) }
            }, transport: { try CurlTransport() })
        let promise = try #require(Promise.all.first { $0.name == name })
        let verdict = await laboratory.try(promise)
        #expect(verdict.outcome != .broken, "\(verdict.reasons)")
        print("HS", verdict.promise, verdict.outcome.rawValue, verdict.reasons.prefix(1), verdict.faults, verdict.extraCalls)
    }
}
