import Foundation
import Sandbox
import Testing

/// Whatever the wire does to whichever call, the store ends as the source is, and says no secret.
///
/// With `WAYMARK_TORTURE=1` each run has one disturbed call; else every third is, which takes three runs for all of
/// them. With `WAYMARK_TABLE=1` each family of faults prints its line of the table.
@Suite struct WireFaultTests {
    /// Whole, well-formed answers to somebody else's question, which HTTP has no way to tell from the right ones. An
    /// extra answer is noticed only where it arrives in one piece with the right one: libcurl 7.88.1 takes bytes that
    /// wait on an idle connection for the next answer.
    static let undetectable: Set<WireFault.Kind> = [.previousAnswer, .extraAnswer]

    @Test(arguments: WireFault.Kind.allCases.filter { !undetectable.contains($0) })
    func `a wrong answer at any call costs calls, not data`(kind: WireFault.Kind) async throws {
        let toll = try await run(kind)
        #expect(toll.differences == [])
        #expect(toll.injected > 0)
    }

    @Test(arguments: undetectable)
    func `an answer to another question ends no run for good, and shows no secret`(kind: WireFault.Kind) async throws {
        #expect(try await run(kind).injected > 0)
    }

    private func run(_ kind: WireFault.Kind) async throws -> WireToll {
        let environment = ProcessInfo.processInfo.environment
        let toll = try await WireTrial.run(kind, stride: environment["WAYMARK_TORTURE"] == nil ? 3 : .max)
        if environment["WAYMARK_TABLE"] != nil { print(toll) }
        return toll
    }
}
