extension FindingSearch {
    typealias Share = MapReport.Share

    /// What is beyond a stated limit, or beyond what the map promises.
    var limits: [Candidate] {
        var all = boundaries.flatMap { [unclaimed($0), late($0), leak($0)] }.compactMap { $0 }
        all += stages.compactMap(stuck)
        if let silent { all += [silence(silent)].compactMap { $0 } }
        return all
    }

    private func unclaimed(_ boundary: MapReport.Boundary) -> Candidate? {
        guard let handoff = boundary.handoff else { return nil }
        // Who came a moment ago has not been left alone yet.
        let share = handoff.unclaimed ?? handoff.neverPickedUp
        guard let test = test(share, above: rules.unclaimedShare) else { return nil }
        return Candidate(
            finding: finding(
                "unclaimed_handoff", [boundary.from, boundary.to],
                title: "\(share.count) handoffs from \(boundary.from) to \(boundary.to) are picked up by nobody",
                explanation:
                    "Of \(share.of) that came into \(boundary.to) more than \(Words.span(handoff.allowedSeconds)) ago, "
                    + "\(share.count) (\(Words.percent(share.share))) had no touchpoint of \(handoff.to) so far; more than \(Words.percent(rules.unclaimedShare)) is too many.",
                boundary: [boundary.from, boundary.to], people: share.count, atLeast: test.atLeast,
                money: handoff.valueWaiting, measure: "unclaimed: \(boundary.from) > \(boundary.to)",
                value: share.share, owner: owner(boundary)), p: test.p)
    }

    /// Only where the map promises a time: without a promise nobody is late.
    private func late(_ boundary: MapReport.Boundary) -> Candidate? {
        guard let handoff = boundary.handoff,
            let within = comparison?.map.stage(named: boundary.to)?.handoffWithin,
            // The report has to have judged by that promise.
            abs(handoff.allowedSeconds - within) < 1, let test = test(handoff.late, above: rules.lateShare)
        else { return nil }
        let share = handoff.late
        return Candidate(
            finding: finding(
                "slow_handoff", [boundary.from, boundary.to],
                title: "Handoffs from \(boundary.from) to \(boundary.to) are later than promised",
                explanation:
                    "Of \(share.of) that came into \(boundary.to), \(share.count) (\(Words.percent(share.share))) had no "
                    + "touchpoint of \(handoff.to) within \(Words.span(within)), as the map promises; half of those picked "
                    + "up waited \(handoff.time.medianSeconds.map(Words.span) ?? "–").",
                boundary: [boundary.from, boundary.to], people: share.count, atLeast: test.atLeast,
                measure: "late: \(boundary.from) > \(boundary.to)", value: share.share, owner: owner(boundary)),
            p: test.p)
    }

    /// Fewer come further than the map expects.
    private func leak(_ boundary: MapReport.Boundary) -> Candidate? {
        guard let target = comparison?.map.stage(named: boundary.from)?.targetShare else { return nil }
        let missing = Proportion(boundary.passed.of - boundary.passed.count, of: boundary.passed.of)
        guard let test = test(Share(missing), above: 1 - target) else { return nil }
        return Candidate(
            finding: finding(
                "leak", [boundary.from, boundary.to],
                title: "Fewer get from \(boundary.from) to \(boundary.to) than the map expects",
                explanation:
                    "Of \(missing.total) that entered \(boundary.from), \(Words.percent(boundary.passed.share)) came "
                    + "further in the window; the map expects \(Words.percent(target)).",
                boundary: [boundary.from, boundary.to], people: missing.count,
                // Those beyond what the map expects to be lost.
                atLeast: Double(missing.total) * ((missing.interval?.lower ?? 0) - (1 - target)),
                measure: "passed: \(boundary.from) > \(boundary.to)", value: boundary.passed.share,
                owner: owner(of: boundary.from), evidenceKey: "not passed: \(boundary.from) > \(boundary.to)"),
            p: test.p)
    }

    /// Who is in a stage for longer than the map's target, where stays as a whole are slower than believed. Without a
    /// target there is no such limit: some always stay longest.
    private func stuck(_ column: MapReport.StageColumn) -> Candidate? {
        guard let target = comparison?.map.stage(named: column.stage)?.targetTime, column.stuck.count > 0,
            comparison?.held.contains(where: {
                $0.cell.stage == column.stage && $0.cell.about == "time" && $0.cell.to == nil
                    && $0.cell.verdict == .slower
            }) ?? false
        else { return nil }
        let stuck = column.stuck
        return Candidate(
            finding: finding(
                "stuck", [column.stage], title: "\(stuck.count) journeys are stuck in \(column.stage)",
                explanation:
                    "Of \(stuck.of) open journeys that are in it now, \(stuck.count) are there for longer than the window; the map's "
                    + "target is \(Words.span(target)), and half of all stays last "
                    + "\(column.medianSeconds.map(Words.span) ?? "–") or longer.",
                stage: column.stage, people: stuck.count, atLeast: Double(stuck.of) * (stuck.lower ?? 0),
                money: column.stuckValue, measure: "stuck: \(column.stage)", value: stuck.share), p: nil)
    }

    private func silence(_ silent: Share) -> Candidate? {
        guard let test = test(silent, above: rules.silentShare) else { return nil }
        return Candidate(
            finding: finding(
                "silent_customers", [], title: "\(silent.count) customers have fallen silent after the purchase",
                explanation:
                    "Of \(silent.of) customers, \(silent.count) (\(Words.percent(silent.share))) neither heard from you nor "
                    + "spoke to you for as long as counts as silence; more than \(Words.percent(rules.silentShare)) is too "
                    + "many.",
                people: silent.count, atLeast: test.atLeast, measure: "silent", value: silent.share,
                owner: stages.last { $0.owner != nil }?.owner), p: test.p)
    }

    /// Whether a share is above a limit; nil where there is nothing to test.
    private func test(_ share: Share, above limit: Double) -> (p: Double, atLeast: Double)? {
        guard share.of >= max(1, minGroup), limit < 1 else { return nil }
        let proportion = Proportion(share.count, of: share.of)
        let p = limit > 0 ? proportion.chance(ofNoMoreThan: limit) : share.count > 0 ? 0 : 1
        return (p, Double(share.of) * (proportion.interval?.lower ?? 0))
    }
}
