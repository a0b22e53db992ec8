import ConnectorKit
import JSON
import Touchpoints

private let about = [
    RecordReference(path: "WhoId", to: who, label: "who"), RecordReference(path: "WhatId", to: what, label: "what"),
    RecordReference(path: "AccountId", to: "accounts", label: "account"),
]

private func task(
    _ facet: String, _ subtypes: [String], _ kind: TouchpointKind, _ channel: Choice<Channel>, _ direction: Direction,
    when: [Condition] = []
) -> TouchpointRule {
    TouchpointRule(
        facet: facet,
        when: [
            // What is still to be done has not happened; a series is the plan of its tasks.
            .equals(path: "IsClosed", value: "true"), .noneOf(path: "IsRecurrence", values: ["true"]),
            subtypes.isEmpty
                ? .noneOf(path: "TaskSubtype", values: ["Call", "Email", "ListEmail"])
                : .oneOf(path: "TaskSubtype", values: subtypes),
        ] + when, kind: .always(kind), channel: channel, direction: .always(direction),
        // `ActivityDate` is when it was due.
        at: ["CompletedDateTime", "CreatedDate", "ActivityDate"], team: .always(.sales), owner: "OwnerId",
        title: ["Subject"], url: link,
        properties: ["subtype": "TaskSubtype", "disposition": "CallDisposition", "duration_s": "CallDurationInSeconds"])
}

let tasks = sobject(
    "tasks", "Task",
    fields: [
        "WhoId", "WhatId", "AccountId", "Subject", "Status", "IsClosed", "Priority", "ActivityDate", "TaskSubtype",
        "CallType", "CallDurationInSeconds", "CallDisposition", "OwnerId", "IsArchived", "IsRecurrence", "CreatedDate",
    ], optional: ["CompletedDateTime", "CallObject"], references: about,
    touchpoints: [
        task(
            "call", ["Call"], .callReceived, .always(.phone), .inbound,
            when: [.equals(path: "CallType", value: "Inbound")]),
        task(
            "call", ["Call"], .callMade, .always(.phone), .outbound,
            when: [.noneOf(path: "CallType", values: ["Inbound"])]),
        // With Enhanced Email the message is a record of its own, and tells which way it went.
        task(
            "email", ["Email", "ListEmail"], .emailSent, .always(.email), .outbound,
            when: [.notNamedBy(stream: "email_messages")]),
        task("task", [], .taskCompleted, .by("TaskSubtype", ["LinkedIn": .social], otherwise: .crm), .outbound),
    ])

let taskRelations = sobject(
    "task_relations", "TaskRelation", traits: SObjectTraits(mayBeAbsent: true),
    fields: ["TaskId", "RelationId", "IsWhat"],
    references: [RecordReference(path: "TaskId", to: "tasks"), RecordReference(path: "RelationId", to: whoOrWhat)],
    ties: [Tie(from: "tasks", to: whoOrWhat.streams.sorted())])

/// Salesforce does not tell whether a meeting took place: it is one that was booked, at the time it was booked for.
let events = sobject(
    "events", "Event",
    fields: [
        "WhoId", "WhatId", "AccountId", "Subject", "StartDateTime", "EndDateTime", "ActivityDateTime", "ActivityDate",
        "IsAllDayEvent", "DurationInMinutes", "EventSubtype", "IsChild", "IsGroupEvent", "IsRecurrence", "OwnerId",
        "IsArchived", "CreatedDate",
    ], optional: ["Location", "ShowAs"], references: about,
    touchpoints: [
        TouchpointRule(
            facet: "meeting",
            when: [
                // Each invitee has a copy.
                .noneOf(path: "IsChild", values: ["true"]), .noneOf(path: "IsRecurrence", values: ["true"]),
            ], kind: .always(.meetingBooked), channel: .always(.meeting), direction: .always(.mutual),
            at: ["StartDateTime", "ActivityDateTime", "ActivityDate"], team: .always(.sales), owner: "OwnerId",
            title: ["Subject"], url: link, properties: ["end": "EndDateTime", "subtype": "EventSubtype"])
    ])

let eventRelations = sobject(
    "event_relations", "EventRelation", traits: SObjectTraits(mayBeAbsent: true),
    fields: ["EventId", "RelationId", "IsWhat", "Status", "RespondedDate"],
    references: [
        RecordReference(path: "EventId", to: "events"),
        RecordReference(path: "RelationId", to: whoOrWhat, labels: "Status"),
    ], ties: [Tie(from: "events", to: whoOrWhat.streams.sorted())])

private func message(_ kind: TouchpointKind, _ direction: Direction, when: [Condition]) -> TouchpointRule {
    TouchpointRule(
        facet: "email", when: when, kind: .always(kind), channel: .always(.email), direction: .always(direction),
        at: ["MessageDate", "CreatedDate"], team: .always(.sales), title: ["Subject"], url: link,
        participants: [
            ParticipantRule(email: "FromAddress", role: "sender"),
            ParticipantRule(email: "ToAddress", role: "recipient", separator: ";"),
            ParticipantRule(email: "CcAddress", role: "copied", separator: ";"),
        ], sameAs: [SameAs("message_id", path: "MessageIdentifier")],
        properties: ["status": "Status", "message_id": "MessageIdentifier", "thread": "ThreadIdentifier"])
}

let emailMessages = sobject(
    "email_messages", "EmailMessage", traits: SObjectTraits(mayBeAbsent: true),
    fields: [
        "ParentId", "RelatedToId", "ActivityId", "Subject", "FromAddress", "ToAddress", "CcAddress", "MessageDate",
        "Incoming", "Status", "CreatedDate",
    ], optional: ["MessageIdentifier", "ThreadIdentifier", "IsOpened", "FirstOpenedDate"],
    references: [
        RecordReference(path: "ParentId", to: what, label: "parent"),
        RecordReference(path: "RelatedToId", to: what, label: "related"),
        RecordReference(path: "ActivityId", to: ["00T": "tasks"], label: "activity"),
    ],
    touchpoints: [
        message(.emailReceived, .inbound, when: [.equals(path: "Incoming", value: "true")]),
        // 5 is a draft.
        message(
            .emailSent, .outbound,
            when: [.noneOf(path: "Incoming", values: ["true"]), .noneOf(path: "Status", values: ["5"])]),
    ])

let emailMessageRelations = sobject(
    "email_message_relations", "EmailMessageRelation", traits: SObjectTraits(mayBeAbsent: true),
    fields: ["EmailMessageId", "RelationId", "RelationType", "RelationAddress"],
    references: [
        RecordReference(path: "EmailMessageId", to: "email_messages"),
        RecordReference(path: "RelationId", to: who, labels: "RelationType"),
    ], ties: [Tie(from: "email_messages", to: who.streams.sorted())])
