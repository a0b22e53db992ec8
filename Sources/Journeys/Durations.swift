import Foundation

/// Durations in milliseconds, summed up in bounded memory.
///
/// Count and mean are exact. Quantiles are exact up to ``exactly`` durations; beyond, durations are counted in buckets
/// whose bounds grow by 1 % (DDSketch: Masson, Rim & Lee, PVLDB 12(12), 2019), which puts a quantile within 0.5 % of the
/// duration of its rank.
public struct Durations: Hashable, Sendable {
    public static let exactly = 2_048
    private static let growth = 1.01

    public private(set) var count = 0
    private var sum = 0.0
    private var values: [Int64] = []
    private var least = Int64.max
    private var most = Int64.min
    private var zeros = 0
    private var buckets: [Int: Int] = [:]

    public init() {}

    /// Whether quantiles are those of the durations themselves.
    public var isExact: Bool { count <= Self.exactly }

    /// Negative ones count as none.
    public mutating func add(_ milliseconds: Int64) {
        let value = max(0, milliseconds)
        count += 1
        sum += Double(value)
        least = min(least, value)
        most = max(most, value)
        if count <= Self.exactly { return values.append(value) }
        for value in values { sort(value) }
        values = []
        sort(value)
    }

    private mutating func sort(_ value: Int64) {
        guard value > 0 else {
            zeros += 1
            return
        }
        buckets[Int((log(Double(value)) / log(Self.growth)).rounded(.up)), default: 0] += 1
    }

    /// Milliseconds; nil of none.
    public var mean: Double? { count > 0 ? sum / Double(count) : nil }

    /// Milliseconds; between two durations linearly (Hyndman & Fan 1996, type 7), where they are exact.
    public func quantile(_ share: Double) -> Double? {
        guard count > 0 else { return nil }
        let place = Double(count - 1) * share
        if isExact {
            let sorted = values.sorted()
            let (below, above) = (sorted[Int(place)], sorted[min(count - 1, Int(place) + 1)])
            return Double(below) + (place - place.rounded(.down)) * Double(above - below)
        }
        var rest = Int(place.rounded()) - zeros
        if rest < 0 { return 0 }
        for (bucket, count) in buckets.sorted(by: { $0.key < $1.key }) {
            rest -= count
            guard rest < 0 else { continue }
            return min(max(Double(least), 2 * pow(Self.growth, Double(bucket)) / (Self.growth + 1)), Double(most))
        }
        return nil
    }

    public var median: Double? { quantile(0.5) }
}
