import Foundation
import Journeys
import Touchpoints

/// An assumed map to begin with, drafted from what was measured: people replace it by what they believe.
struct MapDraft {
    /// A touchpoint or channel that this share of a stage's journeys has is written down: the draft agrees with the data.
    static let enough = AssumedComparison.unexpectedFrom

    let stages: [MapReport.StageColumn]
    let boundaries: [MapReport.Boundary]
    let minGroup: Int
    /// RFC 3339.
    let asOf: String

    var text: String {
        var text = """
            # The journey as this company believes it to be. Drafted by `waymark map init` from the data up to
            # \(Self.comment(asOf)): replace what the data show by what you expect, stage by stage, with those
            # who talk to customers. `waymark map` then tells where the two differ; docs/measures.md says by which rules.

            # The day on which you last went through it together; after a quarter it is due again.
            # reviewed_on: 2026-01-31

            stages:

            """
        for (index, column) in stages.enumerated() {
            text += stage(column, boundary: index == 0 ? nil : boundaries.first { $0.to == column.stage })
        }
        return text + """

            # Ask at least ten customers. Each interview here, or as a note in a folder, or as a row of a table with the
            # columns date, role, quote, stage, feeling. No names: the role says enough.
            # evidence:
            #   - {date: 2026-01-20, role: head of purchasing, stage: decision, feeling: -1, quote: "Nobody called back."}
            #   - interviews/
            #   - interviews.csv

            """
    }

    private func stage(_ column: MapReport.StageColumn, boundary: MapReport.Boundary?) -> String {
        var lines = [
            "  - name: \(Self.quoted(column.stage))", "    # What does the customer want here?", "    # goal: \"\"",
        ]
        guard column.hasData, column.journeys >= max(1, minGroup) else {
            lines += [
                "    # There are no data about this stage. What do you believe happens?", "    # touchpoints: []",
                "    # owner: sales", "",
            ]
            return lines.joined(separator: "\n") + "\n"
        }
        let isCommon = { (count: Int) in Double(count) >= Self.enough * Double(column.journeys) }
        let steps = column.steps.filter { isCommon($0.journeys.count) && ShortText($0.activity) != nil }
        lines.append(
            steps.isEmpty
                ? "    # No touchpoint is had by a quarter of the \(column.journeys) journeys. Which one should be?"
                : "    # What a quarter of the \(column.journeys) journeys or more have here. What else should they?")
        lines.append(steps.isEmpty ? "    touchpoints: []" : "    touchpoints:")
        for step in steps {
            let percent = Int((100 * Double(step.journeys.count) / Double(column.journeys)).rounded())
            lines.append("      - \(Self.quoted(step.activity))  # \(percent) %")
        }
        let channels = column.channels.filter { isCommon($0.journeys) && Channel(rawValue: $0.channel) != nil }
        lines.append("    channels: [\(channels.map(\.channel).joined(separator: ", "))]")
        // What most of them said: of one that few answered the others would differ.
        let asked = column.feelings.filter { $0.isSelfReported && $0.mean != nil }
        if let feeling = asked.max(by: { ($0.count, $1.origin) < ($1.count, $0.origin) }), let mean = feeling.mean {
            lines.append("    # -2 very bad to 2 very good; \(Self.comment(feeling.origin)), \(feeling.count) answers.")
            lines.append("    feeling: \(Int(max(-2, min(2, (mean * 2).rounded()))))")
        } else {
            lines.append("    # How do they feel, from -2 very bad to 2 very good? Nobody was asked.")
            lines.append("    # feeling: 0")
        }
        if let owner = column.teams.max(by: { ($0.touchpoints, $1.team) < ($1.touchpoints, $0.team) })?.team
            ?? column.owner, ShortText(owner) != nil
        {
            lines.append("    owner: \(Self.quoted(owner))")
        } else {
            lines.append("    # Who is responsible?")
            lines.append("    # owner: sales")
        }
        if let median = column.medianSeconds, let span = Self.span(median) {
            lines.append("    # Half have left it after this time. How long should it take?")
            lines.append("    target_time: \(span)")
        } else {
            lines.append("    # How long should it take? Fewer than half have left it so far.")
            lines.append("    # target_time: 14d")
        }
        if let handoff = boundary?.handoff, let p90 = handoff.time.p90Seconds, let span = Self.span(p90) {
            lines.append(
                "    # From \(Self.comment(handoff.from)) to \(Self.comment(handoff.to)), nine of ten that are picked up wait no longer."
            )
            lines.append("    handoff_within: \(span)")
        }
        let pains = column.pains.filter { !$0.isAssumed && $0.perThousand != nil && ShortText($0.name) != nil }.prefix(
            3)
        lines.append("    # What goes wrong for customers here? In words, or as {activity: …}.")
        lines.append(
            pains.isEmpty
                ? "    # pains: []"
                : "    pains: [" + pains.map { "{activity: \(Self.quoted($0.name))}" }.joined(separator: ", ") + "]")
        return lines.joined(separator: "\n") + "\n\n"
    }

    /// Rounded up to what people would say; nil where there is nothing to say.
    static func span(_ seconds: Double) -> String? {
        guard seconds > 0, seconds.isFinite else { return nil }
        for (unit, length) in [("d", 86_400.0), ("h", 3_600), ("m", 60)] where seconds > length * 1.5 {
            let text = "\(Int(min(1e6, (seconds / length).rounded(.up))))\(unit)"
            return DurationText(text) == nil ? nil : text
        }
        return "\(Int(seconds.rounded(.up)))s"
    }

    /// As YAML in double quotes, where it is more than a plain word: names come from outside.
    static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: ".")
        }
        // Words that YAML takes for something else.
        let special = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        if isPlain, text.first?.isLetter == true, !special.contains(text) { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F:
                quoted.unicodeScalars.append(scalar)
            case _ where scalar.properties.isAlphabetic: quoted.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            }
        }
        return quoted + "\""
    }

    /// What may stand in a comment: one line.
    private static func comment(_ text: String) -> String { String(TerminalText.line(text).prefix(80)) }
}
