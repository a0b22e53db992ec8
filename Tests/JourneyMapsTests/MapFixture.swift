@testable import Journeys
import Touchpoints

/// A report with everything in it, and hostile names wherever something comes from outside.
enum MapFixture {
    static let attack = "<script>alert(1)</script>"
    static let day = 86_400.0
    static let names = ["awareness", "consideration", "decision", "onboarding", "adoption", "expansion", "advocacy"]

    /// - Parameter journeys: of which the figures are shares.
    static func report(minGroup: Int = 5) -> MapReport {
        var report = empty()
        report.scope = MapReport.Scope(
            unit: "person", journeys: 4_907, since: "2025-01-03T08:00:00.000Z",
            sources: [
                .init(system: "hubspot", account: "424242", completeThrough: "2026-09-01T08:00:00.000Z"),
                .init(system: "salesforce", account: "00D5g00000ABCDE", completeThrough: nil),
            ], minGroup: minGroup)
        report.stages = names.indices.map(stage)
        report.boundaries = names.indices.dropLast().map(boundary)
        report.outcomes = outcomes
        report.segments = [segment]
        report.quarters = quarters
        report.examples = examples
        report.assumed = assumed
        report.findings = findings
        return report
    }

    /// Of nobody.
    static func empty() -> MapReport {
        let asOf = Moment(parsing: "2026-09-01T08:00:00Z")?.milliseconds ?? 0
        var rules = MeasureRules(asOf: asOf)
        rules.stages = names.map(Stage.init(rawValue:))
        return MapReport(JourneyMeasures(rules, present: Set(rules.stages)))
    }

    static func share(_ count: Int, _ of: Int) -> MapReport.Share { .init(Proportion(count, of: of)) }

    /// - Parameter median: days.
    static func time(_ count: Int, _ median: Double) -> MapReport.Time {
        var durations = Durations()
        // Evenly from nothing to twice the median.
        for number in 0..<count {
            durations.add(Int64(median * 2 * day * 1_000 * Double(number) / Double(max(1, count - 1))))
        }
        return MapReport.Time(durations)
    }

    private static let entered = [4_210, 2_904, 1_420, 962, 611, 104, 3]

    private static func stage(_ number: Int) -> MapReport.StageColumn {
        let journeys = entered[number]
        let activities = [
            [
                "form.submitted", "email.opened", "page.viewed", "lead.created", "email.clicked", "campaign.responded",
                attack,
            ],
            ["email.sent", "email.received", "meeting.held", "call.made", "page.viewed", "deal.created"],
            ["meeting.held", "email.sent", "deal.stage_changed", "Vertragsverhandlungsvorbereitungsgespräch"],
            ["meeting.held", "ticket.opened", "training.attended", "email.sent"],
            ["ticket.opened", "survey.answered", "feature.used"], ["deal.created", "email.sent", "مكالمة هاتفية"], [],
        ][number]
        return MapReport.StageColumn(
            stage: names[number], hasData: journeys > 0, journeys: journeys, now: journeys / 3 + 1,
            reported: journeys / 2, observed: journeys - journeys / 2,
            owner: ["marketing", "marketing", "sales", "success", "success", attack, nil][number],
            goal: [
                "Find out whether somebody solves my problem", "Compare, convince my colleagues", "Buy without risk",
                "Get going in the first week", "Have it work every day", "Do more with it", nil,
            ][number],
            medianSeconds: number == 6 ? nil : day * [9, 17, 31, 12, 80, 140, 0][number],
            p90Seconds: number > 4 ? nil : day * [31, 60, 95, 44, 210][number],
            stuck: share(journeys / 8, max(1, journeys / 3)), stuckValue: [],
            steps: activities.enumerated().map {
                .init(activity: $1, journeys: share(max(1, journeys * (92 - 15 * $0) / 100), journeys))
            },
            channels: channels(number), teams: teams(number), feelings: feelings(number), pains: pains(number),
            voices: voices(number), moments: moments(number), evidence: ["A", "A", "B", "A", "B", "C", "C"][number])
    }

    private static func channels(_ number: Int) -> [MapReport.ChannelUse] {
        let uses: [(String, [Int])] = [
            ("web", [3_900, 1_800, 300, 0, 12, 0, 0]), ("email", [2_100, 2_500, 1_310, 800, 420, 90, 3]),
            ("form", [1_950, 320, 0, 0, 0, 0, 0]), ("meeting", [12, 1_120, 1_180, 640, 80, 41, 0]),
            ("call", [40, 900, 610, 210, 55, 4, 0]), ("ticket", [0, 0, 3, 512, 498, 30, 0]),
            ("survey", [0, 210, 160, 402, 350, 20, 0]), ("chat", [310, 240, 30, 40, 22, 0, 0]),
            ("advertising", [1_200, 90, 0, 0, 0, 0, 0]), ("event", [220, 120, 12, 0, 0, 2, 0]),
        ]
        return uses.filter { $0.1[number] > 0 }.map { use in
            .init(channel: use.0, journeys: use.1[number], touchpoints: use.1[number] * 3)
        }
    }

