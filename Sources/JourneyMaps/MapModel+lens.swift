import Journeys

extension MapModel {
    /// Whose journeys, when, from where: what a picture without is worth nothing.
    static func lens(_ report: MapReport, _ figures: Figures) -> [Term] {
        let scope = report.scope
        var terms = [
            Term(name: "Journeys", value: "\(figures.people(scope.journeys)), one per \(scope.unit)"),
            Term(
                name: "Period",
                value: "\(scope.since.map(Figures.day) ?? "the beginning") to \(Figures.day(report.asOf))"),
        ]
        for source in scope.sources {
            let through = source.completeThrough.map { "complete through \(Figures.moment($0))" }
            terms.append(
                Term(
                    name: "Source", value: "\(source.system) \(source.account), \(through ?? "not complete yet")",
                    warns: through == nil))
        }
        if let assumed = report.assumed {
            let interviews = Words.plural(Figures.count(assumed.interviews), "interview")
            terms.append(
                Term(
                    name: "Assumed map",
                    value: "\(interviews)\(assumed.interviews < 10 ? ", fewer than 10" : "")",
                    warns: assumed.interviews < 10))
            let reviewed = assumed.reviewedOn.map { "reviewed on \(Figures.day($0))" } ?? "never reviewed"
            terms.append(
                Term(
                    name: "Review",
                    value: assumed.isOverdue ? "\(reviewed), overdue" : "\(reviewed), due within a quarter of that",
                    warns: assumed.isOverdue))
        } else {
            terms.append(Term(name: "Assumed map", value: "none: only what is seen"))
        }
        return terms
    }

    static func definitions(_ report: MapReport) -> [Term] {
        let rules = report.rules
        let window = Figures.span(rules.windowSeconds)
        return [
            Term(
                name: "Went on",
                value: "Of the journeys that entered a stage at least \(window) ago: those that entered a later stage "
                    + "within \(window). Later entries are not judged yet."),
            Term(
                name: "Intervals",
                value: "95 %: Wilson for shares, Newcombe for differences. Differences are marked where they exceed "
                    + "noise at a false-discovery rate of 5 % over all comparisons of this page."),
            Term(
                name: "Reached",
                value:
                    "Of all journeys that entered the first stage and have been watched for \(window): those that came "
                    + "here through the stages before, in order."),
            Term(
                name: "Time in stage",
                value: "Kaplan–Meier over all stays, those that go on included; nothing where too few have ended."),
            Term(
                name: "Handoff",
                value:
                    "From entering the stage to the next team's first own touchpoint; p90: nine of ten are faster. Never picked "
                    + "up: of those that should be by now. Not picked up yet: the value of all that wait."),
            Term(
                name: "Emotion",
                value: "Every origin on a line of its own from −1 to +1; never mixed, never drawn where nobody spoke. "
                    + "Solid: said by customers. Dashed: inferred from words. The number beside NPS is the net promoter "
                    + "score, −100 to 100; drawn is the mean of the same answers."),
            Term(
                name: "Moments of truth",
                value: "Who had met the touchpoint by a fixed day after entering the stage, against who had not. "
                    + "Associations, not proven causes."),
            Term(
                name: "Evidence",
                value:
                    "How well a column is founded: A by data of two systems and by interviews, B by one of these, C by neither; docs/measures.md has the rule."
            ),
            Term(
                name: "Small groups",
                value: report.scope.minGroup > 1
                    ? "Fewer than \(report.scope.minGroup) journeys are shown as <\(report.scope.minGroup), without "
                        + "numbers." : "Shown with their numbers: no smallest group was asked for."),
            Term(
                name: "Conversion",
                value: "\(rules.conversion). Lost by: \(rules.losses.joined(separator: ", "))."),
        ]
    }

    static func footer(_ report: MapReport, _ figures: Figures) -> String {
        "Data as of \(Figures.moment(report.asOf)) · \(Words.plural(figures.people(report.scope.journeys), "journey")) · "
            + "window \(Figures.span(report.rules.windowSeconds)) · made by waymark map; times are UTC."
    }
}
