import ConnectorTesting
import HTTP
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// One answer that looks right and is not, at every call in turn: noticed, and mended at the latest by the next sync.
@Suite struct OneLieTests {
    private func tell(
        _ fault: SandboxFault, people: Int = 30,
        step: Int = 1, body: @escaping @Sendable (SyncReport, Int) -> Void = { _, _ in }
    ) async throws {
        try await withSandbox({ $0.people = people }) { sandbox, calm, engine, connection in
            let connection = connection.ofEachKind.inSmallPages().sweepingAlways
            let calls = try await engine.sync(connection).calls
            let expected = try await canonical(calm)
            for call in stride(from: 0, to: calls, by: step) {
                try await withStore { store in
                    var fault = fault
                    fault.skip = call
                    await sandbox.queue(fault)
                    let seen = DisturbedTransport(try CurlTransport()) { _, _, send throws(HTTPError) in
                        try await send()
                    }
                    let engine = SyncEngine(store: store, transport: seen, clock: FakeClock().clock())
                    let first = try await engine.sync(connection)
                    body(first, call)
                    let second = first.exitCode == 0 ? first : try await engine.sync(connection)
                    #expect(second.exitCode == 0, "call \(call): \(second.streams.flatMap(\.problems))")
                    let found = differences(try await canonical(store), from: expected)
                    #expect(found == [], "call \(call): \(first.exitCode) \(first.problems)")
                    let own = sandbox.baseURL + "/"
                    #expect(seen.requests.allSatisfy { $0.url.hasPrefix(own) })
                    let said = (first.problems + first.streams.flatMap(\.problems)).joined()
                    #expect(!said.contains(sandbox.configuration.token))
                }
            }
        }
    }

    @Test func `the previous page of the same path`() async throws {
        try await tell(SandboxFault(.repeatPage))
    }

    @Test func `a next link to another host`() async throws {
        try await tell(SandboxFault(.foreignNext), step: 4)
    }

    @Test func `a token that is refused once ends the run with 77`() async throws {
        let fault = SandboxFault(.status, status: 401, body: "{\"message\": \"token sandbox-token is expired\"}")
        try await tell(fault, step: 4) { report, call in
            #expect(report.exitCode == 77, "call \(call)")
        }
    }
}
