import Glibc
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// Each damage is found and named, costs few calls to mend, and leaves the store as if it had never been.
@Suite struct RepairTests {
    /// What is expected of one damage.
    private func mends(
        _ engine: SyncEngine, _ store: JourneyStore, _ connection: Connection, _ stream: String, _ id: String,
        _ kind: VerifyReport.Difference.Kind, fields: [String] = [], calls most: Int = 25,
        damage: (Damage) async throws -> Void
    ) async throws {
        let whole = try await canonical(store)
        try await damage(Damage(store: store))
        let harmed = try await canonical(store)
        let seq = try await store.read { try $0.lastSeq() }
        let found = try await engine.verify(connection, options: VerifyOptions(streams: [stream], sample: 1_000))
        let line = try #require(found.line(stream))
        #expect(line.differences.map(\.id) == [id], "\(stream): \(line)")
        #expect(line.differences.first?.kind == kind, "\(stream)")
        #expect(line.differences.first?.fields.map(\.path) == fields, "\(stream)")
        #expect(line.differences.first?.fields.allSatisfy { $0.stored == nil && $0.source == nil } == true)
        #expect(found.exitCode == 75)
        #expect(try await canonical(store) == harmed)
        #expect(try await store.read { try $0.lastSeq() } == seq)

        let repaired = try await engine.verify(
            connection, options: VerifyOptions(streams: [stream], sample: 1_000, repairs: true))
        #expect(repaired.exitCode == 0, "\(stream): \(repaired.line(stream).map { "\($0)" } ?? "")")
        #expect(repaired.line(stream)?.repaired == 1, "\(stream)")
        #expect(repaired.line(stream)?.differences == [])
        #expect(repaired.calls - found.calls <= most, "\(stream): \(repaired.calls) calls, \(found.calls) to find it")
        #expect(differences(try await canonical(store), from: whole) == [], "\(stream)")
        let again = try await engine.verify(connection, options: VerifyOptions(streams: [stream], sample: 1_000))
        #expect(again.exitCode == 0, "\(stream): \(again.line(stream).map { "\($0)" } ?? "")")
    }

