import Foundation
import GRDB
import Synchronization

/// Decides when the write-ahead log is moved into the file; always called under the kernel lock.
final class Checkpoints: Sendable {
    /// Bytes of log from which on a commit is followed by a checkpoint.
    static let walLimit: Int64 = 16 << 20

    private let walPath: String
    /// Grows while a reader holds the log, so that a long export does not make every commit try in vain.
    private let threshold = Mutex(Checkpoints.walLimit)

    init(storePath: String) {
        walPath = storePath + "-wal"
    }

    /// After the commit, so what goes wrong here must not look like a failed write: a checkpoint can wait.
    func afterCommit(_ db: Database) {
        let size = (try? StoreFile.size(of: walPath)) ?? nil
        guard let size, size > threshold.withLock({ $0 }) else { return }
        let isEmptied = truncate(db)
        threshold.withLock { $0 = isEmptied ? Checkpoints.walLimit : size + Checkpoints.walLimit }
    }

    /// At close: as much as readers elsewhere allow.
    func atClose(_ db: Database) {
        _ = truncate(db)
    }

    private func truncate(_ db: Database) -> Bool {
        // No waiting for readers: what they hold back stays in the log until the next time.
        try? db.execute(sql: "PRAGMA busy_timeout = 0")
        defer { try? db.execute(sql: "PRAGMA busy_timeout = 10000") }
        return (try? Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")) == 0
    }
}
