extension MapReport {
    public struct Paths: Encodable, Sendable {
        public var cases: Int
        public var events: Int
        public var variants: Int
        /// False: there are at least so many variants.
        public var variantsAreComplete: Bool
        public var dfgEdges: Int
        public var dfgSum: Int
        public var duration: Time
        public var fitness: FitnessReport?
        /// The most frequent first.
        public var topVariants: [Variant]
        public var activities: [Activity]
        public var edges: [Edge]

        init(_ measures: JourneyMeasures) {
            let (follows, names) = (measures.follows, measures.activities.names)
            cases = follows.cases
            events = follows.events
            variants = measures.variants.counts.count
            variantsAreComplete = measures.variants.isComplete
            dfgEdges = follows.edges.count
            dfgSum = follows.sum
            duration = Time(follows.lengths)
            fitness = measures.fitness.map { FitnessReport($0, measures) }
            var covered = 0
            topVariants = measures.variants.ranked(names, top: measures.rules.top).map { variant in
                covered += variant.count
                let total = Double(measures.variants.total)
                return Variant(
                    activities: variant.steps.map { names[Int($0)] }, count: variant.count,
                    share: Double(variant.count) / total, coverage: Double(covered) / total)
            }
            activities = follows.activities.enumerated().map { number, activity in
                Activity(
                    activity: names[number], events: activity.events, cases: activity.cases,
                    repeatedIn: activity.repeated, starts: activity.starts, ends: activity.ends)
            }.sorted { ($1.events, $0.activity) < ($0.events, $1.activity) }
            edges = follows.edges.map { edge, times in
                Edge(from: names[edge.from], to: names[edge.to], time: Time(times))
            }.sorted { ($1.time.count, $0.from, $0.to) < ($0.time.count, $1.from, $1.to) }
        }
    }

    public struct Variant: Encodable, Sendable {
        public var activities: [String]
        public var count: Int
        public var share: Double
        /// Of this one and those before it.
        public var coverage: Double
    }

    public struct Activity: Encodable, Sendable {
        public var activity: String
        public var events: Int
        public var cases: Int
        /// Cases that have it more than once.
        public var repeatedIn: Int
        public var starts: Int
        public var ends: Int
    }

    public struct Edge: Encodable, Sendable {
        public var from: String
        public var to: String
        public var time: Time
    }

    public struct FitnessReport: Encodable, Sendable {
        public enum Source: String, Encodable, Sendable {
            case assumed
            case topVariant = "top_variant"
        }

        public var map: [String]
        public var source: Source
        /// Steps of the map that nobody takes.
        public var unknown: [String]
        public var average: Double?
        public var log: Double?
        public var exact: Int

        init(_ fitness: Fitness, _ measures: JourneyMeasures) {
            let names = measures.activities.names
            map = measures.rules.assumed ?? fitness.map.map { names[Int($0)] }
            source = measures.rules.assumed == nil ? .topVariant : .assumed
            unknown = (measures.rules.assumed ?? []).filter { measures.activities.known($0) == nil }
            average = fitness.average
            log = fitness.log
            exact = fitness.exact
        }
    }
}