    @Test func `records that a window lacks, has too many, or has wrong`() async throws {
        try await withSandbox({ $0.people = 60 }) { _, store, engine, connection in
            let connection = connection.only("contacts", "companies", "deals")
            try await expect(0, engine.sync(connection))
            let contacts = try await store.live("contacts")
            let (lost, other) = (contacts[contacts.count / 2], contacts[contacts.count / 3])
            try await mends(engine, store, connection, "contacts", lost, .missing) {
                try await $0.forget("contacts", lost)
            }
            try await mends(engine, store, connection, "contacts", "99999999", .extra) {
                try await $0.invent("contacts", "99999999", like: other)
            }
            let email = try #require(
                try await store.record("contacts", other)?.text.firstMatch(of: /"email":"([^"]+)"/))
            let address = String(email.1)
            try await mends(engine, store, connection, "contacts", other, .different, fields: ["properties.email"]) {
                try await $0.change("contacts", other, "\"email\":\"\(address)\"", to: "\"email\":\"x@example.com\"")
            }
            try await mends(engine, store, connection, "contacts", other, .different, fields: ["(payload)"]) {
                try await $0.dropPayload("contacts", other)
            }
            let deal = try #require(try await store.live("deals").first)
            try await mends(
                engine, store, connection, "deals", deal, .different,
                fields: ["associations.contacts", "associations.companies"]
            ) {
                try await $0.untie("deals", deal)
            }
        }
    }

    @Test func `records of listings, and of listings under parents`() async throws {
        try await withSandbox({ $0.people = 60 }) { _, store, engine, connection in
            let connection = connection.only("owners", "lists", "list_memberships", "forms", "form_submissions")
            try await expect(0, engine.sync(connection))
            for stream in ["owners", "forms", "list_memberships", "form_submissions"] {
                let id = try #require(try await store.live(stream).last)
                // What hangs on a form is read by its own stream.
                try await mends(engine, store, connection, stream, id, .missing) { try await $0.forget(stream, id) }
            }
            let member = try #require(try await store.live("list_memberships").first)
            let list = try #require(member.split(separator: ":").first)
            try await mends(engine, store, connection, "list_memberships", "\(list):9999", .extra) {
                try await $0.invent("list_memberships", "\(list):9999", like: member)
            }
        }
    }

    @Test func `events that cannot be counted are looked at in their moments`() async throws {
        try await withSandbox({ $0.people = 60 }) { _, store, engine, connection in
            let connection = connection.only("email_events")
            try await expect(0, engine.sync(connection))
            try await Damage(store: store).changeAll("email_events", "\"recipient\":\"", to: "\"recipient\":\"x")
            let found = try await engine.verify(connection, options: VerifyOptions(sample: 5, seed: 7))
            let line = try #require(found.line("email_events"))
            #expect(line.differences.count == 5)
            #expect(line.differences.allSatisfy { $0.fields.map(\.path) == ["recipient"] })
            let repaired = try await engine.verify(
                connection, options: VerifyOptions(sample: 5, seed: 7, repairs: true))
            #expect(repaired.exitCode == 0)
            #expect(repaired.line("email_events")?.repaired == 5)
            #expect(repaired.calls - found.calls <= 10)
            #expect(try await engine.verify(connection, options: VerifyOptions(sample: 5, seed: 7)).exitCode == 0)
        }
    }

    @Test func `one lost record among many is narrowed down in few calls`() async throws {
        try await withSandbox({ $0.people = 400 }) { _, store, engine, connection in
            let connection = connection.only("contacts").inSmallPages()
            try await expect(0, engine.sync(connection))
            let live = try await store.live("contacts")
            let whole = try await canonical(store)
            let equal = try await engine.verify(connection, options: VerifyOptions(sample: 0))
            try await Damage(store: store).forget("contacts", live[200])
            let found = try await engine.verify(connection, options: VerifyOptions(sample: 0))
            #expect(found.line("contacts")?.differences.map(\.id) == [live[200]])
            #expect(found.calls - equal.calls <= 12, "\(equal.calls), then \(found.calls) calls")
            let repaired = try await engine.verify(connection, options: VerifyOptions(sample: 0, repairs: true))
            #expect(repaired.exitCode == 0)
            #expect(differences(try await canonical(store), from: whole) == [])
        }
    }

    @Test func `a moment too full to be named is read again whole`() async throws {
        try await withSandbox({ $0.people = 120 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts").inSmallPages()
            _ = try await sandbox.editMany("contacts", count: 90, properties: ["jobtitle": "Chief"])
            _ = await sandbox.advance(seconds: 7_200, isQuiet: true)
            try await expect(0, engine.sync(connection))
            let whole = try await canonical(store)
            let live = try await store.live("contacts")
            let full = try await live.asyncFilter {
                try await store.record("contacts", $0)?.text.contains("\"jobtitle\":\"Chief\"") == true
            }
            try await Damage(store: store).forget("contacts", full[7])
            try await Damage(store: store).invent("contacts", "99999998", like: full[8])
            try await Damage(store: store).invent("contacts", "99999999", like: full[9])
            let found = try await engine.verify(connection, options: VerifyOptions(sample: 0))
            let range = try #require(found.line("contacts")?.ranges.first)
            #expect(range.stored == range.source + 1)
            #expect(range.to - range.from <= 3_600_000)
            let repaired = try await engine.verify(connection, options: VerifyOptions(sample: 0, repairs: true))
            #expect(repaired.exitCode == 0, "\(repaired)")
            #expect(differences(try await canonical(store), from: whole) == [])
        }
    }

    @Test func `values are told only when they are asked for`() async throws {
        try await withSandbox({ $0.people = 40 }) { _, store, engine, connection in
            let connection = connection.only("companies")
            try await expect(0, engine.sync(connection))
            let id = try #require(try await store.live("companies").first)
            try await Damage(store: store).change("companies", id, "\"name\":\"", to: "\"name\":\"Not ")
            let report = try await engine.verify(
                connection, options: VerifyOptions(sample: 100, showsValues: true))
            let field = try #require(report.line("companies")?.differences.first?.fields.first)
            #expect(field.path == "properties.name")
            #expect(field.stored?.hasPrefix("\"Not ") == true)
            #expect(field.source.map { "\"Not " + $0.dropFirst() } == field.stored)
        }
    }

    @Test func `repairing waits for nobody who syncs the same connection`() async throws {
        try await withSandbox({ $0.people = 40 }) { _, store, engine, connection in
            let connection = connection.only("owners")
            try await expect(0, engine.sync(connection))
            let lock = open(store.path + "-sync-hubspot", O_RDWR | O_CREAT, 0o600)
            defer { close(lock) }
            #expect(flock(lock, LOCK_EX) == 0)
            await #expect(throws: SyncFailure.self) {
                _ = try await engine.verify(connection, options: VerifyOptions(repairs: true))
            }
            #expect(try await engine.verify(connection).exitCode == 0)
        }
    }
}

extension Array where Element == String {
    fileprivate func asyncFilter(_ isIncluded: (String) async throws -> Bool) async rethrows -> [String] {
        var result: [String] = []
        for element in self where try await isIncluded(element) { result.append(element) }
        return result
    }
}
