/// The different ways that journeys take, and how many take each.
///
/// Counts are exact. When the table is full, ways that were not seen before are only counted together (``others``), so
/// that memory does not grow with the number of journeys: then there are at least so many variants.
public struct Variants: Sendable {
    /// Places in the table: a variant takes as many as it has steps, and sixteen.
    public static let places = 4_000_000

    /// Whether one activity several times in a row counts once.
    public let collapsesRepeats: Bool
    public private(set) var counts: [[Int32]: Int] = [:]
    /// Journeys on ways that found no place.
    public private(set) var others = 0
    public private(set) var total = 0
    private var room: Int

    public init(collapsesRepeats: Bool = false, places: Int = Variants.places) {
        self.collapsesRepeats = collapsesRepeats
        room = places
    }

    /// Whether every way has its own count.
    public var isComplete: Bool { others == 0 }

    public mutating func add(_ path: [Int]) {
        let variant = variant(of: path)
        total += 1
        if counts[variant] != nil {
            counts[variant]? += 1
        } else if room >= variant.count + 16 {
            room -= variant.count + 16
            counts[variant] = 1
        } else {
            others += 1
        }
    }

    public func variant(of path: [Int]) -> [Int32] {
        var variant: [Int32] = []
        variant.reserveCapacity(path.count)
        for step in path where !(collapsesRepeats && variant.last == Int32(step)) { variant.append(Int32(step)) }
        return variant
    }

    /// The most frequent first; of equally frequent ones the shorter, then by the names of their steps.
    public func ranked(_ names: [String], top: Int) -> [(steps: [Int32], count: Int)] {
        let candidates = counts.sorted {
            if $0.value != $1.value { return $0.value > $1.value }
            if $0.key.count != $1.key.count { return $0.key.count < $1.key.count }
            return $0.key.lexicographicallyPrecedes($1.key) { names[Int($0)] < names[Int($1)] }
        }
        return candidates.prefix(top).map { (steps: $0.key, count: $0.value) }
    }
}
