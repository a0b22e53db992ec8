import ChildProcess
import Foundation
import JourneyStore
import Testing
import Touchpoints

@testable import EventLogs

@Suite struct LogImportTests {
    @Test func `a case is a person, an event one of their touchpoints`() async throws {
        try await withStore { store, folder in
            let report = try await store.take(Log.small, in: folder)
            #expect(report == LogImport.Report(log: "log", cases: 2, events: 4, added: 6))
            let rows = try await store.read { try $0.journey("c1") }
            #expect(rows.map(\.touchpoint.touchpoint.title) == ["A", "B"])
            let first = try #require(rows.first?.touchpoint)
            #expect(first.touchpoint.kind == .activityRecorded)
            #expect(first.touchpoint.occurredAt.description == "2026-01-01T09:00:00.000Z")
            #expect(rows[1].touchpoint.touchpoint.occurredAt.description == "2026-01-01T09:00:00Z")
            #expect(first.touchpoint.properties == [.init(name: "activity", value: "A")])
            #expect(first.key.text == "xes:log:events:c1:000000000")
            let why = try await store.read { try $0.explain("xes:log:events:c1:000000000") }
            #expect(why?.touchpoints.count == 1)
            #expect(try await store.paths() == [["A", "B"], ["B", "A & <b>"]])
        }
    }

    @Test func `events of the same moment keep the order of the file`() async throws {
        let names = (0..<40).map { "step \(($0 * 17) % 40)" }
        let text = Log.log(
            Log.trace("c", names.map { Log.event($0, "2026-01-01T00:00:00Z") }.joined())
                + Log.trace(
                    "d", Log.event("late", "2026-01-02T00:00:00Z"), Log.event("early", "2026-01-01T00:00:00Z")))
        try await withStore { store, folder in
            _ = try await store.take(text, in: folder)
            #expect(try await Set(store.paths()) == [names, ["early", "late"]])
        }
    }

    @Test func `the same log again changes nothing; another one of the same cases is another one`() async throws {
        try await withStore { store, folder in
            _ = try await store.take(Log.small, in: folder)
            let (lines, seq) = (try await store.canonicalLines(), try await store.read { try $0.lastSeq() })
            let again = try await store.take(Log.small, in: folder)
            #expect(again == LogImport.Report(log: "log", cases: 2, events: 4, unchanged: 6))
            #expect(try await store.canonicalLines() == lines)
            #expect(try await store.read { try $0.lastSeq() } == seq)
            _ = try await store.take(Log.small, in: folder, log: "other")
            #expect(try await store.paths().count == 4)
        }
    }

    @Test func `what cannot be read is set aside, the rest is there, and mending it takes it out again`() async throws {
        let huge = String(repeating: "x", count: 1_100_000)
        let good = Log.event("A", "2026-01-01T00:00:00Z")
        let bad = Log.log(
            Log.trace(
                "c", good, "<event><string key=\"concept:name\" value=\"B\"/></event>", Log.event("C", "yesterday"),
                Log.event("", "2026-01-01T00:00:00Z"),
                Log.event("D", "2026-01-01T00:00:00Z", "<string key=\"k\" value=\"\(huge)\"/>"),
                Log.event("E", "2026-01-02T00:00:00"))
                + "<trace>\(good)</trace>\(good)")
        try await withStore { store, folder in
            let report = try await store.take(bad, in: folder)
            #expect(report.events == 2)
            #expect(report.quarantined == 7)
            #expect(try await store.paths() == [["A", "E"]])
            let source = StreamKey(system: "xes", account: "log", stream: "events")
            let reasons = try await store.read { try $0.quarantined(source, limit: 20).map(\.reason) }
            #expect(Set(reasons).count == 6)
            #expect(reasons.contains("time:timestamp \"yesterday\" is no time"))
            let mended = try await store.take(Log.log(Log.trace("c", good)), in: folder)
            #expect(mended.quarantined == 0)
            #expect(try await store.read { try $0.quarantined(source, limit: 20) }.isEmpty)
        }
    }

