import Journeys

/// What the assumed map says about a cell, where the data says something else.
struct Note {
    var verdict: String
    var text: String

    static func of(_ about: [String], stage: String, _ report: MapReport, _ figures: Figures) -> [Note] {
        cells(report) { $0.stage == stage && $0.to == nil && about.contains($0.about) }.map {
            Note($0, report, figures)
        }
    }

    static func of(_ boundary: MapReport.Boundary, _ report: MapReport, _ figures: Figures) -> [Note] {
        cells(report) { $0.stage == boundary.from && $0.to == boundary.to }.map { Note($0, report, figures) }
    }

    private static func cells(
        _ report: MapReport, _ isMeant: (MapReport.Assumed.Cell) -> Bool
    ) -> [MapReport.Assumed.Cell] {
        (report.assumed?.cells ?? []).filter { $0.verdict != .confirmed && $0.verdict != .noData && isMeant($0) }
    }

    private init(_ cell: MapReport.Assumed.Cell, _ report: MapReport, _ figures: Figures) {
        verdict = Words.verdict(cell.verdict)
        let seen = cell.shown(report, figures)
        let parts = [cell.expected.map { "assumed \(Words.activity($0))" }, seen.map { "seen \(Words.activity($0))" }]
        text = parts.compactMap { $0 }.joined(separator: ", ")
    }
}

extension MapReport.Assumed.Cell {
    /// What the cell is about, as the data spells it: the report's words begin with it where the map does not expect it.
    var subject: String? {
        switch about {
        case "touchpoint", "channel": expected ?? seen.map { Self.beginning($0, before: ",") }
        case "feeling": seen.map { Self.beginning($0, before: " ") }
        default: nil
        }
    }

    private static func beginning(_ text: String, before end: Character) -> String {
        text.lastIndex(of: end).flatMap { end == "," ? String(text[..<$0]) : nil }
            ?? String(text.prefix { $0 != end })
    }

    /// What is seen; `<5` where the words hold numbers of so few.
    func shown(_ report: MapReport, _ figures: Figures) -> String? {
        guard let seen else { return nil }
        return isSmall(report, figures) ? figures.small : seen
    }

    private func isSmall(_ report: MapReport, _ figures: Figures) -> Bool {
        if let to {
            guard let boundary = report.boundaries.first(where: { $0.from == stage && $0.to == to }) else {
                return false
            }
            return [boundary.passed, boundary.handoff?.late].compactMap { $0 }.contains { figures.share($0).isSmall }
                || figures.isSmall(boundary.skipped)
        }
        guard let column = report.stages.first(where: { $0.stage == stage }) else { return false }
        if figures.isSmall(column.journeys) { return true }
        switch about {
        case "touchpoint":
            return column.steps.contains { $0.activity == subject && figures.share($0.journeys).isSmall }
        case "channel": return column.channels.contains { $0.channel == subject && figures.isSmall($0.journeys) }
        case "feeling": return column.feelings.contains { $0.origin == subject && figures.isSmall($0.count) }
        default: return false
        }
    }
}
