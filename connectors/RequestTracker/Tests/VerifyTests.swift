import JourneyStore
import SyncEngine
import Testing
import Touchpoints

/// What RT offers for comparing: counts of tickets and transactions, listings of users and queues.
@Suite struct VerifyTests {
    private func withStory(_ body: (Harness) async throws -> Void) async throws {
        try await withTracker { harness in
            await harness.tracker.open(10, by: [3, 4])
            await harness.tracker.open(11, by: [4])
            await harness.tracker.happen("Correspond", on: 10, by: 2)
            #expect(try await harness.sync().exitCode == 0)
            try await body(harness)
        }
    }

    private func key(_ type: String, _ id: String, in harness: Harness) async throws -> RecordKey {
        let collections = try await harness.store.read { try $0.collections().map(\.collection) }
        return RecordKey(collection: try #require(collections.first { $0.objectType == type }), id: id)
    }

    @Test func `an equal store differs in nothing`() async throws {
        try await withStory { harness in
            let report = try await harness.engine.verify(harness.connection)
            #expect(report.exitCode == 0, "\(report)")
            #expect(report.streams.first { $0.stream == "transactions" }?.method == "counted in 1 window")
            #expect(report.streams.first { $0.stream == "transactions" }?.sampled == 3)
            #expect(report.streams.first { $0.stream == "users" }?.method == "ids of the whole listing")
        }
    }

    @Test(arguments: ["tickets", "transactions", "users"])
    func `a record that was lost is found and read again`(stream: String) async throws {
        try await withStory { harness in
            let before = try await harness.touchpoints()
            let some = try await key(stream, "", in: harness)
            let id = try #require(
                try await harness.store.read { try $0.liveIDs(some.collection, after: nil, limit: 1) }.first)
            let lost = RecordKey(collection: some.collection, id: id)
            try await harness.store.write { tx in try tx.tombstone([lost], reason: .deleted, at: 0) }
            let found = try await harness.engine.verify(harness.connection)
            #expect(found.exitCode == 75)
            let differing = found.streams.filter(\.differs)
            #expect(differing.map(\.stream) == [stream])
            #expect(differing.first?.differences.map(\.id) == [id])
            let repaired = try await harness.engine.verify(
                harness.connection, options: VerifyOptions(repairs: true))
            #expect(repaired.exitCode == 0, "\(repaired)")
            #expect(try await harness.touchpoints() == before)
        }
    }

    @Test func `a transaction that RT does not know goes`() async throws {
        try await withStory { harness in
            let live = try await key("transactions", "", in: harness).collection
            let first = try #require(try await harness.store.read { try $0.payloads(live, after: nil, limit: 1) }.first)
            let payload = String(decoding: first.payload ?? [], as: UTF8.self)
                .replacing("\"id\":\"\(first.key.id)\"", with: "\"id\":\"9999\"")
            let ghost = RecordWrite(
                key: RecordKey(collection: live, id: "9999"), revision: "x", modifiedAt: first.modifiedAt,
                payload: Array(payload.utf8))
            try await harness.store.write { tx in
                _ = try tx.save(
                    [ghost],
                    Provenance(run: 1, request: "", observedAt: Moment(clamping: 0, precision: .millisecond)))
            }
            let found = try await harness.engine.verify(harness.connection)
            #expect(found.streams.filter(\.differs).flatMap(\.differences).map(\.id) == ["9999"])
            let repaired = try await harness.engine.verify(
                harness.connection, options: VerifyOptions(repairs: true))
            #expect(repaired.exitCode == 0, "\(repaired)")
            #expect(try await harness.store.read { try $0.record(ghost.key)?.gone } == .deleted)
        }
    }
}
