import ConnectorKit
import ConnectorTesting
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// A record that cannot be mapped is set aside and told of; mended or gone, it leaves.
@Suite struct QuarantineTests {
    private func withOddContact(
        _ body: @escaping @Sendable (Sandbox, JourneyStore, SyncEngine, Connection, _ id: String) async throws -> Void
    ) async throws {
        try await withSandbox({ $0.people = 20 }) { sandbox, store, engine, connection in
            var connection = connection.only("contacts")
            // Somebody's rule takes an address for a time.
            connection.rules["contacts"] = [
                TouchpointRule(
                    facet: "odd", when: [.equals(path: "properties.jobtitle", value: "Odd")],
                    kind: .always(.leadCreated), channel: .always(.crm), direction: .always(.internal),
                    at: "properties.email")
            ]
            let id = try await sandbox.create("contacts", properties: ["email": "odd@example.com", "jobtitle": "Odd"])
            let report = try await engine.sync(connection)
            expect(65, report)
            #expect(report.stream("contacts")?.quarantined == 1)
            #expect(report.stream("contacts")?.outcome == .complete)
            #expect(try await store.live("contacts").contains(id), "the record itself is kept")
            try await body(sandbox, store, engine, connection, id)
        }
    }

    private func quarantined(_ store: JourneyStore) async throws -> [String] {
        try await store.read { try $0.quarantined(nil, limit: 10).map(\.recordID) }
    }

    @Test func `the record is kept with its reason`() async throws {
        try await withOddContact { _, store, _, _, id in
            let entries = try await store.read { try $0.quarantined(nil, limit: 10) }
            #expect(entries.map(\.recordID) == [id])
            #expect(entries[0].reason.contains("odd@example.com"))
            #expect(!entries[0].payload.isEmpty)
        }
    }

    @Test func `a later run that does not meet it is complete, and still shows it`() async throws {
        try await withOddContact { _, _, engine, connection, _ in
            let report = try await engine.sync(connection)
            expect(0, report)
            #expect(report.stream("contacts")?.quarantined == 1)
        }
    }

    @Test func `mended at the source, it leaves`() async throws {
        try await withOddContact { sandbox, store, engine, connection, id in
            try await sandbox.edit("contacts", id: id, properties: ["jobtitle": "Even"])
            await sandbox.settle()
            try await expect(0, engine.sync(connection))
            #expect(try await quarantined(store) == [])
        }
    }

    @Test func `mended by another rule, it leaves without a call for it`() async throws {
        try await withOddContact { _, store, engine, connection, _ in
            var connection = connection
            connection.rules = [:]
            let report = try await engine.sync(connection)
            expect(0, report)
            #expect(report.stream("contacts")?.read == 0)
            #expect(try await quarantined(store) == [])
        }
    }

    @Test func `gone from the source, it leaves`() async throws {
        try await withOddContact { sandbox, store, engine, connection, id in
            try await sandbox.archive("contacts", id: id)
            await sandbox.settle()
            try await expect(0, engine.sync(connection.sweepingAlways))
            #expect(try await quarantined(store) == [])
        }
    }

    @Test func `merged away, it leaves`() async throws {
        try await withOddContact { sandbox, store, engine, connection, id in
            let other = try await store.live("contacts")[0]
            try await sandbox.edit("contacts", id: other, properties: ["jobtitle": "Even"])
            _ = try await sandbox.merge("contacts", primary: other, other: id)
            await sandbox.settle()
            try await expect(0, engine.sync(connection))
            #expect(try await quarantined(store) == [])
        }
    }
}
