import JourneyStore
import Testing
import Touchpoints

@testable import Journeys

@Suite struct MapTallyTests {
    private func report(
        _ paths: [[PathStep]], segments: [[String: String]] = [], asOf: Double = 1_000,
        _ change: (inout MeasureRules) -> Void = { _ in }
    ) throws -> MapReport {
        var rules = MeasureRules(asOf: days(asOf))
        change(&rules)
        var measures = JourneyMeasures(rules, present: Set(rules.stages))
        for (index, steps) in paths.enumerated() {
            let segment = index < segments.count ? segments[index] : [:]
            try measures.add(JourneyPath(id: "p\(index)", steps: steps, segments: segment))
        }
        return MapReport(measures)
    }

    private func boundary(_ report: MapReport, _ from: String) throws -> MapReport.Boundary {
        try #require(report.boundaries.first { $0.from == from })
    }

    private let aware = step("form.submitted", 0, .inbound, .marketing)

    @Test func `a boundary counts who came further in time, skipped it, was lost, or may still come`() throws {
        let report = try report([
            [aware, step("lifecycle.changed", 10, stage: "consideration")],
            [aware, step("deal.created", 20)],
            [aware, step("lifecycle.changed", 91, stage: "consideration")],
            [aware, step("lead.disqualified", 30)],
            [step("form.submitted", 950, .inbound, .marketing)],
            // Entered further on: not of this boundary.
            [step("deal.created", 1)],
        ])
        let first = try boundary(report, "awareness")
        #expect(
            [first.passed.count, first.passed.of, first.skipped, first.lost.count, first.recent] == [2, 4, 1, 1, 1])
        #expect(first.time.medianSeconds == 1_296_000.0)
        #expect(report.stages.map(\.journeys) == [5, 2, 2, 0, 0, 0, 0])
        #expect(report.evidence["not passed: awareness > consideration"] == ["p2", "p3"])
    }

    @Test func `a handoff is picked up by the next team's own act, and late only when its time is over`() throws {
        let won = step("deal.won", 100, amount: 1_000)
        let sold = [aware, step("deal.created", 50, .internal, .sales)]
        func path(_ steps: PathStep...) -> [PathStep] { sold + [won] + steps }
        let report = try report([
            path(step("email.sent", 103, .outbound, .success)),
            path(step("call.made", 110, .outbound, .success)),
            // Of another team, from the customer, and by a field: nobody has come.
            path(
                step("call.made", 101, .outbound, .sales), step("survey.answered", 102, .inbound, .success),
                step("owner.changed", 102, .outbound, .success)),
            // Three days ago: there is time left.
            sold + [step("deal.won", 997, amount: 500)],
        ])
        let handoff = try #require(try boundary(report, "decision").handoff)
        #expect([handoff.total, handoff.late.count, handoff.late.of, handoff.neverPickedUp.count] == [4, 2, 3, 2])
        #expect(handoff.time.medianSeconds == 561_600.0)
        #expect(handoff.valueWaiting == [MapReport.Amount(currency: "EUR", amount: 1_500)])
        #expect(report.evidence["late: decision > onboarding"] == ["p1", "p2"])
        // The same team goes on: no handoff.
        #expect(try boundary(report, "consideration").handoff == nil)
    }

    @Test func `customers who met a touchpoint by the landmark are held against the others`() throws {
        var paths: [[PathStep]] = []
        for index in 0..<80 {
            let meets = index < 40
            // Nine of forty leave with it, thirty without.
            let leaves = meets ? index < 9 : index < 70
            var path = [step("deal.won", 0), step("email.sent", 1, .outbound, .success)]
            if meets { path.append(step("meeting.held", 20, .mutual, .success)) }
            // After the landmark: exposes nobody.
            if !meets { path.append(step("meeting.held", 61, .mutual, .success)) }
            if leaves { path.append(step("subscription.cancelled", 300, .inbound)) }
            paths.append(path)
        }
        // Left before the landmark, and bought too lately to be watched: not asked.
        paths.append([step("deal.won", 0), step("subscription.cancelled", 30, .inbound)])
        paths.append([step("deal.won", 900)])
        let moments = try report(paths).stages.first { $0.stage == "onboarding" }?.moments ?? []
        let meeting = try #require(moments.first { $0.activity == "meeting.held" })
        #expect(meeting.outcome == "churned")
        #expect([meeting.exposed.count, meeting.exposed.of] == [9, 40])
        #expect([meeting.unexposed.count, meeting.unexposed.of] == [30, 40])
        #expect(meeting.q < 0.001)
        #expect(meeting.upper < 0)
        // Everybody had the mail: there is nobody to compare with.
        #expect(!moments.contains { $0.activity == "email.sent" })
    }

    @Test func `who has come to a later stage by the landmark is not asked about the one before`() throws {
        // Calls belong to the next stage: half of those who come there win, called or not.
        var paths: [[PathStep]] = []
        for index in 0..<240 {
            var path = [aware]
            if index < 120 {
                path += [step("lifecycle.changed", 5, stage: "consideration"), step("call.made", 6, .outbound, .sales)]
            }
            if index < 60 { path.append(step("deal.won", 50)) }
            // Called where they still are; makes no difference.
            if (120..<180).contains(index) { path.append(step("call.made", 7, .outbound, .sales)) }
            if index.isMultiple(of: 4), index >= 120 { path.append(step("deal.won", 60)) }
            paths.append(path)
        }
        let moments = try report(paths).stages.first { $0.stage == "awareness" }?.moments ?? []
        let call = try #require(moments.first { $0.activity == "call.made" })
        #expect([call.exposed.count, call.exposed.of] == [15, 60])
        #expect([call.unexposed.count, call.unexposed.of] == [15, 60])
    }

    @Test func `what only old journeys can have is not held against their age`() throws {
        let paths = (0..<80).map { index in
            [step("deal.created", index < 40 ? 10 : 990), step("email.sent", index < 40 ? 900 : 991, .inbound)]
        }
        let report = try report(paths, segments: paths.indices.map { ["source": $0 < 40 ? "old" : "new"] })
        let measures = { (name: String) in
            Set(report.segments.first { $0.name == name }?.groups.flatMap(\.measures).map(\.measure) ?? [])
        }
        #expect(measures("source").contains("stuck: decision"))
        #expect(!measures("period").isEmpty || report.segments.contains { $0.name == "period" })
        #expect(!measures("period").contains("stuck: decision"))
        #expect(report.evidence["stuck: decision, source: old"]?.count == 20)
        #expect(report.evidence["stuck: decision, source: new"] == nil)
        #expect(report.evidence["stuck: decision, period: 1970-Q1"] == nil)
    }

    @Test func `a group that differs is told from one that does not, and small ones are not shown`() throws {
        var (paths, segments): ([[PathStep]], [[String: String]]) = ([], [])
        for index in 0..<300 {
            let source = ["web", "event", "ad"][index % 3]
            let passes = source == "event" ? index % 10 == 1 : index % 2 == 0
            paths.append(passes ? [aware, step("deal.created", 5)] : [aware])
            segments.append(["source": source])
        }
        for _ in 0..<4 {
            paths.append([aware])
            segments.append(["source": "fair"])
        }
        let table = try #require(try report(paths, segments: segments).segments.first { $0.name == "source" })
        #expect(table.groups.map(\.value) == ["ad", "event", "web", "fair"])
        #expect(table.groups.map(\.journeys) == [100, 100, 100, nil])
        let event = try #require(table.groups.first { $0.value == "event" })
        let passed = try #require(event.measures.first { $0.measure == "passed: awareness > consideration" })
        #expect(passed.differs)
        #expect(passed.upper < 0)
        #expect(table.groups.last?.measures.isEmpty == true)
    }

    @Test func `feelings keep their origins apart, with their interval`() throws {
        let scores = [1.0, 1, 0.8, 0.6, -0.2]
        let report = try report(
            scores.map { [step("deal.won", 0), step("survey.answered", 10, .inbound, .success, feeling: $0)] })
        let feeling = try #require(report.stages.first { $0.stage == "onboarding" }?.feelings.first)
        #expect(feeling.origin == "nps")
        #expect(feeling.count == 5)
        #expect(abs((feeling.mean ?? 0) - 0.64) < 1e-9)
        // mean ± 2.776 · 0.497996/√5
        #expect(abs((feeling.lower ?? 0) - (0.64 - 2.776_445 * 0.497_996 / 5.0.squareRoot())) < 1e-5)
        #expect(abs((feeling.netPromoterScore ?? 0) - 40) < 1e-9)
        // Stages where nobody was asked have none.
        #expect(report.stages.first { $0.stage == "advocacy" }?.feelings.isEmpty == true)
    }

    @Test func `Student's t is that of the tables`() {
        for (degrees, value) in [(1, 12.7062), (4, 2.7764), (5, 2.5706), (10, 2.2281), (30, 2.0423), (1_000, 1.9623)] {
            #expect(abs(StudentT.quantile975(degrees: degrees) - value) < 0.002)
        }
    }

    @Test func `who just bought is not silent yet`() throws {
        let contact = { (day: Double) in step("call.made", day, .outbound, .success) }
        let report = try report([
            [step("deal.won", 100), contact(810)], [step("deal.won", 100), contact(830)], [step("deal.won", 900)],
            [step("deal.won", 100), step("email.sent", 990, .outbound, .marketing)],
        ])
        #expect([report.silentCustomers.count, report.silentCustomers.of] == [2, 3])
    }
}
