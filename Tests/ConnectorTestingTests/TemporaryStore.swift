import Foundation
import JourneyStore

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
