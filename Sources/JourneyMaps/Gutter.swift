import Journeys

/// Between two stages: where journeys, days and responsibility get lost.
struct Gutter {
    struct Handoff {
        var from: String
        var to: String
        var median: String
        var p90: String?
        var late: String
        var lateInterval: String?
        var allowed: String
        var never: String
        var total: String
        var value: String?
        var isLate: Bool
    }

    var gridColumn: Int
    var fromName: String
    var toName: String
    var rate: String
    var interval: String?
    var base: String
    var days: String?
    var lost: String
    /// Percent that went on; nil: not to be drawn.
    var bar: Int?
    var handoff: Handoff?
    var nextNotes: [Note]
    /// There is something to say that does not fit between two columns.
    var isWide: Bool

    init(_ boundary: MapReport.Boundary, number: Int, in report: MapReport, _ figures: Figures) {
        gridColumn = 3 + 2 * number
        fromName = Words.stage(boundary.from)
        toName = Words.stage(boundary.to)
        let passed = figures.share(boundary.passed)
        rate = passed.value
        interval = passed.interval
        base = passed.base
        bar = passed.fraction.map { Int(($0 * 100).rounded()) }
        days = figures.time(boundary.time)?.median
        lost = figures.share(boundary.lost).value
        nextNotes = Note.of(boundary, report, figures)
        handoff = boundary.handoff.map { Handoff($0, figures) }
        isWide = handoff != nil || !nextNotes.isEmpty
    }
}

extension Gutter.Handoff {
    init(_ handoff: MapReport.BoundaryHandoff, _ figures: Figures) {
        from = handoff.from
        to = handoff.to
        let time = figures.time(handoff.time)
        median = time?.median ?? (figures.isSmall(handoff.time.count) ? figures.small : "–")
        p90 = time?.p90
        let shown = figures.share(handoff.late)
        late = shown.value
        lateInterval = shown.interval
        // More than every third: worth the eye.
        isLate = (shown.fraction ?? 0) > 1.0 / 3
        allowed = Figures.span(handoff.allowedSeconds)
        let unclaimed = figures.share(handoff.unclaimed ?? handoff.neverPickedUp)
        never = unclaimed.value
        total = figures.people(handoff.total)
        value = unclaimed.isSmall ? nil : Figures.money(handoff.valueWaiting)
    }
}
