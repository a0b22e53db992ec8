import Foundation

/// The assumed map held against what was measured, cell by cell: docs/measures.md has the rules.
public struct AssumedComparison: Sendable {
    /// A touchpoint or channel that fewer have was skipped.
    public static let skippedBelow = 0.1
    /// One that so many have and the map does not know is unexpected.
    public static let unexpectedFrom = 0.25
    /// A median beyond this multiple of what was believed is slower (below its inverse: faster): the range 0.80 – 1.25
    /// that bioequivalence allows a ratio (FDA, Statistical Approaches to Establishing Bioequivalence, 2001).
    public static let timeRatio = 1.25
    /// A believed step stands for all values on [−1, 1] that round to it.
    public static let feelingTolerance = 0.25

    /// A cell, and how sure its verdict is.
    struct Held: Sendable {
        var cell: MapReport.Assumed.Cell
        /// What the cell is about, e.g. an activity: stable where `expected` and `seen` are words with numbers.
        var subject: String?
        /// Journeys that contradict the map, and the lower bound of that.
        var people = 0
        var atLeast = 0.0
        /// One-sided, that the map is right; nil: there is no such test.
        var p: Double?
        var value: Double?
        /// Whether the cell says anything: what is as rare as the map implies is asked about and not told.
        var isTold = true
    }

    public let map: AssumedMap
    let stages: [MapReport.StageColumn]
    let boundaries: [MapReport.Boundary]
    let minGroup: Int
    let asOf: Int64
    let held: [Held]

    /// - Parameters:
    ///   - stages: with all their steps: one that is missing counts as never taken.
    ///   - minGroup: cells of fewer journeys have no data.
    ///   - asOf: Unix milliseconds.
    public init(
        _ map: AssumedMap, stages: [MapReport.StageColumn], boundaries: [MapReport.Boundary], minGroup: Int,
        asOf: Int64
    ) {
        self.map = map
        self.stages = stages
        self.boundaries = boundaries
        self.minGroup = minGroup
        self.asOf = asOf
        var held: [Held] = []
        for stage in map.stages {
            let column = stages.first { AssumedMap.isSame($0.stage, stage.name) }
            held += StageCells(stage, column, minGroup: minGroup).all
            if let handoff = Self.handoff(stage, boundaries, minGroup) { held.append(handoff) }
            held += Self.next(stage, map, stages, boundaries, minGroup)
        }
        self.held = held
    }

    public var cells: [MapReport.Assumed.Cell] { held.filter(\.isTold).map(\.cell) }

    /// - Parameter fitness: of the journeys against ``AssumedMap/path``.
    public func assumed(fitness: MapReport.FitnessReport?) -> MapReport.Assumed {
        MapReport.Assumed(
            reviewedOn: map.reviewedOn.map(Words.day), isOverdue: map.isOverdue(asOf: asOf),
            interviews: map.interviews.count, cells: cells, fitness: fitness)
    }

    /// The columns with what the map says about them: goal, owner, voices and pains.
    ///
    /// - Parameter sources: how many systems the data are from; for the grade of evidence.
    public func filled(sources: Int) -> [MapReport.StageColumn] {
        stages.map { column in
            var column = column
            let interviews = map.interviews.filter { $0.stage.map { AssumedMap.isSame($0, column.stage) } ?? false }
            column.evidence =
                EvidenceGrade(
                    sources: column.hasData ? sources : 0, recentJourneys: column.recentJourneys,
                    interviews: interviews.count
                ).rawValue
            guard let stage = map.stage(named: column.stage) else { return column }
            column.goal = stage.goal
            column.owner = stage.owner ?? column.owner
            column.voices = interviews.sorted { ($1.date, $0.quote) < ($0.date, $1.quote) }.map {
                MapReport.Voice(quote: $0.quote, role: $0.role, date: Words.day($0.date), feeling: $0.feeling)
            }
            for pain in stage.pains {
                if let index = column.pains.firstIndex(where: { $0.name == pain.name }) {
                    column.pains[index].isAssumed = true
                } else {
                    let step = column.steps.first { $0.activity == pain.name }
                    column.pains.append(
                        MapReport.Pain(
                            name: pain.name, perThousand: nil, journeys: step?.journeys.count, isAssumed: true))
                }
            }
            return column
        }
    }

