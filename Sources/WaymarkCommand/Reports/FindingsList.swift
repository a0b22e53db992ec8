import Foundation
import Journeys
import JourneyStore
import Touchpoints

/// What `waymark findings` prints.
struct FindingsList {
    let asOf: String
    let minGroup: Int
    let found: [MapReport.FoundFinding]
    /// Found once, and no more.
    var gone: [MapReport.FoundFinding] = []
    /// By finding, day by day.
    var histories: [String: [FindingRow.Number]] = [:]
    var showsAll = false

    private var shown: [MapReport.FoundFinding] {
        (showsAll ? found : found.filter { $0.state != FindingState.done.rawValue }) + gone
    }

    struct Report: Encodable {
        struct Day: Encodable {
            var day: String
            var value: Double?
            var people: Int
            var atLeast: Double
        }

        struct Finding: Encodable {
            var finding: MapReport.FoundFinding
            var days: [Day]

            private enum Key: String, CodingKey { case valueUnit, history }

            func encode(to encoder: any Encoder) throws {
                try finding.encode(to: encoder)
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(finding.valueUnit, forKey: .valueUnit)
                try container.encode(days, forKey: .history)
            }
        }

        var asOf: String
        var new: Int
        var open: Int
        var findings: [Finding]
    }

    var report: Report {
        Report(
            asOf: asOf, new: found.filter(\.isNew).count,
            open: found.filter { $0.state == FindingState.open.rawValue }.count,
            findings: shown.map { finding in
                Report.Finding(
                    finding: finding,
                    days: (histories[finding.id] ?? []).map {
                        Report.Day(
                            day: Moment(clamping: $0.day, precision: .day).description, value: $0.value,
                            people: $0.people, atLeast: $0.atLeast)
                    })
            })
    }

    var text: String {
        let (new, open) = (report.new, report.open)
        var text = "up to \(asOf): \(found.count) findings, \(open) open, \(new) new\n"
        guard !shown.isEmpty else { return text }
        var table = Table("STATE", ">JOURNEYS", ">AT LEAST", ">NOW", ">THEN", "OWNER", "FINDING", "ID")
        for finding in shown {
            let isCounted = finding.people > 0
            table.add(
                finding.goneSince != nil ? "gone" : finding.isNew ? "new" : finding.state,
                isCounted ? Printing.number(finding.people) : "-",
                isCounted ? Printing.number(Int(finding.atLeast)) : "-", Self.number(finding.value, finding.valueUnit),
                Self.number(finding.valueThen, finding.valueUnit), finding.owner ?? "-", finding.title, finding.id)
        }
        text += table.text
        let told = shown.filter { $0.goneSince == nil }.prefix(5)
        for finding in told {
            text += "\n\(TerminalText.line(finding.id))\n  \(TerminalText.line(finding.explanation))\n"
            if !finding.money.isEmpty {
                let sums = finding.money.map { "\(TerminalText.line($0.currency)) \(Printing.number(Int($0.amount)))" }
                text += "  Waiting: \(sums.joined(separator: ", "))\n"
            }
            if let note = finding.note { text += "  Note: \(TerminalText.line(note))\n" }
            if let journey = finding.journeys.first {
                text += "  For example: waymark journey \(TerminalText.line(journey))\n"
            }
        }
        return text
    }

    /// With its unit.
    static func number(_ value: Double?, _ unit: String) -> String {
        guard let value, value.isFinite else { return "-" }
        return switch FindingUnit(rawValue: unit) ?? .share {
        case .share: String(format: "%.1f %%", value * 100)
        case .seconds: value < 172_800 ? Printing.span(seconds: value) : String(format: "%.1f d", value / 86_400)
        case .mean: String(format: "%+.2f", value)
        case .days: String(format: "%.0f d", value)
        case .interviews: String(format: "%.0f", value)
        }
    }

    /// After somebody decided about one.
    struct Decided: Encodable {
        var id: String
        var state: String
        var stateSince: String?
        var owner: String?
        var note: String?

        init(_ row: FindingRow) {
            id = row.id
            state = row.state.rawValue
            stateSince = Printing.moment(row.stateSince)
            owner = row.owner
            note = row.note
        }
    }
}
