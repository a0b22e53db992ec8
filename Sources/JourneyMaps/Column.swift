import Journeys

/// A stage as shown: one cell per lane.
struct Column {
    var anchor: String
    var gridColumn: Int
    var name: String
    var hasData: Bool
    var entered: String
    var nowIn: String
    var basis: String?
    var grade: String
    var gradeWords: String
    var goal: String?
    var chips: [Chip]
    var moreSteps: String?
    var dots: [ChannelDot]
    var feelings: [FeelingLine]
    var truths: [Truth]
    var pains: [PainLine]
    var quotes: [Quote]
    var hasPains: Bool
    var ownerName: String?
    var teams: [TeamLine]
    var gauges: [MapModel.Term]
    /// Percent that reached it in order; nil: not to be drawn.
    var reachBar: Int?
    var flags: [Flag]
    var moreFlags: String?
    var channelNotes: [Note]
    var feelingNotes: [Note]
    var ownerNotes: [Note]
    var timeNotes: [Note]
}

extension Column {
    init(
        _ stage: MapReport.StageColumn, number: Int, in report: MapReport, channels: [String], flags: [Flag],
        _ figures: Figures
    ) {
        anchor = "stage-\(number + 1)"
        gridColumn = 2 + 2 * number
        name = Words.stage(stage.stage)
        hasData = stage.hasData
        entered = figures.people(stage.journeys)
        nowIn = figures.people(stage.now)
        let entries = stage.reported + stage.observed
        basis =
            entries > 0 && !figures.isSmall(entries)
            ? "\(Figures.percent(Double(stage.reported) / Double(entries))) reported" : nil
        grade = stage.evidence
        gradeWords = Words.evidence(stage.evidence)
        goal = stage.goal
        let steps = Chip.all(stage, report, figures)
        chips = Array(steps.prefix(Chip.most))
        moreSteps = steps.count > Chip.most ? "\(steps.count - Chip.most) more in the tables" : nil
        dots = ChannelDot.all(stage, channels: channels, report, figures)
        feelings = stage.feelings.filter { $0.count > 0 }.sorted(by: EmotionCurve.precedes).map {
            FeelingLine($0, figures)
        }
        truths = Truth.all(stage.moments, figures)
        pains = PainLine.all(stage.pains, figures)
        quotes = stage.voices.prefix(2).map(Quote.init)
        hasPains = !pains.isEmpty || !quotes.isEmpty
        ownerName = stage.owner
        teams = TeamLine.all(stage.teams, figures)
        gauges = Self.gauges(stage, report, figures)
        let funnel = report.funnel.stages.first { $0.stage == stage.stage }
        reachBar = funnel.flatMap { figures.share($0.overall).fraction }.map { Int(($0 * 100).rounded()) }
        let own = flags.filter { $0.stage == stage.stage }
        self.flags = Array(own.prefix(Flag.most))
        moreFlags = own.count > Flag.most ? "\(own.count - Flag.most) more below" : nil
        channelNotes = Note.of(["channel"], stage: stage.stage, report, figures)
        feelingNotes = Note.of(["feeling"], stage: stage.stage, report, figures)
        ownerNotes = Note.of(["owner"], stage: stage.stage, report, figures)
        timeNotes = Note.of(["time"], stage: stage.stage, report, figures)
    }

    private static func gauges(
        _ stage: MapReport.StageColumn, _ report: MapReport, _ figures: Figures
    ) -> [MapModel.Term] {
        guard stage.hasData, !figures.isSmall(stage.journeys) else { return [] }
        var terms: [MapModel.Term] = []
        if let funnel = report.funnel.stages.first(where: { $0.stage == stage.stage }) {
            terms.append(.init(name: "reached", value: figures.share(funnel.overall).value))
        }
        terms.append(.init(name: "median stay", value: stage.medianSeconds.map(Figures.span) ?? "not yet"))
        if let p90 = stage.p90Seconds { terms.append(.init(name: "p90", value: Figures.span(p90))) }
        let stuck = figures.share(stage.stuck)
        if stage.stuck.count > 0 {
            terms.append(
                .init(name: "stuck > \(Figures.span(report.rules.windowSeconds))", value: stuck.value)
            )
            if !stuck.isSmall, let value = Figures.money(stage.stuckValue) {
                terms.append(.init(name: "worth", value: value))
            }
        }
        if let stay = report.timeInStage.first(where: { $0.stage == stage.stage }), !figures.isSmall(stay.stays) {
            terms.append(
                .init(
                    name: "lost by \(Figures.span(report.rules.windowSeconds))",
                    value: Figures.percent(stay.lostByWindow)))
        }
        return terms
    }
}
