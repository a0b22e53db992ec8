import JourneyStore
import Touchpoints

extension MapReport {
    static func boundaries(_ map: MapTally) -> [Boundary] {
        map.boundaries.enumerated().map { number, tally in
            Boundary(
                from: map.stages[number].rawValue, to: map.stages[number + 1].rawValue, passed: Share(tally.passed),
                skipped: tally.skipped, lost: Share(tally.lost), recent: tally.recent, time: Time(tally.time),
                handoff: tally.handoff.flatMap { handoff in
                    handoff.total == 0
                        ? nil
                        : BoundaryHandoff(
                            from: handoff.from.rawValue, to: handoff.to.rawValue, total: handoff.total,
                            time: Time(handoff.time), late: Share(handoff.late),
                            allowedSeconds: Double(handoff.allowed) / 1_000,
                            neverPickedUp: Share(Proportion(handoff.neverPickedUp, of: handoff.total)),
                            valueWaiting: amounts(handoff.waiting), unclaimed: Share(handoff.unclaimed))
                })
        }
    }

    static func outcomes(_ map: MapTally, _ columns: [StageColumn]) -> [OutcomeCount] {
        let total = map.outcomes.values.reduce(0) { $0 + $1.journeys }
        let moments = columns.flatMap(\.moments).filter { $0.q <= level }
        return Outcome.allCases.compactMap { outcome in
            guard let tally = map.outcomes[outcome] else { return nil }
            var covered = 0
            let variants = tally.variants.ranked(map.ways.names, top: 5).map { variant in
                covered += variant.count
                let all = Double(tally.journeys)
                return Variant(
                    activities: variant.steps.map { map.ways.names[Int($0)] }, count: variant.count,
                    share: Double(variant.count) / all, coverage: Double(covered) / all)
            }
            return OutcomeCount(
                outcome: outcome.rawValue, journeys: Share(Proportion(tally.journeys, of: total)),
                time: Time(tally.time), variants: variants.filter { $0.count >= map.rules.minGroup },
                signs: moments.filter { $0.outcome == outcome.rawValue })
        }
    }

    /// What exceeds noise.
    static let level = 0.05

    /// Segments and quarters, with one q over all comparisons of both.
    static func comparisons(_ map: MapTally) -> (segments: [SegmentTable], quarters: SegmentTable?) {
        var rows = map.segments.compared().map { (table: map.segments, row: $0) }
        let ofSegments = rows.count
        rows += map.quarters.compared(only: "this").map { (table: map.quarters, row: $0) }
        // Too few to compare: shown, but no question.
        let asked = rows.indices.filter { Comparability.holds(rows[$0].row.here, rows[$0].row.elsewhere) }
        let differences = asked.map { RiskDifference(rows[$0].row.here, minus: rows[$0].row.elsewhere) }
        var found: [Int: (difference: RiskDifference, q: Double)] = [:]
        // When a journey began says how old it is: what differs by that would lend its credit to everything else.
        for isPeriod in [true, false] {
            let family = asked.indices.filter { isPeriod == (rows[asked[$0]].row.dimension == "period") }
            let values = FalseDiscovery.qValues(family.map { differences[$0]?.p ?? 1 })
            for (place, q) in zip(family, values) {
                if let difference = differences[place] { found[asked[place]] = (difference, q) }
            }
        }
        func comparison(_ index: Int) -> Comparison? {
            let row = rows[index].row
            guard row.here.total >= map.rules.minGroup, let (difference, q) = found[index] else { return nil }
            return Comparison(
                measure: row.measure, here: Share(row.here), elsewhere: Share(row.elsewhere),
                difference: difference.difference, lower: difference.lower, upper: difference.upper, q: q,
                differs: q <= level)
        }
        func table(_ name: String, _ groups: [String: Comparisons.Group], _ indices: [Int]) -> SegmentTable {
            let shown = groups.sorted { ($1.value.journeys, $0.key) < ($0.value.journeys, $1.key) }
            return SegmentTable(
                name: name,
                groups: shown.map { value, group in
                    let isShown = group.journeys >= map.rules.minGroup
                    return SegmentTable.Group(
                        value: value, journeys: isShown ? group.journeys : nil,
                        measures: indices.filter { rows[$0].row.value == value }.compactMap(comparison))
                })
        }
        let segments = map.segments.dimensions.sorted { $0.key < $1.key }.map { name, groups in
            table(name, groups, (0..<ofSegments).filter { rows[$0].row.dimension == name })
        }
        let this = (ofSegments..<rows.count).compactMap(comparison)
        let quarters =
            this.isEmpty
            ? nil
            : SegmentTable(
                name: "quarter", groups: [SegmentTable.Group(value: "this quarter", journeys: nil, measures: this)])
        return (segments, quarters)
    }

    static func examples(_ map: MapTally) -> [ExampleJourney] {
        Outcome.allCases.flatMap { map.examples.journeys[$0] ?? [] }.map { journey in
            ExampleJourney(
                id: journey.path.id, outcome: journey.outcome.rawValue,
                steps: journey.path.steps.enumerated().map { index, step in
                    ExampleJourney.Step(
                        at: Moment(clamping: step.at, precision: .second).description, activity: step.activity,
                        channel: step.channel.rawValue, team: step.team?.rawValue,
                        stage: journey.entries.first { $0.step == index }.map { map.stages[$0.stage].rawValue })
                }, more: 0)
        }
    }
}
