import Foundation
import GRDB
import JourneyStore
import Testing
import Touchpoints

@Suite struct SharingTests {
    @Test func `a second writer gives up after its timeout and names the holder`() async throws {
        let folder = try TestFolder()
        let path = folder.file("journeys.db")
        let store = try await JourneyStore.open(
            path: path, access: .readWrite(create: true), lockTimeout: .milliseconds(20))
        let holder = try await CrashWriter(path, "hold")
        #expect(await holder.line() == "holding")
        await #expect(throws: StoreError.locked(path: path, by: holder.identifier)) {
            try await store.write { try $0.setNote("mine", "1") }
        }
        // Readers do not care.
        #expect(try await store.read { try $0.note("held") } == nil)
        #expect(await holder.finish() == 0)
        try await store.write { try $0.setNote("mine", "2") }
        #expect(try await store.read { try $0.notes(prefix: "") } == ["held": "yes", "mine": "2"])
        try await store.close()
    }

    @Test func `a second writer waits until the first is done`() async throws {
        let folder = try TestFolder()
        let path = folder.file("journeys.db")
        let store = try await JourneyStore.open(path: path, access: .readWrite(create: true))
        let holder = try await CrashWriter(path, "hold")
        #expect(await holder.line() == "holding")
        async let seen = store.write { transaction in
            try transaction.setNote("mine", "1")
            return try transaction.reader.note("held")
        }
        #expect(await holder.finish() == 0)
        #expect(try await seen == "yes")
        try await store.close()
    }

    @Test func `cancelling a task ends its wait for the lock`() async throws {
        let folder = try TestFolder()
        let path = folder.file("journeys.db")
        let store = try await JourneyStore.open(
            path: path, access: .readWrite(create: true), lockTimeout: .seconds(100_000))
        let holder = try await CrashWriter(path, "hold")
        #expect(await holder.line() == "holding")
        let waiting = Task { try await store.write { try $0.setNote("mine", "1") } }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(await holder.finish() == 0)
        #expect(try await store.read { try $0.note("mine") } == nil)
        try await store.close()
    }

    @Test func `another SQLite tool reads while a write transaction is open`() async throws {
        try await withStore { store in
            try await store.write { try $0.save([.contact("1", touchpoints: [.call()])], .test) }
            let path = store.path
            let seen = try await store.write { transaction in
                try transaction.save([.contact("2", touchpoints: [.call()])], .test)
                var configuration = Configuration()
                configuration.readonly = true
                return try DatabaseQueue(path: path, configuration: configuration).read {
                    try Int.fetchOne($0, sql: "SELECT count(*) FROM records JOIN touchpoints ON record = records.key")
                }
            }
            #expect(seen == 1)
            let reader = try await JourneyStore.open(path: path, access: .readOnly)
            #expect(try await reader.read { try $0.touchpointCount() } == 2)
            await #expect(throws: StoreError.readOnly(path: path)) {
                try await reader.write { try $0.setNote("a", "b") }
            }
            try await reader.close()
        }
    }

    @Test func `two stores on one file write in turn and their numbers rise in commit order`() async throws {
        let folder = try TestFolder()
        let path = folder.file("journeys.db")
        let stores = [
            try await JourneyStore.open(path: path, access: .readWrite(create: true)),
            try await JourneyStore.open(path: path, access: .readWrite(create: false)),
        ]
        let ranges = try await withThrowingTaskGroup(of: (before: Int64, after: Int64).self) { group in
            for index in 0..<40 {
                group.addTask {
                    try await stores[index % 2].write { transaction in
                        let before = try transaction.reader.touchpointMaximum()
                        try transaction.save([.contact("\(index)", touchpoints: [.call()])], .test)
                        return (before, try transaction.reader.touchpointMaximum())
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        // Each transaction saw the numbers of all before it, and handed out higher ones.
        let sorted = ranges.sorted { $0.after < $1.after }
        #expect(sorted.first?.before == 0)
        for (earlier, later) in zip(sorted, sorted.dropFirst()) { #expect(later.before == earlier.after) }
        for store in stores { try await store.close() }
    }

    @Test func `the store, its log and its lock are for their owner only`() async throws {
        try await withStore { store in
            try await store.write { try $0.setNote("a", "b") }
            for suffix in ["", "-wal", "-shm", "-lock"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: store.path + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
            }
        }
    }
}

extension StoreReader {
    /// The highest `seq` of any touchpoint.
    fileprivate func touchpointMaximum() throws -> Int64 {
        var highest: Int64 = 0
        try touchpoints(sinceSeq: 0) { highest = max(highest, $0.seq) }
        return highest
    }
}
