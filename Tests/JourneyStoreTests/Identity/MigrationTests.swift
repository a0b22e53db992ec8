import GRDB
import Testing
import Touchpoints

@testable import JourneyStore

@Suite struct MigrationTests {
    /// A store as version 1 made it, with two people and a company in it.
    private func makeOld(_ path: String) async throws {
        let store = try await JourneyStore.open(path: path, access: .readWrite(create: true))
        try await store.write { transaction in
            try transaction.save(
                [
                    .contact("1", emails: ["ann@x.com"], touchpoints: [.call()]), .contact("2", emails: ["bob@x.com"]),
                    .company("5"),
                ], .test)
        }
        try await store.close()
        try await DatabaseQueue(path: path).write { db in
            let triggers = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger)") }
            for table in [
                "record_names", "accounts", "account_aliases", "account_identifiers", "identity_choices",
                "identity_flags",
                "touchpoint_facts", "erasures", "erased_hashes", "journey_state", "journey_names", "journey_paths",
                "journey_stale", "findings", "finding_numbers",
            ] { try db.execute(sql: "DROP TABLE \(table)") }
            for view in ["links", "touchpoint_sources"] { try db.execute(sql: "DROP VIEW \(view)") }
            for index in ["identity_evidence_external", "ledger_parent", "touchpoints_duplicate"] {
                try db.execute(sql: "DROP INDEX \(index)")
            }
            try db.execute(sql: "ALTER TABLE identity_evidence DROP COLUMN stated")
            try db.execute(sql: "ALTER TABLE touchpoints DROP COLUMN duplicate_of")
            try db.execute(sql: "CREATE VIEW links AS SELECT 1")
            try db.execute(sql: "CREATE VIEW touchpoint_sources AS SELECT 1")
            try db.execute(sql: "PRAGMA user_version = 1")
        }
    }

    @Test func `a store of version 5 forgets paths that nothing keeps up to date, and makes them again`() async throws {
        let folder = try TestFolder()
        let path = folder.file("journeys.db")
        let old = try await JourneyStore.open(path: path, access: .readWrite(create: true))
        try await old.write { try $0.save([.contact("1", emails: ["ann@x.com"], touchpoints: [.call()])], .test) }
        try await old.refreshJourneys(dividedBy: [])
        try await old.close()
        try await DatabaseQueue(path: path).write { db in
            try db.execute(sql: "INSERT INTO touchpoint_facts SELECT key, 'cold' FROM touchpoints")
            try db.execute(sql: "INSERT INTO touchpoint_facts SELECT key, 'mark' FROM touchpoints")
            try db.execute(sql: "PRAGMA user_version = 5")
        }

        let store = try await JourneyStore.open(path: path, access: .readWrite(create: false))
        let rows = { (sql: StaticString) in
            try await store.read { try $0.connection.all(sql, read: { $0.text(0) }) }
        }
        #expect(try await rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'").isEmpty)
        #expect(try await rows("SELECT entity_id FROM journey_paths").isEmpty)
        #expect(try await rows("SELECT fact FROM touchpoint_facts") == ["mark"])
        #expect(try await store.refreshJourneys(dividedBy: []) == 1)
        try await store.write { try $0.save([.call("7", with: [.email("ann@x.com")])], .test) }
        #expect(try await store.refreshJourneys(dividedBy: []) == 1)
        try await store.close()
        withExtendedLifetime(folder) {}
    }

    @Test(arguments: [JourneyStore.Access.readOnly, .readWrite(create: false)])
    func `a store of version 1 is brought up to date and tells the same`(access: JourneyStore.Access) async throws {
        let folder = try TestFolder()
        let path = folder.file("journeys.db")
        try await makeOld(path)
        let store = try await JourneyStore.open(path: path, access: access)
        #expect(try await store.partition().count == 2)
        #expect(try await store.read { try $0.journey("ann@x.com") }.count == 1)
        #expect(try await store.read { try $0.subjects("hubspot:123:companies:5") }.map(\.entity) == [.account])
        try await store.close()

        let writer = try await JourneyStore.open(path: path, access: .readWrite(create: false))
        try await writer.write { transaction in
            try transaction.remap([.organisation(.company("5"), ["acme.com"])])
            try transaction.save([.person(.customer("9"), [.email("ann@x.com")])], .test)
        }
        #expect(try await writer.accounts() == [["acme.com", "hubspot:123:companies:5"]])
        #expect(try await writer.partition().count == 2)
        try await writer.close()
        withExtendedLifetime(folder) {}
    }
}
