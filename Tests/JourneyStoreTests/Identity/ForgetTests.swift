import Foundation
import GRDB
import JourneyStore
import Testing
import Touchpoints

@Suite struct ForgetTests {
    private static let strings = [
        "ann.miller@acme.com", "Ann.Miller@acme.com", "Ann Miller", "Miller", "+4930901820", "030 901820", "7001",
        "Kick-off", "Quarantined",
    ]

    private static func note(_ id: String, _ text: String, with people: [Participant]) -> RecordWrite {
        var touchpoint = Touchpoint.call(facet: "note", participants: people)
        touchpoint.title = text
        touchpoint.url = "https://example.com/\(text)"
        touchpoint.properties = [.init(name: "text", value: text)]
        return RecordWrite(
            key: .call(id), revision: text, payload: Array(#"{"id":"\#(id)","text":"\#(text)"}"#.utf8),
            touchpoints: [touchpoint], tracked: [TrackedValue(field: "body", value: text)])
    }

    private static var ann: RecordWrite {
        var write = RecordWrite.person(
            .contact("7001"), [.email("Ann.Miller@acme.com"), .phone("+49 30 901820")], name: "Ann Miller",
            merged: ["70010"], touchpoints: [.call(facet: "life")])
        write.tracked = [TrackedValue(field: "note", value: "Miller")]
        return write
    }

    private static let bob = RecordWrite.person(.contact("2"), [.email("bob@acme.com")], name: "Bob Ray")

    private static let activities = [
        note("90", "Kick-off with Ann Miller", with: [.contact("7001")]),
        note("91", "Lunch for ANN.MILLER@acme.com", with: [.contact("7001"), .contact("2")]),
        note("92", "Nothing of hers", with: [.contact("2")]),
        note("93", "About ann.miller@acme.com", with: []),
    ]

    private static func fill(_ transaction: StoreTransaction) throws {
        try transaction.save([ann, bob, .company("5")] + activities, .test)
        try transaction.setAssociations(from: [.contact("7001")], to: .companies, targets: ["7001": [.init(id: "5")]])
        let stream = StreamKey(system: "hubspot", account: "123", stream: "contacts")
        try transaction.quarantine(
            QuarantineEntry(
                source: stream, recordID: "7001", reason: "no", payload: Array(#"{"name":"Quarantined"}"#.utf8), run: 1)
        )
        try transaction.quarantine(
            QuarantineEntry(
                source: stream, recordID: "x", reason: "bad ann.miller@acme.com", payload: Array("{}".utf8), run: 1))
        try transaction.enqueue(stream, part: "lookup", ids: ["7001", "2"])
        _ = try transaction.beginRun(kind: "sync", connection: "c", arguments: #"{"who":"ann.miller@acme.com"}"#)
        try transaction.choose(.apart, RecordKey.contact("7001").text, RecordKey.contact("2").text)
    }

    /// Where one of the person's strings still stands: rows of any table, and the bytes of the files.
    private func traces(_ store: JourneyStore) throws -> [String] {
        let texts = try store.dumpTexts()
        var found: [String] = []
        for string in Self.strings {
            found += texts.filter { $0.contains(string) }
            for file in ["", "-wal"] {
                let bytes = (try? Data(contentsOf: URL(fileURLWithPath: store.path + file))) ?? Data()
                if bytes.range(of: Data(string.utf8)) != nil { found.append("\(string) in the file\(file)") }
            }
        }
        return found
    }

    @Test func `what another tool left of them in free pages goes too`() async throws {
        try await withStore { store in
            try await store.write { try Self.fill($0) }
            // A SQLite that does not overwrite what it deletes, as most do not.
            let other = try DatabaseQueue(path: store.path)
            try await other.writeWithoutTransaction { db in
                try db.execute(
                    sql: """
                        PRAGMA secure_delete = OFF; CREATE TABLE scratch (text);
                        WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9)
                        INSERT INTO scratch SELECT 'ann.miller@acme.com ' || hex(zeroblob(2000)) FROM n;
                        DROP TABLE scratch; PRAGMA wal_checkpoint(TRUNCATE)
                        """)
            }
            try other.close()
            #expect(try await store.forget("Ann.Miller@acme.com").isClean)
            let left = try traces(store)
            #expect(left.isEmpty, "\(left)")
        }
    }

    @Test func `nothing of a forgotten person is left in any row or byte, and the others are`() async throws {
        try await withStore { store in
            try await store.write { try Self.fill($0) }
            #expect(try traces(store).count > Self.strings.count)
            let person = try await store.read { try $0.subjects("ann.miller@acme.com").first?.entityID }
            let seq = try await store.touchpoints().map(\.seq).max() ?? 0

            let outcome = try await store.forget("Ann.Miller@acme.com")
            #expect(outcome.isNews && outcome.isClean)
            #expect(outcome.erasure?.records == 2)
            #expect(outcome.erasure?.redacted == 2)
            let left = try traces(store)
            #expect(left.isEmpty, "\(left)")

            // Consumers of the feed learn of it by ids that say nothing.
            #expect(try await store.touchpoints(sinceSeq: seq).contains { $0.removedAt != nil })
            let gone = try await store.read { reader in
                var gone = false
                try reader.people(sinceSeq: seq) { if $0.id == person { gone = $0.identifiers.isEmpty } }
                return gone
            }
            #expect(gone)
            // What is about others stays, as far as it is about them.
            let journey = try await store.read { try $0.journey("bob@acme.com") }
            #expect(Set(journey.map(\.touchpoint.touchpoint.title)) == [nil, "Nothing of hers"])
            #expect(try await store.read { try $0.record(.call("92")) }?.payload != nil)
            #expect(try await store.read { try $0.record(.company("5")) }?.gone == nil)
            let due = try await store.read {
                try $0.take(
                    StreamKey(system: "hubspot", account: "123", stream: "contacts"), part: "lookup", limit: 9,
                    after: nil)
            }
            #expect(due.map(\.id) == ["2"])
        }
    }

    @Test func `no later sync brings a forgotten person back`() async throws {
        try await withStore { store in
            try await store.write { try Self.fill($0) }
            _ = try await store.forget("hubspot:123:contacts:7001")
            // The same again, another record with her address, an association, a merge, a tombstone, a new note.
            try await store.write { transaction in
                try transaction.save([Self.ann, Self.bob] + Self.activities, .test)
                try transaction.remap([Self.ann] + Self.activities)
                // What a record names comes before it.
                try transaction.setAssociations(
                    from: [.customer("003")], to: .organisations, targets: ["003": [.init(id: "5")]])
                try transaction.save(
                    [
                        .person(.customer("003"), [.email("ann.miller@ACME.com")], name: "Ann Miller"),
                        Self.note("94", "Kick-off by Ann Miller", with: [.email("ann.miller@acme.com")]),
                        Self.note("95", "Mail ann.miller@acme.com.", with: [.email("bob@acme.com")]),
                    ], .test)
                try transaction.setAssociations(
                    from: [.call("92")], to: .contacts, targets: ["92": [.init(id: "7001"), .init(id: "2")]])
                try transaction.tombstone([.contact("7001")], reason: .archived, at: 5)
                try transaction.addAlias(.contact("7001"), to: .contact("2"), reason: .merged, at: 5)
                try transaction.quarantine(
                    QuarantineEntry(
                        source: StreamKey(system: "hubspot", account: "123", stream: "contacts"), recordID: "9",
                        reason: "no", payload: Array("ann.miller@acme.com".utf8), run: 1))
            }
            let left = try traces(store)
            #expect(left.isEmpty, "\(left)")
            let again = try await store.forget("ann.miller@acme.com")
            #expect(!again.isNews && again.erasure != nil)
            #expect(try await store.forget("nobody@acme.com").erasure == nil)
            #expect(try await store.read { try $0.associations(.customer("003"), to: .organisations) } == [])
            // Bob's own note is there, without what it says of her.
            let rows = try await store.read { try $0.journey("bob@acme.com") }
            #expect(rows.contains { $0.touchpoint.key == .call("95") && $0.touchpoint.touchpoint.title == nil })
        }
    }
}

extension JourneyStore {
    /// Every text and blob of every row, as text.
    fileprivate func dumpTexts() throws -> [String] {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        return try queue.read { db in
            try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'").flatMap { table in
                try Row.fetchAll(db, sql: "SELECT * FROM \(table)").flatMap { row in
                    row.databaseValues.compactMap { value in
                        switch value.storage {
                        case .string(let text): "\(table): \(text)"
                        case .blob(let data): "\(table): " + String(decoding: data, as: UTF8.self)
                        default: nil
                        }
                    }
                }
            }
        }
    }
}
