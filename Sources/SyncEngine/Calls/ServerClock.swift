/// The server's time, as its answers' dates tell it. One wrong date among right ones is not believed: a window that
/// ended in the past, or in years to come, would pass for complete. Pure.
struct ServerClock: Sendable {
    /// Unix milliseconds; nil before the first date.
    private(set) var time: Int64?
    /// A date that agreed with none before, waiting for another one that agrees with it.
    private var doubted: Int64?

    /// How far two answers of one run may lie apart: answers overtake each other, and runs wait.
    private static let tolerated: Range<Int64> = -3_600_000..<86_400_000

    mutating func take(_ date: Int64) {
        if let time, !Self.tolerated.contains(date - time) {
            guard let first = doubted, Self.tolerated.contains(date - first) else {
                doubted = date
                return
            }
        }
        time = date
        doubted = nil
    }
}
