import Journeys

/// One way that journeys take, as a strip of steps.
struct Strip {
    struct Bead {
        var label: String
        /// `×3`: several times in a row.
        var times: String?
    }

    /// Beads that are shown.
    static let most = 12

    var beads: [Bead]
    var rest: String?
    var count: String
    var share: String
    var coverage: String?

    /// Ways of groups that are too small are left out: a rare way is as good as a name.
    static func all(_ variants: [MapReport.Variant], _ figures: Figures, of cases: Int, top: Int = 10) -> [Strip] {
        if figures.isSmall(cases) { return [] }
        return variants.filter { !figures.isSmall($0.count) }.prefix(top).map { Strip($0) }
    }

    static func coverage(_ paths: MapReport.Paths, _ figures: Figures) -> String {
        guard paths.cases > 0, !figures.isSmall(paths.cases) else { return "Too few journeys to show ways." }
        let shown = paths.topVariants.filter { !figures.isSmall($0.count) }.prefix(10)
        let covered = shown.map(\.count).reduce(0, +)
        let atLeast = paths.variantsAreComplete ? "" : "at least "
        return "\(Figures.count(paths.cases)) journeys take \(atLeast)"
            + "\(Words.plural(Figures.count(paths.variants), "different way")). The \(Figures.count(shown.count)) most "
            + "frequent ones below show \(Figures.percent(Double(covered) / Double(paths.cases))) of all journeys."
            + (figures.least > 1 ? " Ways of fewer than \(figures.least) journeys are not shown." : "")
    }

    init(_ variant: MapReport.Variant) {
        var runs: [(name: String, times: Int)] = []
        for activity in variant.activities {
            if let last = runs.last, last.name == activity {
                runs[runs.count - 1].times += 1
            } else {
                runs.append((activity, 1))
            }
        }
        beads = runs.prefix(Self.most).map { run in
            Bead(label: Words.activity(run.name), times: run.times > 1 ? "×\(Figures.count(run.times))" : nil)
        }
        let more = runs.count - beads.count
        rest = more > 0 ? "\(more) more" : nil
        count = Figures.count(variant.count)
        share = Figures.percent(variant.share)
        coverage = Figures.percent(variant.coverage)
    }
}
