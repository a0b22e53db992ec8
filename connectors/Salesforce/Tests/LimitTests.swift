import HTTP
import Salesforce
import SyncEngine
import Testing

/// The day's calls are other programs' as well.
@Suite(.timeLimit(.minutes(5))) struct LimitTests {
    @Test func `half of the allotment is left to others, and the run says so`() async throws {
        try await withOrg("contacts", "leads") { harness in
            var harness = harness
            harness.connection.enforcesBudgets = true
            harness.org.state.withLock { ($0.used, $0.limit) = (49_995, 100_000) }
            let report = try await harness.sync(75)
            let problems = (report.problems + report.streams.flatMap(\.problems)).joined()
            #expect(problems.contains("50000"))
            #expect(harness.org.state.withLock { $0.used } <= 50_001)
            // Others' calls have left the day.
            harness.org.state.withLock { state in
                state.used = 100
                state.now += 7_200_000
            }
            try await harness.sync()
        }
    }

    @Test func `too many calls at once are waited for, too many in a day are not`() async throws {
        try await withOrg("contacts") { harness in
            harness.org.state.withLock { state in
                state.fault = { target, number, _ in
                    target.contains("ORDER BY SystemModstamp") && number < 8
                        ? SmallOrg.refusal(
                            403, "REQUEST_LIMIT_EXCEEDED",
                            "ConcurrentRequests (Concurrent API Requests) Limit exceeded.") : nil
                }
            }
            let report = try await harness.sync()
            #expect(report.retries > 0)
            harness.org.state.withLock { state in
                state.fault = { target, _, _ in
                    target.contains("ORDER BY SystemModstamp")
                        ? SmallOrg.refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.") : nil
                }
            }
            let before = harness.org.requests.count
            try await harness.sync(75)
            #expect(harness.org.requests.count - before < 8)
        }
    }
}
