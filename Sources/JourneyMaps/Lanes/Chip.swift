import Journeys

/// A step: what the company's map says and what the data shows, paired.
struct Chip {
    /// So many fit into a column.
    static let most = 6

    /// `confirmed`, `skipped`, `unexpected`; `seen` where there is no map to hold it against.
    var state: String
    var mark: String
    var label: String
    var share: String
    /// Percent; nil: not to be drawn.
    var bar: Int?

    static func all(_ stage: MapReport.StageColumn, _ report: MapReport, _ figures: Figures) -> [Chip] {
        let cells = (report.assumed?.cells ?? []).filter {
            $0.stage == stage.stage && $0.to == nil && $0.about == "touchpoint"
        }
        var told: Set<String> = []
        var chips = stage.steps.map { step in
            told.insert(step.activity)
            let cell = cells.first { $0.subject == step.activity }
            let shown = figures.share(step.journeys)
            return chip(
                step.activity, cell?.verdict, share: shown.value, fraction: shown.fraction)
        }
        // What is expected and never seen has no step.
        for cell in cells where cell.verdict == .skipped || cell.verdict == .noData {
            guard let expected = cell.expected, told.insert(expected).inserted else { continue }
            chips.append(chip(expected, cell.verdict, share: "0\u{A0}%", fraction: nil))
        }
        // What the map speaks of comes first, then what contradicts it; else the order of the data stays.
        return ["confirmed", "skipped", "unexpected", "seen"].flatMap { state in chips.filter { $0.state == state } }
    }

    private static func chip(
        _ activity: String, _ verdict: MapReport.Assumed.Verdict?, share: String, fraction: Double?
    ) -> Chip {
        let (state, mark) =
            switch verdict {
            case .skipped, .noData: ("skipped", "✕")
            case .unexpected: ("unexpected", "+")
            case nil: ("seen", "•")
            default: ("confirmed", "✓")
            }
        return Chip(
            state: state, mark: mark, label: Words.activity(activity), share: share,
            bar: fraction.map { Int(($0 * 100).rounded()) })
    }
}
