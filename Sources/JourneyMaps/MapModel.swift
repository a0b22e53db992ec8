import Journeys

/// What page and picture show, in words and figures: nothing behind this point sees a number that must not be shown.
/// The names of the members are those of the templates.
struct MapModel {
    struct Term {
        var name: String
        var value: String
        /// Stands out: something is overdue, incomplete …
        var warns = false
    }

    /// Stages and what lies between them, in the order of reading.
    struct Item {
        var stage: Column?
        var boundary: Gutter?
    }

    let title = "Customer journey map"
    let lens: [Term]
    let tiles: [Tile]
    let worst: [Flag]
    let items: [Item]
    let laneLabels: [LaneLabel]
    let curve: EmotionCurve
    let findings: [Flag]
    let outcomes: [Outcome]
    let variants: [Strip]
    let variantsLine: String
    let examples: [Example]
    let comparisons: [Segment]
    let tables: [DataTable]
    let definitions: [Term]
    let footer: String
    let hasAssumed: Bool

    var columns: [Column] { items.compactMap(\.stage) }
    var gutters: [Gutter] { items.compactMap(\.boundary) }

    init(_ report: MapReport) {
        let figures = Figures(least: report.scope.minGroup)
        let flags = Flag.all(report, figures)
        let channels = ChannelDot.names(report)
        curve = EmotionCurve(report, figures)
        var items: [Item] = []
        for (number, stage) in report.stages.enumerated() {
            items.append(
                Item(stage: Column(stage, number: number, in: report, channels: channels, flags: flags, figures)))
            if number < report.boundaries.count, number + 1 < report.stages.count {
                let boundary = report.boundaries[number]
                items.append(Item(boundary: Gutter(boundary, number: number, in: report, figures)))
            }
        }
        self.items = items
        laneLabels = LaneLabel.all(channels: channels.map(Words.channel), hasAssumed: report.assumed != nil)
        lens = Self.lens(report, figures)
        tiles = Tile.all(report, figures)
        findings = flags
        worst = Array(flags.prefix(3))
        outcomes = Outcome.all(report, figures)
        variants = Strip.all(report.paths.topVariants, figures, of: report.paths.cases)
        variantsLine = Strip.coverage(report.paths, figures)
        examples = report.examples.enumerated().map { Example($1, number: $0 + 1) }
        comparisons = Segment.all(report, figures)
        tables = DataTable.all(report, figures)
        definitions = Self.definitions(report)
        footer = Self.footer(report, figures)
        hasAssumed = report.assumed != nil
    }
}

/// A lane's name beside the map, for the eye; for others every cell has a heading of its own.
struct LaneLabel {
    var row: Int
    var label: String
    var subs: [String] = []

    static func all(channels: [String], hasAssumed: Bool) -> [LaneLabel] {
        [
            LaneLabel(row: 1, label: "Stage"), LaneLabel(row: 2, label: "Goal"),
            LaneLabel(row: 3, label: hasAssumed ? "Steps, assumed and seen" : "Steps"),
            LaneLabel(row: 4, label: "Touchpoints", subs: channels), LaneLabel(row: 5, label: "Emotion"),
            LaneLabel(row: 6, label: "Moments of truth"), LaneLabel(row: 7, label: "Pains and voices"),
            LaneLabel(row: 8, label: "Handoffs"), LaneLabel(row: 9, label: "Owners"),
            LaneLabel(row: 10, label: "Measures"), LaneLabel(row: 11, label: "Findings"),
        ]
    }
}
