import GRDB
import Testing
import Touchpoints

@testable import JourneyStore

@Suite struct MigrationTests {
    /// A store as an older version made it, with what the present one tells of the same.
    private func makeOld(_ path: String, version: Int, from present: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { db in
            for step in Schema.versions[..<version] { try db.execute(sql: step) }
            try db.execute(sql: "ATTACH ? AS present", arguments: [present])
            let tables = try String.fetchAll(db, sql: "SELECT name FROM main.sqlite_schema WHERE type = 'table'")
            for table in tables {
                let columns = try db.columns(in: table).map(\.name).joined(separator: ", ")
                try db.execute(sql: "INSERT INTO main.\(table)(\(columns)) SELECT \(columns) FROM present.\(table)")
            }
            try db.execute(sql: "DETACH present")
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
            try db.execute(sql: "PRAGMA user_version = \(version)")
        }
        try queue.close()
    }

    private func makePresent(_ path: String) async throws -> (canonical: [String], partition: Set<[String]>) {
        let store = try await JourneyStore.open(path: path, access: .readWrite(create: true))
        try await store.write { transaction in
            try transaction.save(
                [
                    .contact("1", emails: ["ann@x.com"], touchpoints: [.call()]), .contact("2", emails: ["bob@x.com"]),
                    .company("5"), .call("7", with: [.email("ann@x.com"), .email("bob@x.com")]),
                    .call("8", with: [.contact("2"), .contact("9")]), .contact("3", emails: ["ann@x.com"]),
                ], .test)
            try transaction.tombstone([.contact("2")], reason: .deleted, at: 1)
        }
        let told = (try await store.canonicalLines(), try await store.partition())
        try await store.close()
        return told
    }

    /// Every row that the page of the store's tables promises, as text.
    private func rows(_ store: JourneyStore) async throws -> [String] {
        try await store.read { reader in
            try [
                "SELECT json_array(id, created_at, seq) FROM people ORDER BY 1",
                "SELECT json_array(value, kind, person_id) FROM identifiers ORDER BY 1",
                "SELECT json_array(record, identifier, rule, stated) FROM identity_evidence ORDER BY 1",
                "SELECT json_array(touchpoint, entity_kind, entity_id, role, identifier, origin) FROM links ORDER BY 1",
                """
                SELECT json_array(touchpoint, entity_kind, entity_id, role, identifier, origin) FROM touchpoint_links
                ORDER BY 1
                """,
                "SELECT json_array(touchpoint, collection, record_id, facet, revision) FROM touchpoint_sources ORDER BY 1",
            ].flatMap { sql in try reader.connection.all(sql, read: { $0.text(0) }) + ["---"] }
        }
    }

    @Test(arguments: [1, 2, 3, 5])
    func `a store of an older version is brought up to date and tells the same`(version: Int) async throws {
        let folder = try TestFolder()
        let told = try await makePresent(folder.file("present.db"))
        let present = try await JourneyStore.open(path: folder.file("present.db"), access: .readOnly)
        try makeOld(folder.file("old.db"), version: version, from: present.path)
        let old = try await JourneyStore.open(path: folder.file("old.db"), access: .readWrite(create: false))
        #expect(try await rows(old) == rows(present))
        #expect(try await rows(old).count > 20)
        #expect(try await old.canonicalLines() == told.canonical)
        #expect(try await old.partition() == told.partition)
        try await old.close()
        try await present.close()
        withExtendedLifetime(folder) {}
    }

    @Test(arguments: ["a run has ended", "a second account is there"])
    func `indexes for people's questions are made when`(occasion: String) async throws {
        try await withStore { store in
            let late = {
                try await store.read { reader in
                    try reader.connection.all(
                        """
                        SELECT name FROM sqlite_schema WHERE type = 'index'
                            AND name IN ('touchpoints_id', 'record_names_folded') ORDER BY 1
                        """, read: { $0.text(0) })
                }
            }
            try await store.write { try $0.save([.contact("1", touchpoints: [.call()])], .test) }
            #expect(try await late() == [])
            try await store.write { transaction in
                guard occasion == "a run has ended" else {
                    _ = try transaction.save([.person(.customer("1"), [])], .test)
                    return
                }
                let run = try transaction.beginRun(kind: "sync", connection: nil, arguments: "{}")
                try transaction.finishRun(run, outcome: "complete", exitCode: 0, streams: [])
            }
            #expect(try await late() == ["record_names_folded", "touchpoints_id"])
        }
    }

    @Test func `a store of version 5 forgets paths that nothing keeps up to date, and makes them again`() async throws {
        let folder = try TestFolder()
        let path = folder.file("old.db")
        _ = try await makePresent(folder.file("present.db"))
        try makeOld(path, version: 5, from: folder.file("present.db"))
        try await DatabaseQueue(path: path).write { db in
            try db.execute(sql: "INSERT INTO touchpoint_facts SELECT key, 'cold' FROM touchpoints LIMIT 1")
            try db.execute(sql: "INSERT INTO touchpoint_facts SELECT key, 'mark' FROM touchpoints LIMIT 1")
            try db.execute(sql: "INSERT INTO journey_state VALUES (1, 'of then')")
            try db.execute(sql: "INSERT INTO journey_paths VALUES ('person', 'gone', 1, x'00')")
        }

        let store = try await JourneyStore.open(path: path, access: .readWrite(create: false))
        let rows = { (sql: StaticString) in
            try await store.read { try $0.connection.all(sql, read: { $0.text(0) }) }
        }
        #expect(try await rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'").isEmpty)
        #expect(try await rows("SELECT entity_id FROM journey_paths").isEmpty)
        #expect(try await rows("SELECT fact FROM touchpoint_facts") == ["mark"])
        let people = try await store.read { try $0.peopleCount() }
        #expect(try await store.refreshJourneys(dividedBy: []) >= people)
        try await store.write { try $0.save([.call("17", with: [.email("ann@x.com")])], .test) }
        #expect(try await store.refreshJourneys(dividedBy: []) == 1)
        try await store.close()
        withExtendedLifetime(folder) {}
    }

    @Test(arguments: [JourneyStore.Access.readOnly, .readWrite(create: false)])
    func `a store of version 1 is brought up to date and tells the same`(access: JourneyStore.Access) async throws {
        let folder = try TestFolder()
        let path = folder.file("journeys.db")
        let present = try await JourneyStore.open(path: folder.file("present.db"), access: .readWrite(create: true))
        try await present.write { transaction in
            try transaction.save(
                [
                    .contact("1", emails: ["ann@x.com"], touchpoints: [.call()]), .contact("2", emails: ["bob@x.com"]),
                    .company("5"),
                ], .test)
        }
        try await present.close()
        try makeOld(path, version: 1, from: present.path)
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
