import Foundation
import HubSpot
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// Syncs a small company through a `WireProxy` that disturbs calls, and holds each store against an undisturbed one.
struct WireTrial {
    let kind: WireFault.Kind
    /// Every n-th call of a run is disturbed, in as many runs as it takes for each call to have its turn.
    let stride: Int
    private var toll: WireToll

    /// - Parameter stride: `.max` disturbs one call per run.
    private init(_ kind: WireFault.Kind, stride: Int) {
        self.kind = kind
        self.stride = stride
        toll = WireToll(kind: kind)
    }

    /// A first sync, with the stores that came of it a later one after three weeks, and the same later one disturbed.
    static func run(_ kind: WireFault.Kind, stride: Int) async throws -> WireToll {
        var configuration = SandboxConfiguration()
        configuration.people = 8
        return try await Sandbox.withServer(configuration) { sandbox in
            try await WireProxy.withProxy(to: sandbox.port) { proxy in
                try await withFolder { folder in
                    var trial = WireTrial(kind, stride: stride)
                    try await trial.run(sandbox, proxy, folder)
                    return trial.toll
                }
            }
        }
    }

    private mutating func run(_ sandbox: Sandbox, _ proxy: WireProxy, _ folder: URL) async throws {
        var connection = Connection(
            name: "hubspot", connector: hubSpot, baseURL: proxy.baseURL,
            credentials: ["access_token": sandbox.configuration.token], enforcesBudgets: false
        ).ofEachKind.inSmallPages().sweepingAlways
        connection.only?.subtract(["forms", "form_submissions", "communications"])
        let calm = folder.appending(path: "calm.db").path
        let first = try await undisturbed(connection, proxy, calm)
        let starts = starts(first.calls)
        for start in starts {
            let path = folder.appending(path: "first\(start).db").path
            try await disturbed(connection, proxy, path, from: start, expecting: first)
        }
        try FileManager.default.copyItem(atPath: calm, toPath: calm + ".before")
        _ = await sandbox.advance(days: 20)
        await sandbox.settle()
        let second = try await undisturbed(connection, proxy, calm)
        for start in starts {
            // Nothing that the first sync believed may cost the second one data.
            let path = folder.appending(path: "first\(start).db").path
            let after = try await undisturbed(connection, proxy, path)
            note(after.export, second.export, "after a first sync disturbed from call \(start)")
        }
        for start in self.starts(second.calls) {
            let path = folder.appending(path: "second\(start).db").path
            try FileManager.default.copyItem(atPath: calm + ".before", toPath: path)
            try await disturbed(connection, proxy, path, from: start, expecting: second)
        }
    }

    private typealias Course = (calls: Int, export: [String], through: [String: Int64])

    private func through(_ report: SyncReport) -> [String: Int64] {
        Dictionary(
            report.streams.compactMap { stream in stream.completeThrough.map { (stream.stream, $0) } },
            uniquingKeysWith: min)
    }

    private func isBehind(_ report: SyncReport, _ expected: [String: Int64]) -> Bool {
        let found = through(report)
        return expected.contains { found[$0.key].map { $0 } ?? .min < $0.value }
    }

    private func starts(_ calls: Int) -> ClosedRange<Int> { 1...min(stride, calls) }

    private func undisturbed(_ connection: Connection, _ proxy: WireProxy, _ path: String) async throws -> Course {
        let store = try await JourneyStore.open(path: path, access: .readWrite(create: true))
        proxy.calm()
        let engine = SyncEngine(store: store, transport: try transport(), clock: FakeClock().clock())
        let report = try await engine.sync(connection)
        expect(0, report)
        let course = (proxy.calls, try await canonical(store), through(report))
        try await store.close()
        return course
    }

    private mutating func disturbed(
        _ connection: Connection, _ proxy: WireProxy, _ path: String, from start: Int, expecting expected: Course
    ) async throws {
        let store = try await JourneyStore.open(path: path, access: .readWrite(create: true))
        let before = proxy.injected
        proxy.calm()
        for call in Swift.stride(from: start, through: expected.calls, by: min(stride, expected.calls)) {
            proxy.disturb(WireFault(kind, atCall: call))
        }
        let engine = SyncEngine(store: store, transport: try transport(), clock: FakeClock().clock())
        var report = try await engine.sync(connection)
        check(report, connection)
        var runs = 1
        // A run that met a wrong clock says itself how far it came.
        while report.exitCode != 0 || isBehind(report, expected.through), runs < 5 {
            report = try await engine.sync(connection)
            check(report, connection)
            runs += 1
        }
        #expect(report.exitCode == 0, "\(kind) from call \(start): \(report.streams.flatMap(\.problems))")
        toll.injected += proxy.injected - before
        toll.extraCalls += proxy.calls - expected.calls
        toll.extraRuns += runs - 1
        note(try await canonical(store), expected.export, "disturbed from call \(start)")
        try await store.close()
    }

    private func check(_ report: SyncReport, _ connection: Connection) {
        let said = (report.problems + report.streams.flatMap(\.problems)).joined()
        for secret in connection.credentials.values { #expect(!said.contains(secret)) }
    }

    private mutating func note(_ found: [String], _ expected: [String], _ occasion: String) {
        toll.differences += differences(found, from: expected).map { "\(occasion): \($0)" }
    }
}
