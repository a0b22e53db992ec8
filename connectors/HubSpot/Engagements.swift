import ConnectorKit
import JSON
import Touchpoints

private let related = ["contacts", "companies", "deals", "tickets"]
private let common = ["hs_timestamp", "hs_createdate", "hubspot_owner_id", "hs_body_preview", "hs_activity_type"]

/// A touchpoint made of an engagement: its facet is fixed, so a changed outcome changes the touchpoint, not its identity.
private func engagement(
    _ facet: String, when: [Condition] = [], _ kind: Choice<TouchpointKind>, _ channel: Choice<Channel>,
    _ direction: Direction, at: FirstOf = ["properties.hs_timestamp", "properties.hs_createdate"],
    team: Team? = .sales, title: FirstOf, sameAs: [SameAs] = [], properties: [String: JSONPath] = [:]
) -> TouchpointRule {
    TouchpointRule(
        facet: facet, when: when, kind: kind, channel: channel, direction: .always(direction), at: at,
        team: team.map { .always($0) }, owner: property("hubspot_owner_id"), title: title, sameAs: sameAs,
        properties: properties)
}

private let unanswered = ["NO_ANSWER", "BUSY", "CANCELED", "FAILED"]
private let callDetails: [String: JSONPath] = [
    "disposition": property("hs_call_disposition"), "status": property("hs_call_status"),
    "duration_ms": property("hs_call_duration"),
]

let calls = crmObject(
    "calls", scopes: ["crm.objects.contacts.read"],
    properties: common + [
        "hs_call_title", "hs_call_direction", "hs_call_disposition", "hs_call_duration", "hs_call_status",
        "hs_call_from_number", "hs_call_to_number",
    ],
    associatedWith: related,
    touchpoints: [
        engagement(
            "call",
            when: [
                .equals(path: property("hs_call_direction"), value: "INBOUND"),
                .oneOf(path: property("hs_call_status"), values: unanswered),
            ], .always(.callMissed), .always(.phone), .inbound, title: ["properties.hs_call_title"],
            properties: callDetails),
        engagement(
            "call",
            when: [
                .equals(path: property("hs_call_direction"), value: "INBOUND"),
                .noneOf(path: property("hs_call_status"), values: unanswered),
            ], .always(.callReceived), .always(.phone), .inbound, title: ["properties.hs_call_title"],
            properties: callDetails),
        // Calls without a direction are logged by hand, by those who made them.
        engagement(
            "call", when: [.noneOf(path: property("hs_call_direction"), values: ["INBOUND"])], .always(.callMade),
            .always(.phone), .outbound, title: ["properties.hs_call_title"], properties: callDetails),
    ])

private let emailDetails: [String: JSONPath] = [
    "status": property("hs_email_status"), "thread": property("hs_email_thread_id"),
]

/// By which another system tells of the same e-mail.
private let messageID = [SameAs("message_id", path: property("hs_email_message_id"))]

let emails = crmObject(
    "emails", scopes: ["crm.objects.contacts.read", "sales-email-read"],
    properties: common + [
        "hs_email_subject", "hs_email_direction", "hs_email_status", "hs_email_from_email", "hs_email_to_email",
        "hs_email_thread_id", "hs_email_message_id",
    ],
    associatedWith: related,
    touchpoints: [
        engagement(
            "email",
            when: [
                .equals(path: property("hs_email_direction"), value: "EMAIL"),
                .noneOf(path: property("hs_email_status"), values: ["BOUNCED", "FAILED", "SCHEDULED", "SENDING"]),
            ], .always(.emailSent), .always(.email), .outbound, title: ["properties.hs_email_subject"],
            sameAs: messageID, properties: emailDetails),
        engagement(
            "email",
            when: [
                .equals(path: property("hs_email_direction"), value: "EMAIL"),
                .equals(path: property("hs_email_status"), value: "BOUNCED"),
            ], .always(.emailBounced), .always(.email), .outbound, title: ["properties.hs_email_subject"],
            sameAs: messageID, properties: emailDetails),
        engagement(
            "email", when: [.equals(path: property("hs_email_direction"), value: "INCOMING_EMAIL")],
            .always(.emailReceived), .always(.email), .inbound, title: ["properties.hs_email_subject"],
            sameAs: messageID, properties: emailDetails),
        // Logged by forwarding or BCC: which way it went, HubSpot does not know.
        engagement(
            "email", when: [.equals(path: property("hs_email_direction"), value: "FORWARDED_EMAIL")],
            .always(.emailSent), .always(.email), .mutual, title: ["properties.hs_email_subject"],
            sameAs: messageID, properties: emailDetails),
    ])

