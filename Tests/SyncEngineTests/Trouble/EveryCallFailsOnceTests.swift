import ConnectorTesting
import HTTP
import JourneyStore
import Sandbox
import SyncEngine
import Synchronization
import Testing

/// Whatever may pass by itself does: a sync in which the first sending of every single request goes wrong.
@Suite struct EveryCallFailsOnceTests {
    static let passing: [(name: String, fault: SandboxFault)] = [
        ("500", SandboxFault(.status, status: 500, body: "{\"message\": \"internal error\"}")),
        ("429 without Retry-After", SandboxFault(.status, status: 429)),
        ("429 with Retry-After", SandboxFault(.status, status: 429, headers: ["Retry-After": "7"])),
        ("477", SandboxFault(.status, status: 477)),
        ("connection closed", SandboxFault(.close)),
        ("half a body", SandboxFault(.truncate)),
        ("HTML with 200", SandboxFault(.html)),
        ("nothing with 200", SandboxFault(.empty)),
        ("half a JSON text with 200", SandboxFault(.status, status: 200, body: "{\"results\": [{\"id\": \"1")),
    ]

    /// Real I/O, with one fault queued for the path of every request that was not sent before.
    private func spoiling(_ sandbox: Sandbox, _ fault: SandboxFault) throws -> DisturbedTransport {
        let seen = Mutex<Set<String>>([])
        return DisturbedTransport(try CurlTransport()) { request, _, send throws(HTTPError) in
            let name = request.url + String(decoding: request.body ?? [], as: UTF8.self)
            if seen.withLock({ $0.insert(name).inserted }) {
                var fault = fault
                let path = request.url.dropFirst(sandbox.baseURL.count).prefix { $0 != "?" }
                fault.pathContains = String(path)
                await sandbox.queue(fault)
            }
            return try await send()
        }
    }

    @Test(arguments: passing.indices)
    func `ends complete, with the truth and nothing but the truth`(index: Int) async throws {
        let (name, fault) = Self.passing[index]
        try await withSandbox({ $0.people = 40 }) { sandbox, store, _, connection in
            let clock = FakeClock()
            let transport = try spoiling(sandbox, fault)
            let engine = SyncEngine(store: store, transport: transport, clock: clock.clock())
            let report = try await engine.sync(connection.inSmallPages())
            #expect(report.exitCode == 0, "\(name): \(report.problems) \(report.streams.flatMap(\.problems))")
            // libcurl itself asks again when a connection that it kept open turns out to be closed.
            #expect(report.retries >= report.calls / 5, "\(name): \(report.retries) of \(report.calls)")
            #expect(clock.waits.count >= report.retries)
            let differences = try await Truth(sandbox).differences(from: store)
            #expect(differences == [], "\(name)")
        }
    }

    @Test func `a server that says how long to wait is given that time`() async throws {
        try await withSandbox({ $0.people = 5 }) { sandbox, store, _, connection in
            var connection = connection
            connection.only = ["owners"]
            let clock = FakeClock()
            let fault = SandboxFault(.status, status: 429, headers: ["Retry-After": "7"])
            let engine = SyncEngine(store: store, transport: try spoiling(sandbox, fault), clock: clock.clock())
            #expect(try await engine.sync(connection).exitCode == 0)
            #expect(!clock.waits.isEmpty)
            #expect(clock.waits.allSatisfy { $0 == .seconds(7) })
        }
    }
}
