import JourneyStore
import Touchpoints

/// Some of the journeys behind each number: the first ones in the order of ids.
struct Evidence: Sendable {
    static let most = 20

    private(set) var journeys: [String: [String]] = [:]

    mutating func add(_ number: String, _ id: String) {
        // Somebody who was late twice is one journey.
        guard journeys[number, default: []].count < Self.most, journeys[number]?.last != id else { return }
        journeys[number, default: []].append(id)
    }
}

/// Journeys shown step by step: of each outcome a few of a length that can be read, chosen by their ids alone.
struct Examples: Sendable {
    static let perOutcome = 3
    static let steps = 4...60

    private(set) var journeys: [Outcome: [StagedJourney]] = [:]

    mutating func add(_ journey: StagedJourney) {
        guard Self.steps.contains(journey.path.steps.count), journey.entries.count > 1 || journey.entries.isEmpty else {
            return
        }
        guard journeys[journey.outcome, default: []].count < Self.perOutcome else { return }
        journeys[journey.outcome, default: []].append(journey)
    }
}

/// A quarter of a calendar year, UTC.
struct Quarter: Hashable, Sendable {
    /// Milliseconds; quarters that are compared are equally long.
    static let length: Int64 = 91 * 86_400_000

    let name: String

    init(of milliseconds: Int64) {
        let text = Moment(clamping: milliseconds, precision: .day).description
        let month = Int(text.dropFirst(5).prefix(2)) ?? 1
        name = "\(text.prefix(4))-Q\((month + 2) / 3)"
    }
}
