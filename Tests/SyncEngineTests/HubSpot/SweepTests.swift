import ConnectorKit
import ConnectorTesting
import HTTP
import HubSpot
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// Sweeps: their rhythm, their budget, and what is none of their business.
@Suite struct SweepTests {
    private static let hour = 3_600.0

    @Test func `a tie made after its record is found within two hours, and the weekly sweep is not needed`()
        async throws
    {
        try await withSandbox({ $0.people = 60 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts", "deals")
            try await expect(0, engine.sync(connection))
            let contact = try await store.live("contacts")[0]
            let deal = try await sandbox.create("deals", properties: ["dealname": "New"])
            await sandbox.settle()
            try await expect(0, engine.sync(connection))
            // The deal is known by now; what comes leaves no trace on it.
            try await sandbox.associate("deals", id: deal, with: "contacts", id: contact)
            for _ in 0..<2 {
                _ = await sandbox.advance(seconds: Self.hour, isQuiet: true)
                try await expect(0, engine.sync(connection))
            }
            let differences = try await Truth(sandbox).differences(of: "contacts", "deals", from: store)
            #expect(differences == [])
        }
    }

    @Test func `records are followed for two rhythms, and then cost nothing`() async throws {
        try await withSandbox({ $0.people = 60 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts", "deals")
            try await expect(0, engine.sync(connection))
            _ = await sandbox.advance(seconds: 20 * Self.hour, isQuiet: true)
            for _ in 0..<3 {
                _ = await sandbox.advance(seconds: Self.hour, isQuiet: true)
                try await expect(0, engine.sync(connection))
            }
            let deal = try await store.live("deals")[0]
            try await sandbox.edit("deals", id: deal, properties: ["dealname": "Touched"])
            var asked: [Int] = []
            for _ in 0..<4 {
                _ = await sandbox.advance(seconds: Self.hour, isQuiet: true)
                asked.append(try await associationCalls(store, connection))
            }
            #expect(asked[0] > 0)
            #expect(asked[1] > 0)
            #expect(asked[2...] == [0, 0])
        }
    }

    private func associationCalls(_ store: JourneyStore, _ connection: Connection) async throws -> Int {
        let transport = DisturbedTransport(try CurlTransport()) { _, _, send throws(HTTPError) in try await send() }
        try await expect(0, SyncEngine(store: store, transport: transport).sync(connection))
        return transport.requests.count { $0.url.contains("/associations/deals/") }
    }

    @Test func `a start date is honoured by sweeps: what is older stays away, also when it comes back`() async throws {
        try await withSandbox({ $0.people = 120 }) { sandbox, store, engine, connection in
            var connection = connection.only("notes", "calls")
            connection.start = await sandbox.now - 30 * 86_400_000
            try await expect(0, engine.sync(connection))
            let young = try await store.live("calls")
            try #require(young.count > 2)
            let old = try await everything("calls", connection).filter { !young.contains($0) }
            try #require(old.count > 2)
            // One of each age is set aside, and comes back; one of each vanishes.
            for id in [old[0], young[0]] { try await sandbox.archive("calls", id: id) }
            for id in [old[1], young[1]] { try await sandbox.purge("calls", id: id) }
            await sandbox.settle()
            try await expect(0, engine.sync(connection.sweepingAlways))
            #expect(try await store.live("calls") == Array(young.dropFirst(2)))
            for id in [old[0], young[0]] { try await sandbox.restore("calls", id: id) }
            await sandbox.settle()
            try await expect(0, engine.sync(connection.sweepingAlways))
            let restored = try await store.live("calls")
            #expect(restored == [young[0]] + young.dropFirst(2))
            #expect(try await store.record("calls", old[0]) == nil)
        }
    }

    /// All ids that a sync without a start date brings.
    private func everything(_ stream: String, _ connection: Connection) async throws -> [String] {
        var connection = connection
        connection.start = nil
        return try await withFolder { folder in
            let store = try await JourneyStore.open(
                path: folder.appending(path: "all.db").path, access: .readWrite(create: true))
            try await expect(0, SyncEngine(store: store, transport: transport()).sync(connection))
            let ids = try await store.live(stream)
            try await store.close()
            return ids
        }
    }

    @Test func `sweeps take at most their share of a run's calls, and go on where they were`() async throws {
        try await withSandbox({ $0.people = 60 }) { sandbox, store, engine, connection in
            let connection = connection.inSmallPages(4).only("contacts", "deals")
            try await expect(0, engine.sync(connection))
            let ids = try await store.live("contacts")
            try await sandbox.purge("contacts", id: ids[ids.count - 1])
            _ = await sandbox.advance(seconds: 8 * 86_400, isQuiet: true)
            var runs = 0
            var report: SyncReport
            repeat {
                report = try await engine.sync(connection, options: SyncOptions(maximumCalls: 30))
                runs += 1
                #expect(report.calls <= 30)
                // What there was to read has been read all the same.
                if report.exitCode != 0 {
                    let problems = report.streams.flatMap(\.problems)
                    #expect(problems.allSatisfy { $0.contains("the sweeps' share") }, "\(problems)")
                }
            } while report.exitCode == 75 && runs < 40
            expect(0, report)
            #expect(runs > 2)
            #expect(try await store.record("contacts", ids[ids.count - 1])?.gone == .deleted)
            let differences = try await Truth(sandbox).differences(of: "contacts", "deals", from: store)
            #expect(differences == [])
        }
    }
}
