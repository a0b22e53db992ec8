import Journeys

/// One way of dividing the journeys, side by side; what exceeds noise is said first.
struct Segment {
    struct Difference {
        var mark: String
        var valence: String
        var group: String
        var measure: String
        var here: String
        var elsewhere: String
        var `where`: String
        var points: String
        var interval: String
    }

    var heading: String
    var differences: [Difference]
    var table: DataTable

    static func all(_ report: MapReport, _ figures: Figures) -> [Segment] {
        var segments = report.segments.map {
            Segment($0, heading: "By \(Words.activity($0.name).lowercased())", figures)
        }
        if let quarters = report.quarters {
            segments.insert(
                Segment(quarters, heading: "This quarter against the last", against: "in the last", figures), at: 0)
        }
        return segments
    }

    private static func isSmall(_ comparison: MapReport.Comparison, _ figures: Figures) -> Bool {
        [comparison.here, comparison.elsewhere].contains { figures.share($0).isSmall }
    }

    private init(
        _ segments: MapReport.SegmentTable, heading: String, against rest: String = "elsewhere", _ figures: Figures
    ) {
        self.heading = heading
        // Quarters count no journeys of their own; what is measured of them is judged number by number.
        let groups = segments.groups.filter { group in
            group.journeys.map { !figures.isSmall($0) } ?? !group.measures.isEmpty
        }
        differences = groups.flatMap { group in
            group.measures.filter { $0.differs && !Self.isSmall($0, figures) }.map { comparison in
                Difference(
                    mark: comparison.difference >= 0 ? "▲" : "▼",
                    valence: Valence(of: comparison.measure, rises: comparison.difference >= 0).rawValue,
                    group: group.value, measure: Words.measure(comparison.measure),
                    here: figures.share(comparison.here).value, elsewhere: figures.share(comparison.elsewhere).value,
                    where: rest,
                    points: "\(Figures.points(comparison.difference)) points",
                    interval: Figures.pointRange(comparison.lower, comparison.upper))
            }
        }
        var measures: [String] = []
        for comparison in groups.flatMap(\.measures) where !measures.contains(comparison.measure) {
            measures.append(comparison.measure)
        }
        let rows = measures.map { measure in
            DataTable.Row(
                Words.measure(measure),
                segments.groups.map { group in
                    guard let found = group.measures.first(where: { $0.measure == measure }),
                        groups.contains(where: { $0.value == group.value })
                    else { return "" }
                    if Self.isSmall(found, figures) { return figures.small }
                    let shown = figures.share(found.here)
                    let sign = found.difference >= 0 ? "▲" : "▼"
                    let verdict = found.differs ? " \(sign) \(Figures.points(found.difference))" : " ≈"
                    return "\(shown.value) \(shown.base)\(verdict)"
                })
        }
        let sizes = DataTable.Row(
            "Journeys",
            segments.groups.map { group in
                group.journeys.map(figures.people) ?? (group.measures.isEmpty ? figures.small : "–")
            })
        table = DataTable(
            "\(heading): each group against the rest; ▲ ▼ points of difference beyond noise, ≈ within noise",
            head: ["Measure"] + segments.groups.map(\.value), rows: [sizes] + rows)
    }
}
