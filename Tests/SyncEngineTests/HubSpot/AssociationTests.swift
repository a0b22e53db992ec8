import ConnectorTesting
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// Associations change without a trace on the records.
@Suite struct AssociationTests {
    private func withDeal(
        page: Int = 500,
        _ body: @escaping @Sendable (Sandbox, JourneyStore, SyncEngine, Connection, _ deal: String) async throws -> Void
    ) async throws {
        try await withSandbox({
            $0.people = 60; $0.associationPage = page
        }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts", "companies", "deals")
            try await expect(0, engine.sync(connection))
            try await body(sandbox, store, engine, connection, try await store.live("deals")[0])
            let differences = try await Truth(sandbox).differences(of: "contacts", "companies", "deals", from: store)
            #expect(differences == [])
        }
    }

    @Test func `a new one is found by the weekly sweep`() async throws {
        try await withDeal { sandbox, store, engine, connection, deal in
            for contact in try await store.live("contacts").suffix(3) {
                try await sandbox.associate("deals", id: deal, with: "contacts", id: contact)
            }
            _ = await sandbox.advance(seconds: 8 * 86_400, isQuiet: true)
            let report = try await engine.sync(connection)
            expect(0, report)
            #expect(report.stream("deals")?.associations ?? 0 > 0)
        }
    }

    @Test func `a removed one is found by the weekly sweep`() async throws {
        try await withDeal { sandbox, store, engine, connection, deal in
            let contact = try await store.live("contacts")[1]
            try await sandbox.associate("deals", id: deal, with: "contacts", id: contact)
            try await expect(0, engine.sync(connection.sweepingAlways))
            try await sandbox.associate("deals", id: deal, with: "contacts", id: contact, removing: true)
            try await expect(0, engine.sync(connection.sweepingAlways))
        }
    }

    @Test func `a label is a change`() async throws {
        try await withDeal { sandbox, store, engine, connection, _ in
            let (contacts, companies) = (try await store.live("contacts"), try await store.live("companies"))
            try await sandbox.associate(
                "contacts", id: contacts[0], with: "companies", id: companies[0], typeID: 1)
            try await expect(0, engine.sync(connection.sweepingAlways))
        }
    }

    @Test func `more than fit on one page are read to the end`() async throws {
        try await withDeal(page: 2) { sandbox, store, engine, connection, deal in
            for contact in try await store.live("contacts").prefix(9) {
                try await sandbox.associate("deals", id: deal, with: "contacts", id: contact)
            }
            try await expect(0, engine.sync(connection.sweepingAlways))
        }
    }
}
