import Foundation
import JourneyStore
import Touchpoints

/// Bytes, from the kernel; 0 where it does not tell.
func peakMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
    return (line?.split(separator: " ").dropFirst().first).flatMap { Int($0) }.map { $0 * 1024 } ?? 0
}

let clock = ContinuousClock()
let provenance = Provenance(run: 1, request: "-", observedAt: Moment(clamping: 0, precision: .second))

func seconds(_ duration: Duration) -> Double { (duration / .milliseconds(1)).rounded() / 1000 }

/// A new store, gone afterwards.
func withStore(_ parent: String?, _ body: (JourneyStore) async throws -> Void) async throws {
    let folder = (parent ?? NSTemporaryDirectory()) + "/identity-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try await JourneyStore.open(path: folder + "/journeys.db", access: .readWrite(create: true))
    try await body(store)
    try await store.close()
}
