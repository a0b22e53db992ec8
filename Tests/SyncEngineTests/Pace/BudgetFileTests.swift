import Foundation
import Testing

@testable import SyncEngine

@Suite struct BudgetFileTests {
    private func withFile(_ body: (BudgetFile, URL) throws -> Void) async throws {
        try await withFolder { folder in
            let url = folder.appending(path: "budget")
            try body(BudgetFile(path: url.path), url)
        }
    }

    @Test func `what was written is read, by anybody`() async throws {
        try await withFile { file, url in
            try file.update { $0.budgets["burst"] = .init(leases: [1, 2], used: 3) }
            #expect(try BudgetFile(path: url.path).update { $0 }.budgets["burst"] == .init(leases: [1, 2], used: 3))
            #expect(try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test(arguments: ["", "{", "null", "[]", #"{"budgets": 7}"#, "\u{0}\u{0}\u{0}", #"{"budgets": {"burst": {}}}"#])
    func `a damaged file counts as empty, and is mended`(text: String) async throws {
        try await withFile { file, url in
            try Data(text.utf8).write(to: url)
            #expect(try file.update { $0 } == .init())
            try file.update { $0.budgets["burst"] = .init(leases: [5]) }
            #expect(try file.update { $0 }.budgets["burst"]?.leases == [5])
        }
    }

    @Test func `a shorter state leaves nothing of a longer one behind`() async throws {
        try await withFile { file, _ in
            try file.update { $0.budgets["burst"] = .init(leases: Array(0..<1_000)) }
            try file.update { $0.budgets["burst"] = .init(leases: [7]) }
            #expect(try file.update { $0 }.budgets["burst"]?.leases == [7])
        }
    }

    @Test func `ten thousand calls in one period are remembered`() async throws {
        try await withFile { file, _ in
            let leases = (0..<10_000).map { 1_788_249_600_000 + Int64($0) }
            try file.update { $0.budgets["burst"] = .init(leases: leases) }
            #expect(try file.update { $0 }.budgets["burst"]?.leases == leases)
        }
    }

    @Test func `a state that cannot be written leaves the old one whole`() async throws {
        try await withFile { file, url in
            try file.update { $0.budgets["burst"] = .init(leases: [1, 2, 3]) }
            // Where the new state would be written stands something that cannot be replaced.
            let blocked = url.path + ".new"
            try FileManager.default.createDirectory(atPath: blocked, withIntermediateDirectories: false)
            let failure = #expect(throws: SyncFailure.self) { try file.update { $0.budgets["burst"]?.leases = [4] } }
            #expect(failure?.exitCode == 74)
            #expect(try file.update { $0 }.budgets["burst"]?.leases == [1, 2, 3])
        }
    }

    @Test func `of many that write at the same time, none is forgotten`() async throws {
        try await withFolder { folder in
            let path = folder.appending(path: "budget").path
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        try BudgetFile(path: path).update {
                            $0.budgets["burst", default: .init()].leases.append(Int64(number))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let leases = try BudgetFile(path: path).update { $0.budgets["burst"]?.leases ?? [] }
            #expect(leases.sorted() == (0..<200).map(Int64.init))
        }
    }

    @Test func `a file that cannot be opened is a failure of the store`() async throws {
        try await withFolder { folder in
            let failure = #expect(throws: SyncFailure.self) { try BudgetFile(path: folder.path).update { _ in } }
            #expect(failure?.exitCode == 74)
        }
    }
}