    /// How soon the next owner acts, against what the map promises.
    private static func handoff(
        _ stage: AssumedStage, _ boundaries: [MapReport.Boundary], _ minGroup: Int
    ) -> Held? {
        guard let within = stage.handoffWithin,
            let boundary = boundaries.first(where: { AssumedMap.isSame($0.to, stage.name) })
        else { return nil }
        var cell = MapReport.Assumed.Cell(
            stage: boundary.from, to: boundary.to, about: "time", expected: "picked up within \(Words.span(within))",
            seen: nil, verdict: .noData)
        // Only where the report has judged by that promise.
        guard let handoff = boundary.handoff, handoff.late.of >= max(1, minGroup), let late = handoff.late.share,
            let lower = handoff.late.lower,
            abs(handoff.allowedSeconds - within) < 1
        else { return Held(cell: cell) }
        let median = handoff.time.medianSeconds.map { ", median \(Words.span($0))" } ?? ""
        cell.seen = "\(Words.percent(late)) of \(handoff.late.of) later or never\(median)"
        cell.verdict = lower > FindingRules().lateShare ? .slower : .confirmed
        return Held(cell: cell, value: late)
    }

    /// Whether those who go on go where the map says.
    private static func next(
        _ stage: AssumedStage, _ map: AssumedMap, _ stages: [MapReport.StageColumn],
        _ boundaries: [MapReport.Boundary], _ minGroup: Int
    ) -> [Held] {
        guard let next = map.stage(after: stage.name) else { return [] }
        let boundary = boundaries.first { AssumedMap.isSame($0.from, stage.name) }
        var cell = MapReport.Assumed.Cell(
            stage: boundary?.from ?? stage.name, to: boundary.map(\.to) ?? next, about: "next", expected: next,
            seen: nil, verdict: .noData)
        // That nobody comes to a stage about which there are no data says nothing.
        guard let boundary, boundary.passed.count >= max(1, minGroup),
            stages.contains(where: { AssumedMap.isSame($0.stage, next) && $0.hasData })
        else { return [Held(cell: cell)] }
        let onward = boundary.passed.count
        let skipped = min(onward, boundary.skipped)
        if AssumedMap.isSame(boundary.to, next) {
            let share = Proportion(onward - skipped, of: onward)
            cell.seen = "\(Words.percent(share)) of \(onward) that go on go there"
            return [Held(cell, subject: next, contradicted: share, below: 0.5, verdict: .skipped)]
        }
        guard let place = boundaries.firstIndex(where: { AssumedMap.isSame($0.to, next) }),
            let here = boundaries.firstIndex(where: { AssumedMap.isSame($0.from, stage.name) }), place > here
        else { return [Held(cell: cell)] }
        // A later stage: at most those who passed the one between by.
        let share = Proportion(skipped, of: onward)
        cell.seen = "at most \(Words.percent(share)) of \(onward) that go on go there"
        return [Held(cell, subject: next, contradicted: share, below: 0.5, verdict: .skipped)]
    }
}

extension AssumedComparison.Held {
    /// A share that the map implies to be at least `limit`: the verdict holds where it is below.
    init(
        _ cell: MapReport.Assumed.Cell, subject: String, contradicted share: Proportion, below limit: Double,
        verdict: MapReport.Assumed.Verdict
    ) {
        self.cell = cell
        self.subject = subject
        value = share.share
        self.cell.verdict = (share.share ?? 1) < limit ? verdict : .confirmed
        p = share.chance(ofNoLessThan: limit)
        people = share.total - share.count
        atLeast = Double(share.total) * (1 - (share.interval?.upper ?? 1))
    }

    /// A share that the map implies to be below `limit`: the verdict holds from there on.
    init(
        _ cell: MapReport.Assumed.Cell, subject: String, contradicted share: Proportion, from limit: Double,
        verdict: MapReport.Assumed.Verdict
    ) {
        self.cell = cell
        self.subject = subject
        value = share.share
        self.cell.verdict = (share.share ?? 0) >= limit ? verdict : .confirmed
        p = share.chance(ofNoMoreThan: limit)
        people = share.count
        atLeast = Double(share.total) * (share.interval?.lower ?? 0)
    }
}
