import Foundation
import Journeys

extension MapReport {
    /// As tables.
    var text: String {
        [
            pathText, variantText, edgeText, funnelText, stayText, handoffText, attributionText, momentText,
            arrivalText, assumedText, findingText,
        ].compactMap { $0 }.joined(separator: "\n")
    }

    private var pathText: String {
        var text =
            "up to \(asOf): \(Printing.number(paths.cases)) journeys, \(Printing.number(paths.events)) touchpoints, "
            + "\(paths.variantsAreComplete ? "" : "at least ")\(Printing.number(paths.variants)) ways, "
            + "median length \(Self.span(paths.duration.medianSeconds))\n"
        if let fitness = paths.fitness {
            text +=
                "fitness \(Self.number(fitness.average)) on average, \(Self.number(fitness.log)) over all, "
                + "\(Printing.number(fitness.exact)) exactly, against "
                + (fitness.source == .assumed ? "the assumed path" : "the most frequent path") + ":\n  "
                + TerminalText.line(fitness.map.joined(separator: " > ")) + "\n"
            if !fitness.unknown.isEmpty {
                text += "  never seen: " + TerminalText.line(fitness.unknown.joined(separator: ", ")) + "\n"
            }
        }
        return text
    }

    private var variantText: String? {
        var table = Table(">JOURNEYS", ">SHARE", ">COVERED", "WAY")
        for variant in paths.topVariants {
            let way = Self.short(variant.activities.map { Self.short($0, 24) }.joined(separator: " > "), 160)
            table.add(
                Printing.number(variant.count), Self.percent(variant.share), Self.percent(variant.coverage), way)
        }
        return table.isEmpty ? nil : table.text
    }

    private var edgeText: String? {
        var table = Table("FROM", "TO", ">COUNT", ">MEAN", ">MEDIAN")
        for edge in paths.edges.prefix(20) {
            table.add(
                Self.short(edge.from, 40), Self.short(edge.to, 40), Printing.number(edge.time.count),
                Self.span(edge.time.meanSeconds), Self.span(edge.time.medianSeconds))
        }
        return table.isEmpty ? nil : "What follows what, the 20 most frequent of \(paths.dfgEdges):\n" + table.text
    }

    private var funnelText: String? {
        guard !funnel.stages.isEmpty else { return nil }
        var table = Table("STAGE", ">REACHED", ">OF THE STAGE BEFORE", "95 %", ">OF ALL THAT ENTERED")
        for stage in funnel.stages {
            table.add(
                stage.stage, Printing.number(stage.reached), Self.percent(stage.step.share),
                Self.interval(stage.step.lower, stage.step.upper), Self.percent(stage.overall.share))
        }
        let head =
            "Stages within \(Self.span(rules.windowSeconds)) of entering the first; "
            + "\(Printing.number(funnel.recent)) entered later, \(Printing.number(funnel.neverEntered)) never"
        let missing =
            funnel.stagesWithoutData.isEmpty
            ? "" : "; without data: " + TerminalText.line(funnel.stagesWithoutData.joined(separator: ", "))
        return head + missing + ":\n" + table.text
    }

    private var stayText: String? {
        var table = Table("STAGE", ">STAYS", ">OPEN", ">MEDIAN", ">P90", ">STILL THERE", ">FORWARD", ">BACK", ">LOST")
        for stay in timeInStage {
            table.add(
                stay.stage, Printing.number(stay.stays), Printing.number(stay.open), Self.span(stay.medianSeconds),
                Self.span(stay.p90Seconds), Self.percent(stay.stayingAtWindow), Self.percent(stay.forwardByWindow),
                Self.percent(stay.backByWindow), Self.percent(stay.lostByWindow))
        }
        guard !table.isEmpty else { return nil }
        return "Time in stage; what has become of a stay after \(Self.span(rules.windowSeconds)):\n" + table.text
    }

    private var handoffText: String? {
        var text = ""
        var table = Table("FROM", "TO", ">HANDOFFS", ">MEDIAN", ">P90")
        for pair in handoffs.pairs {
            table.add(
                pair.from, pair.to, Printing.number(pair.time.count), Self.span(pair.time.medianSeconds),
                Self.span(pair.time.p90Seconds))
        }
        if !table.isEmpty {
            text +=
                "Handoffs; \(Self.percent(handoffs.pingPong.share)) of \(Printing.number(handoffs.journeys)) journeys "
                + "go back and forth:\n" + table.text
        }
        var expected = Table("AFTER", "EXPECTED", ">TOTAL", ">MEDIAN", ">P90", ">NEVER PICKED UP")
        for handoff in handoffs.expected {
            expected.add(
                handoff.after, handoff.to, Printing.number(handoff.total), Self.span(handoff.pickedUp.medianSeconds),
                Self.span(handoff.pickedUp.p90Seconds),
                "\(Printing.number(handoff.neverPickedUp.count)) (\(Self.percent(handoff.neverPickedUp.share)))"
                    + (handoff.pickedUp.count == 0 ? ": \(handoff.to) is not seen there" : ""))
        }
        if !expected.isEmpty { text += (text.isEmpty ? "" : "\n") + expected.text }
        return text.isEmpty ? nil : text
    }

