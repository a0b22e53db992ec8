import HTTP
import JourneyStore
import Salesforce
import SyncEngine
import Testing

/// Windows over SOQL: however many rows share one second, and whatever happens to a view.
@Suite(.timeLimit(.minutes(5))) struct WindowTests {
    private func id(_ number: Int) -> String {
        let digits = String(number)
        return "003" + String(repeating: "0", count: 12 - digits.count) + digits + "AAA"
    }

    private func fill(_ harness: Harness, _ count: Int) {
        let at = harness.org.state.withLock { $0.now }
        for number in 0..<count { harness.org.put("Contact", id(number), ["LastName": "N\(number)"], at: at) }
    }

    @Test(arguments: [1, 1_999, 2_000, 2_001, 6_000])
    func `all rows of one second are read`(count: Int) async throws {
        try await withOrg("contacts") { harness in
            fill(harness, count)
            let report = try await harness.sync()
            #expect(report.contacts?.added == count)
            #expect(try await harness.live("Contact").count == count)
        }
    }

    @Test func `a killed reading goes on in its view, and reads no page twice`() async throws {
        try await withOrg("contacts") { harness in
            fill(harness, 50)
            harness.org.state.withLock { state in
                state.pageSize = 10
                state.fault = { target, _, _ in
                    target.contains("/query/0r8") && target.hasSuffix("-30")
                        ? SmallOrg.refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.") : nil
                }
            }
            try await harness.sync(75)
            #expect(try await harness.live("Contact").count == 30)
            harness.org.state.withLock { $0.fault = nil }
            let before = harness.org.requests.count
            try await harness.sync()
            #expect(try await harness.live("Contact").count == 50)
            let pages = harness.org.targets[before...].filter { $0.contains("/query/0r8") }
            #expect(pages.first?.hasSuffix("-30") == true)
        }
    }

    @Test func `a view that the server forgot is read anew in the same run`() async throws {
        try await withOrg("contacts") { harness in
            fill(harness, 50)
            harness.org.state.withLock { state in
                state.pageSize = 10
                state.fault = { target, _, state in
                    if target.hasSuffix("-30"), state.views.count == 1 { state.views = ["0r80": ("", [], [])] }
                    guard target.hasSuffix("-30"), state.views["0r80"]?.object == "", target.contains("0r80") else {
                        return nil
                    }
                    return SmallOrg.refusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
                }
            }
            try await harness.sync()
            #expect(try await harness.live("Contact").count == 50)
            #expect(harness.notes.all.contains { $0.contains("begins again") })
        }
    }

    @Test func `a query that is not found has read nothing`() async throws {
        try await withOrg("contacts") { harness in
            fill(harness, 20)
            harness.org.state.withLock { state in
                state.fault = { target, _, _ in
                    target.contains("ORDER BY SystemModstamp")
                        ? SmallOrg.refusal(404, "NOT_FOUND", "The requested resource does not exist") : nil
                }
            }
            let report = try await harness.sync(75)
            #expect(report.contacts?.completeThrough == nil)
            harness.org.state.withLock { $0.fault = nil }
            try await harness.sync()
            #expect(try await harness.live("Contact").count == 20)
        }
    }

    @Test func `what an old view shows does not undo what was read since`() async throws {
        try await withOrg("contacts") { harness in
            fill(harness, 20)
            harness.org.state.withLock { state in
                state.pageSize = 10
                state.fault = { target, _, _ in
                    target.hasSuffix("-10")
                        ? SmallOrg.refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.") : nil
                }
            }
            // A range of the past is read, and breaks off.
            let range = SyncOptions(backfill: 0..<harness.org.state.withLock { $0.now + 1_000 })
            try await harness.sync(75, options: range)
            harness.org.state.withLock { $0.fault = nil }
            harness.org.put("Contact", id(15), ["LastName": "newer"])
            try await harness.sync()
            try await harness.sync(options: range)
            #expect(try await harness.record("Contact", id(15))?.text.contains("newer") == true)
        }
    }

    @Test func `a total that does not match is never believed`() async throws {
        try await withOrg("contacts") { harness in
            fill(harness, 3)
            harness.org.state.withLock { state in
                state.fault = { target, _, _ in
                    guard target.contains("ORDER BY SystemModstamp"), target.contains("FROM Contact") else {
                        return nil
                    }
                    return SmallOrg.json(#"{"totalSize":3,"done":true,"records":[]}"#)
                }
            }
            let report = try await harness.sync(75)
            #expect(report.contacts?.completeThrough == nil)
        }
    }

    @Test func `many rows are cut into pieces, each complete for itself`() async throws {
        try await withOrg("contacts") { harness in
            var harness = harness
            guard let index = harness.connection.connector.streams.firstIndex(where: { $0.name == "contacts" }),
                case .window(var window) = harness.connection.connector.streams[index].reading
            else { return }
            window.piece = 100
            harness.connection.connector.streams[index].reading = .window(window)
            let now = harness.org.state.withLock { $0.now }
            for number in 0..<450 {
                harness.org.put("Contact", id(number), at: now - Int64(450 - number) * 86_400_000)
            }
            try await harness.sync()
            #expect(try await harness.live("Contact").count == 450)
            let windows = harness.org.targets.filter { $0.contains("ORDER BY SystemModstamp") }
            #expect((5...9).contains(windows.count))
            #expect(harness.org.targets.filter { $0.contains("COUNT()") }.count < 40)
        }
    }

    @Test func `a query that takes too long is cut in halves`() async throws {
        try await withOrg("contacts") { harness in
            let now = harness.org.state.withLock { $0.now }
            for number in 0..<20 { harness.org.put("Contact", id(number), at: now - Int64(number) * 86_400_000) }
            harness.org.state.withLock { state in
                state.fault = { target, _, _ in
                    target.contains(">= 1970") && target.contains("< 2026")
                        ? SmallOrg.refusal(400, "QUERY_TIMEOUT", "Your query request was running for too long.") : nil
                }
            }
            try await harness.sync()
            #expect(try await harness.live("Contact").count == 20)
        }
    }

    @Test func `a row at a window's end, and one that shows late, are found`() async throws {
        try await withOrg("contacts") { harness in
            fill(harness, 1)
            let report = try await harness.sync()
            let through = try #require(report.contacts?.completeThrough)
            harness.org.put("Contact", id(2), at: through)
            // Its transaction was long: the stamp is older than what was complete.
            harness.org.put("Contact", id(3), at: through - 500_000)
            try await harness.sync()
            #expect(try await harness.live("Contact").count == 3)
        }
    }

    @Test(arguments: ["Lead", "Contact"])
    func `rows of another object, or of another time, are no answer`(type: String) async throws {
        try await withOrg("contacts") { harness in
            fill(harness, 3)
            harness.org.state.withLock { state in
                state.fault = { target, _, _ in
                    guard target.contains("ORDER BY SystemModstamp"), target.contains("FROM Contact") else {
                        return nil
                    }
                    return SmallOrg.json(
                        """
                        {"totalSize":1,"done":true,"records":[{"attributes":{"type":"\(type)"},
                         "Id":"00Q000000000009AAA","SystemModstamp":"2030-01-01T00:00:00.000+0000","IsDeleted":false}]}
                        """)
                }
            }
            let report = try await harness.sync(75)
            #expect(report.contacts?.completeThrough == nil)
            #expect(try await harness.live("Contact") == [])
            harness.org.state.withLock { $0.fault = nil }
            try await harness.sync()
            #expect(try await harness.live("Contact").count == 3)
        }
    }
}
