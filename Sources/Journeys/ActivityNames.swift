/// Names as small numbers, given in the order in which they appear.
public struct ActivityNames: Sendable {
    /// So many different names are told apart: more are no kinds of steps but texts.
    public static let most = 10_000

    public private(set) var names: [String] = []
    private var numbers: [String: Int] = [:]

    public init() {}

    public mutating func number(_ name: String) throws(MeasureError) -> Int {
        if let number = numbers[name] { return number }
        guard names.count < Self.most else { throw .tooManyActivities }
        numbers[name] = names.count
        names.append(name)
        return names.count - 1
    }

    /// Nil: the name has not appeared.
    public func known(_ name: String) -> Int? { numbers[name] }
}

/// Why there is nothing to measure.
public enum MeasureError: Error, Hashable, Sendable {
    case tooManyActivities
    case tooManyEdges
    case tooManyChannels
}

extension MeasureError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooManyActivities:
            "the journeys have more than \(ActivityNames.most) different activities: a step needs a kind, not a text"
        case .tooManyEdges: "more than \(DirectlyFollows.most) pairs of activities follow each other"
        case .tooManyChannels: "credit would go to more than \(MarkovChain.most) channels: choose --credit channel"
        }
    }
}
