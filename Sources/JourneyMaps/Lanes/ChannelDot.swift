import Journeys

/// A channel's use in a stage: the dot's area is proportional to the journeys.
struct ChannelDot {
    /// Channels with a row of their own; the others share one.
    static let most = 8
    static let others = "other channels"
    /// Of the largest dot, in pixels.
    static let largest = 9.0

    var channel: String
    var text: String
    var radius: String?
    var isSmall: Bool

    /// Of all stages, the most used first.
    static func names(_ report: MapReport) -> [String] {
        var sums: [(name: String, journeys: Int)] = []
        for use in report.stages.flatMap(\.channels) {
            if let place = sums.firstIndex(where: { $0.name == use.channel }) {
                sums[place].journeys += use.journeys
            } else {
                sums.append((use.channel, use.journeys))
            }
        }
        let names = sums.sorted { ($1.journeys, $0.name) < ($0.journeys, $1.name) }.map(\.name)
        return names.count > most ? names.prefix(most - 1) + [others] : names
    }

    static func all(
        _ stage: MapReport.StageColumn, channels: [String], _ report: MapReport, _ figures: Figures
    ) -> [ChannelDot] {
        let most = report.stages.flatMap(\.channels).map(\.journeys).max() ?? 0
        return channels.map { channel in
            let uses = stage.channels.filter {
                channel == others ? !channels.contains($0.channel) : $0.channel == channel
            }
            // Journeys of several channels together are not known: the largest is at least as many.
            let journeys = uses.map(\.journeys).max() ?? 0
            guard journeys > 0 else {
                return ChannelDot(channel: Words.channel(channel), text: "–", radius: nil, isSmall: false)
            }
            guard !figures.isSmall(journeys) else {
                return ChannelDot(channel: Words.channel(channel), text: figures.small, radius: nil, isSmall: true)
            }
            let radius = max(1.2, largest * (Double(journeys) / Double(max(1, most))).squareRoot())
            return ChannelDot(
                channel: Words.channel(channel), text: (uses.count > 1 ? "≥\u{A0}" : "") + figures.people(journeys),
                radius: Figures.decimal(radius, 1),
                isSmall: false)
        }
    }
}
