import Foundation
import JourneyStore
import Sandbox
import SyncEngine

/// Syncs a system through a `WireProxy` that disturbs calls, and holds each store against an undisturbed one.
struct WireTrial: Sendable {
    let trial: Trial
    let system: any SimulatedSystem
    /// To the proxy.
    let connection: Connection
    let proxy: WireProxy
    let folder: URL

    /// What an undisturbed sync took and left.
    private struct Calm {
        var calls: Int
        var lines: [String]
        /// Stream → complete through.
        var through: [String: Int64]
    }

    /// Every n-th call of a run is disturbed; a thorough laboratory disturbs one per run.
    private var stride: Int { trial.laboratory.isThorough ? .max : 3 }

    /// First calls to disturb. Else than in a thorough laboratory each kind begins at another one.
    private func starts(_ place: Int, _ calls: Int) -> [Int] {
        trial.laboratory.isThorough ? Array(1...max(1, calls)) : [place % stride + 1]
    }

    /// A first sync disturbed; a later one after that; and the same later one disturbed.
    func run() async throws {
        let kinds = WireFault.Kind.noticeable
        try await withStore("calm") { calm in
            let first = try await undisturbed(calm)
            for (place, kind) in kinds.enumerated() {
                for start in starts(place, first.calls) {
                    try await withStore("\(kind)-\(start)") { store in
                        try await disturb(kind, from: start, store, expecting: first, "a first sync")
                    }
                }
            }
            try await calm.backup(to: path("before"))
            try await change()
            let second = try await undisturbed(calm)
            for (place, kind) in kinds.enumerated() {
                for start in starts(place, first.calls) {
                    // Nothing that the first sync believed may cost the second one data.
                    try await withStore("\(kind)-\(start)") { store in
                        _ = try await undisturbed(store)
                        try await trial.expectEqual(
                            store, to: second.lines, "after a first sync with \(kind) from call \(start)",
                            of: kind.rawValue)
                    }
                }
                for start in starts(place + 1, second.calls) {
                    let name = "second-\(kind)-\(start)"
                    try FileManager.default.copyItem(atPath: path("before"), toPath: path(name))
                    try await withStore(name) { store in
                        try await disturb(kind, from: start, store, expecting: second, "a later sync")
                    }
                }
            }
        }
    }

    private func path(_ name: String) -> String { folder.appending(path: name + ".db").path }

    private func withStore(_ name: String, _ body: (JourneyStore) async throws -> Void) async throws {
        let store = try await JourneyStore.open(path: path(name), access: .readWrite(create: true))
        try await body(store)
        try await store.close()
    }

    /// Something of everything, so that every way of reading has work.
    private func change() async throws {
        await system.advance(seconds: 3_600)
        for stream in await system.streams {
            for change: Change in [.create(2), .edit(3), .archive, .merge, .purge, .associate] {
                _ = try await system.make(change, in: stream)
            }
        }
        await system.settle()
    }

    private func undisturbed(_ store: JourneyStore) async throws -> Calm {
        proxy.calm()
        let report = try await trial.complete(connection, into: store, "undisturbed, through the proxy")
        return Calm(calls: proxy.calls, lines: try await Trial.canonical(store), through: through(report))
    }

    private func disturb(
        _ kind: WireFault.Kind, from start: Int, _ store: JourneyStore, expecting expected: Calm, _ which: String
    ) async throws {
        let before = proxy.injected
        proxy.calm()
        for call in Swift.stride(from: start, through: expected.calls, by: min(stride, expected.calls)) {
            proxy.disturb(WireFault(kind, atCall: call))
        }
        var report = try await trial.sync(connection, into: store)
        var runs = 1
        // A run that met a wrong clock says itself how far it came; an answer that is too large ends it each time.
        while report.exitCode != 0 || isBehind(report, expected), runs < 20 {
            report = try await trial.sync(connection, into: store)
            runs += 1
        }
        let occasion = "\(which) with \(kind) from call \(start)"
        trial.expect(report.exitCode == 0, "\(occasion): ended with \(report.exitCode): \(report.words)")
        trial.count(
            kind.rawValue, faults: proxy.injected - before, calls: proxy.calls, undisturbed: expected.calls)
        try await trial.expectEqual(store, to: expected.lines, occasion, of: kind.rawValue)
    }

    private func through(_ report: SyncReport) -> [String: Int64] {
        Dictionary(
            report.streams.compactMap { stream in stream.completeThrough.map { (stream.stream, $0) } },
            uniquingKeysWith: min)
    }

    private func isBehind(_ report: SyncReport, _ expected: Calm) -> Bool {
        let found = through(report)
        return expected.through.contains { found[$0.key].map { $0 } ?? .min < $0.value }
    }
}
