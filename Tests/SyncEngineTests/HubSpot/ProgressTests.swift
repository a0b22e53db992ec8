import Sandbox
import SyncEngine
import Synchronization
import Testing

/// What a run says about itself while it runs.
@Suite struct ProgressTests {
    private final class Expectations: Sendable {
        private let rows = Mutex<[String: Int]>([:])
        var all: [String: Int] { rows.withLock { $0 } }

        func receive(_ progress: Progress) {
            if case .expects(let stream, let count) = progress { rows.withLock { $0[stream] = count } }
        }
    }

    @Test func `a first sync tells how many records it will read, a later one only what is much`() async throws {
        try await withSandbox({ $0.people = 260 }) { sandbox, store, _, connection in
            let connection = connection.only("contacts", "companies")
            let first = Expectations()
            let engine = SyncEngine(store: store, transport: try transport(), report: first.receive)
            try await expect(0, engine.sync(connection))
            let live = try await store.live("contacts").count
            #expect(first.all["contacts"] == live)
            #expect(first.all["companies"] != nil)

            let changed = try await sandbox.editMany("contacts", count: 250, properties: ["jobtitle": "Many"])
            #expect(changed > 200)
            await sandbox.settle()
            let second = Expectations()
            let again = SyncEngine(store: store, transport: try transport(), report: second.receive)
            try await expect(0, again.sync(connection))
            #expect(second.all == ["contacts": changed])
        }
    }

    @Test func `an estimate that fails leaves its stream to speak for itself`() async throws {
        try await withSandbox({ $0.people = 30 }) { sandbox, store, engine, connection in
            await sandbox.setScope("tickets", granted: false)
            let report = try await engine.sync(connection.only("contacts", "tickets"))
            expect(77, report)
            #expect(report.stream("contacts")?.outcome == .complete)
        }
    }
}
