import Testing

@testable import Journeys

@Suite struct AssumedComparisonTests {
    private let day = 86_400.0

    private func cells(
        _ stage: AssumedStage, _ column: MapReport.StageColumn, _ boundaries: [MapReport.Boundary] = [],
        then next: [AssumedStage] = []
    ) -> [MapReport.Assumed.Cell] {
        AssumedComparison(
            AssumedMap(stages: [stage] + next), stages: [column], boundaries: boundaries, minGroup: 5, asOf: 0
        ).cells.filter { $0.about != "next" || !next.isEmpty }
    }

    private func verdicts(_ cells: [MapReport.Assumed.Cell], _ about: String) -> [String] {
        cells.filter { $0.about == about }.map { "\($0.expected ?? $0.seen ?? ""): \($0.verdict.rawValue)" }
    }

    @Test func `touchpoints are confirmed, skipped below a tenth, unexpected from a quarter`() {
        var stage = AssumedStage("decision")
        stage.touchpoints = [.init("demo.held"), .init("offer.sent"), .init("call.made")]
        let column = MapReport.StageColumn.of(
            "decision", steps: [("demo.held", 40), ("offer.sent", 39), ("trial.begun", 100), ("email.sent", 99)])
        #expect(
            verdicts(cells(stage, column), "touchpoint") == [
                "demo.held: confirmed", "offer.sent: skipped", "call.made: skipped",
                "trial.begun, 25 % of 400: unexpected",
            ])
        // A map that names no touchpoint does not deny any.
        #expect(cells(AssumedStage("decision"), column).isEmpty)
    }

    @Test func `a stage is found however it is capitalised, and channels go by touchpoints too`() {
        var stage = AssumedStage("Decision")
        stage.touchpoints = [.init("demo.held", channel: "meeting")]
        stage.channels = ["phone"]
        let column = MapReport.StageColumn.of("decision", channels: [("meeting", 300), ("chat", 120)])
        let found = cells(stage, column)
        #expect(
            verdicts(found, "channel") == [
                "phone: skipped", "meeting: confirmed", "chat, 30 % of 400: unexpected",
            ])
        #expect(found.allSatisfy { $0.stage == "decision" })
    }

    @Test(arguments: [(12.6, "slower"), (12.4, "confirmed"), (8.1, "confirmed"), (7.9, "faster")])
    func `a time is another one beyond a quarter more, or a fifth less`(days: Double, verdict: String) {
        var stage = AssumedStage("decision")
        stage.targetTime = 10 * day
        #expect(verdicts(cells(stage, .of("decision", median: days * day)), "time") == ["10 days: \(verdict)"])
    }

    @Test func `what a median's interval may explain is not slower`() {
        var stage = AssumedStage("decision")
        stage.targetTime = 10 * day
        var column = MapReport.StageColumn.of("decision", median: 20 * day)
        column.medianLowerSeconds = 9 * day
        #expect(verdicts(cells(stage, column), "time") == ["10 days: confirmed"])
        column.medianLowerSeconds = 11 * day
        #expect(verdicts(cells(stage, column), "time") == ["10 days: slower"])
    }

    @Test func `a feeling differs where the interval lies beyond all that rounds to the step`() {
        var stage = AssumedStage("onboarding")
        stage.feeling = 1
        // +1 is 0.5 on [−1, 1] and stands for 0.25 to 0.75.
        #expect(
            verdicts(cells(stage, .of("onboarding", feelings: [.nps(0.1, 0, 0.24)])), "feeling") == [
                "+1: feels_different"
            ])
        #expect(
            verdicts(cells(stage, .of("onboarding", feelings: [.nps(0.2, 0.1, 0.3)])), "feeling") == ["+1: confirmed"])
        var inferred = MapReport.Feeling.nps(-0.9, -1, -0.8)
        (inferred.origin, inferred.isSelfReported) = ("message", false)
        #expect(verdicts(cells(stage, .of("onboarding", feelings: [inferred])), "feeling") == ["+1: no_data"])
    }

    @Test func `the owner is the team that has most of the touchpoints, where teams know the name`() {
        var stage = AssumedStage("decision")
        let column = MapReport.StageColumn.of("decision", teams: [("marketing", 0.7), ("sales", 0.3)])
        stage.owner = "Sales"
        #expect(verdicts(cells(stage, column), "owner") == ["Sales: unexpected"])
        stage.owner = "marketing"
        #expect(verdicts(cells(stage, column), "owner") == ["marketing: confirmed"])
        stage.owner = "Jo"
        #expect(cells(stage, column).isEmpty)
    }

    @Test func `fewer journeys than the smallest group, or none, are no data`() {
        var stage = AssumedStage("decision")
        stage.touchpoints = [.init("demo.held")]
        stage.targetTime = day
        for column in [
            MapReport.StageColumn.of("decision", journeys: 4, steps: [("demo.held", 4)]), .of("decision", journeys: 0),
            .of("awareness"),
        ] {
            let found = cells(stage, column)
            #expect(found.map(\.verdict) == [.noData, .noData])
            #expect(found.allSatisfy { $0.seen == nil })
        }
    }

    @Test func `the next stage is confirmed where half of those who go on go there`() {
        let next = [AssumedStage("decision"), AssumedStage("onboarding")]
        func verdict(_ next: String?, skipped: Int, _ stages: [AssumedStage]) -> String? {
            var stage = AssumedStage("consideration")
            stage.next = next
            let boundaries: [MapReport.Boundary] = [
                .between("consideration", "decision", skipped: skipped), .between("decision", "onboarding"),
            ]
            return AssumedComparison(
                AssumedMap(stages: [stage] + stages),
                stages: ["consideration", "decision", "onboarding"].map { .of($0) }, boundaries: boundaries,
                minGroup: 5,
                asOf: 0
            ).cells.first { $0.about == "next" }?
            .verdict.rawValue
        }
        #expect(verdict(nil, skipped: 100, next) == "confirmed")
        #expect(verdict(nil, skipped: 101, next) == "skipped")
        #expect(verdict("onboarding", skipped: 99, next) == "skipped")
        #expect(verdict("onboarding", skipped: 150, next) == "confirmed")
        // Back is nothing that boundaries tell of.
        #expect(verdict("consideration", skipped: 0, next) == "no_data")
    }

    @Test func `a handoff is held against what the map promises`() {
        var stage = AssumedStage("consideration")
        stage.handoffWithin = 86_400
        func cell(late: Int, allowed: Double = 86_400) -> MapReport.Assumed.Cell? {
            let handoff = MapReport.BoundaryHandoff.to(
                "sales", hours: [31], allowed: allowed, late: late, never: 0, total: 50)
            return AssumedComparison(
                AssumedMap(stages: [stage]), stages: [],
                boundaries: [.between("awareness", "consideration", handoff: handoff)], minGroup: 5, asOf: 0
            ).cells.first { $0.about == "time" }
        }
        // A promise means nine of ten; 10 of 50 may still be chance, 11 (11.8 to 34.3 %) not.
        #expect(cell(late: 5)?.verdict == .confirmed)
        #expect(cell(late: 8)?.verdict == .confirmed)
        #expect(cell(late: 11)?.verdict == .slower)
        #expect(cell(late: 6)?.stage == "awareness")
        #expect(cell(late: 6)?.to == "consideration")
        #expect(cell(late: 6)?.seen == "12 % of 50 later or never, median 31 hours")
        // Judged by another promise.
        #expect(cell(late: 6, allowed: 3_600)?.verdict == .noData)
    }

    @Test func `columns get the goal, the owner, the newest voices first, and pains that only the map knows`() throws {
        var stage = AssumedStage("Decision")
        stage.goal = "a price"
        stage.owner = "Jo"
        stage.pains = [.text("forms"), .activity("ticket.opened")]
        let map = AssumedMap(
            stages: [stage],
            interviews: [
                Interview(date: 0, quote: "old", stage: "Decision", feeling: -1),
                Interview(date: 86_400_000, role: "buyer", quote: "new", stage: "decision"),
                Interview(date: 0, quote: "elsewhere"),
            ])
        var column = MapReport.StageColumn.of("decision", steps: [("ticket.opened", 9)], teams: [("sales", 1)])
        column.pains = [MapReport.Pain(name: "ticket.opened", perThousand: 20, journeys: 9, isAssumed: false)]
        column.recentJourneys = 30
        let filled = try #require(
            AssumedComparison(map, stages: [column], boundaries: [], minGroup: 5, asOf: 0).filled(sources: 2).first)
        #expect(filled.goal == "a price")
        #expect(filled.owner == "Jo")
        #expect(filled.voices.map(\.quote) == ["new", "old"])
        #expect(filled.voices.first?.date == "1970-01-02")
        #expect(filled.pains.map(\.name) == ["ticket.opened", "forms"])
        #expect(filled.pains.map(\.isAssumed) == [true, true])
        #expect(filled.pains.map(\.perThousand) == [20, nil])
        #expect(filled.evidence == "B")
    }

    @Test(arguments: [
        (2, 30, 10, "A"), (2, 30, 9, "B"), (1, 30, 10, "B"), (2, 29, 10, "B"), (0, 0, 10, "B"), (2, 29, 9, "C"),
        (0, 30, 0, "C"),
    ])
    func `evidence is graded`(sources: Int, journeys: Int, interviews: Int, grade: String) {
        #expect(
            EvidenceGrade(sources: sources, recentJourneys: journeys, interviews: interviews).rawValue == grade)
    }

    @Test func `a map is due after 92 days, and one that nobody reviewed is`() {
        let day: Int64 = 86_400_000
        let map = AssumedMap(reviewedOn: 10 * day, stages: [])
        #expect(!map.isOverdue(asOf: 102 * day))
        #expect(map.isOverdue(asOf: 102 * day + 1))
        #expect(AssumedMap(stages: []).isOverdue(asOf: 0))
    }

    @Test func `the path is all touchpoints in order`() {
        var (one, two) = (AssumedStage("a"), AssumedStage("b"))
        #expect(AssumedMap(stages: [one, two]).path == nil)
        one.touchpoints = [.init("x"), .init("y")]
        two.touchpoints = [.init("x")]
        #expect(AssumedMap(stages: [one, two]).path == ["x", "y", "x"])
        two.touchpoints = (0..<Fitness.longest).map { .init("\($0)") }
        #expect(AssumedMap(stages: [one, two]).path == nil)
    }
}
