import Journeys

/// A finding.
struct Flag {
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
    var state: String
    var isNew: Bool
    var isDone: Bool
    var owner: String?
    var change: String?
    var since: String?
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
        headline = isSmall ? "\(Words.kind(finding.kind)): \(place ?? "")" : finding.title
        explanation = isSmall ? "Too few journeys to show numbers." : finding.explanation
        people = finding.people > 0 ? Words.plural(figures.people(finding.people), "journey") : nil
        money = isSmall ? nil : Figures.money(finding.money)
        size = [people, money].compactMap { $0 }.joined(separator: ", ")
        state = finding.state
        isNew = finding.isNew
        isDone = finding.state == "done"
        owner = finding.owner
        since = finding.firstSeen.map { "first seen \(Figures.day($0))" }
        if !isSmall, let now = finding.value, let then = finding.valueThen, now != then {
            change = "\(Words.measure(finding.measure)): \(Self.number(then)) then, \(Self.number(now)) now"
        }
        ids = isSmall ? [] : finding.journeys
    }

    /// Shares up to 1, else plain numbers.
    private static func number(_ value: Double) -> String {
        value.magnitude <= 1 ? Figures.decimal(value, 2) : Figures.decimal(value, value.magnitude < 10 ? 1 : 0)
    }
}
