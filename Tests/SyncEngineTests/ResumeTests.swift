import ConnectorTesting
import HTTP
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// Stopped at any call, a sync goes on from what the store knows, and ends as if nothing had happened.
@Suite struct ResumeTests {
    @Test func `stopped at every single call of a first sync, the store ends the same, byte for byte`() async throws {
        try await withSandbox({ $0.people = 60 }) { sandbox, calm, engine, connection in
            let undisturbed = try await engine.sync(connection)
            #expect(undisturbed.exitCode == 0)
            let expected = try await canonical(calm)
            let transport = try CurlTransport()
            // Every call up to the last one, in strides that keep the test short and reach each of them in some run.
            for last in stride(from: 1, to: undisturbed.calls, by: 3) {
                try await withStore { store in
                    let stopping = StoppingTransport(transport, afterCalls: last)
                    let stopped = try await SyncEngine(store: store, transport: stopping).sync(connection)
                    #expect(stopped.exitCode == 75 && stopping.hasStopped)
                    let resumed = try await SyncEngine(store: store, transport: transport).sync(connection)
                    #expect(resumed.exitCode == 0, "after call \(last): \(resumed.streams.flatMap(\.problems))")
                    let found = try await canonical(store)
                    #expect(found == expected, "stopped after call \(last)")
                }
            }
        }
    }

    @Test func `stopped again and again, a sync of a company that lives on still finds everything`() async throws {
        try await withSandbox({ $0.people = 60 }) { sandbox, store, _, connection in
            let transport = try CurlTransport()
            var last = 5
            for _ in 0..<12 {
                let stopping = StoppingTransport(transport, afterCalls: last)
                _ = try await SyncEngine(store: store, transport: stopping).sync(connection.sweepingAlways)
                _ = await sandbox.advance(days: 0.5)
                last += 9
            }
            _ = await sandbox.advance(seconds: 300, isQuiet: true)
            let report = try await SyncEngine(store: store, transport: transport).sync(connection.sweepingAlways)
            #expect(report.exitCode == 0, "\(report.streams.flatMap(\.problems))")
            let differences = try await Truth(sandbox).differences(from: store)
            #expect(differences == [])
        }
    }
}
