import Touchpoints

extension MapReport {
    public struct AttributionReport: Encodable, Sendable {
        public struct Channel: Encodable, Sendable {
            public var channel: String
            public var first: Double
            public var last: Double
            public var linear: Double
            public var position: Double
            public var decay: Double
            public var shapley: Double
            public var removalEffect: Double
            public var markov: Double
            public var removalEffectWithNull: Double
            public var markovWithNull: Double
        }

        public var conversions: Int
        /// Conversions that nothing came before: in none of the columns.
        public var withoutTouch: Int
        /// Paths without conversion.
        public var null: Int
        /// P of the chain with null paths.
        public var conversionProbability: Double?
        /// By linear credit.
        public var channels: [Channel]

        init(_ measures: JourneyMeasures) {
            let attribution = measures.attribution
            conversions = attribution.conversions
            withoutTouch = attribution.withoutTouch
            let touched = conversions - withoutTouch
            null = attribution.paths - touched
            let (converting, all) = (attribution.converting.removal(), attribution.all.removal())
            conversionProbability = all?.conversion
            let credits = (converting?.credits(touched) ?? [], all?.credits(touched) ?? [])
            channels = attribution.credits.enumerated().map { number, credit in
                let value = { (values: [Double]?) in
                    values.map { number < $0.count ? $0[number] : 0 } ?? 0
                }
                return Channel(
                    channel: measures.channels.names[number], first: credit.first, last: credit.last,
                    linear: credit.linear, position: credit.position, decay: credit.decay, shapley: credit.shapley,
                    removalEffect: value(converting?.effects), markov: value(credits.0),
                    removalEffectWithNull: value(all?.effects), markovWithNull: value(credits.1))
            }.sorted { ($1.linear, $0.channel) < ($0.linear, $1.channel) }
        }
    }

    public struct MomentReport: Encodable, Sendable {
        public struct Moment: Encodable, Sendable {
            public var activity: String
            public var exposed: Share
            public var unexposed: Share
            public var difference: Double
            public var lower: Double
            public var upper: Double
            public var p: Double
            public var q: Double
        }

        /// Journeys that were open at the landmark and watched through the window, and who of them converted.
        public var journeys: Share
        /// By q, then by how far the interval is from nothing.
        public var activities: [Moment]

        init(_ measures: JourneyMeasures) {
            journeys = Share(measures.moments.all)
            activities = measures.moments.effects.map { effect in
                Moment(
                    activity: measures.activities.names[effect.activity], exposed: Share(effect.exposed),
                    unexposed: Share(effect.unexposed), difference: effect.difference.difference,
                    lower: effect.difference.lower, upper: effect.difference.upper, p: effect.difference.p,
                    q: effect.q)
            }.sorted { ($0.q, $1.distance, $0.activity) < ($1.q, $0.distance, $1.activity) }
        }
    }

    /// Journeys that begin per week, watched.
    public struct ArrivalReport: Encodable, Sendable {
        public struct Week: Encodable, Sendable {
            public var begin: String
            public var journeys: Int
            public var high: Double
            public var low: Double
        }

        public var baselineWeeks = Arrivals.baseline
        public var mean: Double
        public var deviation: Double
        public var allowance: Double
        public var limit: Double
        public var weeks: Int
        /// Weeks in which a sum was beyond the limit, the last ten.
        public var signals: [Week]
        public var latest: Week?

        init(_ watch: Arrivals.Watch) {
            mean = watch.mean
            deviation = watch.deviation
            allowance = watch.chart.allowance
            limit = watch.chart.limit
            weeks = watch.weeks.count
            let rows = watch.weeks.suffix(1) + watch.weeks.filter(\.point.isSignal).suffix(10)
            let told = rows.map { week in
                Week(
                    begin: Touchpoints.Moment(clamping: week.begin, precision: .day).description,
                    journeys: week.count, high: week.point.high, low: week.point.low)
            }
            latest = told.first
            signals = Array(told.dropFirst())
        }
    }
}

extension MapReport.MomentReport.Moment {
    /// How far the interval is from nothing; below 0 where it holds nothing.
    fileprivate var distance: Double { max(lower, -upper) }
}
