/// How well journeys follow a linear map: alignments (Adriansyah 2014) with cost 1 for each step that only the journey or
/// only the map has.
public struct Fitness: Sendable {
    /// Steps that a map may have.
    public static let longest = 1_000

    public let map: [Int32]
    private var cases = 0
    private var sum = 0.0
    private var cost = 0
    private var length = 0
    /// Journeys that are the map, step by step.
    public private(set) var exact = 0

    /// - Parameter map: numbers of activities; one that no journey has fits nothing.
    public init(map: [Int32]) { self.map = map }

    public mutating func add(_ path: [Int32], count: Int = 1) {
        let common = Self.common(path, map)
        let both = path.count + map.count
        guard both > 0 else { return }
        cases += count
        sum += Double(count) * 2 * Double(common) / Double(both)
        cost += count * (both - 2 * common)
        length += count * both
        if path == map { exact += count }
    }

    /// The mean over journeys of 2·LCS(σ, m) / (|σ| + |m|).
    public var average: Double? { cases > 0 ? sum / Double(cases) : nil }

    /// Over all journeys together: 1 − Σ cost / Σ (|σ| + |m|); long journeys count more.
    public var log: Double? { length > 0 ? 1 - Double(cost) / Double(length) : nil }

    /// The length of the longest common subsequence.
    static func common(_ path: [Int32], _ map: [Int32]) -> Int {
        var row = [Int](repeating: 0, count: map.count + 1)
        for step in path {
            var diagonal = 0
            for index in map.indices {
                let above = row[index + 1]
                row[index + 1] = step == map[index] ? diagonal + 1 : max(above, row[index])
                diagonal = above
            }
        }
        return row[map.count]
    }
}
