import ConnectorTesting
import Foundation
import HTTP
import HubSpot
import JourneyStore
import Sandbox
import SyncEngine

/// A store in a folder of its own, a sandbox in this process, and real libcurl between them.
func withSandbox(
    _ change: (inout SandboxConfiguration) -> Void = { _ in },
    _ body: @escaping @Sendable (Sandbox, JourneyStore, SyncEngine, Connection) async throws -> Void
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
            credentials: ["access_token": sandbox.configuration.token], enforcesBudgets: false)
        try await body(sandbox, store, engine, connection)
        try await store.close()
    }
}

/// What the sandbox says of itself.
func Truth(_ sandbox: Sandbox) throws -> SandboxTruth { try SandboxTruth(sandbox, connector: hubSpot) }

/// A store in a folder of its own.
func withStore(_ body: (JourneyStore) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "waymark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try await JourneyStore.open(
        path: folder.appending(path: "journeys.db").path, access: .readWrite(create: true))
    try await body(store)
    try await store.close()
}

/// What two stores are compared by.
func canonical(_ store: JourneyStore) async throws -> [String] {
    try await store.read { reader in
        var lines: [String] = []
        try reader.canonical { lines.append(String(decoding: $0, as: UTF8.self)) }
        return lines
    }
}

func transport() throws -> CurlTransport { try CurlTransport() }

extension EngineClock {
    /// Waits are over at once; the vendor's patience is not what is tested.
    static let withoutWaiting = EngineClock(now: EngineClock.system.now, sleep: { _ in }, random: { 0.5 })
}
