import Foundation
import GRDB
import JourneyStore
import Testing

@Suite struct CrashTests {
    private static let stream = StreamKey(system: "test", account: "1", stream: "contacts")
    private static let batches = 24

    @Test func `a writer killed anywhere loses no commit and leaves no half of one`() async throws {
        let folder = try TestFolder()
        let path = folder.file("killed.db")
        var generator = Seeded(state: 11)
        var kills = 0
        while true {
            let writer = try await CrashWriter(path, "\(Self.batches)")
            // A few commits, then some more bytes of the log: the kill may fall into a statement, a commit, a
            // checkpoint, and always before the batch after that one.
            let batches = Int.random(in: 1...4, using: &generator)
            writer.allow(batches + 1)
            var last: Int?
            for _ in 0..<batches { last = await writer.line().flatMap(Int.init) ?? last }
            waitForGrowth(of: path + "-wal", bytes: Int.random(in: 0...400_000, using: &generator))
            await writer.kill()
            kills += 1
            let closed = try await check(path, acknowledged: last)
            if closed == Self.batches { break }
            try #require(kills < 10 * Self.batches, "the writer makes no progress")
        }
        #expect(kills > 4)

        let calm = try await CrashWriter(folder.file("calm.db"), "\(Self.batches)")
        #expect(await calm.finish() == 0)
        let killed = try await JourneyStore.open(path: path, access: .readOnly)
        let undisturbed = try await JourneyStore.open(path: folder.file("calm.db"), access: .readOnly)
        #expect(try await killed.canonicalLines() == undisturbed.canonicalLines())
        #expect(try await killed.partition() == undisturbed.partition())
        try await killed.close()
        try await undisturbed.close()
    }

    /// Until the file has grown by so much, or shrunk, or does neither for a while.
    private func waitForGrowth(of path: String, bytes: Int) {
        func size() -> Int {
            var status = stat()
            return stat(path, &status) == 0 ? Int(status.st_size) : 0
        }
        let start = size()
        for _ in 0..<200_000 {
            let now = size()
            if now < start || now >= start + bytes { return }
        }
    }

    /// What was acknowledged is there, and of every batch all or nothing.
    private func check(_ path: String, acknowledged: Int?) async throws -> Int {
        let store = try await JourneyStore.open(path: path, access: .readWrite(create: true))
        let (closed, live, touchpoints, lastSeq) = try await store.read { reader in
            (
                try reader.ledger(Self.stream, part: "records").count,
                try reader.collections().map(\.live).reduce(0, +), try reader.touchpointCount(), try reader.lastSeq()
            )
        }
        #expect(closed >= (acknowledged ?? -1) + 1)
        #expect(live == closed * 80)
        #expect(touchpoints == closed * 40)
        let highest = try await store.touchpoints().map(\.seq).max() ?? 0
        #expect(highest <= lastSeq)
        try await store.close()
        var configuration = Configuration()
        configuration.readonly = true
        let verdict = try await DatabaseQueue(path: path, configuration: configuration).read {
            try String.fetchOne($0, sql: "PRAGMA integrity_check")
        }
        #expect(verdict == "ok")
        return closed
    }
}
