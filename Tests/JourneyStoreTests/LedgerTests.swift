import Testing
import Touchpoints

@testable import JourneyStore

@Suite struct LedgerTests {
    private static let contacts = StreamKey(system: "hubspot", account: "123", stream: "contacts")

    @Test func `ledger entries read back as they were written and move on`() async throws {
        try await withStore { store in
            let window = LedgerEntry(
                source: Self.contacts, part: "records", projection: "a,b",
                scope: LedgerScope(kind: .window, fromMs: 1, toMs: 2, fromID: "x", toID: "y", parent: "p"),
                cursor: "c", rows: 3, asOf: 9)
            let sweep = LedgerEntry(
                source: Self.contacts, part: "archived", projection: "", scope: LedgerScope(kind: .sweep),
                state: .closed, asOf: 9, closedAt: 10)
            let ids = try await store.write { transaction in
                [try transaction.insertLedger(window), try transaction.insertLedger(sweep)]
            }
            var expected = window
            expected.id = ids[0]
            #expect(try await store.read { try $0.ledger(Self.contacts, part: "records") } == [expected])
            try await store.write { try $0.updateLedger(id: ids[0], cursor: nil, rows: 7, state: .closed) }
            expected.cursor = nil
            expected.rows = 7
            expected.state = .closed
            expected.closedAt = 1_700_000_000_000
            let all = try await store.read { try $0.ledger(Self.contacts, part: nil) }
            #expect(all.first == expected)
            #expect(all.last?.closedAt == 10)
            #expect(
                try await store.read { try $0.ledgerParts() } == [
                    LedgerPart(source: Self.contacts, part: "archived"),
                    LedgerPart(source: Self.contacts, part: "records"),
                ])
            #expect(try await store.write { try $0.removeLedger(ids: ids + [77]) } == 2)
            await #expect(throws: StoreError.self) {
                try await store.write { try $0.updateLedger(id: ids[0], cursor: nil, rows: 0, state: .open) }
            }
        }
    }

    @Test func `a parent's entries are found without looking at those of others`() async throws {
        try await withStore { store in
            @Sendable func entry(_ parent: String?, part: String = "records") -> LedgerEntry {
                LedgerEntry(
                    source: Self.contacts, part: part, projection: "",
                    scope: LedgerScope(kind: parent == nil ? .listing : .parent, parent: parent), asOf: 1)
            }
            try await store.write { tx in
                for number in 0..<1_000 { _ = try tx.insertLedger(entry("\(number)")) }
                _ = try tx.insertLedger(entry(nil))
                _ = try tx.insertLedger(entry("500", part: "archived"))
            }
            try await store.read { reader in
                for parent in [nil, "500"] {
                    let scope = entry(parent).scope
                    let found = try reader.ledger(Self.contacts, part: "records", scope: scope)
                    #expect(found.map(\.scope) == [scope])
                }
                // SQLite visits the rows of one parent: by its own plan, and with no other row to sort out.
                let plan = try reader.connection.all(
                    "EXPLAIN QUERY PLAN " + StoreReader.ledgerOfParent, .int(1), .text("records"), .text("500"),
                    read: { $0.text(3) })
                #expect(plan.first?.contains("ledger_parent (stream=? AND part=? AND parent=?)") == true, "\(plan)")
            }
        }
    }

    @Test func `what is asked for again while it is being read stays due`() async throws {
        try await withStore { store in
            try await store.write { try $0.enqueue(Self.contacts, part: "associations", ids: ["1", "2", "3"]) }
            let taken = try await store.read {
                try $0.take(Self.contacts, part: "associations", limit: 2, after: nil)
            }
            #expect(taken.map(\.id) == ["1", "2"])
            try await store.write { try $0.enqueue(Self.contacts, part: "associations", ids: ["2"]) }
            try await store.write { try $0.done(Self.contacts, part: "associations", taken) }
            let rest = try await store.read {
                try $0.take(Self.contacts, part: "associations", limit: 9, after: nil)
            }
            #expect(rest.map(\.id) == ["2", "3"])
            #expect(
                try await store.read { try $0.dueCounts() } == [
                    LedgerPart(source: Self.contacts, part: "associations"): 2
                ])
            #expect(
                try await store.read { try $0.take(Self.contacts, part: "associations", limit: 9, after: "2") }.map(
                    \.id) == ["3"])
        }
    }

    @Test func `all live records of a collection can be made due at once`() async throws {
        try await withStore { store in
            let count = try await store.write { transaction in
                try transaction.save([.contact("1"), .contact("2"), .contact("3"), .company("4")], .test)
                try transaction.tombstone([.contact("2")], reason: .deleted, at: 1)
                return try transaction.enqueueAllLive(Self.contacts, part: "x", collection: .contacts)
            }
            #expect(count == 2)
            #expect(try await store.read { try $0.dueCount(Self.contacts, part: "x") } == 2)
            #expect(try await store.read { try $0.dueCount(Self.contacts, part: "y") } == 0)
        }
    }

    @Test func `quarantine keeps the last reason until the record is cleared`() async throws {
        try await withStore { store in
            func entry(_ id: String, _ reason: String) -> QuarantineEntry {
                QuarantineEntry(source: Self.contacts, recordID: id, reason: reason, payload: [0, 255], run: 3)
            }
            let entries = [entry("1", "a"), entry("1", "b"), entry("2", "c")]
            try await store.write { transaction in for entry in entries { try transaction.quarantine(entry) } }
            let rows = try await store.read { try $0.quarantined(nil, limit: 10) }
            #expect(rows.map(\.reason) == ["b", "c"])
            #expect(rows.map(\.payload) == [[0, 255], [0, 255]])
            #expect(rows.map(\.at) == [1_700_000_000_000, 1_700_000_000_000])
            #expect(try await store.write { try $0.clearQuarantine(Self.contacts, ids: ["1", "9"]) } == 1)
            #expect(try await store.read { try $0.quarantineCounts() } == [Self.contacts: 1])
        }
    }

    @Test func `runs and notes of a connection move with its name`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                let run = try transaction.beginRun(kind: "sync", connection: "old", arguments: "{}")
                try transaction.finishRun(
                    run, outcome: "complete", exitCode: 65, streams: [RunStreamResult(stream: "contacts", json: "{}")])
                _ = try transaction.beginRun(kind: "sync", connection: "older", arguments: "{}")
                try transaction.setNote("connection/old/account", "123")
                try transaction.setNote("connection/older/account", "456")
                try transaction.setNote("gone", "x")
                try transaction.setNote("gone", nil)
                try transaction.renameConnection(from: "old", to: "new")
            }
            let runs = try await store.read { try $0.runs(limit: 10) }
            #expect(runs.map(\.connection) == ["older", "new"])
            #expect(runs.map(\.exitCode) == [nil, 65])
            #expect(runs.last?.streams == [RunStreamResult(stream: "contacts", json: "{}")])
            #expect(
                try await store.read { try $0.notes(prefix: "") } == [
                    "connection/new/account": "123", "connection/older/account": "456",
                ])
        }
    }

    @Test func `retention drops payloads and nothing else`() async throws {
        try await withStore { store in
            try await store.write { try $0.save([.contact("1"), .company("2")], .test) }
            let lines = try await store.canonicalLines()
            let time = Provenance.test.observedAt.milliseconds
            #expect(try await store.write { try $0.dropPayloads(fetchedBefore: time) } == 0)
            #expect(try await store.write { try $0.dropPayloads(fetchedBefore: time + 1) } == 2)
            #expect(try await store.read { try $0.payloads(.contacts, after: nil, limit: 9) }.map(\.payload) == [nil])
            #expect(try await store.canonicalLines() == lines)
            // The digest is still known.
            #expect(try await store.write { try $0.save([.contact("1")], .test) }.unchanged == 1)
        }
    }
}
