import JourneyStore
import Touchpoints

/// A timeline as it is printed.
struct JourneyReport: Encodable {
    struct Row: Encodable {
        var touchpoint: String
        var occurredAt: String
        var kind: String
        var channel: String
        var direction: String
        var team: String?
        var stage: String?
        var title: String?
        var url: String?
        var amount: String?
        var currency: String?
        var sentiment: Double?
        var isAutomated: Bool
        var roles: [String]
        var source: String
    }

    var entity: String
    var id: String
    var identifiers: [String]
    var touchpoints: [Row]

    init(_ subject: JourneySubject, _ rows: [JourneyRow]) {
        entity = subject.entity.rawValue
        id = subject.entityID
        identifiers = subject.identifiers
        touchpoints = rows.map { row in
            let point = row.touchpoint.touchpoint
            return Row(
                touchpoint: row.touchpoint.id, occurredAt: point.occurredAt.description, kind: point.kind.rawValue,
                channel: point.channel.rawValue, direction: point.direction.rawValue, team: point.team?.rawValue,
                stage: point.stage?.rawValue, title: point.title, url: point.url, amount: point.value?.amount,
                currency: point.value?.currency, sentiment: point.sentiment?.score,
                isAutomated: point.isAutomated, roles: row.roles, source: row.touchpoint.key.text)
        }
    }

    var text: String {
        var text = "\(entity) \(id)\n"
        for identifier in identifiers where identifier != id { text += "  \(identifier)\n" }
        text = TerminalText.lines(text)
        guard !touchpoints.isEmpty else { return text + "\nno touchpoints\n" }
        var table = Table("DATE", "", "WHAT", "CHANNEL", "TEAM", "STAGE", "TITLE")
        for row in touchpoints {
            var title = row.title.map(Self.shortened) ?? ""
            if let amount = row.amount { title += " (\(amount)\(row.currency.map { " \($0)" } ?? ""))" }
            if row.isAutomated { title += " [by a machine]" }
            table.add(
                Self.date(row.occurredAt), Self.arrow(row.direction), row.kind, row.channel, row.team ?? "",
                row.stage ?? "", title)
        }
        let count = touchpoints.count
        return text + "\n" + table.text + "\n\(Printing.number(count)) \(count == 1 ? "touchpoint" : "touchpoints")\n"
    }

    /// `2026-05-02 08:15`, or the day alone where only that is known.
    private static func date(_ moment: String) -> String {
        String(moment.prefix(16)).replacing("T", with: " ")
    }

    private static func shortened(_ title: String) -> String {
        title.count > 60 ? title.prefix(59) + "…" : title
    }

    private static func arrow(_ direction: String) -> String {
        switch Direction(rawValue: direction) {
        case .inbound: "←"
        case .outbound: "→"
        case .mutual: "↔"
        case .internal, nil: "·"
        }
    }
}
