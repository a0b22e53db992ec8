import Journeys

/// A figure on top of the page.
struct Tile {
    var label: String
    var value: String
    var note: String

    static func all(_ report: MapReport, _ figures: Figures) -> [Tile] {
        var tiles = [
            Tile(
                label: "Journeys", value: figures.people(report.scope.journeys),
                note: "since \(report.scope.since.map(Figures.day) ?? "the beginning")")
        ]
        if let won = report.outcomes.first(where: { $0.outcome == "won" }) {
            tiles.append(outcome(won, "Won", figures))
        }
        if let churned = report.outcomes.first(where: { $0.outcome == "churned" }), churned.journeys.count > 0 {
            tiles.append(outcome(churned, "Churned", figures))
        }
        let leaks = report.boundaries.filter { !figures.isSmall($0.passed.of) && !figures.share($0.passed).isSmall }
        if let leak = leaks.min(by: { ($0.passed.share ?? 2) < ($1.passed.share ?? 2) }), leak.passed.share != nil {
            let shown = figures.share(leak.passed)
            tiles.append(
                Tile(
                    label: "Weakest passage", value: shown.value,
                    note: "\(Words.stage(leak.from)) → \(Words.stage(leak.to)), \(shown.interval ?? "")"))
        }
        let handoffs = report.boundaries.compactMap { boundary in boundary.handoff.map { (boundary, $0) } }
            .filter { figures.time($0.1.time) != nil }
        if let (boundary, handoff) = handoffs.max(by: { $0.1.slowness < $1.1.slowness }),
            let time = figures.time(handoff.time)
        {
            tiles.append(
                Tile(
                    label: "Slowest handoff", value: time.median,
                    note: "\(handoff.from) → \(handoff.to) at \(Words.stage(boundary.to)), median"))
        }
        return tiles
    }

    private static func outcome(_ outcome: MapReport.OutcomeCount, _ label: String, _ figures: Figures) -> Tile {
        let shown = figures.share(outcome.journeys)
        return Tile(label: label, value: shown.value, note: "\(shown.part) journeys \(shown.base)")
    }
}

extension MapReport.BoundaryHandoff {
    fileprivate var slowness: Double { time.medianSeconds ?? 0 }
}
