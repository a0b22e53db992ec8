/// SplitMix64 (Steele, Lea & Flood 2014): small, fast, and the same on every machine.
package struct Randomness: Sendable {
    private var state: UInt64

    package init(_ seed: UInt64) {
        state = seed
    }

    /// An independent sequence for one part of the world, so that parts do not disturb each other.
    init(_ seed: UInt64, part: UInt64, _ ordinal: Int) {
        state = mixed(seed ^ mixed(part) ^ mixed(UInt64(truncatingIfNeeded: ordinal) &+ 0x9E37_79B9))
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform in [0, 1).
    mutating func unit() -> Double {
        Double(next() >> 11) * 0x1.0p-53
    }

    /// Uniform in [0, bound); 0 when the bound is not positive.
    package mutating func below(_ bound: Int) -> Int {
        bound > 0 ? Int(next() % UInt64(bound)) : 0
    }

    mutating func chance(_ probability: Double) -> Bool {
        unit() < probability
    }

    /// An index drawn by weight.
    mutating func pick(_ weights: [Int]) -> Int {
        var rest = below(weights.reduce(0, +))
        for (index, weight) in weights.enumerated() {
            if rest < weight { return index }
            rest -= weight
        }
        return 0
    }

    /// About `mean`, never below `mean / 4`, with a long tail. No transcendental functions: they differ between
    /// C libraries, and the same seed must give the same company everywhere.
    mutating func around(_ mean: Int64) -> Int64 {
        let u = unit()
        return Int64(Double(mean) * (0.25 + 2.25 * u * u))
    }

    /// A whole number whose expectation is `expected`.
    mutating func count(_ expected: Double) -> Int {
        let whole = Int(expected)
        return whole + (chance(expected - Double(whole)) ? 1 : 0)
    }
}

/// The finalizer of SplitMix64, for stateless derivation.
func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
}
