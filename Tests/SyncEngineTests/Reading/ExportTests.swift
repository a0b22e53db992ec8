import ConnectorKit
import HTTP
import JourneyStore
import SyncEngine
import Synchronization
import Testing

private struct Killed: Error {}

/// Large windows are read by jobs of the source; whatever happens to these, the store ends as if queries had read it.
@Suite struct ExportTests {
    private let count = 57

    private func sync(
        _ system: JobSystem, into store: JourneyStore, minimum: Int = 20, maximum: Int = 1_000, atOnce: Int = 1,
        options: SyncOptions = SyncOptions()
    ) async throws -> SyncReport {
        var connection = ToySystem.connection(
            JobSystem.stream(minimum: minimum, maximum: maximum, limit: 10, atOnce: atOnce))
        connection.settings = ["rows": StreamSettings(fields: .all)]
        let engine = SyncEngine(store: store, transport: system.transport(), clock: FakeClock().clock())
        return try await engine.sync(connection, options: options)
    }

    /// What queries alone would make of it.
    private func expected() async throws -> [String] {
        let lines = Mutex<[String]>([])
        try await withStore { (store: JourneyStore) async throws -> Void in
            let report = try await sync(JobSystem(count: count), into: store, minimum: .max)
            #expect(report.exitCode == 0)
            let found = try await canonical(store)
            lines.withLock { $0 = found }
        }
        return lines.withLock { $0 }
    }

    @Test func `records are the same, whichever way they were read`() async throws {
        let expected = try await expected()
        #expect(expected.count >= count)
        try await withStore { (store: JourneyStore) async throws -> Void in
            let system = JobSystem(count: count)
            let report = try await sync(system, into: store)
            #expect(report.exitCode == 0, "\(report.problems)")
            #expect(try await canonical(store) == expected)
            let state = system.state.withLock { $0 }
            #expect(state.jobs.count == 1)
            #expect(state.downloads == (0...5).map { "j1@\($0 * 10)" })
            // Another run finds nothing new and makes no job.
            let again = try await sync(system, into: store)
            #expect(again.exitCode == 0)
            #expect(again.streams[0].added + again.streams[0].changed == 0)
            #expect(system.state.withLock { $0.jobs.count } == 1)
        }
    }

    @Test func `few records are read by queries, many by several jobs`() async throws {
        let expected = try await expected()
        try await withStore { (store: JourneyStore) async throws -> Void in
            let few = JobSystem(count: count)
            #expect(try await sync(few, into: store, minimum: 58).exitCode == 0)
            #expect(few.state.withLock { $0.jobs.isEmpty })
        }
        try await withStore { (store: JourneyStore) async throws -> Void in
            let many = JobSystem(count: count)
            #expect(try await sync(many, into: store, maximum: 20, atOnce: 3).exitCode == 0)
            #expect(many.state.withLock { $0.jobs.filter { $0.to > $0.from && $0.from < 57 }.count } >= 3)
            #expect(try await canonical(store) == expected)
        }
    }

    @Test func `killed at any call, the next run goes on with the same jobs`() async throws {
        let expected = try await expected()
        let calls = Mutex(0)
        try await withStore { (store: JourneyStore) async throws -> Void in
            let system = JobSystem(count: count)
            _ = try await sync(system, into: store, maximum: 20, atOnce: 2)
            calls.withLock { $0 = system.state.withLock { $0.calls } }
        }
        for call in 1...calls.withLock({ $0 }) {
            try await withStore { (store: JourneyStore) async throws -> Void in
                let system = JobSystem(count: count)
                system.trouble { _, number in
                    if number == call { throw Killed() }
                    return nil
                }
                _ = try? await sync(system, into: store, maximum: 20, atOnce: 2)
                let report = try await sync(system, into: store, maximum: 20, atOnce: 2)
                #expect(report.exitCode == 0, "call \(call): \(report.problems)")
                #expect(try await canonical(store) == expected, "call \(call)")
                // A job may be lost when its creation was answered to nobody, and only then.
                let state = system.state.withLock { $0 }
                let windows = state.jobs.map { "\($0.from)-\($0.to)" }
                #expect(windows.count - Set(windows).count <= 1, "call \(call): \(windows)")
                #expect(state.downloads.count <= Set(state.downloads).count + 2, "call \(call): \(state.downloads)")
            }
        }
    }