    @Test func `two cases of one name are not mixed`() async throws {
        let text = Log.log(
            Log.trace("c", Log.event("A", "2026-01-01T00:00:00Z"))
                + Log.trace("c", Log.event("B", "2026-01-01T00:00:00Z"), Log.event("C", "2026-01-01T00:00:00Z")))
        try await withStore { store, folder in
            let report = try await store.take(text, in: folder)
            #expect(report.quarantined == 1)
            #expect(try await store.paths() == [["A"]])
        }
    }

    @Test func `a log longer than a batch comes whole, and one that breaks off leaves what stands before`() async throws
    {
        let cases = (0..<700).map { number in
            Log.trace(
                "c\(number)", Log.event("A", "2026-01-01T00:00:00Z"), Log.event("B", "2026-01-02T00:00:00Z"))
        }
        try await withStore { store, folder in
            await #expect(throws: EventLogError.self) {
                try await store.take(Log.log(cases.joined()).replacing("</log>", with: "<x"), in: folder)
            }
            #expect(try await store.paths().count == 700)
            let report = try await store.take(Log.log(cases.joined()), in: folder)
            #expect(report.cases == 700)
            #expect(report.unchanged == 2_100)
        }
    }

    @Test func `stages and teams are read where they are known words`() async throws {
        let more = { (stage: String, team: String) in
            "<string key=\"waymark:stage\" value=\"\(stage)\"/><string key=\"org:group\" value=\"\(team)\"/>"
        }
        let text = Log.log(
            Log.trace(
                "c", Log.event("A", "2026-01-01T00:00:00Z", more("decision", "sales")),
                Log.event("B", "2026-01-02T00:00:00Z", more("own stage", "EMPTY"))))
        try await withStore { store, folder in
            _ = try await store.take(text, in: folder)
            try await store.refreshJourneys(dividedBy: [])
            let steps = try await store.read { reader in
                var steps: [PathStep] = []
                try reader.journeys(.person, upTo: .max) { steps += $0.steps }
                return steps
            }
            #expect(steps.map(\.stage) == ["decision", "own stage"])
            #expect(steps.map(\.team) == [.sales, nil])
        }
    }

    @Test func `a case that is forgotten stays away`() async throws {
        try await withStore { store, folder in
            _ = try await store.take(Log.small, in: folder)
            _ = try await store.forget("xes:log:cases:c1")
            #expect(try await store.paths() == [["B", "A & <b>"]])
            _ = try await store.take(Log.small, in: folder)
            #expect(try await store.paths() == [["B", "A & <b>"]])
        }
    }

    @Test func `a packed log is the same, and one that is packed wrongly is told so`() async throws {
        try await withStore { store, folder in
            let file = folder.appendingPathComponent("log.xes")
            try Data(Log.small.utf8).write(to: file)
            let result = try await ChildProcess.run("/usr/bin/env", ["gzip", "-k", file.path])
            #expect(result.code == 0, "\(result.errors)")
            // By its content, whatever it is called.
            let packed = folder.appendingPathComponent("packed")
            let bytes = try Data(contentsOf: folder.appendingPathComponent("log.xes.gz"))
            try bytes.write(to: packed)
            let report = try await LogImport(path: packed.path, log: "log", into: store).run()
            #expect(report.added == 6)
            for damaged in [bytes.dropLast(12), bytes.prefix(40) + Data(repeating: 7, count: 40)] {
                try Data(damaged).write(to: packed)
                await #expect {
                    _ = try await LogImport(path: packed.path, log: "log", into: store).run()
                } throws: {
                    guard case EventLogError.compression? = $0 as? EventLogError else { return false }
                    return true
                }
            }
        }
    }

    @Test func `what is no file is unreadable`() async throws {
        try await withStore { store, folder in
            for path in [folder.path, folder.appendingPathComponent("none").path] {
                await #expect {
                    _ = try await LogImport(path: path, log: "log", into: store).run()
                } throws: {
                    guard case EventLogError.unreadable? = $0 as? EventLogError else { return false }
                    return true
                }
            }
        }
    }
}
