import Testing

@testable import Journeys

@Suite struct FindingSearchTests {
    private static let stages = ["awareness", "consideration", "decision", "onboarding"]

    private func search(
        stages: [MapReport.StageColumn]? = nil, boundaries: [MapReport.Boundary] = [],
        segments: [MapReport.SegmentTable] = [], quarters: MapReport.SegmentTable? = nil, map: AssumedMap? = nil,
        silent: MapReport.Share? = nil, evidence: [String: [String]] = [:]
    ) -> [MapReport.FoundFinding] {
        let columns = stages ?? Self.stages.map { .of($0, teams: [("sales", 1)]) }
        return FindingSearch(
            stages: columns, boundaries: boundaries, segments: segments, quarters: quarters,
            comparison: map.map {
                AssumedComparison($0, stages: columns, boundaries: boundaries, minGroup: 5, asOf: 0)
            }, silent: silent, evidence: evidence, minGroup: 5, asOf: 0
        ).findings
    }

    private func table(_ comparisons: MapReport.Comparison?...) -> MapReport.SegmentTable {
        MapReport.SegmentTable(
            name: "source",
            groups: [.init(value: "Web Inar", journeys: 200, measures: comparisons.compactMap { $0 })])
    }

    @Test func `a healthy company has no finding, however low its lowest boundary is`() {
        let boundaries: [MapReport.Boundary] = [
            .between("awareness", "consideration", passed: (3, 400)), .between("consideration", "decision"),
        ]
        let noise = table(
            .of("passed: awareness > consideration", (9, 200), (50, 900)), .of("churned", (11, 200), (45, 900)))
        #expect(search(boundaries: boundaries, segments: [noise], silent: .init(Proportion(60, of: 300))).isEmpty)
    }

    @Test func `a slow handoff of one segment is found, with its size, owner and journeys`() throws {
        let handoff = MapReport.BoundaryHandoff.to("sales", hours: [1], allowed: 86_400, late: 9, never: 0, total: 900)
        let found = search(
            boundaries: [.between("awareness", "consideration", handoff: handoff)],
            segments: [table(.of("late: awareness > consideration", (120, 200), (90, 900)))],
            evidence: [
                "late: awareness > consideration, source: Web Inar": ["p1"], "late: awareness > consideration": ["x"],
            ]
        )
        let finding = try #require(found.first)
        #expect(found.count == 1)
        #expect(finding.id == "slow-handoff-awareness-consideration-source-web-inar")
        #expect(finding.kind == "slow_handoff")
        #expect(finding.segment == "source: Web Inar")
        #expect(finding.boundary == ["awareness", "consideration"])
        #expect(finding.people == 120)
        // The difference is 50 points, 43 at least.
        #expect((0.42..<0.44).contains(finding.atLeast / 200))
        #expect(finding.owner == "sales")
        #expect(finding.value == 0.6)
        #expect(finding.journeys == ["p1"])
        #expect(finding.state == "open" && finding.isNew)
        #expect(finding.explanation.contains("60 % of 200 for source: Web Inar, 10 % of 900 elsewhere"))
    }

    @Test func `better is no finding, and neither is a group too small to show`() {
        #expect(search(segments: [table(.of("late: awareness > consideration", (2, 200), (400, 900)))]).isEmpty)
        #expect(search(segments: [table(.of("passed: awareness > consideration", (190, 200), (300, 900)))]).isEmpty)
        #expect(search(segments: [table(.of("churned", (4, 4), (3, 900)))]).isEmpty)
        #expect(search(segments: [table(.of("something new", (190, 200), (3, 900)))]).isEmpty)
    }