    private static func teams(_ number: Int) -> [MapReport.TeamUse] {
        let all: [[(String, Int)]] = [
            [("marketing", 8_200), ("sales", 900)], [("sales", 5_210), ("marketing", 3_100)],
            [("sales", 6_010), ("success", 4)],
            [("success", 3_100), ("support", 1_620), ("sales", 200)], [("support", 2_400), ("success", 1_900)],
            [("sales", 220), ("success", 180)], [],
        ]
        let sum = Double(all[number].map(\.1).reduce(0, +))
        return all[number].map { .init(team: $0.0, touchpoints: $0.1, share: Double($0.1) / sum) }
    }

    private static func feelings(_ number: Int) -> [MapReport.Feeling] {
        var found: [MapReport.Feeling] = []
        if let mean = [nil, 0.31, 0.22, -0.28, 0.05, nil, 0.4][number] {
            let n = [0, 210, 160, 402, 350, 0, 3][number]
            let half = 1.4 / Double(n).squareRoot()
            found.append(
                .init(
                    origin: "nps", isSelfReported: true, count: n, mean: mean, lower: mean - half, upper: mean + half,
                    netPromoterScore: mean * 100, netPromoterLower: (mean - half) * 100,
                    netPromoterUpper: (mean + half) * 100))
        }
        if let mean = [nil, nil, nil, -0.11, 0.34, 0.5, nil][number] {
            found.append(
                .init(
                    origin: "csat", isSelfReported: true, count: 96, mean: mean, lower: mean - 0.12, upper: mean + 0.12)
            )
        }
        if let mean = [0.2, 0.24, 0.1, -0.35, -0.18, 0.1, nil][number] {
            found.append(
                .init(
                    origin: "message", isSelfReported: false, count: 1_240, mean: mean, lower: mean - 0.05,
                    upper: mean + 0.05))
        }
        return found
    }

    private static func pains(_ number: Int) -> [MapReport.Pain] {
        switch number {
        case 2: [.init(name: "deal.lost", perThousand: 212.4, journeys: 301, isAssumed: false)]
        case 3:
            [
                .init(name: "ticket.opened: data import", perThousand: 412, journeys: 340, isAssumed: true),
                .init(name: "ticket.escalated", perThousand: 8.2, journeys: 4, isAssumed: false),
                .init(name: "Nobody knows the new contact", perThousand: nil, journeys: nil, isAssumed: true),
            ]
        case 4: [.init(name: "subscription.cancelled", perThousand: 61, journeys: 37, isAssumed: true)]
        default: []
        }
    }

    private static func voices(_ number: Int) -> [MapReport.Voice] {
        switch number {
        case 1:
            [
                .init(
                    quote: "I had to explain everything\ntwice. \(attack)", role: "Head of IT", date: "2026-05-12",
                    feeling: -1)
            ]
        case 3: [.init(quote: "For three weeks nobody called us.", role: "Operations", date: "2026-06-03", feeling: -2)]
        default: []
        }
    }

    private static func moments(_ number: Int) -> [MapReport.StageMoment] {
        switch number {
        case 1:
            [moment("meeting.held", "won", share(310, 820), share(290, 1_610), 0.2, 0.15, 0.25, 0.001)]
        case 3:
            [
                moment("training.attended", "renewed", share(260, 320), share(250, 520), 0.33, 0.26, 0.39, 0.0001),
                moment("ticket.escalated", "churned", share(24, 60), share(80, 780), 0.3, 0.17, 0.42, 0.002),
                moment("noise", "won", share(24, 60), share(280, 780), 0.04, -0.07, 0.16, 0.6),
            ]
        case 4: [moment("feature.used", "churned", share(12, 310), share(44, 240), -0.14, -0.2, -0.09, 0.0004)]
        default: []
        }
    }

    static func moment(
        _ activity: String, _ outcome: String, _ exposed: MapReport.Share, _ unexposed: MapReport.Share,
        _ difference: Double, _ lower: Double, _ upper: Double, _ q: Double
    ) -> MapReport.StageMoment {
        .init(
            activity: activity, outcome: outcome, exposed: exposed, unexposed: unexposed, difference: difference,
            lower: lower, upper: upper, q: q, moved: 10)
    }

    private static func boundary(_ number: Int) -> MapReport.Boundary {
        let counts = [(2_720, 4_010), (1_310, 2_700), (890, 1_340), (540, 880), (84, 570), (2, 90)][number]
        let handoff: MapReport.BoundaryHandoff? =
            switch number {
            case 1:
                .init(
                    from: "marketing", to: "sales", total: 1_420, time: time(1_240, 6.2), late: share(620, 1_400),
                    allowedSeconds: 2 * day, neverPickedUp: share(160, 1_400),
                    valueWaiting: [.init(currency: "EUR", amount: 412_300)])
            case 2:
                .init(
                    from: "sales", to: "success", total: 962, time: time(905, 1.4), late: share(88, 950),
                    allowedSeconds: 5 * day, neverPickedUp: share(3, 950), valueWaiting: [])
            default: nil
            }
        return .init(
            from: names[number], to: names[number + 1], passed: share(counts.0, counts.1), skipped: number * 12,
            lost: share((counts.1 - counts.0) / 3, counts.1), recent: 40, time: time(counts.0, Double(7 + number * 9)),
            handoff: handoff)
    }
}