let meetings = crmObject(
    "meetings", scopes: ["crm.objects.contacts.read"],
    properties: common + [
        "hs_meeting_title", "hs_meeting_start_time", "hs_meeting_end_time", "hs_meeting_outcome",
        "hs_meeting_location",
    ],
    associatedWith: related,
    touchpoints: [
        engagement(
            "meeting",
            .by(
                property("hs_meeting_outcome"),
                [
                    "COMPLETED": .meetingHeld, "NO_SHOW": .meetingMissed, "CANCELED": .meetingCancelled,
                ], otherwise: .meetingBooked),
            .always(.meeting), .mutual,
            at: ["properties.hs_meeting_start_time", "properties.hs_timestamp", "properties.hs_createdate"],
            title: ["properties.hs_meeting_title"],
            properties: ["outcome": property("hs_meeting_outcome"), "end": property("hs_meeting_end_time")])
    ])

let notes = crmObject(
    "notes", scopes: ["crm.objects.contacts.read"], properties: common, associatedWith: related,
    touchpoints: [
        engagement("note", .always(.noteAdded), .always(.crm), .internal, title: ["properties.hs_body_preview"])
    ])

let tasks = crmObject(
    "tasks", scopes: ["crm.objects.contacts.read"],
    properties: common + [
        "hs_task_subject", "hs_task_status", "hs_task_type", "hs_task_priority", "hs_task_completion_date",
    ],
    associatedWith: related,
    touchpoints: [
        // `hs_timestamp` of a task is when it is due, not when something happened.
        engagement(
            "task", when: [.equals(path: property("hs_task_status"), value: "COMPLETED")], .always(.taskCompleted),
            .by(property("hs_task_type"), ["EMAIL": .email, "CALL": .phone], otherwise: .crm), .outbound,
            at: ["properties.hs_task_completion_date", "updatedAt"], title: ["properties.hs_task_subject"],
            properties: ["type": property("hs_task_type")])
    ])

/// Not in HubSpot's list of searchable objects, although its specification has the endpoint: read by listing.
let communications = crmObject(
    "communications", scopes: ["crm.objects.contacts.read"],
    properties: common + ["hs_communication_channel_type", "hs_communication_logged_from"], associatedWith: related,
    reading: crmListing(every: 21_600),
    touchpoints: [
        engagement(
            "message", .always(.messageSent),
            .by(
                property("hs_communication_channel_type"),
                ["WHATS_APP": .chat, "SMS": .sms, "LINKEDIN_MESSAGE": .social], otherwise: .chat),
            // The API does not say which way a message went.
            .mutual, title: ["properties.hs_body_preview"],
            properties: ["type": property("hs_communication_channel_type")])
    ])

let postalMail = crmObject(
    "postal_mail", scopes: ["crm.objects.contacts.read"], properties: common, associatedWith: related,
    touchpoints: [
        engagement("mail", .always(.messageSent), .always(.mail), .outbound, title: ["properties.hs_body_preview"])
    ])

/// Scales as HubSpot's surveys have them: NPS 0–10, CSAT 1–5, CES 1–7.
private func survey(_ type: String, _ origin: Sentiment.Origin, _ worst: Double, _ best: Double) -> TouchpointRule {
    TouchpointRule(
        facet: "answer", when: [.equals(path: property("hs_survey_type"), value: type)],
        kind: .always(.surveyAnswered), channel: .always(.survey), direction: .always(.inbound),
        at: ["properties.hs_submission_timestamp", "properties.hs_createdate"], team: .always(.success),
        sentiment: SentimentRule(path: property("hs_value"), origin: .always(origin), worst: worst, best: best),
        title: ["properties.hs_survey_name"],
        participants: [ParticipantRule(record: property("hs_contact_id"), of: "contacts", role: "respondent")],
        properties: ["type": property("hs_survey_type"), "value": property("hs_value")])
}

let feedbackSubmissions = crmObject(
    "feedback_submissions", scopes: ["crm.objects.feedback_submissions.read"],
    properties: [
        "hs_survey_type", "hs_survey_id", "hs_survey_name", "hs_survey_channel", "hs_value", "hs_response_group",
        "hs_sentiment", "hs_content", "hs_submission_timestamp", "hs_contact_id", "hs_ticket_id", "hs_createdate",
    ],
    associatedWith: ["contacts", "tickets"],
    touchpoints: [
        survey("NPS", .nps, 0, 10), survey("CSAT", .csat, 1, 5), survey("CES", .ces, 1, 7),
        TouchpointRule(
            facet: "answer", when: [.noneOf(path: property("hs_survey_type"), values: ["NPS", "CSAT", "CES"])],
            kind: .always(.surveyAnswered), channel: .always(.survey), direction: .always(.inbound),
            at: ["properties.hs_submission_timestamp", "properties.hs_createdate"], team: .always(.success),
            title: ["properties.hs_survey_name"],
            participants: [ParticipantRule(record: property("hs_contact_id"), of: "contacts", role: "respondent")],
            properties: ["type": property("hs_survey_type"), "value": property("hs_value")]),
    ])
