import Foundation
import Sandbox
import Testing

/// Whatever the wire does to whichever call, the store ends as the source is, and says no secret.
///
/// With `WAYMARK_TORTURE=1` each run has one disturbed call; else every eleventh is, which takes eleven runs for all of
/// them. With `WAYMARK_TABLE=1` each family of faults prints its line of the table.
@Suite struct WireFaultTests {
    @Test(arguments: WireFault.Kind.allCases)
    func `a wrong answer at any call costs calls, not data`(kind: WireFault.Kind) async throws {
        let environment = ProcessInfo.processInfo.environment
        let toll = try await WireTrial.run(kind, stride: environment["WAYMARK_TORTURE"] == nil ? 11 : .max)
        #expect(toll.differences == [])
        #expect(toll.injected > 0)
        if environment["WAYMARK_TABLE"] != nil { print(toll) }
    }
}
