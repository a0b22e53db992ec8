import SyncEngine
import Testing

@Suite struct TroubleTests {
    @Test func `a page that counts records and holds none is asked for again`() async throws {
        try await withTracker { harness in
            await harness.tracker.open(10, by: [3])
            await harness.tracker.change { $0.emptyPages = 2 }
            let report = try await harness.sync()
            #expect(report.exitCode == 0)
            #expect(report.retries == 2)
            #expect(try await harness.touchpoints().count == 1)
        }
    }

    @Test func `a listing with an empty page in it never makes records gone`() async throws {
        try await withTracker { harness in
            await harness.tracker.open(10, by: [3])
            await harness.tracker.change { tracker in
                for id in 100..<250 { tracker.people[id] = "p\(id)@shop.test" }
            }
            _ = try await harness.sync()
            // Only from here on do calls count as those of a new run.
            await harness.tracker.change { tracker in
                tracker.calls = []
                tracker.emptyPages = 99
            }
            let report = try await harness.sync()
            #expect(report.exitCode == 75)
            let users = try await harness.store.read { try $0.collections() }.first {
                $0.collection.objectType == "users"
            }
            #expect(users?.live == 153)
            #expect(users?.gone == [:])
        }
    }

    @Test func `credentials that are refused at times are believed`() async throws {
        try await withTracker { harness in
            await harness.tracker.open(10, by: [3])
            await harness.tracker.change { $0.refusals = 2 }
            let report = try await harness.sync()
            #expect(report.exitCode == 0)
        }
    }

    @Test func `a wrong password is told after three calls`() async throws {
        try await withTracker { harness in
            await harness.tracker.change { $0.refusals = 99 }
            let report = try await harness.sync()
            #expect(report.exitCode == 77)
            #expect(report.problems.first?.contains("refuses the credentials of support") == true)
            #expect(await harness.tracker.calls.count == 3)
        }
    }

    @Test func `an account that may not see when the system was set up is told which right is missing`() async throws {
        try await withTracker { harness in
            await harness.tracker.change { $0.isSuperUser = false }
            let report = try await harness.sync()
            #expect(report.exitCode == 77)
            #expect(report.problems.first?.contains("AdminUsers") == true)
        }
    }

    @Test func `a total that is not told names the missing right`() async throws {
        try await withTracker { harness in
            var harness = harness
            // Past the first hurdle, so that only the totals are missing.
            harness.connection.connector.account.hidden = nil
            await harness.tracker.open(10, by: [3])
            await harness.tracker.change { $0.isSuperUser = false }
            let report = try await harness.sync()
            #expect(report.exitCode == 77)
            let transactions = report.streams.first { $0.stream == "transactions" }
            #expect(transactions?.problems.first?.contains("needed: SuperUser") == true)
            #expect(report.streams.first { $0.stream == "tickets" }?.outcome == .complete)
            let check = await harness.engine.check(harness.connection)
            #expect(check.streams.first { $0.stream == "transactions" }?.problem?.contains("SuperUser") == true)
        }
    }

    @Test(arguments: [-5, 9])
    func `an account whose queries mean another time zone is refused`(hours: Int64) async throws {
        try await withTracker { harness in
            await harness.tracker.open(10, by: [3])
            await harness.tracker.change { $0.zone = hours * 3_600 }
            let report = try await harness.sync()
            #expect(report.exitCode == 78)
            #expect(report.streams.first { $0.stream == "tickets" }?.problems.first?.contains("time zone") == true)
        }
    }

    @Test func `an address has to be named`() async throws {
        try await withTracker { harness in
            var harness = harness
            harness.connection.baseURL = ""
            let report = try await harness.sync()
            #expect(report.exitCode == 78)
            #expect(report.problems.first?.contains("base_url is missing") == true)
        }
    }
}