    @Test func `feelings that fall and a boundary that leaks since last quarter are found`() {
        let quarters = MapReport.SegmentTable(
            name: "period",
            groups: [
                .init(
                    value: "this quarter", journeys: nil,
                    measures: [
                        .of("feeling: onboarding, nps", (140, 200), (50, 200)),
                        .of("passed: awareness > consideration", (60, 300), (150, 300)),
                    ].compactMap { $0 })
            ])
        let found = search(
            quarters: quarters,
            evidence: [
                "low: onboarding, nps, this quarter": ["f"],
                "not passed: awareness > consideration, this quarter": ["l"],
            ])
        #expect(
            found.map(\.id) == [
                "falling-feeling-onboarding-nps-this-quarter", "leak-awareness-consideration-this-quarter",
            ])
        #expect(found.map(\.journeys) == [["f"], ["l"]])
        #expect(
            found.first { $0.kind == "falling_feeling" }?.title == "Customers feel worse in onboarding this quarter")
        #expect(found.first { $0.kind == "leak" }?.people == 240)
    }

    private func moment(_ outcome: String, exposed: (Int, Int), unexposed: (Int, Int)) -> [MapReport.FoundFinding] {
        guard
            let difference = RiskDifference(
                Proportion(exposed.0, of: exposed.1), minus: Proportion(unexposed.0, of: unexposed.1))
        else { return [] }
        let moment = MapReport.StageMoment(
            activity: "kickoff.held", outcome: outcome,
            exposed: MapReport.Share(Proportion(exposed.0, of: exposed.1)),
            unexposed: MapReport.Share(Proportion(unexposed.0, of: unexposed.1)), difference: difference.difference,
            lower: difference.lower, upper: difference.upper, q: difference.p, moved: 0)
        return search(stages: [.of("onboarding", moments: [moment])], evidence: ["churned": ["c"]])
    }

    @Test func `a touchpoint whose absence costs counts those without it, one that harms those with it`() throws {
        let helps = try #require(moment("renewed", exposed: (240, 300), unexposed: (50, 100)).first)
        #expect(helps.kind == "moment_of_truth")
        #expect(helps.title == "Without kickoff.held in onboarding, fewer renew")
        #expect(helps.people == 30)
        #expect((0.15..<0.3).contains(helps.atLeast / 100))
        #expect(helps.journeys.isEmpty)
        let harms = try #require(moment("churned", exposed: (90, 100), unexposed: (30, 300)).first)
        #expect(harms.kind == "churn_path")
        #expect(harms.people == 80)
        #expect(harms.journeys == ["c"])
        #expect(
            try #require(moment("churned", exposed: (30, 300), unexposed: (90, 100)).first).kind == "moment_of_truth")
        #expect(moment("renewed", exposed: (200, 300), unexposed: (65, 100)).isEmpty)
    }

    @Test func `what nobody picks up is found beyond a tenth, with the value that waits`() throws {
        func found(_ never: Int) -> [MapReport.FoundFinding] {
            search(boundaries: [
                .between(
                    "decision", "onboarding",
                    handoff: .to("success", hours: [1], allowed: 86_400, late: 0, never: never, total: 400))
            ])
        }
        #expect(found(40).isEmpty)
        // Above a tenth, but not beyond noise.
        #expect(found(45).isEmpty)
        let finding = try #require(found(80).first)
        #expect(finding.id == "unclaimed-handoff-decision-onboarding")
        #expect(finding.people == 80)
        #expect(finding.atLeast < 80 && finding.atLeast > 60)
        #expect(finding.money == [MapReport.Amount(currency: "EUR", amount: 1_200)])
        #expect(finding.owner == "success")
    }

    @Test func `many limits at once are held to one false-discovery rate`() {
        // One-sided p is 0.03 each: alone beyond 5 %, among ten not.
        let one = MapReport.Boundary.between(
            "decision", "onboarding",
            handoff: .to("success", hours: [1], allowed: 1, late: 0, never: 52, total: 400))
        let healthy = (0..<9).map {
            MapReport.Boundary.between(
                "a\($0)", "b\($0)", handoff: .to("sales", hours: [1], allowed: 1, late: 0, never: 30, total: 400))
        }
        #expect(search(boundaries: [one]).count == 1)
        #expect(search(boundaries: [one] + healthy).isEmpty)
    }

    @Test func `late and leaking are judged by what the map promises, and by nothing without it`() {
        let handoff = MapReport.BoundaryHandoff.to(
            "sales", hours: [50], allowed: 86_400, late: 100, never: 0, total: 400)
        let boundaries = [MapReport.Boundary.between("awareness", "consideration", passed: (80, 400), handoff: handoff)]
        #expect(search(boundaries: boundaries).isEmpty)
        var (awareness, consideration) = (AssumedStage("awareness"), AssumedStage("consideration"))
        consideration.handoffWithin = 86_400
        consideration.owner = "Jo"
        awareness.targetShare = 0.4
        let map = AssumedMap(reviewedOn: 0, stages: [awareness, consideration], interviews: Self.interviews)
        let found = search(boundaries: boundaries, map: map)
        #expect(found.map(\.kind) == ["slow_handoff", "leak"])
        #expect(found.first { $0.kind == "slow_handoff" }?.owner == "Jo")
        #expect(found.first { $0.kind == "leak" }?.value == 0.2)
    }

    private static let interviews = (0..<10).map { Interview(date: 0, quote: "\($0)") }

    @Test func `assumptions that the data contradict are found, those that they may explain are not`() {
        var stage = AssumedStage("decision")
        stage.touchpoints = [.init("demo.held"), .init("offer.sent")]
        stage.feeling = 2
        let map = AssumedMap(reviewedOn: 0, stages: [stage], interviews: Self.interviews)
        let column = MapReport.StageColumn.of(
            "decision", steps: [("demo.held", 10), ("offer.sent", 38), ("trial.begun", 200), ("chat.held", 180)],
            feelings: [.nps(0.1, 0, 0.2)])
        let found = search(stages: [column], map: map)
        #expect(Set(found.map(\.kind)) == ["contradicted"])
        #expect(
            Set(found.map(\.id)) == [
                "contradicted-decision-touchpoint-demo-held", "contradicted-decision-touchpoint-unexpected",
                "contradicted-decision-feeling-nps",
            ])
        #expect(found.first { $0.id.hasSuffix("demo-held") }?.people == 390)
    }

    @Test func `a stage is stuck where stays are slower than the map's target, and by nothing without it`() {
        var column = MapReport.StageColumn.of("decision", median: 40 * 86_400)
        column.stuck = MapReport.Share(Proportion(60, of: 80))
        column.stuckValue = [MapReport.Amount(currency: "EUR", amount: 5)]
        #expect(search(stages: [column]).isEmpty)
        var stage = AssumedStage("decision")
        stage.targetTime = 20 * 86_400
        let map = AssumedMap(reviewedOn: 0, stages: [stage], interviews: Self.interviews)
        let found = search(stages: [column], map: map)
        #expect(found.map(\.id) == ["stuck-decision"])
        #expect(found.first?.people == 60)
        #expect(found.first?.money == column.stuckValue)
        // Nobody is stuck any more: what is left is that the map believes something else.
        column.stuck = MapReport.Share(Proportion(0, of: 80))
        #expect(search(stages: [column], map: map).map(\.id) == ["contradicted-decision-time-stay"])
    }

    @Test func `no data, no review and few interviews are told last, whatever the smallest group`() {
        let map = AssumedMap(stages: [AssumedStage("awareness")])
        let found = search(stages: [.of("awareness"), .of("advocacy", journeys: 0)], map: map)
        #expect(found.map(\.id) == ["few-interviews", "map-not-reviewed", "no-data-advocacy"])
        #expect(found.allSatisfy { $0.people == 0 })
    }

    @Test func `silent customers are found beyond a fifth, and the largest finding comes first`() {
        let found = search(
            segments: [table(.of("late: awareness > consideration", (120, 200), (90, 900)))],
            silent: MapReport.Share(Proportion(300, of: 400)), evidence: ["silent": ["s"]])
        #expect(found.map(\.kind) == ["silent_customers", "slow_handoff"])
        #expect(found.first?.journeys == ["s"])
    }

    @Test func `ids are short, typable, and told apart where letters get lost`() {
        #expect(FindingID.slug(["slow_handoff", "a b", "C.d"]) == "slow-handoff-a-b-c-d")
        let (one, other) = (FindingID.slug(["leak", "Бета"]), FindingID.slug(["leak", "Альф"]))
        #expect(one != other)
        #expect(one == FindingID.slug(["leak", "Бета"]))
        let long = FindingID.slug(["leak", String(repeating: "x", count: 500)])
        #expect(long.utf8.count <= FindingID.longest)
        #expect(long != FindingID.slug(["leak", String(repeating: "x", count: 501)]))
        #expect(!FindingID.slug(["leak", "$(rm -rf) ; \u{1B}[2J"]).contains { !$0.isASCII || " $;()".contains($0) })
    }
}
