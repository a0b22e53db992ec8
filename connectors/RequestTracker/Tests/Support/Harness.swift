import Foundation
import HTTP
import JourneyStore
import RequestTracker
import SyncEngine
import Touchpoints

/// A miniature tracker and a store in a folder of its own.
struct Harness: Sendable {
    let tracker: SmallTracker
    let store: JourneyStore
    let engine: SyncEngine
    var connection: Connection

    /// Syncs a minute later, with both sweeps due.
    func sync() async throws -> SyncReport {
        await tracker.change { $0.now += 60 }
        return try await engine.sync(connection)
    }

    /// Live touchpoints as `kind direction title`, in the order of their records; with the tickets and roles they are linked to.
    func touchpoints() async throws -> [String] {
        try await store.read { reader in
            var lines: [(Int, String)] = []
            try reader.touchpoints(sinceSeq: 0) { stored in
                guard stored.removedAt == nil else { return }
                let links = stored.links.map { "\($0.role) \($0.identifier.split(separator: ":").last ?? "")" }.sorted()
                let touchpoint = stored.touchpoint
                lines.append(
                    (
                        Int(stored.key.id) ?? 0,
                        "\(touchpoint.kind.rawValue) \(touchpoint.direction.rawValue): \(links.joined(separator: ", "))"
                    ))
            }
            return lines.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

func withTracker(_ body: (Harness) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "waymark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let tracker = SmallTracker()
    let store = try await JourneyStore.open(
        path: folder.appending(path: "journeys.db").path, access: .readWrite(create: true))
    let clock = EngineClock(now: { 0 }, sleep: { _ in }, random: { 0.5 })
    let connection = Connection(
        name: "support", connector: try requestTracker(), baseURL: "http://127.0.0.1:1",
        credentials: ["user": "sync", "password": "secret"],
        settings: ["tickets": StreamSettings(sweeps: ["absent": 0, "merged": 0])])
    try await body(
        Harness(
            tracker: tracker, store: store,
            engine: SyncEngine(store: store, transport: tracker, clock: clock), connection: connection))
    try await store.close()
}
