/// Which activities go with conversion: a landmark analysis (Anderson, Cain & Gelber 1983).
///
/// At the landmark, a fixed time after a journey began, journeys that have not converted yet are divided by whether an
/// activity has been seen; then it is counted who converts within the window that follows. So nobody is exposed by having
/// lasted longer. An association, not yet a cause.
public struct Moments: Sendable {
    /// Each group has to have so many journeys.
    public static let smallest = 30

    /// Milliseconds after a journey's first touchpoint.
    public let landmark: Int64
    /// Milliseconds after the landmark.
    public let window: Int64
    public let asOf: Int64
    /// All journeys that were open at the landmark and could be watched through the window.
    public private(set) var all = Proportion(0, of: 0)
    /// By activity, those that had seen it.
    public private(set) var exposed: [Int: Proportion] = [:]

    public init(landmark: Int64, window: Int64, asOf: Int64) {
        self.landmark = landmark
        self.window = window
        self.asOf = asOf
    }

    /// - Parameter conversion: Unix milliseconds of the first one.
    public mutating func add(_ path: [Int], at times: [Int64], conversion: Int64?) {
        guard let start = times.first else { return }
        let mark = start + landmark
        guard asOf - mark >= window else { return }
        if let conversion, conversion <= mark { return }
        let converts = conversion.map { $0 <= mark + window } ?? false
        all.total += 1
        all.count += converts ? 1 : 0
        var seen: Set<Int> = []
        for index in path.indices {
            guard times[index] <= mark else { break }
            guard seen.insert(path[index]).inserted else { continue }
            var group = exposed[path[index]] ?? Proportion(0, of: 0)
            group.total += 1
            group.count += converts ? 1 : 0
            exposed[path[index]] = group
        }
    }

    public struct Effect: Hashable, Sendable {
        public var activity: Int
        public var exposed: Proportion
        public var unexposed: Proportion
        public var difference: RiskDifference
        /// By Benjamini and Hochberg, over all activities that were asked about.
        public var q: Double
    }

    /// Of all activities with two groups large enough, in the order of their numbers.
    public var effects: [Effect] {
        // Where nobody converts, or everybody does, there is nothing to ask.
        guard all.count > 0, all.count < all.total else { return [] }
        var found: [Effect] = []
        for (activity, group) in exposed.sorted(by: { $0.key < $1.key }) {
            let rest = Proportion(all.count - group.count, of: all.total - group.total)
            guard group.total >= Self.smallest, rest.total >= Self.smallest,
                let difference = RiskDifference(group, minus: rest)
            else { continue }
            found.append(Effect(activity: activity, exposed: group, unexposed: rest, difference: difference, q: 1))
        }
        for (index, q) in FalseDiscovery.qValues(found.map(\.difference.p)).enumerated() { found[index].q = q }
        return found
    }
}
