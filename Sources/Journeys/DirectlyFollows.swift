/// Which activity comes directly after which (van der Aalst, Process Mining, 2016): adjacent pairs of each journey, with
/// where journeys begin and end.
public struct DirectlyFollows: Sendable {
    public static let most = 20_000

    public struct Edge: Hashable, Sendable {
        public var from: Int
        public var to: Int
    }

    public struct Activity: Hashable, Sendable {
        public var events = 0
        public var starts = 0
        public var ends = 0
        /// Journeys that have it, and those that have it more than once.
        public var cases = 0
        public var repeated = 0
    }

    public private(set) var cases = 0
    public private(set) var events = 0
    public private(set) var edges: [Edge: Durations] = [:]
    public private(set) var activities: [Activity] = []
    /// From the first to the last touchpoint of a journey.
    public private(set) var lengths = Durations()
    /// How often the journey that is being added has each activity.
    private var seen: [Int: Int] = [:]

    public init() {}

    /// The number of adjacent pairs: events less cases.
    public var sum: Int { edges.values.reduce(0) { $0 + $1.count } }

    /// - Parameters:
    ///   - path: numbers of activities, at least one.
    ///   - times: Unix milliseconds, one for each, not falling.
    public mutating func add(_ path: [Int], at times: [Int64]) throws(MeasureError) {
        guard let first = path.first, let last = path.last else { return }
        cases += 1
        events += path.count
        let most = path.max() ?? 0
        while activities.count <= most { activities.append(Activity()) }
        activities[first].starts += 1
        activities[last].ends += 1
        lengths.add(times[times.count - 1] - times[0])
        for index in path.indices {
            activities[path[index]].events += 1
            seen[path[index], default: 0] += 1
            guard index > 0 else { continue }
            let edge = Edge(from: path[index - 1], to: path[index])
            if edges[edge] == nil, edges.count >= Self.most { throw .tooManyEdges }
            edges[edge, default: Durations()].add(times[index] - times[index - 1])
        }
        for (activity, count) in seen {
            activities[activity].cases += 1
            if count > 1 { activities[activity].repeated += 1 }
        }
        seen.removeAll(keepingCapacity: true)
    }
}
