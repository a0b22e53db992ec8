extension FindingSearch {
    /// Touchpoints with which more, or without which fewer, come to an outcome.
    ///
    /// Before there is a deal, whoever shows interest is called: contacts follow the outcome as much as they lead to it.
    /// There the map shows them, and nothing is concluded.
    var moments: [MapReport.FoundFinding] {
        let purchase = stages.firstIndex { column in column.moments.contains { $0.outcome == "churned" } }
        return stages.enumerated().flatMap { number, column in
            column.moments.filter { $0.outcome != "won" || number + 1 == purchase ?? stages.count }
                .compactMap { moment($0, in: column.stage) }
        }
    }

    private func moment(_ moment: MapReport.StageMoment, in stage: String) -> MapReport.FoundFinding? {
        guard moment.q <= rules.level, moment.lower > 0 || moment.upper < 0 else { return nil }
        let isGood = moment.outcome != "churned" && moment.outcome != "lost"
        let hasMore = moment.difference > 0
        let sure = hasMore ? moment.lower : -moment.upper
        // Who goes without what helps, or through what harms.
        let helps = isGood == hasMore
        let concerned = helps ? moment.unexposed : moment.exposed
        let what = ["won": "are won", "renewed": "renew", "churned": "leave"][moment.outcome] ?? moment.outcome
        let title =
            helps
            ? "Without \(moment.activity) in \(stage), \(isGood ? "fewer" : "more") \(what)"
            : "After \(moment.activity) in \(stage), \(isGood ? "fewer" : "more") \(what)"
        let explanation =
            "Of \(moment.exposed.of) with it \(Words.percent(moment.exposed.share)) \(what), of \(moment.unexposed.of) "
            + "without it \(Words.percent(moment.unexposed.share)); the difference is \(Words.points(sure)) at least "
            + "(95 %, q \(Words.q(moment.q))). An association, not yet a cause."
        let isChurn = moment.outcome == "churned" && !helps
        return finding(
            isChurn ? "churn_path" : "moment_of_truth", [stage, moment.activity, moment.outcome], title: title,
            explanation: explanation, stage: stage,
            people: Int((abs(moment.difference) * Double(concerned.of)).rounded()),
            atLeast: sure * Double(concerned.of), measure: "\(moment.outcome): \(stage), \(moment.activity)",
            value: moment.difference, evidenceKey: isGood ? nil : moment.outcome)
    }
}
