import HTTP
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// The store held against the source: nothing is found where nothing is wrong, and nothing is written.
@Suite struct VerifyTests {
    @Test func `an equal store differs in no stream, and verifying writes nothing`() async throws {
        try await withSandbox({ $0.people = 40 }) { _, store, engine, connection in
            try await expect(0, engine.sync(connection))
            let before = try await canonical(store)
            let seq = try await store.read { try $0.lastSeq() }
            let reader = try await JourneyStore.open(path: store.path, access: .readOnly)
            let report = try await SyncEngine(store: reader, transport: try transport()).verify(connection)
            try await reader.close()
            for stream in report.streams {
                #expect(stream.differences == [], "\(stream.stream)")
                #expect(stream.ranges == [])
                #expect(stream.isCompared || stream.stored == 0, "\(stream.stream): \(stream.method)")
                #expect(stream.sampled == min(20, stream.stored), "\(stream.stream)")
                #expect(stream.problems == [])
            }
            #expect(report.exitCode == 0)
            #expect(report.line("contacts")?.method.hasPrefix("counted in ") == true)
            #expect(report.line("owners")?.method == "ids of the whole listing")
            #expect(report.line("list_memberships")?.method.hasPrefix("ids of the listings of ") == true)
            #expect(report.line("email_events")?.method.hasPrefix("a sample only") == true)
            #expect(try await store.read { try $0.lastSeq() } == seq)
            #expect(try await canonical(store) == before)
        }
    }

    @Test func `what changed at the source since is the next sync's work, and no difference`() async throws {
        try await withSandbox({ $0.people = 80 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts", "companies").inSmallPages()
            try await expect(0, engine.sync(connection))
            let live = try await store.live("contacts")
            _ = await sandbox.advance(seconds: 7_200, isQuiet: true)
            for id in live.prefix(15) { try await sandbox.edit("contacts", id: id, properties: ["jobtitle": "Chief"]) }
            _ = try await sandbox.create("contacts", properties: ["email": "new@example.com"])
            await sandbox.settle()
            let report = try await engine.verify(connection, options: VerifyOptions(sample: 1_000))
            let contacts = try #require(report.line("contacts"))
            #expect(contacts.differences == [])
            #expect(contacts.ranges == [])
            #expect(contacts.changedSince == 16)
            #expect(report.exitCode == 0)
        }
    }

    @Test func `a store that begins at a start date is compared from there`() async throws {
        try await withSandbox({ $0.people = 80 }) { sandbox, store, engine, connection in
            var connection = connection.only("contacts", "calls", "emails")
            connection.start = 1_780_272_000_000  // 2026-06-01
            try await expect(0, engine.sync(connection))
            let report = try await engine.verify(connection)
            #expect(report.exitCode == 0, "\(report.streams)")
            #expect(report.line("calls")?.source == report.line("calls")?.comparedStored)
        }
    }

    @Test func `one seed reads the same sample, another one another`() async throws {
        try await withSandbox({ $0.people = 80 }) { _, store, engine, connection in
            let connection = connection.only("contacts")
            try await expect(0, engine.sync(connection))
            func sample(_ seed: UInt64) async throws -> [[UInt8]] {
                let transport = DisturbedTransport(try transport()) { _, _, send throws(HTTPError) in try await send() }
                let report = try await SyncEngine(store: store, transport: transport)
                    .verify(connection, options: VerifyOptions(sample: 5, seed: seed))
                #expect(report.seed == seed)
                return transport.requests.filter { $0.url.contains("/contacts/batch/read") }.compactMap(\.body)
            }
            let first = try await sample(1)
            #expect(first.count > 0)
            #expect(try await sample(1) == first)
            #expect(try await sample(2) != first)
        }
    }

    @Test func `a stream that may not be read is named, and the others are compared`() async throws {
        try await withSandbox({ $0.people = 40 }) { sandbox, store, engine, connection in
            let connection = connection.only("contacts", "deals")
            try await expect(0, engine.sync(connection))
            await sandbox.setScope("crm.objects.deals.read", granted: false)
            let report = try await engine.verify(connection)
            #expect(report.exitCode == 77)
            #expect(report.line("deals")?.problems.first?.contains("crm.objects.deals.read") == true)
            #expect(report.line("contacts")?.exitCode == 0)
        }
    }

    @Test func `a stream that was never read is not compared, and missing`() async throws {
        try await withSandbox({ $0.people = 40 }) { _, store, engine, connection in
            try await expect(0, engine.sync(connection.only("owners")))
            let report = try await engine.verify(connection.only("owners", "contacts"))
            #expect(report.exitCode == 75)
            #expect(report.line("contacts")?.isCompared == false)
            #expect(report.line("contacts")?.gaps == ["not read completely yet"])
            #expect(report.line("owners")?.exitCode == 0)
        }
    }
}

extension VerifyReport {
    func line(_ stream: String) -> Stream? { streams.first { $0.stream == stream } }
}