    @Test func `a download that breaks off is repeated`() async throws {
        let expected = try await expected()
        try await withStore { (store: JourneyStore) async throws -> Void in
            let system = JobSystem(count: count)
            let once = Mutex(true)
            system.trouble { request, _ in
                guard request == "GET /jobs/j1/results?20", once.withLock({ $0 }) else { return nil }
                once.withLock { $0 = false }
                return HTTPResponse(
                    status: 200,
                    headers: [
                        "Content-Type": "text/csv", "Locator": "30", "Records": "10", "Breaks-After": "90",
                        "Date": "Tue, 01 Sep 2026 08:00:00 GMT",
                    ],
                    body: Array(
                        ("\"id\",\"at\",\"n\",\"flag\",\"empty\",\"text\"\n"
                            + "\"20\",\"1970-01-01T00:00:20.000Z\",\"20.50\",\"true\",\"\",\"one\ntwo\"\n").utf8))
            }
            #expect(try await sync(system, into: store).exitCode == 0)
            #expect(once.withLock { !$0 })
            #expect(try await canonical(store) == expected)
        }
    }

    @Test func `a part with other records than it says is never believed`() async throws {
        try await withStore { (store: JourneyStore) async throws -> Void in
            let system = JobSystem(count: count)
            system.trouble { request, _ in
                guard request == "GET /jobs/j1/results?50" else { return nil }
                return HTTPResponse(
                    status: 200,
                    headers: [
                        "Content-Type": "text/csv", "Locator": "null", "Records": "7",
                        "Date": "Tue, 01 Sep 2026 08:00:00 GMT",
                    ],
                    body: Array("\"id\",\"at\",\"n\",\"flag\",\"empty\",\"text\"\n".utf8))
            }
            let report = try await sync(system, into: store)
            #expect(report.exitCode == 75)
            #expect(report.streams[0].completeThrough == nil)
        }
    }

    @Test(arguments: ["failed", "forgotten", "miscounted"])
    func `a job that comes to nothing is made anew`(trouble: String) async throws {
        let expected = try await expected()
        try await withStore { (store: JourneyStore) async throws -> Void in
            let system = JobSystem(count: count)
            system.trouble { request, _ in
                guard request == "GET /jobs/j1" else { return nil }
                switch trouble {
                case "failed": return .json(#"{"state": "Failed", "why": "InternalError"}"#)
                case "forgotten": return .json("{}", status: 404)
                default: return .json(#"{"state": "JobComplete", "count": 58}"#)
                }
            }
            #expect(try await sync(system, into: store).exitCode == 0)
            #expect(system.state.withLock { $0.jobs.count } == 2)
            #expect(try await canonical(store) == expected)
        }
    }

    @Test(arguments: [400, 403])
    func `where the source makes no jobs, queries read it`(status: Int) async throws {
        let expected = try await expected()
        try await withStore { (store: JourneyStore) async throws -> Void in
            let system = JobSystem(count: count)
            system.trouble { request, _ in
                request == "POST /jobs" ? .json(#"{"message": "not supported"}"#, status: status) : nil
            }
            #expect(try await sync(system, into: store).exitCode == 0)
            #expect(try await canonical(store) == expected)
        }
    }

    @Test func `a job that nobody waits for any more is ended`() async throws {
        try await withStore { (store: JourneyStore) async throws -> Void in
            let system = JobSystem(count: count)
            system.trouble { request, _ in
                if request == "GET /jobs/j1/results" { throw Killed() }
                return nil
            }
            _ = try? await sync(system, into: store)
            // Another set of fields: what the job was made for does not count any more.
            var connection = ToySystem.connection(JobSystem.stream(minimum: 20, maximum: 1_000, limit: 10))
            connection.settings = ["rows": StreamSettings(excluded: ["text"])]
            let engine = SyncEngine(store: store, transport: system.transport(), clock: FakeClock().clock())
            _ = try await engine.sync(connection)
            #expect(system.state.withLock { $0.aborted } == ["j1"])
        }
    }

    @Test func `a backfill that was killed goes on with what it had`() async throws {
        try await withStore { (store: JourneyStore) async throws -> Void in
            let system = JobSystem(count: count)
            system.trouble { request, number in
                if request == "GET /jobs/j2/results?10" { throw Killed() }
                return nil
            }
            let options = SyncOptions(backfill: 0..<172_800_000)
            _ = try? await sync(system, into: store, maximum: 30, options: options)
            system.trouble { _, _ in nil }
            #expect(try await sync(system, into: store, maximum: 30, options: options).exitCode == 0)
            let state = system.state.withLock { $0 }
            #expect(state.jobs.count == 2)
            #expect(state.downloads.count == Set(state.downloads).count)
            let live = try await ToySystem.live("rows", in: store)
            #expect(live.count == 57)
        }
    }
}
