import ConnectorTesting
import SyncEngine
import Testing

@Suite struct SuiteTests {
    /// Every promise × every connector.
    private static let pairs = Laboratories.names.flatMap { name in Promise.all.map { (name, $0.name) } }

    @Test(arguments: pairs)
    func `connectors keep their promises`(connector: String, name: String) async throws {
        let promise = try #require(Promise.all.first { $0.name == name })
        let verdict = await (try Laboratories.named(connector)).try(promise)
        #expect(verdict.outcome != .broken, "\(connector): \(verdict.reasons)")
    }

    /// Two of the mistakes; `make promises` makes all of them.
    @Test(arguments: [Sabotage.strictBound, .progressAtEnd])
    func `the usual mistakes are noticed`(sabotage: Sabotage) async throws {
        let promise = try #require(Promise.all.first { $0.name == sabotage.noticedBy })
        let laboratory = try Laboratories.named("request_tracker")
        let verdict = await Sabotage.$current.withValue(sabotage) { await laboratory.try(promise) }
        #expect(verdict.outcome == .broken)
    }
}
