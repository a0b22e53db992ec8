import ConnectorTesting
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// Archived, restored, purged, erased: none of it moves a modification time.
@Suite struct GoneTests {
    private func withContacts(
        _ body: @escaping @Sendable (Sandbox, JourneyStore, SyncEngine, Connection, [String]) async throws -> Void
    ) async throws {
        try await withSandbox({ $0.people = 60 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts", "companies")
            try await expect(0, engine.sync(connection))
            try await body(sandbox, store, engine, connection, try await store.live("contacts"))
            let differences = try await Truth(sandbox).differences(of: "contacts", "companies", from: store)
            #expect(differences == [])
        }
    }

    @Test func `archived by the daily sweep, restored by the next one`() async throws {
        try await withContacts { sandbox, store, engine, connection, live in
            try await sandbox.archive("contacts", id: live[0])
            _ = await sandbox.advance(seconds: 87_300, isQuiet: true)
            await sandbox.settle()
            let report = try await engine.sync(connection)
            expect(0, report)
            #expect(try await store.record("contacts", live[0])?.gone == .archived)
            try await sandbox.restore("contacts", id: live[0])
            _ = await sandbox.advance(seconds: 87_300, isQuiet: true)
            await sandbox.settle()
            try await expect(0, engine.sync(connection))
            #expect(try await store.record("contacts", live[0])?.gone == nil)
        }
    }

    @Test func `purged by the weekly sweep`() async throws {
        try await withContacts { sandbox, store, engine, connection, live in
            try await sandbox.purge("contacts", id: live[0])
            _ = await sandbox.advance(seconds: 8 * 86_400, isQuiet: true)
            try await expect(0, engine.sync(connection))
            #expect(try await store.record("contacts", live[0])?.gone == .deleted)
        }
    }

    @Test func `archived, then purged`() async throws {
        try await withContacts { sandbox, store, engine, connection, live in
            try await sandbox.archive("contacts", id: live[0])
            await sandbox.settle()
            try await expect(0, engine.sync(connection.sweepingAlways))
            try await sandbox.purge("contacts", id: live[0])
            await sandbox.settle()
            try await expect(0, engine.sync(connection.sweepingAlways))
            #expect(try await store.record("contacts", live[0])?.gone == .deleted)
        }
    }

    @Test func `erased: the person leaves with everything that hung on the record`() async throws {
        try await withContacts { sandbox, store, engine, connection, live in
            try await sandbox.purge("contacts", id: live[0], erasing: true)
            await sandbox.settle()
            try await expect(0, engine.sync(connection.sweepingAlways))
            let links = try await canonical(store).filter {
                $0.contains(#""type":"touchpoint""#) && $0.contains(live[0])
            }
            #expect(links == [])
        }
    }

    @Test func `created and gone between two syncs was never there`() async throws {
        try await withContacts { sandbox, store, engine, connection, live in
            let id = try await sandbox.create("contacts", properties: ["email": "brief@example.com"])
            try await sandbox.purge("contacts", id: id)
            await sandbox.settle()
            try await expect(0, engine.sync(connection.sweepingAlways))
            #expect(try await store.record("contacts", id) == nil)
        }
    }

    @Test func `more than a tenth purged at once is held back, and believed when allowed`() async throws {
        try await withSandbox({ $0.people = 120 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts")
            _ = try await engine.sync(connection)
            let live = try await store.live("contacts")
            for id in live.prefix(40) { try await sandbox.purge("contacts", id: id) }
            await sandbox.settle()
            let held = try await engine.sync(connection.sweepingAlways)
            expect(75, held)
            #expect(held.stream("contacts")?.problems.count == 1)
            #expect(held.stream("contacts")?.problems.first?.contains("--allow-mass-delete") == true)
            #expect(try await store.live("contacts").count == live.count)
            // It is held until somebody decides, also by syncs without a sweep.
            try await expect(75, engine.sync(connection))
            let allowed = try await engine.sync(connection, options: SyncOptions(allowsMassDelete: true))
            expect(0, allowed)
            #expect(try await store.live("contacts").count == live.count - 40)
        }
    }
}
