import Foundation
import Glibc

/// What has been spent of an account's budgets, shared by every process that calls on that account.
///
/// A small file of its own beside the store: a call is written down *before* it is sent, so overlapping processes share
/// one allowance and a transaction that is rolled back forgets no call.
struct BudgetFile: Sendable {
    struct State: Codable, Equatable {
        struct Spent: Codable, Equatable {
            /// Rolling budgets: when the calls of the last period were leased, Unix milliseconds, oldest first.
            var leases: [Int64] = []
            /// Daily budgets: which day (in the account's time zone), and how many calls.
            var day: String?
            var used = 0
            /// How many of them sweeps made; nil: none.
            var swept: Int?
            /// As the vendor's headers told.
            var limit: Int?
            /// Trailing budgets: own calls by the hour (since 1970, as text), and when a header told `used` last.
            var hours: [String: Int]?
            var learnedAt: Int64?
            /// No call before this moment: the vendor said so.
            var blockedUntil: Int64?

            /// A new day has all its calls.
            mutating func begin(day today: String) {
                if day != today { (day, used, swept) = (today, 0, nil) }
            }
        }

        var budgets: [String: Spent] = [:]
    }

    let path: String

    /// Reads, changes and writes the state under a kernel lock. A damaged file counts as empty: the vendor still says no.
    ///
    /// A new state comes whole, by renaming: a kill or a full disk in the middle leaves the old one, and forgets no call.
    func update<T>(_ body: (inout State) throws -> T) throws(SyncFailure) -> T {
        let descriptor = try locked()
        // Held for the time of one small read and write, never across a suspension.
        defer { Glibc.close(descriptor) }
        var state = State()
        // Far more than the leases of any vendor's busiest period.
        var bytes = [UInt8](repeating: 0, count: Int(min(max(0, lseek(descriptor, 0, SEEK_END)), 1 << 22)))
        let count = pread(descriptor, &bytes, bytes.count, 0)
        if count > 0, let decoded = try? JSONDecoder().decode(State.self, from: Data(bytes[..<count])) {
            state = decoded
        }
        let before = state
        let result: T
        do { result = try body(&state) } catch let failure as SyncFailure { throw failure } catch {
            throw .store("\(path): \(error)")
        }
        guard state != before, let encoded = try? JSONEncoder().encode(state) else { return result }
        try replace(with: encoded)
        return result
    }

    /// Opens the file under its lock. Whoever had it before may have put another one in its place meanwhile.
    private func locked() throws(SyncFailure) -> Int32 {
        while true {
            let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw failure("open", errno) }
            while flock(descriptor, LOCK_EX) != 0 {
                let code = errno
                if code == EINTR { continue }
                Glibc.close(descriptor)
                throw failure("lock", code)
            }
            var (mine, present) = (stat(), stat())
            if fstat(descriptor, &mine) == 0, stat(path, &present) == 0, mine.st_ino == present.st_ino,
                mine.st_dev == present.st_dev
            {
                return descriptor
            }
            Glibc.close(descriptor)
        }
    }

    /// Not synced: what a power cut takes away, the vendor still counts.
    private func replace(with data: Data) throws(SyncFailure) {
        let temporary = path + ".new"
        // What a kill left here.
        unlink(temporary)
        let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("write", errno) }
        let written = data.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        // A write that is cut short leaves no errno: the disk is full, and the next write would say so.
        var trouble = written == data.count ? 0 : written < 0 ? errno : ENOSPC
        Glibc.close(descriptor)
        if trouble == 0, rename(temporary, path) != 0 { trouble = errno }
        guard trouble == 0 else {
            unlink(temporary)
            throw failure("write", trouble)
        }
    }

    private func failure(_ what: String, _ code: Int32) -> SyncFailure {
        .store("cannot \(what) \(path): \(String(cString: strerror(code)))")
    }
}
