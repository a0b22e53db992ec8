/// How many get from stage to stage, in order, within a time from entering the first one.
///
/// Closed, ordered and eventual: a journey is scanned once, from its first touchpoint in the first stage on, and advances
/// whenever the next stage appears; what lies between does not matter, skipping a stage does. Only journeys that entered
/// at least the window ago count: all had the same time.
public struct StageFunnel: Sendable {
    public let stages: Int
    /// Milliseconds.
    public let window: Int64
    /// Unix milliseconds.
    public let asOf: Int64
    /// Journeys that got to each stage.
    public private(set) var reached: [Int]
    /// Journeys that entered too late to be counted.
    public private(set) var recent = 0
    /// Journeys that never were in the first stage.
    public private(set) var neverEntered = 0

    public init(stages: Int, window: Int64, asOf: Int64) {
        self.stages = stages
        self.window = window
        self.asOf = asOf
        reached = [Int](repeating: 0, count: stages)
    }

    /// - Parameters:
    ///   - path: numbers of stages; nil where a touchpoint has none of them.
    ///   - times: Unix milliseconds, one for each.
    public mutating func add(_ path: [Int?], at times: [Int64]) {
        guard stages > 0 else { return }
        guard let entry = path.firstIndex(of: 0) else {
            neverEntered += 1
            return
        }
        guard asOf - times[entry] >= window else {
            recent += 1
            return
        }
        var depth = 0
        for index in entry..<path.count {
            guard times[index] - times[entry] <= window else { break }
            if path[index] == depth { depth += 1 }
            if depth == stages { break }
        }
        for stage in 0..<depth { reached[stage] += 1 }
    }

    /// Of those in the stage before (of the entered, for the first).
    public func step(_ stage: Int) -> Proportion { Proportion(reached[stage], of: reached[max(0, stage - 1)]) }

    /// Of those that entered.
    public func overall(_ stage: Int) -> Proportion { Proportion(reached[stage], of: reached[0]) }
}
