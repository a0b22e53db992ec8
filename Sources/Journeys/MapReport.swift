import Touchpoints

/// What `waymark map` tells: docs/measures.md says how each number is made. Durations are seconds.
public struct MapReport: Encodable, Sendable {
    public struct Rules: Encodable, Sendable {
        public var caseNotion = "person"
        public var collapseRepeats: Bool
        public var windowSeconds: Double
        public var landmarkSeconds: Double
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
    public var paths: Paths
    public var funnel: Funnel
    public var timeInStage: [Stay]
    public var handoffs: HandoffReport
    public var attribution: AttributionReport
    public var moments: MomentReport
    public var arrivals: ArrivalReport?
    public var scope = Scope(unit: "person", journeys: 0, sources: [], minGroup: 5)
    public var stages: [StageColumn] = []
    /// `boundaries[i]` lies between `stages[i]` and `stages[i + 1]`.
    public var boundaries: [Boundary] = []
    public var outcomes: [OutcomeCount] = []
    public var segments: [SegmentTable] = []
    /// This quarter against the last.
    public var quarters: SegmentTable?
    public var examples: [ExampleJourney] = []
    public var assumed: Assumed?
    public var findings: [FoundFinding] = []

    public init(_ measures: JourneyMeasures) {
        let rules = measures.rules
        asOf = Moment(clamping: rules.asOf, precision: .millisecond).description
        self.rules = Rules(
            collapseRepeats: rules.collapsesRepeats, windowSeconds: Double(rules.window) / 1_000,
            landmarkSeconds: Double(rules.landmark) / 1_000, halfLifeSeconds: Double(rules.halfLife) / 1_000,
            conversion: rules.conversion, losses: rules.losses.sorted(), credit: rules.credit.rawValue)
        paths = Paths(measures)
        funnel = Funnel(measures)
        timeInStage = measures.stages.indices.map { Stay(measures, stage: $0) }
        handoffs = HandoffReport(measures.handoffs)
        attribution = AttributionReport(measures)
        moments = MomentReport(measures)
        arrivals = measures.arrivals.watch(upTo: rules.asOf).map(ArrivalReport.init)
    }
}
