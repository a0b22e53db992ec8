import Foundation
import HTTP
import HubSpot
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// A store in a folder of its own, a sandbox in this process, and real libcurl between them.
func withSandbox(
    _ change: (inout SandboxConfiguration) -> Void = { _ in },
    _ body: (Sandbox, JourneyStore, SyncEngine, Connection) async throws -> Void
) async throws {
    var configuration = SandboxConfiguration()
    configuration.people = 300
    change(&configuration)
    let folder = FileManager.default.temporaryDirectory.appending(path: "waymark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await Sandbox.withServer(configuration) { sandbox in
        let store = try await JourneyStore.open(
            path: folder.appending(path: "journeys.db").path, access: .readWrite(create: true))
        let engine = SyncEngine(store: store, transport: try CurlTransport())
        let connection = Connection(
            name: "hubspot", connector: hubSpot, baseURL: sandbox.baseURL,
            credentials: ["access_token": configuration.token], enforcesBudgets: false)
        try await body(sandbox, store, engine, connection)
        try await store.close()
    }
}

@Suite struct FirstSyncTests {
    @Test func `a first sync is complete, and a second one changes nothing`() async throws {
        try await withSandbox { sandbox, store, engine, connection in
            let first = try await engine.sync(connection)
            for stream in first.streams { print(stream) }
            print(first.calls, first.problems, first.exitCode)
            #expect(first.exitCode == 0)
            let seq = try await store.read { try $0.lastSeq() }
            let second = try await engine.sync(connection)
            print(second.calls, second.problems, second.exitCode)
            #expect(second.exitCode == 0)
            #expect(second.streams.allSatisfy { $0.added == 0 && $0.changed == 0 })
            #expect(try await store.read { try $0.lastSeq() } == seq)
        }
    }
}
