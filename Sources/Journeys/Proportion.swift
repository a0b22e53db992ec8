import Foundation

/// So many of so many, with the interval of Wilson (1927): right also where the share is near 0 or 1, or n small.
public struct Proportion: Hashable, Sendable {
    /// The 97.5 % point of the normal distribution: all intervals here are of 95 %.
    static let z = 1.959963984540054

    public var count: Int
    public var total: Int

    public init(_ count: Int, of total: Int) {
        self.count = count
        self.total = total
    }

    /// Nil of nothing.
    public var share: Double? { total > 0 ? Double(count) / Double(total) : nil }

    /// Lower and upper bound of the share.
    public var interval: (lower: Double, upper: Double)? {
        guard let p = share else { return nil }
        let (n, z) = (Double(total), Self.z)
        let middle = p + z * z / (2 * n)
        let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        // Rounding must not leave a bound beyond what it bounds.
        return (max(0, min(p, (middle - half) / scale)), min(1, max(p, (middle + half) / scale)))
    }
}

/// What one group has more often than another, with Newcombe's hybrid-score interval (1998, method 10): made of the two
/// Wilson intervals.
public struct RiskDifference: Hashable, Sendable {
    public let difference: Double
    public let lower: Double
    public let upper: Double
    /// Two-sided, by the pooled z test; 1 where both groups agree in having none or all.
    public let p: Double

    /// Nil where a group is empty.
    public init?(_ first: Proportion, minus second: Proportion) {
        guard let p1 = first.share, let p2 = second.share, let i1 = first.interval, let i2 = second.interval else {
            return nil
        }
        difference = p1 - p2
        lower = difference - ((p1 - i1.lower) * (p1 - i1.lower) + (i2.upper - p2) * (i2.upper - p2)).squareRoot()
        upper = difference + ((i1.upper - p1) * (i1.upper - p1) + (p2 - i2.lower) * (p2 - i2.lower)).squareRoot()
        let (n1, n2) = (Double(first.total), Double(second.total))
        let pooled = Double(first.count + second.count) / (n1 + n2)
        let deviation = (pooled * (1 - pooled) * (1 / n1 + 1 / n2)).squareRoot()
        p = deviation > 0 ? erfc(abs(difference) / deviation / 2.0.squareRoot()) : 1
    }
}

/// Benjamini and Hochberg (1995): where many questions are asked at once, the share of false answers among those
/// believed is held below a level.
public enum FalseDiscovery {
    /// The smallest level at which each hypothesis is still rejected, in the order of `p`.
    public static func qValues(_ p: [Double]) -> [Double] {
        let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
        var q = [Double](repeating: 1, count: p.count)
        var least = 1.0
        for (rank, index) in order.enumerated().reversed() {
            least = min(least, p[index] * Double(p.count) / Double(rank + 1))
            q[index] = least
        }
        return q
    }
}
