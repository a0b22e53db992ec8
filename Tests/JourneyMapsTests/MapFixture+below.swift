@testable import Journeys

extension MapFixture {
    static var outcomes: [MapReport.OutcomeCount] {
        let ways: [MapReport.Variant] = [
            way(["form.submitted", "email.sent", "meeting.held", "meeting.held", "deal.won"], 118, 0.12, 0.12),
            way(
                [
                    "page.viewed", "form.submitted", "call.made", "email.sent", "email.received", "meeting.held",
                    "deal.won",
                ], 64, 0.07, 0.19),
            way(["only.one.person"], 2, 0.002, 0.192),
        ]
        let churn: [MapReport.Variant] = [
            way(
                ["deal.won", "ticket.opened", "ticket.escalated", "ticket.escalated", "subscription.cancelled"], 21,
                0.3, 0.3)
        ]
        return [
            .init(
                outcome: "won", journeys: share(962, 4_907), time: time(962, 62), variants: ways,
                signs: [moment("meeting.held", "won", share(700, 1_800), share(262, 3_107), 0.3, 0.28, 0.33, 0.001)]),
            .init(outcome: "lost", journeys: share(1_301, 4_907), time: time(1_301, 40), variants: [], signs: []),
            .init(
                outcome: "churned", journeys: share(69, 4_907), time: time(69, 210), variants: churn,
                signs: [
                    moment("ticket.escalated", "churned", share(30, 120), share(39, 4_787), 0.24, 0.17, 0.33, 0.001)
                ]),
            .init(outcome: "renewed", journeys: share(3, 4_907), time: time(3, 370), variants: [], signs: []),
            .init(outcome: "dormant", journeys: share(1_010, 4_907), time: time(1_010, 120), variants: [], signs: []),
            .init(outcome: "open", journeys: share(1_562, 4_907), time: time(0, 0), variants: [], signs: []),
        ]
    }

    static func way(_ activities: [String], _ count: Int, _ share: Double, _ coverage: Double) -> MapReport.Variant {
        .init(activities: activities, count: count, share: share, coverage: coverage)
    }

    static var segment: MapReport.SegmentTable {
        .init(
            name: "source",
            groups: [
                .init(
                    value: "webinar", journeys: 1_210,
                    measures: [
                        comparison(
                            "late: consideration > decision", share(310, 505), share(310, 895), 0.27, 0.21, 0.32, true),
                        comparison(
                            "passed: awareness > consideration", share(800, 1_100), share(1_920, 2_910), 0.07, 0.04,
                            0.1, true),
                        comparison("churned", share(12, 300), share(57, 1_600), 0.004, -0.02, 0.03, false),
                    ]),
                .init(
                    value: attack, journeys: 3_604,
                    measures: [
                        comparison(
                            "late: consideration > decision", share(310, 895), share(310, 505), -0.27, -0.32, -0.21,
                            true),
                        comparison("low: onboarding, nps", share(2, 120), share(40, 400), -0.08, -0.11, -0.04, true),
                    ]),
                .init(value: "partner", journeys: nil, measures: []),
            ])
    }

    static var quarters: MapReport.SegmentTable {
        .init(
            name: "period",
            groups: [
                .init(
                    value: "this quarter", journeys: nil,
                    measures: [comparison("low: adoption, nps", share(80, 160), share(51, 190), 0.23, 0.13, 0.33, true)]
                ),
                .init(value: "2026-04-01 to 2026-07-01", journeys: 940, measures: []),
            ])
    }

    private static func comparison(
        _ measure: String, _ here: MapReport.Share, _ elsewhere: MapReport.Share, _ difference: Double, _ lower: Double,
        _ upper: Double, _ differs: Bool
    ) -> MapReport.Comparison {
        .init(
            measure: measure, here: here, elsewhere: elsewhere, difference: difference, lower: lower, upper: upper,
            q: differs ? 0.001 : 0.7, differs: differs)
    }

