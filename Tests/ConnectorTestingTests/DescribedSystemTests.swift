import ConnectorTesting
import HTTP
import JourneyStore
import RequestTracker
import SyncEngine
import Testing

@Suite struct DescribedSystemTests {
    @Test func `a described Request Tracker can be read, and read again`() async throws {
        let connector = try requestTracker()
        try await DescribedSystem.withSystem(for: connector) { system in
            try await withStore { store in
                let connection = await system.connection
                let engine = SyncEngine(store: store, transport: try CurlTransport())
                let first = try await engine.sync(connection)
                #expect(first.exitCode == 0, "\(first.problems) \(first.streams.flatMap(\.problems))")
                #expect(first.streams.allSatisfy { $0.read > 0 }, "\(first.streams.map { ($0.stream, $0.read) })")
                let differences = try await system.differences(from: store, before: nil)
                #expect(differences == [])
            }
        }
    }
}
