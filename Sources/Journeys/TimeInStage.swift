/// How long journeys stay in a stage, and how they leave it.
///
/// A stay begins with the first touchpoint of the stage and ends with the first later touchpoint of another stage, or with
/// a loss; a journey that comes back begins another stay. Where neither has come, the stay goes on until the moment of
/// asking: it is censored, not left out.
public struct TimeInStage: Sendable {
    public enum Ending: Int, CaseIterable, Sendable {
        /// To a later stage, to an earlier one, or out.
        case forward, back, lost
    }

    public let asOf: Int64
    public private(set) var stays: [Spells]

    public init(stages: Int, asOf: Int64) {
        self.asOf = asOf
        stays = [Spells](repeating: Spells(causes: Ending.allCases.count), count: stages)
    }

    /// - Parameters:
    ///   - path: numbers of stages; nil where a touchpoint has none of them.
    ///   - losses: whether the touchpoint is a loss.
    public mutating func add(_ path: [Int?], losses: [Bool], at times: [Int64]) {
        var stay: (stage: Int, since: Int64)?
        for index in path.indices {
            if losses[index] {
                if let open = stay { end(open, .lost, at: times[index]) }
                stay = nil
            } else if let stage = path[index], stage != stay?.stage {
                if let open = stay { end(open, stage > open.stage ? .forward : .back, at: times[index]) }
                stay = (stage, times[index])
            }
        }
        if let stay { stays[stay.stage].add(asOf - stay.since, endedBy: nil) }
    }

    private mutating func end(_ stay: (stage: Int, since: Int64), _ ending: Ending, at time: Int64) {
        stays[stay.stage].add(time - stay.since, endedBy: ending.rawValue)
    }
}