    private var attributionText: String? {
        guard attribution.conversions > 0 else { return nil }
        var table = Table(
            rules.credit.uppercased(), ">FIRST", ">LAST", ">LINEAR", ">40/20/40", ">DECAY", ">SHAPLEY", ">MARKOV",
            ">WITH NULL")
        for channel in attribution.channels {
            let shares = [
                channel.first, channel.last, channel.linear, channel.position, channel.decay, channel.shapley,
                channel.markov, channel.markovWithNull,
            ]
            table.add([Self.short(channel.channel, 40)] + shares.map { Self.number($0, digits: 1) })
        }
        return
            "\(Printing.number(attribution.conversions)) conversions (\(TerminalText.line(rules.conversion))), "
            + "\(Printing.number(attribution.null)) paths without, owed to:\n" + table.text
    }

    private var momentText: String? {
        var table = Table("SEEN EARLY", ">CONVERT WITH", ">WITHOUT", ">DIFFERENCE", "95 %", ">Q")
        for moment in moments.activities.prefix(20) {
            table.add(
                Self.short(moment.activity, 40), Self.percent(moment.exposed.share),
                Self.percent(moment.unexposed.share), Self.percent(moment.difference),
                Self.interval(moment.lower, moment.upper), Self.number(moment.q))
        }
        guard !table.isEmpty else { return nil }
        return
            "What goes with conversion, of \(Printing.number(moments.journeys.of)) journeys that were open after "
            + "\(Self.span(rules.landmarkSeconds)) (an association, not a cause):\n" + table.text
    }

    private var arrivalText: String? {
        guard let arrivals, let latest = arrivals.latest else { return nil }
        var text =
            "Journeys that begin per week: \(Self.number(arrivals.mean, digits: 1)) in the first "
            + "\(arrivals.baselineWeeks) weeks, \(latest.journeys) in the last (\(latest.begin)); "
        text +=
            arrivals.signals.isEmpty
            ? "no lasting shift\n" : "shifted: " + arrivals.signals.map(\.begin).joined(separator: ", ") + "\n"
        return text
    }

    /// What the data say otherwise; what they confirm is counted.
    private var assumedText: String? {
        guard let assumed else { return nil }
        var table = Table("STAGE", "ABOUT", "THE MAP SAYS", "SEEN", "VERDICT")
        for cell in assumed.cells where ![.confirmed, .noData].contains(cell.verdict) {
            table.add(
                Self.short(cell.stage + (cell.to.map { " > \($0)" } ?? ""), 40), cell.about,
                Self.short(cell.expected ?? "-", 40), Self.short(cell.seen ?? "-", 60),
                cell.verdict.rawValue.replacing("_", with: " "))
        }
        let confirmed = assumed.cells.count { $0.verdict == .confirmed }
        let head =
            "Of \(Printing.number(assumed.cells.count)) things that the map says, "
            + "\(Printing.number(confirmed)) are confirmed"
        return table.isEmpty ? head + ", and nothing else is seen.\n" : head + "; otherwise:\n" + table.text
    }

    private var findingText: String? {
        var table = Table(">JOURNEYS", "STATE", "OWNER", "FINDING")
        for finding in findings.prefix(10) {
            table.add(
                Printing.number(finding.people), finding.isNew ? "new" : finding.state,
                Self.short(finding.owner ?? "-", 20), Self.short(finding.title, 100))
        }
        guard !table.isEmpty else { return nil }
        return "What breaks down; more says `waymark findings`:\n" + table.text
    }

    private static func short(_ text: String, _ length: Int) -> String {
        text.count > length ? text.prefix(length - 1) + "…" : text
    }

    private static func number(_ value: Double?, digits: Int = 4) -> String {
        value.map { String(format: "%.\(digits)f", $0) } ?? "-"
    }

    private static func percent(_ value: Double?) -> String { value.map { number($0 * 100, digits: 1) + " %" } ?? "-" }

    private static func interval(_ lower: Double?, _ upper: Double?) -> String {
        guard let lower, let upper else { return "-" }
        return "\(number(lower * 100, digits: 1)) … \(number(upper * 100, digits: 1)) %"
    }

    private static func span(_ seconds: Double?) -> String {
        guard let seconds else { return "-" }
        return switch seconds {
        case ..<10: number(seconds, digits: 1) + " s"
        case ..<90: number(seconds, digits: 0) + " s"
        case ..<5_400: number(seconds / 60, digits: 0) + " min"
        case ..<172_800: number(seconds / 3_600, digits: 1) + " h"
        default: number(seconds / 86_400, digits: 1) + " d"
        }
    }
}
