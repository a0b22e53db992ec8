import Touchpoints

/// What the map says about one stage, held against its column.
struct StageCells {
    typealias Held = AssumedComparison.Held
    typealias Verdict = MapReport.Assumed.Verdict

    private let stage: AssumedStage
    /// Nil: there are too few journeys to tell, or none.
    private let column: MapReport.StageColumn?

    init(_ stage: AssumedStage, _ column: MapReport.StageColumn?, minGroup: Int) {
        self.stage = stage
        self.column = column.flatMap { $0.hasData && $0.journeys >= max(1, minGroup) ? $0 : nil }
    }

    var all: [Held] { touchpoints + channels + feelings + time + owner }

    private func cell(
        _ about: String, _ expected: String?, _ seen: String? = nil, _ verdict: Verdict = .noData
    ) -> MapReport.Assumed.Cell {
        MapReport.Assumed.Cell(
            stage: column?.stage ?? stage.name, to: nil, about: about, expected: expected, seen: seen,
            verdict: verdict)
    }

    private var touchpoints: [Held] {
        guard let column else { return stage.touchpoints.map { Held(cell: cell("touchpoint", $0.activity)) } }
        let known = Set(stage.touchpoints.map(\.activity))
        let seen = column.steps.map { ($0.activity, Proportion($0.journeys.count, of: column.journeys)) }
        return held("touchpoint", stage.touchpoints.map(\.activity), known, seen)
    }

    private var channels: [Held] {
        let expected = stage.expectedChannels
        guard let column else { return expected.map { Held(cell: cell("channel", $0)) } }
        let seen = column.channels.map {
            ($0.channel, Proportion(min($0.journeys, column.journeys), of: column.journeys))
        }
        return held("channel", expected, Set(expected), seen)
    }

    /// - Parameter known: what the map names; where it names nothing, nothing is unexpected.
    private func held(
        _ about: String, _ expected: [String], _ known: Set<String>, _ seen: [(name: String, share: Proportion)]
    ) -> [Held] {
        guard let column, !known.isEmpty else { return [] }
        let found = expected.map { name in
            let share = seen.first { $0.name == name }?.share ?? Proportion(0, of: column.journeys)
            return Held(
                cell(about, name, "\(Words.percent(share)) of \(share.total)"), subject: name, contradicted: share,
                below: AssumedComparison.skippedBelow, verdict: .skipped)
        }
        let others = seen.filter { !known.contains($0.name) }.map { name, share -> Held in
            let cell = cell(about, nil, "\(name), \(Words.percent(share)) of \(share.total)")
            var held = Held(
                cell, subject: name, contradicted: share, from: AssumedComparison.unexpectedFrom,
                verdict: .unexpected)
            held.isTold = held.cell.verdict == .unexpected
            return held
        }
        return found + others
    }

    /// One cell for each origin of what customers themselves said.
    private var feelings: [Held] {
        guard let feeling = stage.feeling else { return [] }
        let expected = feeling > 0 ? "+\(feeling)" : "\(feeling)"
        let (low, high) = (
            Double(feeling) / 2 - AssumedComparison.feelingTolerance,
            Double(feeling) / 2 + AssumedComparison.feelingTolerance
        )
        let cells = (column?.feelings ?? []).compactMap { seen -> Held? in
            guard seen.isSelfReported, let mean = seen.mean, let lower = seen.lower, let upper = seen.upper else {
                return nil
            }
            let differs = upper < low || lower > high
            let words =
                "\(seen.origin) \(Words.step(mean * 2)) (\(Words.step(lower * 2)) … \(Words.step(upper * 2))) of "
                + "\(seen.count)"
            // The interval is that of a mean: how far the belief lies outside of it, in standard errors.
            let error = max((upper - lower) / (2 * Proportion.z), 1e-9)
            return Held(
                cell: cell("feeling", expected, words, differs ? .feelsDifferent : .confirmed), subject: seen.origin,
                people: seen.count, atLeast: differs ? Double(seen.count) : 0,
                p: mean < low || mean > high
                    ? NormalTail.beyond((mean < low ? low - mean : mean - high) / error) : 1,
                value: mean)
        }
        return cells.isEmpty ? [Held(cell: cell("feeling", expected))] : cells
    }

    private var time: [Held] {
        guard let believed = stage.targetTime else { return [] }
        let expected = Words.span(believed)
        guard let column else { return [Held(cell: cell("time", expected))] }
        guard let median = column.medianSeconds else {
            // Fewer than half have left it so far: that is slow where it is long enough ago.
            return [Held(cell: cell("time", expected, "fewer than half have left it"))]
        }
        let verdict = Self.verdict(
            median, believed: believed, lower: column.medianLowerSeconds, upper: column.medianUpperSeconds)
        return [
            Held(cell: cell("time", expected, "median \(Words.span(median))", verdict), subject: "stay", value: median)
        ]
    }

    /// Beyond the ratio, and beyond what the median's interval (where it is known) may explain.
    static func verdict(_ median: Double, believed: Double, lower: Double?, upper: Double?) -> Verdict {
        if median > believed * AssumedComparison.timeRatio, lower ?? median > believed { return .slower }
        if median < believed / AssumedComparison.timeRatio, upper ?? median < believed { return .faster }
        return .confirmed
    }

    /// Only where the map names one of the teams that touchpoints know.
    private var owner: [Held] {
        guard let owner = stage.owner, let team = Team(rawValue: owner.lowercased()) ?? Team.named(owner) else {
            return []
        }
        guard let column, let most = column.teams.max(by: { ($0.touchpoints, $1.team) < ($1.touchpoints, $0.team) })
        else { return [Held(cell: cell("owner", owner))] }
        let share = column.teams.first { $0.team == team.rawValue }?.share ?? 0
        let isIt = most.team == team.rawValue
        let words = isIt ? "" : "; \(most.team) \(Words.percent(most.share))"
        return [
            Held(
                cell: cell(
                    "owner", owner, "\(owner) \(Words.percent(share)) of the touchpoints\(words)",
                    isIt ? .confirmed : .unexpected), subject: most.team, people: column.journeys, value: share)
        ]
    }
}
