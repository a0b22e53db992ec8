import Journeys

/// How journeys stand or end, and the ways there.
struct Outcome {
    var name: String
    var count: String
    var share: String
    var interval: String?
    var time: String?
    var bar: Int?
    var ways: [Strip]
    var signs: [Truth]
    var isWorthDrawing: Bool

    static func all(_ report: MapReport, _ figures: Figures) -> [Outcome] {
        // Good ends beside bad ones, whatever the order of the report.
        let order = ["won", "churned", "renewed", "lost", "dormant", "open"]
        let ranked = report.outcomes.enumerated().sorted { first, second in
            let places = [first, second].map { order.firstIndex(of: $0.element.outcome) ?? order.count }
            return (places[0], first.offset) < (places[1], second.offset)
        }
        return ranked.map { Outcome($0.element, figures) }
    }

    private init(_ outcome: MapReport.OutcomeCount, _ figures: Figures) {
        name = Words.activity(outcome.outcome)
        let shown = figures.share(outcome.journeys)
        count = shown.part
        share = shown.value
        interval = shown.interval
        bar = shown.fraction.map { Int(($0 * 100).rounded()) }
        let isSmall = figures.isSmall(outcome.journeys.count)
        time =
            isSmall
            ? nil : figures.time(outcome.time).map { "median \($0.median)\($0.p90.map { ", p90 \($0)" } ?? "")" }
        ways = isSmall ? [] : Strip.all(outcome.variants, figures, of: outcome.journeys.count, top: 4)
        signs =
            isSmall
            ? [] : Array(outcome.signs.filter { !Truth.isSmall($0, figures) }.prefix(5)).map { Truth($0, figures) }
        // Ways of journeys that go on lead nowhere yet.
        isWorthDrawing = outcome.outcome != "open" && (!ways.isEmpty || !signs.isEmpty)
    }
}

/// One journey, step by step.
struct Example {
    struct Line {
        var at: String
        var activity: String
        var channel: String
        var team: String?
        var stage: String?
    }

    var label: String
    var id: String
    var outcome: String
    var span: String
    var lines: [Line]
    var rest: String?

    init(_ example: MapReport.ExampleJourney, number: Int) {
        label = "Journey \(number)"
        id = example.id
        outcome = example.outcome
        let steps = Words.plural(Figures.count(example.steps.count + example.more), "step")
        span = "\(steps)\(example.steps.first.map { ", from \(Figures.day($0.at))" } ?? "")"
        lines = example.steps.map { step in
            Line(
                at: Figures.moment(step.at), activity: Words.activity(step.activity), channel: step.channel,
                team: step.team, stage: step.stage.map(Words.stage))
        }
        rest = example.more > 0 ? "and \(Words.plural(Figures.count(example.more), "further step"))" : nil
    }
}
