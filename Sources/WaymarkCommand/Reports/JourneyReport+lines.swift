import Touchpoints

extension JourneyReport {
    /// One line of the timeline, whatever it tells of.
    struct Line {
        enum Sort { case touchpoint, change, handoff }

        var sort: Sort
        /// `2026-05-02 08:15`, or the day alone where only that is known.
        var date: String
        var arrow: String
        var what: String
        var channel = ""
        var team = ""
        var stage = ""
        var title = ""
        var url: String?
        var sources: [String]
    }

    /// Touchpoints, changes that no touchpoint tells of, and handoffs, in the order of time.
    var lines: [Line] {
        let handoffs = Dictionary(self.handoffs.map { ($0.touchpoint, $0) }, uniquingKeysWith: { first, _ in first })
        var pending = changes.filter { !$0.isTouchpoint }[...]
        var lines: [Line] = []
        for row in touchpoints {
            while let change = pending.first, change.at < row.occurredAt {
                lines.append(Self.line(change))
                pending.removeFirst()
            }
            if let handoff = handoffs[row.touchpoint] {
                lines.append(
                    Line(
                        sort: .handoff, date: Self.date(handoff.at), arrow: "⇄", what: "handoff", team: handoff.to,
                        title: "\(handoff.from) → \(handoff.to)", sources: []))
            }
            lines.append(Self.line(row))
        }
        return lines + pending.map(Self.line)
    }

    /// Who it is about.
    var heading: String {
        var text = "\(entity) \(id)\(names.isEmpty ? "" : ": " + names.joined(separator: " / "))\n"
        for identifier in identifiers where identifier != id { text += "  \(identifier)\n" }
        return TerminalText.lines(text)
    }

    var text: String {
        let lines = lines
        guard !lines.isEmpty else { return heading + "\nno touchpoints\n" }
        // Where there is but one system, it need not be named.
        let showsSystem = systems.count > 1
        var table =
            showsSystem
            ? Table("DATE", "", "WHAT", "CHANNEL", "TEAM", "STAGE", "SYSTEM", "TITLE")
            : Table("DATE", "", "WHAT", "CHANNEL", "TEAM", "STAGE", "TITLE")
        for line in lines {
            let title = line.title.count > 60 ? line.title.prefix(59) + "…" : line.title
            if showsSystem {
                table.add(
                    line.date, line.arrow, line.what, line.channel, line.team, line.stage,
                    line.sources.joined(separator: "+"), title)
            } else {
                table.add(line.date, line.arrow, line.what, line.channel, line.team, line.stage, title)
            }
        }
        return heading + "\n" + table.text + "\n" + summary + "\n"
    }

    /// `12 touchpoints in hubspot, salesforce; 2 handoffs`
    var summary: String {
        var text = "\(Printing.number(touchpoints.count)) \(touchpoints.count == 1 ? "touchpoint" : "touchpoints")"
        if systems.count > 1 { text += " in " + systems.joined(separator: ", ") }
        if !handoffs.isEmpty { text += "; \(handoffs.count) \(handoffs.count == 1 ? "handoff" : "handoffs")" }
        return text
    }

    private var systems: [String] {
        Set(touchpoints.flatMap { [$0.source] + $0.alsoIn }.map(Self.system)).sorted()
    }

    private static func line(_ row: Row) -> Line {
        var title = row.title ?? ""
        if let amount = row.amount { title += " (\(amount)\(row.currency.map { " \($0)" } ?? ""))" }
        if row.isAutomated { title += " [by a machine]" }
        return Line(
            sort: .touchpoint, date: date(row.occurredAt), arrow: arrow(row.direction), what: row.kind,
            channel: row.channel, team: row.team ?? "", stage: row.stage ?? "", title: title, url: row.url,
            sources: Set(([row.source] + row.alsoIn).map(system)).sorted())
    }

    private static func line(_ change: Change) -> Line {
        let isOwner = meaning(of: change.field).isOwner
        let to = change.owner ?? change.to ?? "(empty)"
        let from = isOwner ? nil : change.from
        return Line(
            sort: .change, date: date(change.at), arrow: "·", what: isOwner ? "owner" : "stage",
            title: "\(change.field): " + (from.map { "\($0) → " } ?? "") + to
                + (change.origin == "observed" ? " [seen then]" : ""),
            sources: [system(change.record)])
    }

    private static func system(_ key: String) -> String { String(key.prefix { $0 != ":" }) }

    private static func date(_ moment: String) -> String {
        String(moment.prefix(16)).replacing("T", with: " ")
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
