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

    static func isSmall(_ comparison: MapReport.Comparison, _ figures: Figures) -> Bool {
        [comparison.here, comparison.elsewhere].contains { figures.share($0).isSmall }
    }

    private init(
        _ segments: MapReport.SegmentTable, heading: String, against rest: String = "elsewhere", _ figures: Figures
    ) {
        self.heading = heading
        // Quarters count no journeys of their own; what is measured of them is judged number by number.
        var groups = segments.groups.filter { group in
            group.journeys.map { !figures.isSmall($0) } ?? !group.measures.isEmpty
        }
        // The largest first, but time goes on in its own order.
        var segments = segments
        if segments.name == "period" {
            groups.sort { $0.value < $1.value }
            segments.groups.sort { $0.value < $1.value }
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
        table = DataTable.segments(segments, heading: heading, against: rest, groups: groups, figures)
    }
}
