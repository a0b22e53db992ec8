import Journeys

extension DataTable {
    static func steps(_ report: MapReport, _ figures: Figures) -> DataTable {
        let rows = report.stages.flatMap { stage in
            stage.steps.map { step in
                let shown = figures.share(step.journeys)
                return Row(
                    Words.stage(stage.stage),
                    [step.activity, "\(shown.part) \(shown.base)", shown.value, shown.interval ?? "–"])
            }
        }
        return DataTable(
            "Steps: journeys that have the activity in the stage",
            head: ["Stage", "Activity", "Journeys", "Share", "95 % interval"], rows: rows)
    }

    static func channels(_ report: MapReport, _ figures: Figures) -> DataTable {
        let rows = report.stages.flatMap { stage in
            stage.channels.map { use in
                let isSmall = figures.isSmall(use.journeys)
                return Row(
                    Words.stage(stage.stage),
                    [use.channel, figures.people(use.journeys), isSmall ? "–" : Figures.count(use.touchpoints)])
            }
        }
        return DataTable(
            "Touchpoints by channel", head: ["Stage", "Channel", "Journeys", "Touchpoints"], rows: rows)
    }

    static func feelings(_ report: MapReport, _ figures: Figures) -> DataTable {
        let rows = report.stages.flatMap { stage in
            stage.feelings.map { feeling in
                let isSmall = figures.isSmall(feeling.count)
                let signed = { (value: Double?, decimals: Int) in
                    isSmall ? "–" : value.map { Figures.signed($0, decimals) } ?? "–"
                }
                return Row(
                    Words.stage(stage.stage),
                    [
                        Words.origin(feeling.origin), feeling.isSelfReported ? "said" : "inferred",
                        figures.people(feeling.count), signed(feeling.mean, 2), signed(feeling.lower, 2),
                        signed(feeling.upper, 2), signed(feeling.netPromoterScore, 0),
                        signed(feeling.netPromoterLower, 0), signed(feeling.netPromoterUpper, 0),
                    ])
            }
        }
        return DataTable(
            "Emotion: −1 to +1, and the net promoter score where there is one",
            head: ["Stage", "Origin", "Kind", "n", "Mean", "from", "to", "NPS", "from", "to"], rows: rows)
    }

    static func moments(_ report: MapReport, _ figures: Figures) -> DataTable {
        let rows = report.stages.flatMap { stage in
            stage.moments.map { moment in
                if Truth.isSmall(moment, figures) {
                    return Row(
                        Words.stage(stage.stage),
                        [moment.activity, moment.outcome, figures.small, figures.small, "–", "–", "–"])
                }
                let (exposed, other) = (figures.share(moment.exposed), figures.share(moment.unexposed))
                return Row(
                    Words.stage(stage.stage),
                    [
                        moment.activity, moment.outcome, "\(exposed.value) \(exposed.base)",
                        "\(other.value) \(other.base)", Figures.points(moment.difference),
                        Figures.pointRange(moment.lower, moment.upper), Figures.decimal(moment.q, 3),
                    ])
            }
        }
        return DataTable(
            "Moments of truth: outcome with and without the touchpoint; noise where q is above 0.05",
            head: ["Stage", "Touchpoint", "Outcome", "With", "Without", "Points", "95 % interval", "q"], rows: rows)
    }

    static func pains(_ report: MapReport, _ figures: Figures) -> DataTable {
        let rows = report.stages.flatMap { stage in
            stage.pains.map { pain in
                Row(
                    Words.stage(stage.stage),
                    [
                        pain.name, PainLine(pain, figures).rate, pain.journeys.map(figures.people) ?? "–",
                        pain.isAssumed ? "yes" : "no",
                    ])
            }
        }
        return DataTable(
            "Pains: touchpoints of trouble", head: ["Stage", "Pain", "Rate", "Journeys", "Known to the assumed map"],
            rows: rows)
    }

    static func voices(_ report: MapReport) -> DataTable {
        let rows = report.stages.flatMap { stage in
            stage.voices.map { voice in Row(Words.stage(stage.stage), [voice.quote, Quote(voice).source]) }
        }
        return DataTable(
            "Voices: what customers said in interviews", head: ["Stage", "Words", "Who and when"], rows: rows)
    }

    static func teams(_ report: MapReport, _ figures: Figures) -> DataTable {
        let rows = report.stages.flatMap { stage in
            stage.teams.map { use in
                let isSmall = figures.isSmall(use.touchpoints)
                return Row(
                    Words.stage(stage.stage),
                    [
                        use.team, figures.people(use.touchpoints), isSmall ? "–" : Figures.percent(use.share),
                        stage.owner ?? "–",
                    ])
            }
        }
        return DataTable(
            "Owners: whose touchpoints they are",
            head: ["Stage", "Team", "Touchpoints", "Share", "Owner of the stage"],
            rows: rows)
    }

    static func assumed(_ report: MapReport, _ figures: Figures) -> DataTable {
        let rows = (report.assumed?.cells ?? []).map { cell in
            Row(
                Words.stage(cell.stage) + (cell.to.map { " → \(Words.stage($0))" } ?? ""),
                [cell.about, cell.expected ?? "–", cell.shown(report, figures) ?? "–", Words.verdict(cell.verdict)])
        }
        return DataTable(
            "The assumed map against the data", head: ["Stage", "About", "Assumed", "Seen", "Verdict"], rows: rows)
    }
}
