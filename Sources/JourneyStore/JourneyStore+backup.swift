import Foundation
import GRDB

extension JourneyStore {
    /// Copies one consistent state of the store into a new file (0600), while others read and write.
    ///
    /// The file appears under its name only when it is complete and on the disk.
    public func backup(to target: String) async throws {
        let (pool, source) = (pool, path)
        try await BlockingWork.run {
            guard try StoreFile.size(of: target) == nil else { throw StoreError.alreadyExists(path: target) }
            try StoreError.translating(path: source) {
                try StoreFile.copy(pool, to: target + ".part", newEpoch: false)
            }
            try StoreFile.publish(target + ".part", as: target)
        }
    }

    /// Makes the store at `target` what the backup is, under a new epoch; makes a new store where there is none.
    ///
    /// It happens in one transaction: other processes see the old store or the restored one, and a crash leaves the old
    /// one. A file that is no store is never overwritten.
    public static func restore(from source: String, to target: String, lockTimeout: Duration = .seconds(60))
        async throws
    {
        let cancellation = Cancellation()
        try await withTaskCancellationHandler {
            try await BlockingWork.run {
                try restore(from: source, to: target, timeout: lockTimeout, cancellation: cancellation)
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    private static func restore(
        from source: String, to target: String, timeout: Duration, cancellation: Cancellation
    ) throws {
        guard try StoreFile.size(of: source) != nil else { throw StoreError.missing(path: source) }
        guard try StoreFile.version(of: source) != nil else { throw StoreError.notAStore(path: source) }
        let exists = try StoreFile.size(of: target) != nil
        if exists, try StoreFile.version(of: target) == nil { throw StoreError.notAStore(path: target) }

        // First a copy of our own that is checked and has its new epoch; only that one becomes the store.
        let staged = target + ".part"
        defer { StoreFile.remove(staged) }
        try StoreError.translating(path: source) {
            var configuration = StoreFile.configuration
            configuration.readonly = true
            let queue = try DatabaseQueue(path: source, configuration: configuration)
            defer { try? queue.close() }
            let verdict = try queue.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
            guard verdict == "ok" else { throw StoreError.corrupt(path: source, words: verdict ?? "unreadable") }
            try StoreFile.copy(queue, to: staged, newEpoch: true)
        }
        let lock = try StoreLock(storePath: target, timeout: timeout)
        try lock.withLock(cancellation: cancellation) {
            guard exists else { return try StoreFile.publish(staged, as: target) }
            try StoreError.translating(path: target) {
                let from = try DatabaseQueue(path: staged, configuration: StoreFile.configuration)
                let into = try DatabaseQueue(path: target, configuration: StoreFile.configuration)
                try into.writeWithoutTransaction(StoreFile.prepareForWriting)
                try from.backup(to: into)
                into.writeWithoutTransaction { Checkpoints(storePath: target).atClose($0) }
                try into.close()
                try from.close()
            }
        }
    }
}

extension StoreFile {
    /// Copies a store page by page within one snapshot.
    static func copy(_ source: some DatabaseReader, to path: String, newEpoch: Bool) throws {
        remove(path)
        try create(path)
        do {
            let target = try DatabaseQueue(path: path, configuration: configuration)
            try source.backup(to: target)
            if newEpoch {
                try target.write {
                    try $0.execute(sql: "UPDATE meta SET epoch = ?", arguments: [OpaqueID.random()])
                }
            }
            // One file, without companions that would have to travel with it.
            try target.writeWithoutTransaction { _ = try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
            try target.close()
        } catch {
            remove(path)
            throw StoreError.copying(error, into: path)
        }
    }

    /// Gives a finished file its name, durably, unless the name was taken meanwhile.
    static func publish(_ part: String, as path: String) throws {
        try synchronize(part, flags: O_RDWR)
        guard link(part, path) == 0 else {
            let code = errno
            remove(part)
            throw code == EEXIST ? StoreError.alreadyExists(path: path) : StoreError.errno(code, path: path)
        }
        remove(part)
        try synchronize((path as NSString).deletingLastPathComponent, flags: O_RDONLY | O_DIRECTORY)
    }

    static func remove(_ path: String) {
        for companion in ["", "-wal", "-shm", "-journal"] { unlink(path + companion) }
    }

    private static func synchronize(_ path: String, flags: Int32) throws {
        let descriptor = open(path.isEmpty ? "." : path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError.errno(errno, path: path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StoreError.errno(errno, path: path) }
    }
}
