import ConnectorKit
import JSON
import Touchpoints

private func ticket(
    _ facet: String, _ kind: TouchpointKind, _ direction: Direction, when: [Condition] = [], at: FirstOf
) -> TouchpointRule {
    TouchpointRule(
        facet: facet, when: when, kind: .always(kind),
        channel: .by(
            "Origin", ["Phone": .phone, "Email": .email, "Web": .form, "Chat": .chat], otherwise: .support),
        direction: .always(direction), at: at, team: .always(.support), owner: "OwnerId", title: ["Subject"], url: link,
        properties: ["origin": "Origin", "status": "Status", "priority": "Priority"])
}

let cases = sobject(
    "cases", "Case", entity: .ticket, traits: SObjectTraits(isMergeable: true),
    fields: [
        "CaseNumber", "Subject", "Status", "Priority", "Origin", "IsClosed", "ClosedDate", "ContactId", "AccountId",
        "ParentId", "OwnerId", "CreatedDate",
    ], references: [RecordReference(path: "ContactId", to: "contacts", label: "contact")],
    parent: ParentReference(stream: "accounts", id: "AccountId"), tracked: ["Status", "OwnerId"],
    touchpoints: [
        ticket("opened", .ticketOpened, .inbound, at: "CreatedDate"),
        ticket(
            "solved", .ticketSolved, .outbound, when: [.equals(path: "IsClosed", value: "true")],
            at: ["ClosedDate"]),
    ])

/// Which way a comment went the API does not tell: customers write them in portals as users.
let caseComments = sobject(
    "case_comments", "CaseComment", fields: ["ParentId", "IsPublished", "CommentBody", "CreatedById", "CreatedDate"],
    parent: ParentReference(stream: "cases", id: "ParentId", sharesAssociations: true),
    touchpoints: [
        TouchpointRule(
            facet: "comment", when: [.equals(path: "IsPublished", value: "true")], kind: .always(.ticketReplied),
            channel: .always(.support), direction: .always(.mutual), at: "CreatedDate", team: .always(.support),
            owner: "CreatedById", title: ["parent.Subject"]),
        TouchpointRule(
            facet: "comment", when: [.noneOf(path: "IsPublished", values: ["true"])], kind: .always(.noteAdded),
            channel: .always(.support), direction: .always(.internal), at: "CreatedDate", team: .always(.support),
            owner: "CreatedById", title: ["parent.Subject"]),
    ])
