import ConnectorTesting
import SyncEngine
import Testing

@Suite struct SuiteTests {
    /// What each promise costs unoptimised is minutes: here are those that need a few calls and those that mean most.
    /// `make promises` tries all with all, in the optimised program.
    private static let pairs = ["request_tracker", "linked"].flatMap { connector in
        [
            "complete", "same-everywhere", "second-run-empty", "finds-changes", "ties", "bounds", "archived",
            "very-late",
            "purged", "merged", "schema-drift", "lies", "breaks-off", "killed", "token-death", "quota-end",
        ].map { (connector, $0) }
    }

    @Test(arguments: pairs)
    func `connectors keep their promises`(connector: String, name: String) async throws {
        let promise = try #require(Promise.all.first { $0.name == name })
        let verdict = await (try Laboratories.named(connector)).try(promise)
        #expect(verdict.outcome != .broken, "\(connector): \(verdict.reasons)")
        let idle = verdict.families.filter { $0.faults == 0 || $0.differences > 0 }
        #expect(idle.isEmpty, "\(connector): \(idle)")
    }

    /// Two of the mistakes; `make promises` makes all of them.
    @Test(arguments: [Sabotage.strictBound, .progressAtEnd])
    func `the usual mistakes are noticed`(sabotage: Sabotage) async throws {
        let promise = try #require(Promise.all.first { $0.name == sabotage.noticedBy })
        let laboratory = try Laboratories.named("request_tracker")
        let verdict = await Sabotage.$current.withValue(sabotage) { await laboratory.try(promise) }
        #expect(verdict.outcome == .broken)
    }

    @Test func `the table of faults tells which kind cost data`() async throws {
        let promise = try #require(Promise.all.first { $0.name == "refusals" })
        let laboratory = try Laboratories.named("request_tracker")
        let verdict = await Sabotage.$current.withValue(.refusalIsEnd) { await laboratory.try(promise) }
        #expect(verdict.outcome == .broken)
        let harmful = Set(verdict.families.filter { $0.differences > 0 }.map(\.name))
        // What passes by itself is asked for again, whatever is made of what does not.
        #expect(harmful.contains("400"))
        #expect(harmful.isDisjoint(with: ["401", "409"]))
        #expect(verdict.faults == verdict.families.reduce(0) { $0 + $1.faults })
    }
}
