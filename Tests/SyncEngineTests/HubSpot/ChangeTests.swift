import ConnectorTesting
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// What changed since the last sync is found through a search index that lags, sorts loosely and knows ties.
@Suite struct ChangeTests {
    @Test func `a change that the index does not show yet is found later`() async throws {
        try await withSandbox({ $0.people = 40 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts")
            try await expect(0, engine.sync(connection))
            _ = await sandbox.advance(seconds: 3_600, isQuiet: true)
            let id = try await store.live("contacts")[0]
            try await sandbox.edit("contacts", id: id, properties: ["jobtitle": "Lag Officer"])
            // The window ends now, the index is thirty seconds behind.
            let early = try await engine.sync(connection)
            expect(0, early)
            #expect(early.stream("contacts")?.changed == 0)
            await sandbox.settle()
            let late = try await engine.sync(connection)
            expect(0, late)
            #expect(late.stream("contacts")?.changed == 1)
            #expect(try await store.record("contacts", id)?.text.contains("Lag Officer") == true)
        }
    }

    @Test func `a window never claims what the index may not show yet`() async throws {
        try await withSandbox({ $0.people = 10 }) { sandbox, _, engine, connection in
            let connection = connection.only("contacts")
            _ = try await engine.sync(connection)
            _ = await sandbox.advance(seconds: 3_600, isQuiet: true)
            let report = try await engine.sync(connection)
            let through = try #require(report.stream("contacts")?.completeThrough)
            #expect(await sandbox.now - through >= 60_000)
        }
    }

    @Test func `three hundred changes within one millisecond are all found`() async throws {
        try await withSandbox({ $0.people = 330 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts")
            _ = try await engine.sync(connection)
            let count = try await sandbox.editMany("contacts", count: 300, properties: ["jobtitle": "Tied"])
            #expect(count > 250)
            await sandbox.settle()
            let report = try await engine.sync(connection)
            expect(0, report)
            #expect(report.stream("contacts")?.changed == count)
            let differences = try await Truth(sandbox).differences(of: "contacts", from: store)
            #expect(differences == [])
        }
    }

    @Test(arguments: [false, true])
    func `changes by the hundred are cut into ranges of ids, whatever the order`(isLoose: Bool) async throws {
        try await withSandbox({
            $0.people = 120; $0.hasLooseTimeSort = isLoose
        }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts", "companies").inSmallPages(7)
            _ = try await engine.sync(connection)
            let live = try await store.live("contacts")
            for (index, id) in live.enumerated() where index % 2 == 0 {
                try await sandbox.edit("contacts", id: id, properties: ["jobtitle": "Number \(index)"])
            }
            await sandbox.settle()
            let report = try await engine.sync(connection)
            expect(0, report)
            #expect(report.stream("contacts")?.changed == (live.count + 1) / 2)
            let differences = try await Truth(sandbox).differences(of: "contacts", from: store)
            #expect(differences == [])
        }
    }

    @Test func `four hundred properties are read in parts and joined`() async throws {
        try await withSandbox({
            $0.people = 60; $0.customProperties = 400
        }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts").changing("contacts") { $0.fields = .all }
            let first = try await engine.sync(connection)
            expect(0, first)
            let id = try await store.live("contacts")[3]
            try await sandbox.edit("contacts", id: id, properties: ["jobtitle": "Wide", "lastname": "Load"])
            await sandbox.settle()
            let second = try await engine.sync(connection)
            expect(0, second)
            #expect(second.stream("contacts")?.changed == 1)
            let text = try await store.record("contacts", id)?.text ?? ""
            #expect(text.contains("Wide") && text.contains("Load"))
            #expect(text.split(separator: "\":").count > 400)
            let differences = try await Truth(sandbox).differences(of: "contacts", from: store)
            #expect(differences == [])
        }
    }

    @Test func `this machine's clock does not matter`() async throws {
        for year in [0, 4_102_444_800_000 as Int64] {
            try await withSandbox({ $0.people = 20 }) { sandbox, store, _, connection in
                let engine = SyncEngine(store: store, transport: try transport(), clock: FakeClock(now: year).clock())
                try await expect(0, engine.sync(connection))
                _ = await sandbox.advance(days: 2)
                await sandbox.settle()
                try await expect(0, engine.sync(connection.sweepingAlways))
                let differences = try await Truth(sandbox).differences(from: store)
                #expect(differences == [])
            }
        }
    }
}
