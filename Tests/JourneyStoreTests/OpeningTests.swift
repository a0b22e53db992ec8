import Foundation
import GRDB
@testable import JourneyStore
import Testing
import Touchpoints

@Suite struct OpeningTests {
    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    @Test(arguments: ["text", "database", "folder"])
    func `what is no store is refused and left untouched`(kind: String) async throws {
        let folder = try TestFolder()
        let path = folder.file("other")
        switch kind {
        case "text": try Data(String(repeating: "name;email\n", count: 500).utf8).write(to: URL(fileURLWithPath: path))
        case "folder": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        default: try await DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE a(b)") }
        }
        let before = kind == "folder" ? Data() : try bytes(path)
        for access in [JourneyStore.Access.readWrite(create: true), .readWrite(create: false), .readOnly] {
            await #expect(throws: StoreError.notAStore(path: path)) {
                try await JourneyStore.open(path: path, access: access)
            }
        }
        if kind != "folder" { #expect(try bytes(path) == before) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["other"])
    }

    @Test func `where nothing more can be written, the error says so, and names the file that is meant`() {
        // Extended codes: the -shm file cannot grow; a write failed for another reason than ENOSPC.
        let (sharedMemorySize, writing): (Int32, Int32) = (4874, 778)
        func error(_ code: Int32) -> StoreError? {
            StoreError.sqlite(code: code, words: "disk I/O error", path: "journeys.db") as? StoreError
        }
        #expect(error(sharedMemorySize) == .diskFull(path: "journeys.db"))
        #expect(error(writing)?.description.contains("quota") == true)
        let full = DatabaseError(resultCode: .SQLITE_FULL)
        let copied = StoreError.copying(full, into: "backup.db") as? StoreError
        #expect(copied == .diskFull(path: "backup.db"))
        // What is wrong with the store that is copied is told of the store.
        #expect(StoreError.copying(DatabaseError(resultCode: .SQLITE_CORRUPT), into: "backup.db") is DatabaseError)
    }

    @Test func `a store of a newer version is refused`() async throws {
        let folder = try TestFolder()
        let path = folder.file("journeys.db")
        try await JourneyStore.open(path: path, access: .readWrite(create: true)).close()
        try await DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
        for access in [JourneyStore.Access.readWrite(create: true), .readOnly] {
            await #expect(
                throws: StoreError.newerVersion(path: path, found: 99, supported: JourneyStore.currentVersion)
            ) {
                try await JourneyStore.open(path: path, access: access)
            }
        }
    }

    @Test func `a missing store is made only where that was asked for`() async throws {
        let folder = try TestFolder()
        let path = folder.file("journeys.db")
        for access in [JourneyStore.Access.readWrite(create: false), .readOnly] {
            await #expect(throws: StoreError.missing(path: path)) {
                try await JourneyStore.open(path: path, access: access)
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        await #expect(throws: StoreError.missing(path: folder.file("no/journeys.db"))) {
            try await JourneyStore.open(path: folder.file("no/journeys.db"), access: .readWrite(create: true))
        }
    }

    @Test func `a full disk loses the transaction and nothing else`() async throws {
        let folder = try TestFolder()
        let path = folder.file("journeys.db")
        let store = try await JourneyStore.open(path: path, access: .readWrite(create: true))
        try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 120") }
        try await store.write { try $0.save([.contact("1", touchpoints: [.call()])], .test) }
        let before = try store.dump()
        var large = RecordWrite.contact("2")
        // Nothing that could be made smaller.
        var numbers = SystemRandomNumberGenerator()
        large.payload = (0..<4 << 20).map { _ in UInt8.random(in: 0...255, using: &numbers) }
        let write = large
        await #expect(throws: StoreError.diskFull(path: path)) {
            try await store.write { transaction in
                try transaction.setNote("half", "written")
                // Swallowing the error does not save the transaction.
                _ = try? transaction.save([write], .test)
            }
        }
        #expect(try store.dump() == before)
        let counts = try await store.write { try $0.save([.contact("3")], .test) }
        #expect(counts.added == 1)
        try await store.close()
    }

    @Test func `an error in the body rolls everything back`() async throws {
        struct Stop: Error {}
        try await withStore { store in
            let before = try store.dump()
            await #expect(throws: Stop.self) {
                try await store.write { transaction in
                    try transaction.save([.contact("1", touchpoints: [.call()])], .test)
                    throw Stop()
                }
            }
            #expect(try store.dump() == before)
        }
    }

    @Test func `a closed store says so`() async throws {
        let folder = try TestFolder()
        let path = folder.file("journeys.db")
        let store = try await JourneyStore.open(path: path, access: .readWrite(create: true))
        try await store.close()
        try await store.close()
        await #expect(throws: StoreError.closed(path: path)) { try await store.read { try $0.epoch() } }
        #expect(FileManager.default.fileExists(atPath: path + "-wal") == false)
    }

    @Test func `a backup restores to an equal store with another epoch`() async throws {
        let folder = try TestFolder()
        let backup = folder.file("backup.db")
        try await withStore { store in
            try await store.write { try $0.save([.contact("1", emails: ["a@x.com"], touchpoints: [.call()])], .test) }
            let (lines, epoch) = (try await store.canonicalLines(), try await store.read { try $0.epoch() })
            try await store.backup(to: backup)
            await #expect(throws: StoreError.alreadyExists(path: backup)) { try await store.backup(to: backup) }
            try await store.write { try $0.save([.contact("2")], .test) }

            // Over the open store, and to a place where there is none.
            let fresh = folder.file("fresh.db")
            try await JourneyStore.restore(from: backup, to: store.path)
            try await JourneyStore.restore(from: backup, to: fresh)
            let copy = try await JourneyStore.open(path: fresh, access: .readWrite(create: false))
            for restored in [store, copy] {
                #expect(try await restored.canonicalLines() == lines)
                #expect(try await restored.read { try $0.epoch() } != epoch)
                #expect(try await restored.write { try $0.save([.contact("2")], .test) }.added == 1)
            }
            try await copy.close()
            #expect(try FileManager.default.attributesOfItem(atPath: backup)[.posixPermissions] as? Int == 0o600)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("part") } == [])
        }
    }

    @Test func `only a store is restored and nothing but a store is overwritten`() async throws {
        let folder = try TestFolder()
        let (store, text) = (folder.file("journeys.db"), folder.file("notes.txt"))
        try await JourneyStore.open(path: store, access: .readWrite(create: true)).close()
        try Data("mine".utf8).write(to: URL(fileURLWithPath: text))
        await #expect(throws: StoreError.notAStore(path: text)) {
            try await JourneyStore.restore(from: text, to: store)
        }
        await #expect(throws: StoreError.notAStore(path: text)) {
            try await JourneyStore.restore(from: store, to: text)
        }
        #expect(try bytes(text) == Data("mine".utf8))
    }
}
