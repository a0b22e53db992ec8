import ConnectorKit
import Touchpoints

/// A rule of the customer's own: either every key of `TouchpointRule`, or `when_changes` with a few words.
struct TouchpointConfig: Decodable, Sendable {
    enum Meaning: Sendable {
        case rule(TouchpointRule)
        case whenChanges(WhenChanges)
    }

    var stream: String
    var meaning: Meaning

    private enum Keys: String, CodingKey { case stream, whenChanges }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        stream = try container.decode(String.self, forKey: .stream)
        if container.contains(.whenChanges) {
            meaning = .whenChanges(try WhenChanges(from: decoder))
        } else {
            meaning = .rule(try TouchpointRule(from: decoder))
        }
    }
}

/// One touchpoint per change of a field.
struct WhenChanges: Decodable, Sendable {
    var whenChanges: String
    var kind: TouchpointKind
    /// Which time counts; default: the value where it is one, else the change.
    var at: TimeOf?
    /// Default: the usual one of the kind.
    var channel: Channel?
    var direction: Direction?
    var team: Team?
    var stage: Stage?
    /// Distinguishes it from the record's other touchpoints; default: the field's name.
    var facet: String?
    var title: FirstOf?
    var url: String?
    var properties: [String: String]

    /// `value`: the new value is itself a date or time. `change`: when it was written.
    enum TimeOf: String, CaseIterable, Decodable, Sendable { case value, change }
}

extension TouchpointKind {
    /// Where such a thing usually takes place.
    var usualChannel: Channel {
        switch rawValue.prefix(while: { $0 != "." }) {
        case "email": .email
        case "form": .form
        case "page", "review": .web
        case "ad": .ad
        case "call": .phone
        case "meeting": .meeting
        case "message": .chat
        case "event": .event
        case "ticket": .support
        case "survey": .survey
        case "subscription", "invoice": .billing
        case "product": .inProduct
        default: .crm
        }
    }

    /// Who usually reaches out: what only the business notes about itself is internal.
    var usualDirection: Direction {
        switch self {
        case .emailSent, .emailDelivered, .emailBounced, .callMade, .messageSent, .ticketSolved: .outbound
        case .meetingBooked, .meetingHeld, .meetingMissed, .meetingCancelled: .mutual
        case .ownerChanged, .noteAdded, .taskCompleted, .campaignJoined, .listJoined, .listLeft, .leadCreated,
            .leadConverted, .leadDisqualified, .lifecycleChanged, .dealCreated, .dealStageChanged, .dealWon, .dealLost:
            .internal
        default: .inbound
        }
    }
}
