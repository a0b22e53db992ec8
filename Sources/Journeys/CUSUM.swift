/// Tabular cumulative sums (Page 1954; Montgomery & Runger §16-8): they notice a small shift that stays, which no single
/// value shows.
public struct CUSUM: Hashable, Sendable {
    /// What is expected.
    public var target: Double
    /// Deviations up to this are nothing (K); usually half of the standard deviation.
    public var allowance: Double
    /// A sum beyond this is a signal (H); usually five standard deviations.
    public var limit: Double

    public init(target: Double, allowance: Double, limit: Double) {
        self.target = target
        self.allowance = allowance
        self.limit = limit
    }

    public struct Point: Hashable, Sendable {
        /// C⁺, of too much, and C⁻, of too little.
        public var high: Double
        public var low: Double
        public var isSignal: Bool
    }

    /// One point per value. The sums go on after a signal.
    public func points(_ values: some Sequence<Double>) -> [Point] {
        var (high, low) = (0.0, 0.0)
        return values.map { value in
            high = max(0, value - (target + allowance) + high)
            low = max(0, target - allowance - value + low)
            return Point(high: high, low: low, isSignal: high > limit || low > limit)
        }
    }
}
