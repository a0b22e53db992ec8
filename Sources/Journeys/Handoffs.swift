public import Touchpoints

/// How responsibility goes from team to team (van der Aalst, Reijers & Song 2005: handover of work).
public struct Handoffs: Sendable {
    /// A handoff that somebody expects: after this activity, that team should act.
    public struct Expectation: Hashable, Sendable {
        public var activity: String
        public var team: Team

        public init(after activity: String, to team: Team) {
            self.activity = activity
            self.team = team
        }

        /// What every company expects.
        public static let standard = [
            Expectation(after: "lead.created", to: .sales), Expectation(after: "deal.won", to: .success),
            Expectation(after: "ticket.opened", to: .support),
        ]
    }

    public struct Pair: Hashable, Sendable {
        public var from: Team
        public var to: Team
    }

    public struct Outcome: Hashable, Sendable {
        /// From the activity to the team's first touchpoint after it.
        public var latencies = Durations()
        /// Those to which nobody came so far.
        public var neverPickedUp = 0
        public var total: Int { latencies.count + neverPickedUp }
    }

    public let expectations: [Expectation]
    /// From the last touchpoint of the one to the first of the other; touchpoints without a team are passed over.
    public private(set) var pairs: [Pair: Durations] = [:]
    /// One for each expectation.
    public private(set) var outcomes: [Outcome]
    /// Journeys with at least one handoff, and those that came back: a team, another one, the first again.
    public private(set) var journeys = 0
    public private(set) var pingPong = 0

    public init(expecting expectations: [Expectation] = Expectation.standard) {
        self.expectations = expectations
        outcomes = [Outcome](repeating: Outcome(), count: expectations.count)
    }

    /// - Parameters:
    ///   - teams: of each touchpoint, where known.
    ///   - activities: their names.
    ///   - times: Unix milliseconds.
    public mutating func add(_ teams: [Team?], activities: [String], at times: [Int64]) {
        var last: (team: Team, at: Int64)?
        // Of the teams in order, without repeats, the one before the last.
        var before: Team?
        var (hasHandoff, returns) = (false, false)
        for index in teams.indices {
            guard let team = teams[index] else { continue }
            if let giver = last, giver.team != team {
                pairs[Pair(from: giver.team, to: team), default: Durations()].add(times[index] - giver.at)
                hasHandoff = true
                if before == team { returns = true }
                before = giver.team
            }
            last = (team, times[index])
        }
        if hasHandoff { journeys += 1 }
        if returns { pingPong += 1 }
        for number in expectations.indices { follow(number, teams, activities, times) }
    }

    /// While one waits to be picked up, the same activity opens no second one.
    private mutating func follow(_ number: Int, _ teams: [Team?], _ activities: [String], _ times: [Int64]) {
        let expectation = expectations[number]
        var openSince: Int64?
        for index in teams.indices {
            if let since = openSince, teams[index] == expectation.team {
                outcomes[number].latencies.add(times[index] - since)
                openSince = nil
            } else if openSince == nil, activities[index] == expectation.activity {
                openSince = times[index]
            }
        }
        if openSince != nil { outcomes[number].neverPickedUp += 1 }
    }
}
