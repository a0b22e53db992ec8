import ConnectorTesting
import JourneyStore
import SyncEngine
import Testing

@Suite struct FirstSyncTests {
    @Test func `a first sync holds exactly what the source holds`() async throws {
        try await withSandbox { sandbox, store, engine, connection in
            let report = try await engine.sync(connection)
            #expect(report.exitCode == 0)
            #expect(report.problems == [])
            let differences = try await Truth(sandbox).differences(from: store)
            #expect(differences == [])
        }
    }

    @Test func `a second sync with nothing new changes nothing`() async throws {
        try await withSandbox { sandbox, store, engine, connection in
            _ = try await engine.sync(connection)
            let seq = try await store.read { try $0.lastSeq() }
            _ = await sandbox.advance(seconds: 3_600, isQuiet: true)
            let second = try await engine.sync(connection)
            #expect(second.exitCode == 0)
            #expect(second.streams.allSatisfy { $0.added == 0 && $0.changed == 0 && $0.gone == 0 })
            #expect(try await store.read { try $0.lastSeq() } == seq)
        }
    }

    @Test(arguments: [1.0, 9.0, 40.0])
    func `after the company has lived on, a sync finds everything that changed`(days: Double) async throws {
        try await withSandbox { sandbox, store, engine, connection in
            _ = try await engine.sync(connection)
            _ = await sandbox.advance(days: days)
            // Search shows a change only after its index lag.
            _ = await sandbox.advance(seconds: 300, isQuiet: true)
            let report = try await engine.sync(connection.sweepingAlways)
            #expect(report.exitCode == 0, "\(report.streams.flatMap(\.problems))")
            let differences = try await Truth(sandbox).differences(from: store)
            #expect(differences == [])
        }
    }
}
