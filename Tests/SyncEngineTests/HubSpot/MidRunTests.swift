import JourneyStore
import Sandbox
import SyncEngine
import Synchronization
import Testing

/// The company does not stand still while it is read.
@Suite struct MidRunTests {
    /// Does something before the n-th call of a first sync, for every n in steps, and expects the truth after another
    /// sync.
    private func disturbing(
        _ streams: Set<String>, step: Int = 2,
        _ change: @escaping @Sendable (isolated Sandbox, _ ids: [String]) throws -> Void
    ) async throws {
        try await withSandbox({ $0.people = 24 }) { sandbox, calm, engine, connection in
            var connection = connection.inSmallPages(6).sweepingAlways
            connection.only = streams
            let calls = try await engine.sync(connection).calls
            let ids = try await calm.live("contacts")
            for call in stride(from: 1, through: calls, by: step) {
                try await withStore { store in
                    let failures = Failures()
                    let number = await sandbox.callCount + call
                    await sandbox.when(call: number) { sandbox in
                        do { try change(sandbox, ids) } catch { failures.add("\(error)") }
                    }
                    let engine = SyncEngine(store: store, transport: try transport(), clock: FakeClock().clock())
                    let first = try await engine.sync(connection)
                    #expect([0, 75].contains(first.exitCode), "call \(call): \(first.streams.flatMap(\.problems))")
                    #expect(failures.all == [])
                    await sandbox.settle()
                    try await expect(0, engine.sync(connection))
                    let differences = try await Truth(sandbox).differences(of: "contacts", from: store)
                    #expect(differences == [], "call \(call)")
                }
            }
        }
    }

    @Test func `a row that changes between two pages is not lost, nor is its neighbour`() async throws {
        try await disturbing(["contacts"]) { sandbox, ids in
            for id in [ids[1], ids[7], ids[ids.count - 1]] {
                try sandbox.edit("contacts", id: id, properties: ["jobtitle": "Changed at \(sandbox.callCount)"])
            }
        }
    }

    @Test func `a row that comes while rows are read is not lost`() async throws {
        try await disturbing(["contacts"]) { sandbox, _ in
            try sandbox.create("contacts", properties: ["email": "late-\(sandbox.callCount)@example.com"])
        }
    }

    @Test func `a permission lost in the middle ends with 77 and loses nothing`() async throws {
        try await withSandbox({ $0.people = 24 }) { sandbox, calm, engine, connection in
            let connection = connection.inSmallPages(6).only("owners", "contacts", "companies")
            let calls = try await engine.sync(connection).calls
            let expected = try await canonical(calm)
            for call in stride(from: 2, through: calls, by: 3) {
                try await withStore { store in
                    let scope = "crm.objects.contacts.read"
                    let number = await sandbox.callCount + call
                    await sandbox.when(call: number) { $0.setScope(scope, granted: false) }
                    let engine = SyncEngine(store: store, transport: try transport(), clock: FakeClock().clock())
                    let first = try await engine.sync(connection)
                    #expect([0, 77].contains(first.exitCode), "call \(call): \(first.exitCode)")
                    await sandbox.setScope(scope, granted: true)
                    try await expect(0, engine.sync(connection))
                    let found = differences(try await canonical(store), from: expected)
                    #expect(found == [], "call \(call)")
                }
            }
        }
    }

    @Test func `a property that is renamed or retyped in the middle leaves the rest as it is`() async throws {
        try await withSandbox({ $0.people = 24 }) { sandbox, store, engine, connection in
            let connection = connection.inSmallPages(6).only("contacts")
            let number = await sandbox.callCount + 4
            await sandbox.when(call: number) { sandbox in
                try? sandbox.renameProperty("contacts", name: "jobtitle", to: "position")
                try? sandbox.retypeProperty("contacts", name: "firstname", to: "enumeration", fieldType: "select")
                try? sandbox.addProperty("contacts", name: "shoe_size")
            }
            _ = try await engine.sync(connection)
            await sandbox.settle()
            try await expect(0, engine.sync(connection))
            let differences = try await Truth(sandbox).differences(of: "contacts", from: store)
            #expect(differences == [])
        }
    }

    @Test func `a value that changes without a modification date is found by reading in full`() async throws {
        try await withSandbox({ $0.people = 24 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts")
            try await expect(0, engine.sync(connection))
            let id = try await store.live("contacts")[0]
            try await sandbox.editSilently("contacts", id: id, properties: ["jobtitle": "Silent"])
            await sandbox.settle()
            try await expect(0, engine.sync(connection, options: SyncOptions(full: true)))
            #expect(try await store.record("contacts", id)?.text.contains("Silent") == true)
        }
    }

    @Test func `a row that search shows only ten minutes late is found`() async throws {
        try await withSandbox({ $0.people = 24 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts").sweepingAlways
            try await expect(0, engine.sync(connection))
            let id = try await store.live("contacts")[0]
            try await sandbox.edit("contacts", id: id, properties: ["jobtitle": "Late"])
            try await sandbox.hideFromSearch("contacts", id: id, until: sandbox.now + 600_000)
            for _ in 0..<3 {
                _ = await sandbox.advance(seconds: 350, isQuiet: true)
                try await expect(0, engine.sync(connection))
            }
            #expect(try await store.record("contacts", id)?.text.contains("Late") == true)
        }
    }
}

private final class Failures: Sendable {
    private let texts = Mutex<[String]>([])
    var all: [String] { texts.withLock { $0 } }
    func add(_ text: String) { texts.withLock { $0.append(text) } }
}
