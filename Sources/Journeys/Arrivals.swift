/// How many journeys begin per week, and whether that has shifted: weeks from Monday, UTC, watched by cumulative sums
/// whose baseline are the first twelve.
public struct Arrivals: Sendable {
    public static let baseline = 12
    private static let week: Int64 = 7 * 86_400_000
    /// 1970 began on a Thursday.
    private static let monday: Int64 = 3 * 86_400_000

    private var weeks: [Int64: Int] = [:]

    public init() {}

    /// - Parameter start: Unix milliseconds of a journey's first touchpoint.
    public mutating func add(_ start: Int64) { weeks[Self.week(of: start), default: 0] += 1 }

    private static func week(of time: Int64) -> Int64 {
        let (quotient, rest) = (time + monday).quotientAndRemainder(dividingBy: week)
        return rest < 0 ? quotient - 1 : quotient
    }

    public struct Watch: Sendable {
        /// Journeys per week in the baseline, and their standard deviation.
        public var mean: Double
        public var deviation: Double
        public var chart: CUSUM
        /// Unix milliseconds of each week's beginning.
        public var weeks: [(begin: Int64, count: Int, point: CUSUM.Point)]
    }

    /// Over all whole weeks up to a moment; nil with fewer than thirteen, or where the baseline is always the same.
    public func watch(upTo end: Int64) -> Watch? {
        guard let first = weeks.keys.min() else { return nil }
        let past = Self.week(of: end)
        guard past - first > Int64(Self.baseline) else { return nil }
        let counts = (first..<past).map { weeks[$0] ?? 0 }
        let base = counts.prefix(Self.baseline).map(Double.init)
        let mean = base.reduce(0, +) / Double(base.count)
        let variance = base.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(base.count - 1)
        guard variance > 0 else { return nil }
        let deviation = variance.squareRoot()
        let chart = CUSUM(target: mean, allowance: deviation / 2, limit: 5 * deviation)
        let points = chart.points(counts.map(Double.init))
        return Watch(
            mean: mean, deviation: deviation, chart: chart,
            weeks: counts.indices.map { index in
                let begin = (first + Int64(index)) * Self.week - Self.monday
                return (begin: begin, count: counts[index], point: points[index])
            })
    }
}
