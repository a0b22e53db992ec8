import Touchpoints

extension FindingSearch {
    /// Assumptions that the data contradict.
    var contradictions: [Candidate] {
        guard let comparison else { return [] }
        return comparison.held.compactMap { held in
            guard let subject = held.subject, held.cell.verdict != .noData else { return nil }
            // Shares and feelings are tested whatever their verdict: what is believed depends on how much was asked.
            guard let p = held.p else { return plain(held, subject) }
            let (title, isPossible) = words(held, subject)
            guard isPossible else { return nil }
            let isFound = held.cell.verdict != .confirmed
            return Candidate(
                finding: contradiction(held, subject, title: title), p: isFound ? p : max(p, 0.5))
        }
    }

    /// Verdicts without a test of their own: slower stays (where nobody is stuck, else that says more).
    private func plain(_ held: AssumedComparison.Held, _ subject: String) -> Candidate? {
        guard held.cell.about == "time", held.cell.verdict == .slower, let column = column(held.cell.stage),
            column.stuck.count < max(1, minGroup)
        else { return nil }
        var held = held
        held.people = column.journeys
        return Candidate(
            finding: contradiction(held, subject, title: "\(held.cell.stage) takes longer than the map believes"),
            p: nil)
    }

    private func contradiction(
        _ held: AssumedComparison.Held, _ subject: String, title: String
    ) -> MapReport.FoundFinding {
        let cell = held.cell
        // Which activity comes unexpected may change; that something does is one finding per stage.
        let parts = [cell.stage, cell.about] + (cell.verdict == .unexpected ? ["unexpected"] : [subject])
        let expected = cell.expected.map { "The map says \($0)" } ?? "The map does not know it"
        return finding(
            "contradicted", parts, title: title, explanation: "\(expected); seen is \(cell.seen ?? "–").",
            stage: cell.stage, boundary: cell.to.map { [cell.stage, $0] }, people: held.people,
            atLeast: held.atLeast,
            measure: "\(cell.about): \(cell.stage), \(cell.verdict == .unexpected ? "not on the map" : subject)",
            value: held.value)
    }

    /// A title, and whether that verdict is worth a finding.
    private func words(_ held: AssumedComparison.Held, _ subject: String) -> (String, Bool) {
        let stage = held.cell.stage
        return switch (held.cell.about, held.cell.verdict) {
        case ("touchpoint", .unexpected), ("channel", .unexpected):
            ("\(subject) is frequent in \(stage), and the map does not know it", true)
        case ("touchpoint", _), ("channel", _): ("Hardly anybody has \(subject) in \(stage)", true)
        case ("next", _): ("After \(stage), most do not go on to \(subject)", true)
        case ("feeling", _): ("Customers feel different in \(stage) than the map believes", true)
        default: ("", false)
        }
    }

    /// What nobody looks at: stages without data, a map that nobody reviews, too few interviews.
    var gaps: [MapReport.FoundFinding] {
        var all = stages.filter { !$0.hasData }.map { column in
            finding(
                "no_data", [column.stage], title: "There are no data about \(column.stage)",
                explanation: "No touchpoint and no field of a connected system says that anybody was ever in it.",
                stage: column.stage, measure: "data: \(column.stage)", value: nil)
        }
        guard let map = comparison?.map else { return all }
        if map.isOverdue(asOf: asOf) {
            let days = map.reviewedOn.map { (asOf - $0) / 86_400_000 }
            all.append(
                finding(
                    "map_not_reviewed", [],
                    title: days.map { "Nobody has gone through the map for \($0) days" }
                        ?? "Nobody has reviewed the map",
                    explanation:
                        "A map is due after a quarter (\(AssumedMap.reviewDays) days): go through it, then set `reviewed_on`.",
                    measure: "days since the review", value: days.map(Double.init)))
        }
        if map.interviews.count < AssumedMap.enoughInterviews {
            all.append(
                finding(
                    "few_interviews", [], title: "The map rests on \(map.interviews.count) interviews",
                    explanation:
                        "Fewer than \(AssumedMap.enoughInterviews) are an opinion: ask customers, and add them to `evidence`.",
                    measure: "interviews", value: Double(map.interviews.count)))
        }
        return all
    }
}
