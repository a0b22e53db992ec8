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
            /// As the vendor's headers told.
            var limit: Int?
            /// No call before this moment: the vendor said so.
            var blockedUntil: Int64?
        }

        var budgets: [String: Spent] = [:]
    }

    let path: String

    /// Reads, changes and writes the state under a kernel lock. A damaged file counts as empty: the vendor still says no.
    func update<T>(_ body: (inout State) throws -> T) throws(SyncFailure) -> T {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("open") }
        defer { Glibc.close(descriptor) }
        // Held for the time of one small read and write, never across a suspension.
        while flock(descriptor, LOCK_EX) != 0 { if errno != EINTR { throw failure("lock") } }
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
        let written = encoded.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard written == encoded.count, ftruncate(descriptor, off_t(encoded.count)) == 0 else { throw failure("write") }
        return result
    }

    private func failure(_ what: String) -> SyncFailure {
        .store("cannot \(what) \(path): \(String(cString: strerror(errno)))")
    }
}
