import Foundation

/// How long things last that have not all ended yet: Kaplan and Meier (1958) for how many last longer, Aalen and Johansen
/// (1978) for what they end by. One minus Kaplan–Meier per cause would count what ended otherwise as still to come.
public struct Survival: Hashable, Sendable {
    /// A time at which something ended or was last seen.
    public struct Time: Hashable, Sendable {
        /// Milliseconds since its beginning.
        public var at: Int64
        /// Ended, by cause.
        public var ended: [Int]
        /// Last seen, and not ended: censored.
        public var open: Int

        public init(at: Int64, ended: [Int], open: Int) {
            self.at = at
            self.ended = ended
            self.open = open
        }
    }

    public struct Step: Hashable, Sendable {
        public var at: Int64
        public var atRisk: Int
        /// S(t): the share that lasts longer.
        public var survival: Double
        /// Its standard error, by Greenwood's formula (1926).
        public var error: Double
        /// F(t) per cause: the share that has ended by it. With S(t) they sum to 1.
        public var incidence: [Double]
    }

    public let total: Int
    public let causes: Int
    /// Where something ended, in the order of time.
    public let steps: [Step]

    /// - Parameter times: in any order, each time once; every one with as many causes.
    public init(_ times: some Sequence<Time>, causes: Int) {
        let times = times.sorted { $0.at < $1.at }
        total = times.reduce(0) { $0 + $1.ended.reduce($1.open, +) }
        self.causes = causes
        var steps: [Step] = []
        var atRisk = total
        var (survival, variance) = (1.0, 0.0)
        var incidence = [Double](repeating: 0, count: causes)
        for time in times {
            let ended = time.ended.reduce(0, +)
            if ended > 0 {
                for cause in 0..<causes { incidence[cause] += survival * Double(time.ended[cause]) / Double(atRisk) }
                survival *= 1 - Double(ended) / Double(atRisk)
                // Where all end, the estimate is 0 and has no error to tell of.
                if ended < atRisk { variance += Double(ended) / (Double(atRisk) * Double(atRisk - ended)) }
                steps.append(
                    Step(
                        at: time.at, atRisk: atRisk, survival: survival, error: survival * variance.squareRoot(),
                        incidence: incidence))
            }
            atRisk -= ended + time.open
        }
        self.steps = steps
    }

    /// What holds at a time: the last step up to it; nil before the first.
    public func step(at time: Int64) -> Step? { steps.last { $0.at <= time } }

    /// The first time by which at least this share has ended; nil while fewer have.
    public func quantile(_ share: Double) -> Int64? {
        // 1 − 0.5 after several factors may be a hair above 0.5.
        steps.first { $0.survival <= 1 - share + 1e-12 }?.at
    }

    /// 95 % for the median (Brookmeyer & Crowley 1982): the times at which S(t) ± z·error may be one half; nil: no end.
    public var medianInterval: (lower: Int64?, upper: Int64?) {
        (
            steps.first { $0.survival - Proportion.z * $0.error <= 0.5 + 1e-12 }?.at,
            steps.first { $0.survival + Proportion.z * $0.error <= 0.5 + 1e-12 }?.at
        )
    }
}

/// Spells of some length, counted in bounded memory: with more than ``most`` different lengths they are told apart less
/// finely.
public struct Spells: Hashable, Sendable {
    static let most = 4_096

    public let causes: Int
    /// Milliseconds that are not told apart; lengths are cut off to a multiple of it.
    public private(set) var resolution: Int64 = 1
    private var times: [Int64: Survival.Time] = [:]

    public init(causes: Int) { self.causes = causes }

    /// - Parameter cause: by what it ended; nil: it goes on.
    public mutating func add(_ length: Int64, endedBy cause: Int?) {
        insert(length, cause.map { own in (0..<causes).map { $0 == own ? 1 : 0 } }, cause == nil ? 1 : 0)
        while times.count > Self.most {
            resolution *= 2
            let former = times.values
            times = [:]
            for time in former { insert(time.at, time.ended, time.open) }
        }
    }

    private mutating func insert(_ length: Int64, _ ended: [Int]?, _ open: Int) {
        let at = max(0, length) / resolution * resolution
        var time = times[at] ?? Survival.Time(at: at, ended: [Int](repeating: 0, count: causes), open: 0)
        if let ended { for cause in 0..<causes { time.ended[cause] += ended[cause] } }
        time.open += open
        times[at] = time
    }

    public var open: Int { times.values.reduce(0) { $0 + $1.open } }
    public var survival: Survival { Survival(times.values, causes: causes) }
}
