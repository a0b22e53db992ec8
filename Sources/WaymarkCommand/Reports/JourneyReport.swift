import JourneyStore
import Touchpoints

/// A timeline over all systems, as it is printed.
struct JourneyReport: Encodable {
    struct Row: Encodable {
        var touchpoint: String
        var occurredAt: String
        var kind: String
        var channel: String
        var direction: String
        var team: String?
        var stage: String?
        var title: String?
        var url: String?
        var amount: String?
        var currency: String?
        var sentiment: Double?
        var isAutomated: Bool
        var roles: [String]
        var source: String
        /// Records of other systems that tell of the same.
        var alsoIn: [String]
    }

    /// A stage or an owner that changed.
    struct Change: Encodable {
        var at: String
        var record: String
        var field: String
        var from: String?
        var to: String?
        /// What the owner is called, where `to` is the id of one.
        var owner: String?
        var origin: String
        /// Whether a touchpoint of the same record tells of it too.
        var isTouchpoint: Bool
    }

    /// The responsible team is another one than before.
    struct Handoff: Encodable {
        var at: String
        var from: String
        var to: String
        /// The touchpoint with which it shows.
        var touchpoint: String
    }

    var entity: String
    var id: String
    var names: [String]
    var identifiers: [String]
    var touchpoints: [Row]
    var changes: [Change]
    var handoffs: [Handoff]

    /// - Parameter owners: what owners are called, by system and id.
    init(
        _ subject: JourneySubject, _ rows: [JourneyRow], changes: [SubjectChange] = [], owners: [[String]: String] = [:]
    ) {
        entity = subject.entity.rawValue
        id = subject.entityID
        names = subject.names
        identifiers = subject.identifiers
        touchpoints = rows.map { row in
            let point = row.touchpoint.touchpoint
            return Row(
                touchpoint: row.touchpoint.id, occurredAt: point.occurredAt.description, kind: point.kind.rawValue,
                channel: point.channel.rawValue, direction: point.direction.rawValue, team: point.team?.rawValue,
                stage: point.stage?.rawValue, title: point.title, url: point.url, amount: point.value?.amount,
                currency: point.value?.currency, sentiment: point.sentiment?.score,
                isAutomated: point.isAutomated, roles: row.roles, source: row.touchpoint.key.text,
                alsoIn: row.alsoIn.map(\.text))
        }
        let told = Set(
            rows.filter { Self.changeKinds.contains($0.touchpoint.touchpoint.kind) }.map {
                "\($0.touchpoint.key.text) \($0.touchpoint.touchpoint.occurredAt.milliseconds)"
            })
        self.changes = changes.compactMap { change in
            let (isOwner, isStage) = Self.meaning(of: change.change.field)
            guard isOwner || isStage else { return nil }
            let system = change.record.collection.system
            return Change(
                at: change.change.at.description, record: change.record.text, field: change.change.field,
                from: change.before, to: change.change.value,
                owner: isOwner ? change.change.value.flatMap { owners[[system, $0]] } : nil,
                origin: change.origin.rawValue,
                isTouchpoint: told.contains("\(change.record.text) \(change.change.at.milliseconds)"))
        }
        handoffs = []
        var team: String?
        // A newsletter is nobody's taking over.
        for row in touchpoints where !row.isAutomated {
            guard let next = row.team, next != team else { continue }
            if let team {
                handoffs.append(Handoff(at: row.occurredAt, from: team, to: next, touchpoint: row.touchpoint))
            }
            team = next
        }
    }

    private static let changeKinds: Set<TouchpointKind> = [
        .lifecycleChanged, .ownerChanged, .dealStageChanged, .leadConverted, .leadDisqualified,
    ]

    /// Whether a tracked field tells of an owner or of a stage, by its name: `hubspot_owner_id`, `OwnerId`,
    /// `lifecyclestage`, `StageName`, `Status`.
    static func meaning(of field: String) -> (isOwner: Bool, isStage: Bool) {
        let name = field.lowercased()
        return (
            name.contains("owner"),
            ["stage", "status", "lifecycle"].contains(where: name.contains) && !name.contains("owner")
        )
    }
}
