import Touchpoints

/// What `waymark map` tells: docs/measures.md says how each number is made. Durations are seconds.
public struct MapReport: Encodable, Sendable {
    public struct Rules: Encodable, Sendable {
        public var caseNotion: String
        public var collapseRepeats: Bool
        public var windowSeconds: Double
        public var landmarkSeconds: Double
        public var customerLandmarkSeconds: Double
        public var customerWindowSeconds: Double
        public var dormantAfterSeconds: Double
        public var halfLifeSeconds: Double
        public var conversion: String
        public var losses: [String]
        public var credit: String
    }

    public struct Share: Encodable, Sendable {
        public var count: Int
        public var of: Int
        public var share: Double?
        public var lower: Double?
        public var upper: Double?

        init(_ proportion: Proportion) {
            count = proportion.count
            of = proportion.total
            share = proportion.share
            lower = proportion.interval?.lower
            upper = proportion.interval?.upper
        }
    }

    public struct Time: Encodable, Sendable {
        public var count: Int
        public var meanSeconds: Double?
        public var medianSeconds: Double?
        public var p90Seconds: Double?
        /// Whether the quantiles are not within half a percent but exact.
        public var isExact: Bool

        init(_ durations: Durations) {
            count = durations.count
            meanSeconds = durations.mean.map { $0 / 1_000 }
            medianSeconds = durations.median.map { $0 / 1_000 }
            p90Seconds = durations.quantile(0.9).map { $0 / 1_000 }
            isExact = durations.isExact
        }
    }

    /// As RFC 3339.
    public var asOf: String
    public var rules: Rules
    public var scope: Scope
    public var stages: [StageColumn]
    /// `boundaries[i]` lies between `stages[i]` and `stages[i + 1]`.
    public var boundaries: [Boundary]
    public var outcomes: [OutcomeCount]
    /// Customers whose purchase is longer ago than the span of silence, and who of them had no contact for that long.
    public var silentCustomers: Share
    public var segments: [SegmentTable]
    /// The last quarter of a year that could be watched long enough, against the one before.
    public var quarters: SegmentTable?
    public var examples: [ExampleJourney]
    /// Nil: nobody has written down what they believe.
    public var assumed: Assumed?
    public var findings: [FoundFinding]
    public var paths: Paths
    public var funnel: Funnel
    public var timeInStage: [Stay]
    public var handoffs: HandoffReport
    public var attribution: AttributionReport
    public var moments: MomentReport
    public var arrivals: ArrivalReport?
    /// Some of the journeys behind a number, named as comparisons name it: `late: awareness > consideration`,
    /// `unclaimed: …`, `not passed: …`, `stuck: decision`, `low: onboarding, nps`, `silent`, and the outcomes. Not printed.
    public var evidence: [String: [String]]

    private enum CodingKeys: String, CodingKey {
        case asOf, rules, scope, stages, boundaries, outcomes, silentCustomers, segments, quarters, examples, assumed
        case findings, paths, funnel, timeInStage, handoffs, attribution, moments, arrivals
    }

    /// - Parameters:
    ///   - sources: where the data comes from, and how far it reaches.
    ///   - believed: what the company believes.
    public init(_ measures: JourneyMeasures, sources: [Scope.Source] = [], assumed believed: AssumedMap? = nil) {
        let (rules, map) = (measures.rules, measures.map)
        asOf = Moment(clamping: rules.asOf, precision: .millisecond).description
        self.rules = Rules(
            caseNotion: rules.unit.rawValue, collapseRepeats: rules.collapsesRepeats,
            windowSeconds: Double(rules.window) / 1_000,
            landmarkSeconds: Double(rules.landmark) / 1_000,
            customerLandmarkSeconds: Double(rules.customerLandmark) / 1_000,
            customerWindowSeconds: Double(rules.customerWindow) / 1_000,
            dormantAfterSeconds: Double(rules.outcomes.dormantAfter) / 1_000,
            halfLifeSeconds: Double(rules.halfLife) / 1_000,
            conversion: rules.conversion, losses: rules.losses.sorted(), credit: rules.credit.rawValue)
        scope = Scope(
            unit: rules.unit.rawValue, journeys: measures.follows.cases,
            since: map.since.map { Moment(clamping: $0, precision: .millisecond).description }, sources: sources,
            minGroup: rules.minGroup)
        boundaries = Self.boundaries(map)
        // Held against nothing, columns still get a grade of evidence.
        let comparison = AssumedComparison(
            believed ?? AssumedMap(stages: []), stages: Self.columns(measures), boundaries: boundaries,
            minGroup: rules.minGroup, asOf: rules.asOf)
        stages = comparison.filled(sources: max(1, sources.count))
        outcomes = Self.outcomes(map, stages)
        silentCustomers = Share(map.silent)
        (segments, quarters) = Self.comparisons(map)
        examples = Self.examples(map)
        evidence = map.evidence.journeys
            .merging(map.segments.evidence { "\($0): \($1)" }) { first, _ in first }
            .merging(map.quarters.evidence { $1 == "this" ? Self.thisQuarter : nil }) { first, _ in first }
        paths = Paths(measures)
        let isHeld = believed != nil && rules.assumed == believed?.path
        assumed = believed == nil ? nil : comparison.assumed(fitness: isHeld ? paths.fitness : nil)
        findings =
            FindingSearch(
                stages: stages, boundaries: boundaries, segments: segments, quarters: quarters,
                comparison: believed == nil ? nil : comparison, silent: silentCustomers, evidence: evidence,
                minGroup: rules.minGroup, asOf: rules.asOf, unit: rules.unit
            ).findings
        for index in stages.indices { stages[index].steps = Array(stages[index].steps.prefix(Self.mostSteps)) }
        funnel = Funnel(measures)
        timeInStage = measures.stages.indices.map { Stay(measures, stage: $0) }
        handoffs = HandoffReport(measures.handoffs)
        attribution = AttributionReport(measures)
        moments = MomentReport(measures)
        arrivals = measures.arrivals.watch(upTo: rules.asOf).map(ArrivalReport.init)
    }
}
