// The parts of the report that the picture shows, column by column. Durations are seconds, money is text by currency.
extension MapReport {
    /// Whose journeys these are, and how far the data reaches.
    public struct Scope: Encodable, Sendable {
        public struct Source: Encodable, Sendable {
            public var system: String
            public var account: String
            /// RFC 3339; nil: nothing is complete yet.
            public var completeThrough: String?

            public init(system: String, account: String, completeThrough: String?) {
                self.system = system
                self.account = account
                self.completeThrough = completeThrough
            }
        }

        /// `person` or `account`.
        public var unit: String
        public var journeys: Int
        /// RFC 3339, of the first touchpoint.
        public var since: String?
        public var sources: [Source]
        /// Groups with fewer journeys are shown as `<k` and without numbers.
        public var minGroup: Int
    }

    /// One stage of the map.
    public struct StageColumn: Encodable, Sendable {
        public var stage: String
        public var hasData: Bool
        /// Journeys that were ever in it, and those that are in it now.
        public var journeys: Int
        public var now: Int
        /// Entries that a system's own field states, and those that a touchpoint implies.
        public var reported: Int
        public var observed: Int
        /// Who is responsible: from the assumed map, else the usual team.
        public var owner: String?
        public var goal: String?
        /// By Kaplan and Meier, of all stays.
        public var medianSeconds: Double?
        public var p90Seconds: Double?
        /// The median's interval (Brookmeyer & Crowley 1982); nil where it has no end.
        public var medianLowerSeconds: Double? = nil
        public var medianUpperSeconds: Double? = nil
        /// Journeys that came into it in the 90 days before the moment of asking.
        public var recentJourneys = 0
        /// Of the open journeys that are in it now: those that have been in it for longer than the window; and what the
        /// deals of these are worth.
        public var stuck: Share
        public var stuckValue: [Amount]
        /// What customers do here, the most frequent first.
        public var steps: [Step]
        public var channels: [ChannelUse]
        public var teams: [TeamUse]
        public var feelings: [Feeling]
        public var pains: [Pain]
        public var voices: [Voice]
        public var moments: [StageMoment]
        /// A, B or C: how well the column is founded (docs/measures.md).
        public var evidence: String
    }

    public struct Step: Encodable, Sendable {
        public var activity: String
        /// Journeys that have it in this stage, of all that were in the stage.
        public var journeys: Share
    }

    public struct ChannelUse: Encodable, Sendable {
        public var channel: String
        public var journeys: Int
        public var touchpoints: Int
    }

    public struct TeamUse: Encodable, Sendable {
        public var team: String
        public var touchpoints: Int
        /// Of the touchpoints whose team is known.
        public var share: Double
    }

    /// How customers felt in a stage, by one origin; origins are never mixed.
    public struct Feeling: Encodable, Sendable {
        /// `nps`, `csat`, `ces`, `survey`: what customers said; `message`: inferred from words.
        public var origin: String
        public var isSelfReported: Bool
        public var count: Int
        /// −1 to 1; nil where the group is too small to show.
        public var mean: Double?
        public var lower: Double?
        public var upper: Double?
        /// −100 to 100, of `nps` only.
        public var netPromoterScore: Double?
        public var netPromoterLower: Double?
        public var netPromoterUpper: Double?
    }

    /// What goes wrong for customers in a stage: tickets, cancellations, bounces …
    public struct Pain: Encodable, Sendable {
        public var name: String
        /// Touchpoints of it per 1,000 journeys of the stage; nil: only the assumed map knows it.
        public var perThousand: Double?
        public var journeys: Int?
        /// Whether the assumed map names it.
        public var isAssumed: Bool
    }

    /// What somebody said in an interview.
    public struct Voice: Encodable, Sendable {
        public var quote: String
        public var role: String?
        public var date: String?
        /// −2 to 2.
        public var feeling: Int?
    }

    /// A touchpoint after which more (or fewer) come to an outcome: an association, not a cause.
    public struct StageMoment: Encodable, Sendable {
        public var activity: String
        /// `won`, `renewed` or `churned`.
        public var outcome: String
        public var exposed: Share
        public var unexposed: Share
        public var difference: Double
        public var lower: Double
        public var upper: Double
        public var q: Double
        /// Journeys that the lower bound of the effect amounts to.
        public var moved: Double
    }

    /// Between a stage and the next one.
    public struct Boundary: Encodable, Sendable {
        public var from: String
        public var to: String
        /// Of the journeys that entered `from` at least the window ago: who came to a later stage within the window.
        public var passed: Share
        /// Who passed `to` by.
        public var skipped: Int
        /// Who was lost within the window without having come further.
        public var lost: Share
        /// Who entered too late to be judged.
        public var recent: Int
        /// From entering `from` to entering a later stage, of those that passed.
        public var time: Time
        public var handoff: BoundaryHandoff?
    }

