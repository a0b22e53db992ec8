import ConnectorTesting
import JourneyStore
import Sandbox
import SyncEngine
import Testing

@Suite struct MergeTests {
    /// Syncs, changes the company, syncs with every sweep, and compares.
    private func expectTruth(
        people: Int = 60, _ change: @escaping @Sendable (Sandbox, JourneyStore) async throws -> Void
    ) async throws {
        try await withSandbox({ $0.people = people }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts", "companies", "deals")
            try await expect(0, engine.sync(connection))
            try await change(sandbox, store)
            await sandbox.settle()
            try await expect(0, engine.sync(connection.sweepingAlways))
            let differences = try await Truth(sandbox).differences(of: "contacts", "companies", "deals", from: store)
            #expect(differences == [])
        }
    }

    @Test(arguments: ["contacts", "companies", "deals"])
    func `the survivor stands for both`(type: String) async throws {
        try await expectTruth { sandbox, store in
            let live = try await store.live(type)
            _ = try await sandbox.merge(type, primary: live[0], other: live[1])
        }
    }

    @Test func `merges of merges lead to the last survivor`() async throws {
        try await expectTruth { sandbox, store in
            let live = try await store.live("contacts")
            let first = try await sandbox.merge("contacts", primary: live[0], other: live[1])
            let second = try await sandbox.merge("contacts", primary: live[2], other: first)
            _ = try await sandbox.merge("contacts", primary: second, other: live[3])
        }
    }

    @Test func `merges of merges found one sync after another lead there too`() async throws {
        try await withSandbox({ $0.people = 60 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts", "companies", "deals")
            _ = try await engine.sync(connection)
            let live = try await store.live("contacts")
            var survivor = live[0]
            for other in live[1...3] {
                survivor = try await sandbox.merge("contacts", primary: other, other: survivor)
                await sandbox.settle()
                try await expect(0, engine.sync(connection))
            }
            try await expect(0, engine.sync(connection.sweepingAlways))
            let differences = try await Truth(sandbox).differences(of: "contacts", "companies", "deals", from: store)
            #expect(differences == [])
            for old in live[0...3] {
                #expect(try await store.record("contacts", old)?.gone == .merged)
            }
        }
    }

    @Test func `without any sweep a merge is known from its survivor`() async throws {
        try await withSandbox({ $0.people = 60 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts")
            _ = try await engine.sync(connection)
            let live = try await store.live("contacts")
            let survivor = try await sandbox.merge("contacts", primary: live[0], other: live[1])
            await sandbox.settle()
            try await expect(0, engine.sync(connection))
            let after = try await store.live("contacts")
            #expect(Set(after) == Set(live.dropFirst(2) + [survivor]))
        }
    }

    @Test func `a survivor that is archived takes nobody back to life`() async throws {
        try await expectTruth { sandbox, store in
            let live = try await store.live("contacts")
            let survivor = try await sandbox.merge("contacts", primary: live[0], other: live[1])
            try await sandbox.archive("contacts", id: survivor)
        }
    }
}
