import ConnectorKit
import ConnectorTesting
import Foundation
import HTTP
import JourneyStore
import Sandbox
import SyncEngine
import Testing
import Touchpoints

/// What the configuration wants, wants no more, and never wanted.
@Suite struct SelectionTests {
    @Test func `a start leaves older happenings alone, not people; without it they come`() async throws {
        try await withSandbox({ $0.people = 60 }) { sandbox, store, engine, connection in
            var late = connection
            let start: Int64 = 1_788_249_600_000 - 200 * 86_400_000
            late.start = start
            try await expect(0, engine.sync(late))
            for type in ["calls", "notes", "meetings"] {
                for id in try await store.live(type) {
                    let changed = try await store.record(type, id)?.modifiedAt?.milliseconds ?? 0
                    #expect(changed >= start)
                }
            }
            let people = try await Truth(sandbox).differences(of: "contacts", "companies", "deals", from: store)
            #expect(people == [])
            let some = try await store.live("calls").count
            try await expect(0, engine.sync(connection))
            #expect(try await store.live("calls").count > some)
            let differences = try await Truth(sandbox).differences(from: store)
            #expect(differences == [])
        }
    }

    @Test func `only some streams, and a stream that is off`() async throws {
        try await withSandbox({ $0.people = 20 }) { _, store, engine, connection in
            let only = try await engine.sync(connection.only("contacts", "owners"))
            expect(0, only)
            #expect(only.streams.filter { $0.outcome == .complete }.map(\.stream) == ["contacts", "owners"])
            #expect(try await store.live("deals") == [])
            let off = try await engine.sync(connection.changing("notes") { $0.isOff = true })
            expect(0, off)
            #expect(off.stream("notes")?.outcome == .off)
            #expect(try await store.live("notes") == [])
            #expect(try await store.live("deals") != [])
        }
    }

    @Test func `an excluded field is never in the file`() async throws {
        try await withSandbox({ $0.people = 20 }) { sandbox, store, engine, connection in
            _ = try await sandbox.create(
                "contacts", properties: ["email": "kim@example.com", "jobtitle": "Xylophonist Zero", "city": "Qaanaaq"])
            let connection = connection.only("contacts").changing("contacts") {
                $0.fields = .chosen(["city"])
                $0.excluded = ["jobtitle", "hubspot_owner_id"]
            }
            try await expect(0, engine.sync(connection))
            // Payloads are compressed: what is in them would not be seen in the file.
            let payloads = try await store.read { reader in
                var payloads: [UInt8] = []
                try reader.records(sinceSeq: 0) { payloads += $0.payload ?? [] }
                return payloads
            }
            try await store.close()
            let bytes = Data(try fileBytes(store.path) + payloads)
            #expect(bytes.range(of: Data("Qaanaaq".utf8)) != nil)
            for word in ["Xylophonist Zero", "jobtitle\"", "hubspot_owner_id\""] {
                #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word)")
            }
        }
    }

    @Test func `a field excluded later leaves payloads, history and touchpoints`() async throws {
        try await withSandbox({ $0.people = 40 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts", "owners")
            let gone = try await sandbox.create(
                "contacts", properties: ["email": "g@example.com", "jobtitle": "Gone Girl"])
            try await expect(0, engine.sync(connection))
            try await sandbox.archive("contacts", id: gone)
            await sandbox.settle()
            try await expect(0, engine.sync(connection.sweepingAlways))
            #expect(try await canonical(store).contains { $0.contains("owner.changed") })

            let report = try await engine.sync(
                connection.changing("contacts") { $0.excluded = ["hubspot_owner_id", "jobtitle"] })
            expect(0, report)
            #expect(report.stream("contacts")?.read == 0, "nothing is asked for again")
            for id in try await store.live("contacts") + [gone] {
                let text = try await store.record("contacts", id)?.text ?? ""
                #expect(!text.contains("hubspot_owner_id") && !text.contains("jobtitle"), "\(id)")
                let key = RecordKey(
                    collection: RecordCollection(system: "hubspot", account: "424242", objectType: "contacts"), id: id)
                let changes = try await store.read { try $0.fieldChanges(key) }
                #expect(!changes.contains { $0.change.field == "hubspot_owner_id" }, "\(id)")
            }
            #expect(try await !canonical(store).contains { $0.contains("owner.changed") })
        }
    }

    @Test func `a property added later reads exactly its stream again`() async throws {
        try await withSandbox({ $0.people = 40 }) { _, store, engine, connection in
            let connection = connection.only("contacts", "companies", "deals")
            try await expect(0, engine.sync(connection))
            let report = try await engine.sync(connection.changing("contacts") { $0.fields = .chosen(["city"]) })
            expect(0, report)
            let live = try await store.live("contacts")
            #expect(report.stream("contacts")?.read == live.count)
            #expect(report.stream("companies")?.read == 0)
            #expect(report.stream("deals")?.read == 0)
            #expect(try await store.record("contacts", live[0])?.text.contains("\"city\"") == true)
            // Wanting less again reads nothing.
            let less = try await engine.sync(connection)
            #expect(less.stream("contacts")?.read == 0)
        }
    }

    private let rule = TouchpointRule(
        facet: "born", kind: .always(.leadCreated), channel: .always(.crm), direction: .always(.internal),
        at: "properties.createdate")

    @Test func `a changed mapping is applied without a call`() async throws {
        try await withSandbox({ $0.people = 40 }) { _, store, engine, connection in
            let connection = connection.only("contacts")
            try await expect(0, engine.sync(connection))
            let calls = try await engine.sync(connection).calls
            var mapped = connection
            mapped.rules["contacts"] = [rule]
            let report = try await engine.sync(mapped)
            expect(0, report)
            #expect(report.calls == calls)
            #expect(report.stream("contacts")?.read == 0)
            let born = try await canonical(store).count { $0.contains("\"facet\":\"born\"") }
            #expect(born == (try await store.live("contacts").count))
            try await expect(0, engine.sync(connection))
            #expect(try await !canonical(store).contains { $0.contains("\"facet\":\"born\"") })
        }
    }

    @Test func `calls that are spent stop the run, and the next ones go on`() async throws {
        try await withSandbox({ $0.people = 40 }) { sandbox, calm, engine, connection in
            let connection = connection.ofEachKind.inSmallPages()
            try await expect(0, engine.sync(connection))
            let expected = try await canonical(calm)
            try await withStore { store in
                let engine = SyncEngine(store: store, transport: try transport())
                var runs = 0
                var code: Int32 = 75
                while code == 75, runs < 40 {
                    let report = try await engine.sync(connection, options: SyncOptions(maximumCalls: 12))
                    #expect(report.calls <= 12)
                    code = report.exitCode
                    runs += 1
                }
                #expect(code == 0)
                #expect(runs > 3)
                let found = differences(try await canonical(store), from: expected)
                #expect(found == [])
            }
        }
    }

    @Test func `a stream read by listing holds the same`() async throws {
        try await withSandbox({ $0.people = 40 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts", "companies").changing("contacts") { $0.readsByListing = true }
            try await expect(0, engine.sync(connection))
            _ = await sandbox.advance(days: 5)
            await sandbox.settle()
            try await expect(
                0,
                engine.sync(
                    connection.changing("companies") { $0.sweeps = ["archived": 0, "absent": 0, "associations": 0] }))
            let differences = try await Truth(sandbox).differences(of: "contacts", from: store)
            #expect(differences == [])
        }
    }
}
