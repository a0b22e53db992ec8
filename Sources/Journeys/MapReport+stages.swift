import Touchpoints

extension MapReport {
    public struct Funnel: Encodable, Sendable {
        public struct Stage: Encodable, Sendable {
            public var stage: String
            public var reached: Int
            /// Of those in the stage before.
            public var step: Share
            /// Of those in the first stage.
            public var overall: Share
        }

        public var stages: [Stage]
        public var stagesWithoutData: [String]
        /// Journeys that entered less than the window ago: not counted.
        public var recent: Int
        public var neverEntered: Int

        init(_ measures: JourneyMeasures) {
            let funnel = measures.funnel
            stages = measures.stages.enumerated().map { number, stage in
                Stage(
                    stage: stage.rawValue, reached: funnel.reached[number], step: Share(funnel.step(number)),
                    overall: Share(funnel.overall(number)))
            }
            stagesWithoutData = measures.stagesWithoutData.map(\.rawValue)
            recent = funnel.recent
            neverEntered = funnel.neverEntered
        }
    }

    /// How long journeys stay in one stage.
    public struct Stay: Encodable, Sendable {
        public var stage: String
        public var stays: Int
        public var open: Int
        /// By Kaplan and Meier; nil while fewer than half (nine tenths) have ended.
        public var medianSeconds: Double?
        public var p90Seconds: Double?
        /// Lengths are cut off to a multiple of this.
        public var resolutionSeconds: Double
        /// At the end of the window: who is still there, with Greenwood's standard error.
        public var stayingAtWindow: Double
        public var stayingError: Double
        /// By Aalen and Johansen, at the end of the window.
        public var forwardByWindow: Double
        public var backByWindow: Double
        public var lostByWindow: Double

        init(_ measures: JourneyMeasures, stage: Int) {
            let spells = measures.timeInStage.stays[stage]
            let survival = spells.survival
            let step = survival.step(at: measures.rules.window)
            self.stage = measures.stages[stage].rawValue
            stays = survival.total
            open = spells.open
            medianSeconds = survival.quantile(0.5).map { Double($0) / 1_000 }
            p90Seconds = survival.quantile(0.9).map { Double($0) / 1_000 }
            resolutionSeconds = Double(spells.resolution) / 1_000
            stayingAtWindow = step?.survival ?? 1
            stayingError = step?.error ?? 0
            let incidence = { (ending: TimeInStage.Ending) in step?.incidence[ending.rawValue] ?? 0 }
            forwardByWindow = incidence(.forward)
            backByWindow = incidence(.back)
            lostByWindow = incidence(.lost)
        }
    }

    public struct HandoffReport: Encodable, Sendable {
        public struct Pair: Encodable, Sendable {
            public var from: String
            public var to: String
            public var time: Time
        }

        public struct Expected: Encodable, Sendable {
            public var after: String
            public var to: String
            public var total: Int
            public var pickedUp: Time
            public var neverPickedUp: Share
        }

        public var pairs: [Pair]
        public var expected: [Expected]
        /// Journeys with a handoff, and which of them came back.
        public var journeys: Int
        public var pingPong: Share

        init(_ handoffs: Handoffs) {
            pairs = handoffs.pairs.map { pair, times in
                Pair(from: pair.from.rawValue, to: pair.to.rawValue, time: Time(times))
            }.sorted { ($1.time.count, $0.from, $0.to) < ($0.time.count, $1.from, $1.to) }
            expected = zip(handoffs.expectations, handoffs.outcomes).filter { $1.total > 0 }.map {
                Expected(
                    after: $0.activity, to: $0.team.rawValue, total: $1.total, pickedUp: Time($1.latencies),
                    neverPickedUp: Share(Proportion($1.neverPickedUp, of: $1.total)))
            }
            journeys = handoffs.journeys
            pingPong = Share(Proportion(handoffs.pingPong, of: handoffs.journeys))
        }
    }
}
