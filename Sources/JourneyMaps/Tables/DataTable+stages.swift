import Journeys

extension DataTable {
    static func stages(_ report: MapReport, _ figures: Figures) -> DataTable {
        let rows = report.stages.map { stage in
            let isSmall = figures.isSmall(stage.journeys)
            let funnel = report.funnel.stages.first { $0.stage == stage.stage }.map { figures.share($0.overall) }
            let stay = report.timeInStage.first { $0.stage == stage.stage }.flatMap {
                figures.isSmall($0.stays) ? nil : $0
            }
            let stuck = figures.share(stage.stuck)
            let share = { (value: Double?) in value.map(Figures.percent) ?? "–" }
            return Row(
                Words.stage(stage.stage),
                [
                    figures.people(stage.journeys), figures.people(stage.now), figures.people(stage.reported),
                    figures.people(stage.observed), funnel.map { $0.value } ?? "–",
                    isSmall ? "–" : stage.medianSeconds.map(Figures.span) ?? "–",
                    isSmall ? "–" : stage.p90Seconds.map(Figures.span) ?? "–", share(stay?.stayingAtWindow),
                    share(stay?.forwardByWindow), share(stay?.backByWindow), share(stay?.lostByWindow),
                    stuck.part == "0" ? "0" : "\(stuck.part) \(stuck.base)", stage.evidence,
                ])
        }
        let window = Figures.span(report.rules.windowSeconds)
        return DataTable(
            "Stages: who entered, who is there, how long they stay",
            head: [
                "Stage", "Entered", "Now in it", "Reported", "Observed", "Reached, of first stage", "Median stay",
                "p90 stay", "Still there after \(window)", "Went on", "Went back", "Lost",
                "Open and longer there than \(window)", "Evidence",
            ], rows: rows)
    }

    static func boundaries(_ report: MapReport, _ figures: Figures) -> DataTable {
        let rows = report.boundaries.map { boundary in
            let (passed, lost) = (figures.share(boundary.passed), figures.share(boundary.lost))
            let time = figures.time(boundary.time)
            return Row(
                "\(Words.stage(boundary.from)) → \(Words.stage(boundary.to))",
                [
                    "\(passed.part) \(passed.base)", passed.value, passed.interval ?? "–", lost.value,
                    figures.people(boundary.skipped), figures.people(boundary.recent), time?.median ?? "–",
                    time?.p90 ?? "–",
                ])
        }
        return DataTable(
            "Boundaries: who went on within \(Figures.span(report.rules.windowSeconds))",
            head: [
                "Boundary", "Went on", "Share", "95 % interval", "Lost", "Skipped the next stage",
                "Too recent to judge",
                "Median time", "p90 time",
            ], rows: rows)
    }

    static func handoffs(_ report: MapReport, _ figures: Figures) -> DataTable {
        let rows = report.boundaries.compactMap { boundary -> Row? in
            guard let handoff = boundary.handoff else { return nil }
            let (late, never) = (figures.share(handoff.late), figures.share(handoff.unclaimed ?? handoff.neverPickedUp))
            let time = figures.time(handoff.time)
            return Row(
                "\(Words.stage(boundary.from)) → \(Words.stage(boundary.to))",
                [
                    "\(handoff.from) → \(handoff.to)", figures.people(handoff.total), time?.median ?? "–",
                    time?.p90 ?? "–", Figures.span(handoff.allowedSeconds), late.value, late.interval ?? "–",
                    never.value, never.isSmall ? "–" : Figures.money(handoff.valueWaiting) ?? "–",
                ])
        }
        return DataTable(
            "Handoffs: until the next team acts",
            head: [
                "Boundary", "Teams", "To pick up", "Median", "p90", "Allowed", "Late", "95 % interval",
                "Never picked up", "Value waiting",
            ], rows: rows)
    }

    static func outcomes(_ report: MapReport, _ figures: Figures) -> DataTable {
        let rows = report.outcomes.map { outcome in
            let shown = figures.share(outcome.journeys)
            let time = shown.isSmall ? nil : figures.time(outcome.time)
            return Row(
                Words.activity(outcome.outcome),
                [
                    "\(shown.part) \(shown.base)", shown.value, shown.interval ?? "–", time?.median ?? "–",
                    time?.p90 ?? "–",
                ])
        }
        return DataTable(
            "Outcomes: how journeys stand",
            head: ["Outcome", "Journeys", "Share", "95 % interval", "Median time", "p90 time"],
            rows: rows)
    }

    /// Credit in conversions; nothing where there are too few.
    static func attribution(_ report: MapReport, _ figures: Figures) -> DataTable {
        let attribution = report.attribution
        let isSmall = figures.isSmall(attribution.conversions) || attribution.conversions == 0
        let rows: [Row] =
            isSmall
            ? []
            : attribution.channels.prefix(20).map { channel in
                let values = [
                    channel.first, channel.last, channel.linear, channel.position, channel.decay, channel.markov,
                    channel.shapley,
                ]
                return Row(
                    channel.channel,
                    values.map { $0 > 0 && $0 < Double(figures.least) ? figures.small : Figures.decimal($0, 1) })
            }
        return DataTable(
            "Attribution: conversions (\(report.rules.conversion)) credited by seven rules",
            head: ["Touchpoint", "First", "Last", "Linear", "Position", "Decay", "Markov", "Shapley"], rows: rows)
    }
}
