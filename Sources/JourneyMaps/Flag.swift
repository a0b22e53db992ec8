import Journeys

/// A finding.
struct Flag {
    /// So many fit into a column.
    static let most = 5

    var anchor: String
    var number: Int
    var kind: String
    var headline: String
    var explanation: String?
    var stage: String?
    var place: String?
    var people: String?
    var money: String?
    var size: String
    /// How large it is, and what people do about it, if anything.
    var brief: String
    var state: String
    var isNew: Bool
    var isDone: Bool
    var owner: String?
    var change: String?
    var since: String?
    var remark: String?
    var ids: [String]

    static func all(_ report: MapReport, _ figures: Figures) -> [Flag] {
        // The report ranks them; what is done comes last.
        let order = report.findings.filter { $0.state != "done" } + report.findings.filter { $0.state == "done" }
        return order.enumerated().map { Flag($1, number: $0 + 1, figures) }
    }

    private init(_ finding: MapReport.FoundFinding, number: Int, _ figures: Figures) {
        anchor = "finding-\(number)"
        self.number = number
        kind = Words.kind(finding.kind)
        stage = finding.stage ?? finding.boundary?.first
        let spot =
            finding.boundary.map { $0.map(Words.stage).joined(separator: " → ") } ?? finding.stage.map(Words.stage)
        place = [spot, finding.segment].compactMap { $0 }.joined(separator: ", ")
        let isSmall = figures.isSmall(finding.people)
        // Its sentences may hold numbers of so small a group.
        let title = isSmall ? "\(Words.kind(finding.kind)): \(place ?? "")" : finding.title
        headline = title.prefix(1).uppercased() + title.dropFirst()
        explanation = isSmall ? "Too few journeys to show numbers." : finding.explanation
        people = finding.people > 0 ? Words.plural(figures.people(finding.people), "journey") : nil
        money = isSmall ? nil : Figures.money(finding.money)
        size = [people, money].compactMap { $0 }.joined(separator: ", ")
        state = finding.state
        brief = [people, finding.state == "open" ? nil : finding.state].compactMap { $0 }.joined(separator: ", ")
        isNew = finding.isNew
        isDone = finding.state == "done"
        owner = finding.owner
        let gone = finding.goneSince.map { "not found any more since \(Figures.day($0))" }
        since = [finding.firstSeen.map { "first seen \(Figures.day($0))" }, gone].compactMap { $0 }.joined(
            separator: ", ")
        remark = finding.note
        if !isSmall, let now = finding.value, let then = finding.valueThen, now != then {
            change = "\(Self.number(then, finding.valueUnit)) then, \(Self.number(now, finding.valueUnit)) now"
        }
        ids = isSmall ? [] : finding.journeys
    }

    private static func number(_ value: Double, _ unit: String) -> String {
        switch unit {
        case "share": Figures.percent(value)
        case "seconds": Figures.span(value)
        case "mean": Figures.signed(value, 2)
        case "days": Figures.span(value * 86_400)
        default: Figures.decimal(value, 0)
        }
    }
}
