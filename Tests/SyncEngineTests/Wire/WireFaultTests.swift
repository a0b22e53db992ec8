import HubSpot
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// Whole, well-formed answers to somebody else's question, which HTTP has no way to tell from the right ones. What the
/// wire does else is the promise `wire`.
@Suite struct WireFaultTests {
    @Test func `an answer to another question ends no run for good and shows no secret`()
        async throws
    {
        try await withSandbox({ $0.people = 8 }) { sandbox, store, engine, connection in
            try await WireProxy.withProxy(to: sandbox.port) { proxy in
                var connection = connection.ofEachKind.inSmallPages().sweepingAlways
                connection.baseURL = proxy.baseURL
                for call in stride(from: 2, through: 50, by: 3) {
                    proxy.disturb(WireFault(.previousAnswer, atCall: call))
                }
                let engine = SyncEngine(store: store, transport: try transport(), clock: .withoutWaiting)
                let misled = try await engine.sync(connection)
                #expect(proxy.injected > 0)
                let said = (misled.problems + misled.streams.flatMap(\.problems)).joined()
                #expect(!said.contains(sandbox.configuration.token))
                proxy.calm()
                // A place that is wrong is given up with another run.
                var code = try await engine.sync(connection).exitCode
                if code != 0 { code = try await engine.sync(connection).exitCode }
                #expect(code == 0)
            }
        }
    }
}
