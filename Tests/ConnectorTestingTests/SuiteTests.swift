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

    /// With one of the usual mistakes in the engine, the promise that is there for it is broken.
    @Test(arguments: Sabotage.allCases.map(\.rawValue))
    func `the usual mistakes are noticed`(name: String) async throws {
        let sabotage = try #require(Sabotage(rawValue: name))
        let promise = try #require(Promise.all.first { $0.name == sabotage.noticedBy })
        var verdicts: [Verdict] = []
        for connector in Laboratories.names.reversed() {
            let laboratory = try Laboratories.named(connector)
            let verdict = await Sabotage.$current.withValue(sabotage) { await laboratory.try(promise) }
            verdicts.append(verdict)
            if verdict.outcome == .broken { break }
        }
        #expect(verdicts.contains { $0.outcome == .broken }, "\(promise.name): \(verdicts.map(\.outcome))")
    }
}