    static var examples: [MapReport.ExampleJourney] {
        let steps: [(String, String, String, String?, String?)] = [
            ("2026-01-07T09:00:00.000Z", "form.submitted", "form", "marketing", "awareness"),
            ("2026-01-09T10:30:00.000Z", "email.sent", "email", "sales", "consideration"),
            ("2026-02-02T13:00:00.000Z", "meeting.held", "meeting", "sales", nil),
            ("2026-03-01T11:00:00.000Z", attack, "crm", nil, "onboarding"),
        ]
        return [
            .init(
                id: "p_7f3a91", outcome: "won",
                steps: steps.map { .init(at: $0.0, activity: $0.1, channel: $0.2, team: $0.3, stage: $0.4) }, more: 3),
            .init(id: "p_\(attack)", outcome: "churned", steps: [], more: 0),
        ]
    }

    static var assumed: MapReport.Assumed {
        .init(
            reviewedOn: "2026-03-01", isOverdue: true, interviews: 4,
            cells: [
                cell("awareness", "touchpoint", "form.submitted", nil, .confirmed),
                cell("awareness", "touchpoint", "email.opened", nil, .confirmed),
                cell("awareness", "touchpoint", "event.attended", nil, .skipped),
                cell("consideration", "touchpoint", "meeting.held", nil, .confirmed),
                cell("consideration", "touchpoint", "email.sent", nil, .confirmed),
                cell("decision", "touchpoint", "demo.given", nil, .skipped),
                cell("onboarding", "touchpoint", "training.attended", nil, .confirmed),
                cell("onboarding", "feeling", "+1", "nps −0.6 (−0.7 … −0.4) of 402", .feelsDifferent),
                cell("onboarding", "time", "5 d", "12 d", .slower),
                cell("adoption", "owner", "success", "support", .unexpected),
                cell("adoption", "channel", nil, "chat, 36 % of 611", .unexpected),
                cell("consideration", "touchpoint", nil, "call.made, 47 % of 2904", .unexpected),
                cell("expansion", "channel", "call", "4 % of 104", .skipped),
                .init(
                    stage: "decision", to: "onboarding", about: "next", expected: "80 %", seen: "66 %", verdict: .slower
                ),
            ], fitness: nil)
    }

    private static func cell(
        _ stage: String, _ about: String, _ expected: String?, _ seen: String?, _ verdict: MapReport.Assumed.Verdict
    ) -> MapReport.Assumed.Cell {
        .init(stage: stage, to: nil, about: about, expected: expected, seen: seen, verdict: verdict)
    }

    static var findings: [MapReport.FoundFinding] {
        [
            finding(
                "slow_handoff", "Sales picks up journeys from webinars late: 61 % after more than 2 days", nil,
                ["consideration", "decision"], 412, state: "open", isNew: true),
            finding(
                "falling_feeling", "Customers in onboarding have been less happy since March", "onboarding", nil, 181,
                state: "accepted", isNew: false),
            finding(
                "leak", "Of 100 journeys that reach adoption, 15 go on to expansion", nil, ["adoption", "expansion"],
                486,
                state: "open", isNew: false),
            finding(
                "stuck", "3 journeys are stuck in advocacy: \(attack)", "advocacy", nil, 3, state: "open", isNew: false),
            finding(
                "map_not_reviewed", "The map was last reviewed on 2026-03-01", nil, nil, 0, state: "open", isNew: true),
            finding(
                "unclaimed_handoff", "Nobody came after the purchase", "onboarding", nil, 40, state: "done",
                isNew: false),
        ]
    }

    private static func finding(
        _ kind: String, _ title: String, _ stage: String?, _ boundary: [String]?, _ people: Int, state: String,
        isNew: Bool
    ) -> MapReport.FoundFinding {
        .init(
            id: "\(kind)-1", kind: kind, title: title,
            explanation: "Lower bound of the interval, against all other journeys of the same period.", stage: stage,
            boundary: boundary, segment: kind == "slow_handoff" ? "source webinar" : nil, people: people,
            atLeast: Double(people) * 0.8,
            money: kind == "slow_handoff" ? [.init(currency: "EUR", amount: 412_300)] : [],
            measure: "late: consideration > decision", value: 0.61, valueThen: state == "accepted" ? 0.72 : nil,
            owner: kind == "leak" ? "anna" : nil, state: state, firstSeen: "2026-08-01", stateSince: nil, isNew: isNew,
            journeys: people > 0 ? ["p_1a2b3c", "p_4d5e6f"] : [])
    }
}
