import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// Servers fail and lie. Whatever one call brings, the store ends as the source is, and no secret shows.
@Suite struct FaultTests {
    static let faults: [(name: String, fault: SandboxFault)] = [
        ("503", SandboxFault(.status, status: 503)),
        ("429 without Retry-After", SandboxFault(.status, status: 429)),
        ("429 with Retry-After", SandboxFault(.status, status: 429, headers: ["Retry-After": "7"])),
        ("423", SandboxFault(.status, status: 423)),
        ("HTML with 200", SandboxFault(.html)),
        ("nothing with 200", SandboxFault(.empty)),
        ("half an answer", SandboxFault(.truncate)),
        ("no answer", SandboxFault(.close)),
        ("a page that comes again", SandboxFault(.repeatPage)),
        ("a next link to another host", SandboxFault(.foreignNext)),
    ]

    @Test(arguments: faults.indices)
    func `one bad answer at any call costs a call, not data`(index: Int) async throws {
        let (name, fault) = Self.faults[index]
        try await withSandbox({ $0.people = 60 }) { sandbox, calm, engine, connection in
            let calls = try await engine.sync(connection).calls
            let expected = try await canonical(calm)
            for call in stride(from: 0, to: calls, by: 9) {
                try await withStore { store in
                    var fault = fault
                    fault.pathContains = "/"
                    fault.skip = call
                    await sandbox.queue(fault)
                    let engine = SyncEngine(
                        store: store, transport: try transport(), clock: .withoutWaiting)
                    var report = try await engine.sync(connection)
                    if report.exitCode != 0 { report = try await engine.sync(connection) }
                    #expect(report.exitCode == 0, "\(name) at call \(call): \(report.problems)")
                    let found = try await canonical(store)
                    let lost = Set(expected).subtracting(found).sorted().first
                    let invented = Set(found).subtracting(expected).sorted().first
                    #expect(lost == nil, "\(name) at call \(call)")
                    #expect(invented == nil, "\(name) at call \(call)")
                }
            }
        }
    }
}
