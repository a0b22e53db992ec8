import ConnectorKit
import Journeys
import Touchpoints

/// `journey-map.yaml` as it is written; `waymark map init` drafts one.
struct AssumedMapFile: Decodable, Sendable {
    var reviewedOn: DayText?
    var stages: Bounded<StageEntry>
    var evidence: Bounded<EvidenceEntry>?

    /// One stage.
    struct StageEntry: Decodable, Sendable {
        var name: Placed<ShortText>
        var goal: ShortText?
        var touchpoints: Bounded<TouchpointEntry>?
        var channels: Bounded<Channel>?
        var feeling: FeelingNumber?
        var owner: ShortText?
        /// How long a stay is believed to last.
        var targetTime: DurationText?
        /// Of the boundary into this stage.
        var handoffWithin: DurationText?
        /// Percent of those in this stage that should come further.
        var targetShare: PercentText?
        var pains: Bounded<PainEntry>?
        var next: Placed<ShortText>?
    }

    /// An activity, or `{activity, channel}`.
    struct TouchpointEntry: Decodable, Sendable {
        var activity: ShortText
        var channel: Channel?

        private struct Keys: Decodable {
            var activity: ShortText
            var channel: Channel?
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if (try? container.decode(String.self)) != nil {
                activity = try container.decode(ShortText.self)
            } else {
                let keys = try container.decode(Keys.self)
                (activity, channel) = (keys.activity, keys.channel)
            }
        }
    }

    /// Words, or `{activity}`.
    struct PainEntry: Decodable, Sendable {
        var pain: AssumedStage.Pain

        private struct Keys: Decodable { var activity: ShortText }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if (try? container.decode(String.self)) != nil {
                pain = .text(try container.decode(ShortText.self).text)
            } else {
                pain = .activity(try container.decode(Keys.self).activity.text)
            }
        }
    }

    /// An interview, or the path of a folder of notes or of a CSV file.
    enum EvidenceEntry: Decodable, Sendable {
        case interview(InterviewEntry)
        case path(Placed<String>)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if (try? container.decode(String.self)) != nil {
                self = .path(try container.decode(Placed<String>.self))
            } else {
                self = .interview(try container.decode(InterviewEntry.self))
            }
        }
    }

    struct InterviewEntry: Decodable, Sendable {
        var date: DayText
        var role: ShortText?
        var quote: ShortText
        var stage: Placed<ShortText>?
        var feeling: FeelingNumber?
    }
}