    /// The owner changes with the stage: how long until the next team acts.
    public struct BoundaryHandoff: Encodable, Sendable {
        public var from: String
        public var to: String
        /// Entries into the stage that the next team had to pick up.
        public var total: Int
        /// From entering the stage to the team's first own touchpoint.
        public var time: Time
        /// Of those that entered at least the allowed time ago: not picked up in it.
        public var late: Share
        public var allowedSeconds: Double
        /// Nobody has come so far.
        public var neverPickedUp: Share
        /// Of what is not picked up, where deals say so.
        public var valueWaiting: [Amount]
        /// Of those that entered at least the allowed time ago: nobody has come so far.
        public var unclaimed: Share? = nil
    }

    public struct Amount: Encodable, Hashable, Sendable {
        public var currency: String
        public var amount: Double
    }

    /// How journeys stand at the moment of asking.
    public struct OutcomeCount: Encodable, Sendable {
        /// `open`, `won`, `lost`, `renewed`, `churned`, `dormant`.
        public var outcome: String
        public var journeys: Share
        /// From the first touchpoint to the outcome.
        public var time: Time
        /// The most frequent ways there: channels of contacts in the order in which each first comes in.
        public var variants: [Variant]
        /// Activities that these journeys have more often than the others, the most telling first.
        public var signs: [StageMoment]
    }

    /// One way of dividing the journeys, side by side.
    public struct SegmentTable: Encodable, Sendable {
        public struct Group: Encodable, Sendable {
            public var value: String
            /// Nil: fewer than the smallest group.
            public var journeys: Int?
            public var measures: [Comparison]
        }

        /// `source`, `plan`, `owner`, `period` …
        public var name: String
        public var groups: [Group]
    }

    /// A share in one group held against the rest.
    public struct Comparison: Encodable, Sendable {
        /// What the share is of: `passed: awareness > consideration`, `late: decision > onboarding`, `churned` (customers
        /// that were watched long enough), `feeling: onboarding, nps` (answers below the middle of the scale).
        public var measure: String
        public var here: Share
        public var elsewhere: Share
        public var difference: Double
        public var lower: Double
        public var upper: Double
        /// Over all comparisons of the report, by Benjamini and Hochberg.
        public var q: Double
        /// Whether it exceeds noise: q at most 0.05.
        public var differs: Bool
    }

    /// One journey, step by step, without names.
    public struct ExampleJourney: Encodable, Sendable {
        public struct Step: Encodable, Sendable {
            /// RFC 3339.
            public var at: String
            public var activity: String
            public var channel: String
            public var team: String?
            /// The stage that begins with it.
            public var stage: String?
        }

        /// For `waymark journey ID`.
        public var id: String
        public var outcome: String
        public var steps: [Step]
        /// Steps that are left out at the end.
        public var more: Int
    }

    /// The company's own map, held against the data.
    public struct Assumed: Encodable, Sendable {
        public enum Verdict: String, Encodable, Sendable {
            case confirmed, skipped, unexpected, slower, faster
            case feelsDifferent = "feels_different"
            case noData = "no_data"
        }

        /// One thing that the map says (or does not say) about a stage or a boundary.
        public struct Cell: Encodable, Sendable {
            public var stage: String
            /// Nil: about the stage itself; else the boundary to this stage.
            public var to: String?
            /// `touchpoint`, `channel`, `feeling`, `owner`, `time`, `next`.
            public var about: String
            /// In words for people.
            public var expected: String?
            public var seen: String?
            public var verdict: Verdict
        }

        /// `2026-07-01`.
        public var reviewedOn: String?
        /// Not reviewed for a quarter.
        public var isOverdue: Bool
        public var interviews: Int
        public var cells: [Cell]
        /// The path of all expected touchpoints, held against the journeys.
        public var fitness: FitnessReport?
    }

    /// Something wrong that the data shows.
    public struct FoundFinding: Encodable, Sendable {
        /// The same for the same thing at every run.
        public var id: String
        /// `slow_handoff`, `unclaimed_handoff`, `leak`, `stuck`, `silent_customers`, `falling_feeling`,
        /// `moment_of_truth`, `churn_path`, `segment`, `contradicted`, `no_data`, `map_not_reviewed`, `few_interviews`.
        public var kind: String
        /// One sentence for people.
        public var title: String
        /// How it was found, in numbers and words.
        public var explanation: String
        public var stage: String?
        public var boundary: [String]?
        public var segment: String?
        /// Journeys concerned, and the lower bound of that.
        public var people: Int
        public var atLeast: Double
        public var money: [Amount]
        /// The number that should change, now and when it was first found or last acted on.
        public var measure: String
        public var value: Double?
        public var valueThen: Double?
        /// What the number is: `share` (0 to 1), `seconds`, `mean` (−1 to 1), `days` or `interviews`.
        public var valueUnit: String { FindingUnit(kind: kind, measure: measure).rawValue }
        public var owner: String?
        /// `open`, `accepted`, `done`.
        public var state: String
        public var firstSeen: String?
        public var stateSince: String?
        public var isNew: Bool
        /// Some of the journeys behind it, for `waymark journey ID`.
        public var journeys: [String]
        /// What somebody wrote about it.
        public var note: String? = nil
        /// It is not found any more; value and people are the last ones.
        public var goneSince: String? = nil
    }
}
