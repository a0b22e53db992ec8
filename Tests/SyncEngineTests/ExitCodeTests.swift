import SyncEngine
import Testing

@Suite struct ExitCodeTests {
    @Test func `the gravest code counts`() {
        let order: [Int32] = [70, 74, 78, 77, 69, 75, 65]
        for (index, code) in order.enumerated() {
            #expect(ExitCode.first(of: order[index...].reversed()) == code)
        }
        #expect(ExitCode.first(of: []) == 0)
        #expect(ExitCode.first(of: [0, 0]) == 0)
        #expect(ExitCode.first(of: [0, 65, 0]) == 65)
    }

    @Test func `every failure has its documented code`() {
        #expect(SyncFailure.store("").exitCode == 74)
        #expect(SyncFailure.fixConfig("").exitCode == 78)
        #expect(SyncFailure.signIn("").exitCode == 77)
        #expect(SyncFailure.missingPermission("").exitCode == 77)
        #expect(SyncFailure.unreachable("").exitCode == 69)
        #expect(SyncFailure.stopStream("").exitCode == 75)
        #expect(SyncFailure.runAgain("", at: nil).exitCode == 75)
        #expect(SyncFailure.cancelled.exitCode == 75)
    }

    @Test func `only a stream's own trouble leaves the others alone`() {
        #expect(!SyncFailure.stopStream("").stopsConnection)
        #expect(!SyncFailure.missingPermission("").stopsConnection)
        #expect(SyncFailure.signIn("").stopsConnection)
        #expect(SyncFailure.runAgain("", at: nil).stopsConnection)
    }
}
