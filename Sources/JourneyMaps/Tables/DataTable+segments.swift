import Journeys

extension DataTable {
    /// All measures of all groups; of a single group, what it is held against beside it.
    ///
    /// - Parameter groups: those that are large enough.
    static func segments(
        _ segments: MapReport.SegmentTable, heading: String, against rest: String,
        groups: [MapReport.SegmentTable.Group],
        _ figures: Figures
    ) -> DataTable {
        var measures: [String] = []
        for comparison in groups.flatMap(\.measures) where !measures.contains(comparison.measure) {
            measures.append(comparison.measure)
        }
        if segments.groups.count == 1, let group = groups.first {
            return single(group, heading: heading, against: rest, figures)
        }
        let rows = measures.map { measure in
            Row(
                Words.measure(measure),
                segments.groups.map { group in
                    guard let found = group.measures.first(where: { $0.measure == measure }),
                        groups.contains(where: { $0.value == group.value })
                    else { return "–" }
                    return cell(found, figures)
                })
        }
        let sizes = Row(
            "Journeys",
            segments.groups.map { group in
                group.journeys.map(figures.people) ?? (group.measures.isEmpty ? figures.small : "–")
            })
        return DataTable(
            "\(heading): each group against the rest; ▲ ▼ points of difference beyond noise, ≈ within noise",
            head: ["Measure"] + segments.groups.map(\.value), rows: [sizes] + rows)
    }

    private static func single(
        _ group: MapReport.SegmentTable.Group, heading: String, against rest: String, _ figures: Figures
    ) -> DataTable {
        let rows = group.measures.map { comparison -> Row in
            let name = Words.measure(comparison.measure)
            if Segment.isSmall(comparison, figures) { return Row(name, [figures.small, figures.small, "–", "–", "–"]) }
            let (here, elsewhere) = (figures.share(comparison.here), figures.share(comparison.elsewhere))
            return Row(
                name,
                [
                    "\(here.value) \(here.base)", "\(elsewhere.value) \(elsewhere.base)",
                    Figures.points(comparison.difference), Figures.pointRange(comparison.lower, comparison.upper),
                    comparison.differs ? "beyond noise" : "within noise",
                ])
        }
        return DataTable(
            "\(heading): all that was measured of both",
            head: ["Measure", group.value, rest, "Points", "95 % interval", "Difference"], rows: rows)
    }

    private static func cell(_ found: MapReport.Comparison, _ figures: Figures) -> String {
        if Segment.isSmall(found, figures) { return figures.small }
        let shown = figures.share(found.here)
        let sign = found.difference >= 0 ? "▲" : "▼"
        return "\(shown.value) \(shown.base)" + (found.differs ? " \(sign) \(Figures.points(found.difference))" : " ≈")
    }
}
