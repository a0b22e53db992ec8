import ConnectorTesting
import Foundation
import HTTP
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// HubSpot's search index can lag behind writes by up to two hours.
@Suite struct SecondLookTests {
    private static let hour = 3_600.0

    /// A company that has been synced once, with a contact that changes and is hidden from searches for two hours.
    private func withLateContact(
        _ body: @escaping @Sendable (Sandbox, JourneyStore, SyncEngine, Connection, _ id: String) async throws -> Void
    ) async throws {
        try await withSandbox({ $0.people = 24 }) { sandbox, store, engine, connection in
            let connection = connection.inSmallPages(6).only("contacts")
            try await expect(0, engine.sync(connection))
            _ = await sandbox.advance(seconds: Self.hour, isQuiet: true)
            let id = try await store.live("contacts")[3]
            try await sandbox.edit("contacts", id: id, properties: ["jobtitle": "Late"])
            try await sandbox.hideFromSearch("contacts", id: id, until: sandbox.now + 7_200_000)
            try await body(sandbox, store, engine, connection, id)
            let differences = try await Truth(sandbox).differences(of: "contacts", from: store)
            #expect(differences == [])
        }
    }

    private func isKnown(_ id: String, _ store: JourneyStore) async throws -> Bool {
        try await store.record("contacts", id)?.text.contains("Late") == true
    }

    /// Syncs every hour, so that the live cursor is long past the change when it becomes visible.
    private func pass(
        hours: Int, _ sandbox: Sandbox, _ engine: SyncEngine, _ connection: Connection
    ) async throws {
        for _ in 0..<hours {
            _ = await sandbox.advance(seconds: Self.hour, isQuiet: true)
            try await expect(0, engine.sync(connection))
        }
    }

    @Test func `what becomes visible two hours late is found by the second look, and not before`() async throws {
        try await withLateContact { sandbox, store, engine, connection, id in
            try await pass(hours: 22, sandbox, engine, connection)
            #expect(try await !isKnown(id, store))
            try await pass(hours: 2, sandbox, engine, connection)
            #expect(try await isKnown(id, store))
        }
    }

    @Test func `its rhythm is set like that of a sweep`() async throws {
        try await withLateContact { sandbox, store, engine, connection, id in
            let connection = connection.changing("contacts") { $0.sweeps["late"] = 10_800 }
            try await pass(hours: 1, sandbox, engine, connection)
            #expect(try await !isKnown(id, store))
            try await pass(hours: 3, sandbox, engine, connection)
            #expect(try await isKnown(id, store))
        }
    }

    @Test func `what is made a few minutes before a second look is found by the next one`() async throws {
        try await withSandbox({ $0.people = 24 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts")
            try await expect(0, engine.sync(connection))
            // The index is two hours behind all the time.
            await sandbox.setIndexLag(seconds: 7_200)
            for day in 0..<3 {
                _ = await sandbox.advance(seconds: 86_000, isQuiet: true)
                let id = try await store.live("contacts")[day]
                try await sandbox.edit("contacts", id: id, properties: ["jobtitle": "Made on day \(day)"])
                _ = await sandbox.advance(seconds: 600, isQuiet: true)
                try await expect(0, engine.sync(connection))
                _ = await sandbox.advance(seconds: 3_600, isQuiet: true)
                try await expect(0, engine.sync(connection))
            }
            _ = await sandbox.advance(seconds: 90_000, isQuiet: true)
            try await expect(0, engine.sync(connection))
            let differences = try await Truth(sandbox).differences(of: "contacts", from: store)
            #expect(differences == [])
        }
    }

    @Test func `killed at any call, it goes on, and nothing is there twice`() async throws {
        try await withLateContact { sandbox, store, engine, connection, id in
            try await pass(hours: 2, sandbox, engine, connection)
            // Enough changes for several pages.
            for other in try await store.live("contacts") where other != id {
                try await sandbox.edit("contacts", id: other, properties: ["jobtitle": "Changed"])
            }
            try await pass(hours: 21, sandbox, engine, connection)
            _ = await sandbox.advance(seconds: 2 * Self.hour, isQuiet: true)
            try await withFolder { folder in
                let before = folder.appending(path: "before.db").path
                try await store.backup(to: before)
                var sent = await sandbox.callCount
                try await expect(0, engine.sync(connection))
                sent = await sandbox.callCount - sent
                let expected = try await canonical(store)
                for call in 1...sent {
                    let path = folder.appending(path: "\(call).db").path
                    try FileManager.default.copyItem(atPath: before, toPath: path)
                    let copy = try await JourneyStore.open(path: path, access: .readWrite(create: false))
                    let stopping = StoppingTransport(try transport(), afterCalls: call)
                    let clock = FakeClock().clock()
                    _ = try await SyncEngine(store: copy, transport: stopping, clock: clock).sync(connection)
                    let through = try await engine.status(connection).first?.completeThrough
                    let resumed = SyncEngine(store: copy, transport: try transport(), clock: clock)
                    try await expect(0, resumed.sync(connection))
                    let status = try await resumed.status(connection)
                    #expect(status.first?.gaps == [], "call \(call)")
                    #expect(status.first?.completeThrough == through, "call \(call)")
                    let found = differences(try await canonical(copy), from: expected)
                    #expect(found == [], "call \(call)")
                    try await copy.close()
                }
            }
        }
    }

    @Test func `where nothing has changed, it costs one search`() async throws {
        try await withSandbox({ $0.people = 24 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts")
            // The first sync needs none.
            let first = try await searches(store, connection)
            #expect(first.calls == 1)
            let quiet = connection.changing("contacts") { settings in
                for name in ["archived", "absent", "associations", "touched"] { settings.sweeps[name] = 864_000_000 }
            }
            _ = await sandbox.advance(seconds: Self.hour, isQuiet: true)
            let without = try await searches(store, quiet)
            _ = await sandbox.advance(seconds: 24 * Self.hour, isQuiet: true)
            let with = try await searches(store, quiet)
            #expect(without.calls == 1)
            #expect(with.calls == 2)
            #expect(with.report.calls == without.report.calls + 1)
        }
    }

    private func searches(
        _ store: JourneyStore, _ connection: Connection
    ) async throws -> (calls: Int, report: SyncReport) {
        let transport = DisturbedTransport(try CurlTransport()) { _, _, send throws(HTTPError) in try await send() }
        let report = try await SyncEngine(store: store, transport: transport).sync(connection)
        expect(0, report)
        return (transport.requests.count { $0.url.hasSuffix("/search") }, report)
    }

    @Test func `a plan counts it`() async throws {
        try await withSandbox({ $0.people = 24 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts")
            try await expect(0, engine.sync(connection))
            _ = await sandbox.advance(seconds: Self.hour, isQuiet: true)
            let soon = try await engine.plan(connection)
            _ = await sandbox.advance(seconds: 24 * Self.hour, isQuiet: true)
            let later = try await engine.plan(connection)
            #expect(soon.streams[0].reading == "what changed since the last sync")
            #expect(
                later.streams[0].reading == "what changed since the last sync, and a second look at the last 27 hours")
            #expect(later.calls > soon.calls)
        }
    }
}
