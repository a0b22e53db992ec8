import ConnectorTesting
import Foundation
import HTTP
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// Killed between any two calls, the store holds what was committed by then; the next sync ends where an undisturbed
/// one would have ended.
@Suite struct InterruptionTests {
    /// Runs a sync that leaves behind, for every call, the store as a process killed at that moment would.
    private func resume(
        _ sandbox: Sandbox, _ store: JourneyStore, _ connection: Connection, options: SyncOptions = SyncOptions()
    ) async throws {
        try await withFolder { folder in
            let transport = DisturbedTransport(try CurlTransport()) { request, number, send throws(HTTPError) in
                do { try await store.backup(to: folder.appending(path: "\(number).db").path) } catch {
                    throw HTTPError(.refused("no backup: \(error)"), for: request)
                }
                return try await send()
            }
            let report = try await SyncEngine(store: store, transport: transport).sync(connection, options: options)
            #expect(report.exitCode == 0, "\(report.problems) \(report.streams.flatMap(\.problems))")
            let expected = try await canonical(store)
            let real = try CurlTransport()
            for number in 1...transport.count {
                let copy = try await JourneyStore.open(
                    path: folder.appending(path: "\(number).db").path, access: .readWrite(create: false))
                let resumed = try await SyncEngine(store: copy, transport: real).sync(connection, options: options)
                #expect(resumed.exitCode == 0, "call \(number): \(resumed.streams.flatMap(\.problems))")
                let found = differences(try await canonical(copy), from: expected)
                #expect(found == [], "call \(number)")
                try await copy.close()
            }
        }
    }

    @Test func `a first sync, killed at every call`() async throws {
        try await withSandbox({ $0.people = 30 }) { sandbox, store, _, connection in
            try await resume(sandbox, store, connection.ofEachKind.inSmallPages())
        }
    }

    @Test func `a later sync with sweeps, killed at every call`() async throws {
        try await withSandbox({ $0.people = 30 }) { sandbox, store, engine, connection in
            var connection = connection.ofEachKind.inSmallPages()
            connection.only?.subtract(["forms", "form_submissions", "communications"])
            _ = try await engine.sync(connection)
            _ = await sandbox.advance(days: 20)
            _ = await sandbox.advance(seconds: 300, isQuiet: true)
            try await resume(sandbox, store, connection.sweepingAlways)
        }
    }
}
