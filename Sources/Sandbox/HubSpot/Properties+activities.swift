extension Property {
    private static func activity(_ more: [Property]) -> [Property] {
        engagementIdentity + [
            Property("hs_timestamp", "Activity date", .field(ActivityField.at, .instant)),
            Property("hubspot_owner_id", "Activity assigned to", .field(ActivityField.owner, .owner)),
            Property("hs_created_by_user_id", "Activity created by", .user(ActivityField.owner)),
            Property("hs_engagement_source", "Engagement Source", .fixed("CRM_UI")),
        ] + more
    }

    static let calls: [Property] = {
        func field(_ field: CallField, _ encoding: Encoding) -> Source { .field(field.rawValue, encoding) }
        return activity([
            Property("hs_call_title", "Call Title", field(.title, .text)),
            Property("hs_call_body", "Call notes", field(.body, .text)),
            Property("hs_body_preview", "Body preview", field(.body, .text)),
            Property("hs_call_direction", "Call direction", field(.direction, .choice), options("INBOUND", "OUTBOUND")),
            Property(
                "hs_call_disposition", "Call outcome", field(.disposition, .choice),
                options([
                    ("f240bbac-87c9-4f6e-bf70-924b57d47db7", "Connected"),
                    ("9d9162e7-6cf3-4944-bf63-4dff82258764", "Busy"),
                    ("a4c4c377-d246-4b32-a13b-75a56a4cd0ff", "Left live message"),
                    ("b2cf5968-551e-4856-9783-52b3da59a7d0", "Left voicemail"),
                    ("73a0d17f-1163-4015-bdd5-ec830791da20", "No answer"),
                ])),
            Property(
                "hs_call_status", "Call status", field(.status, .choice),
                options("COMPLETED", "BUSY", "NO_ANSWER", "FAILED")),
            Property("hs_call_duration", "Call duration", field(.duration, .integer)),
            Property("hs_call_from_number", "From number", field(.fromNumber, .text)),
            Property("hs_call_to_number", "To number", field(.toNumber, .text)),
        ])
    }()

    static let emails: [Property] = {
        func field(_ field: EmailField, _ encoding: Encoding) -> Source { .field(field.rawValue, encoding) }
        return activity([
            Property("hs_email_subject", "Email subject", field(.subject, .text)),
            Property("hs_email_text", "Email body", field(.text, .text)),
            Property("hs_body_preview", "Body preview", field(.text, .text)),
            Property(
                "hs_email_direction", "Email direction", field(.direction, .choice),
                options("EMAIL", "INCOMING_EMAIL", "FORWARDED_EMAIL")),
            Property(
                "hs_email_status", "Email send status", field(.status, .choice), options("SENT", "BOUNCED", "FAILED")),
            Property("hs_email_from_email", "Email from address", field(.fromAddress, .text)),
            Property("hs_email_to_email", "Email to address", field(.toAddress, .text)),
            Property("hs_email_thread_id", "Email thread ID", field(.thread, .integer)),
        ])
    }()

    static let meetings: [Property] = {
        func field(_ field: MeetingField, _ encoding: Encoding) -> Source { .field(field.rawValue, encoding) }
        return activity([
            Property("hs_meeting_title", "Meeting name", field(.title, .text)),
            Property("hs_meeting_body", "Meeting description", field(.body, .text)),
            Property("hs_body_preview", "Body preview", field(.body, .text)),
            Property("hs_meeting_start_time", "Meeting start time", field(.at, .instant)),
            Property("hs_meeting_end_time", "Meeting end time", field(.endsAt, .instant)),
            Property(
                "hs_meeting_outcome", "Meeting outcome", field(.outcome, .choice),
                options("SCHEDULED", "COMPLETED", "RESCHEDULED", "NO_SHOW", "CANCELED")),
            Property("hs_meeting_location", "Meeting location", field(.location, .text)),
        ])
    }()

    static let notes = activity([
        Property("hs_note_body", "Note body", .field(NoteField.body.rawValue, .text)),
        Property("hs_body_preview", "Body preview", .field(NoteField.body.rawValue, .text)),
    ])

    static let tasks: [Property] = {
        func field(_ field: TaskField, _ encoding: Encoding) -> Source { .field(field.rawValue, encoding) }
        return activity([
            Property("hs_task_subject", "Task Title", field(.subject, .text)),
            Property("hs_task_body", "Task notes", field(.body, .text)),
            Property("hs_body_preview", "Body preview", field(.body, .text)),
            Property("hs_task_status", "Task Status", field(.status, .choice), options("NOT_STARTED", "COMPLETED")),
            Property("hs_task_type", "Task Type", field(.type, .choice), options("EMAIL", "CALL", "TODO")),
            Property(
                "hs_task_priority", "Priority", field(.priority, .choice), options("NONE", "LOW", "MEDIUM", "HIGH")),
            Property("hs_task_completion_date", "Completed at", field(.completedAt, .instant)),
        ])
    }()

    static let communications = activity([
        Property(
            "hs_communication_channel_type", "Channel Type", .field(MessageField.channel.rawValue, .choice),
            options("WHATS_APP", "LINKEDIN_MESSAGE", "SMS")),
        Property("hs_communication_body", "Communication Body", .field(MessageField.body.rawValue, .text)),
        Property("hs_body_preview", "Body preview", .field(MessageField.body.rawValue, .text)),
        Property("hs_communication_logged_from", "Logged From", .fixed("CRM")),
    ])

    static let letters = activity([
        Property("hs_postal_mail_body", "Postal mail body", .field(LetterField.body.rawValue, .text)),
        Property("hs_body_preview", "Body preview", .field(LetterField.body.rawValue, .text)),
    ])

    static let feedback: [Property] = {
        func field(_ field: SurveyField, _ encoding: Encoding) -> Source { .field(field.rawValue, encoding) }
        return engagementIdentity + [
            Property("hs_submission_timestamp", "Submission date", field(.at, .instant)),
            Property("hs_survey_type", "Survey Type", field(.type, .choice), options("NPS", "CSAT", "CES")),
            Property("hs_survey_id", "Survey ID", .fixed("1")),
            Property(
                "hs_survey_name", "Survey Name", field(.name, .choice),
                options([
                    ("How likely are you to recommend us?", "NPS"), ("Support satisfaction", "CSAT"),
                    ("How easy was it?", "CES"),
                ])),
            Property("hs_survey_channel", "Survey Channel", field(.channel, .choice), options("EMAIL", "WEB")),
            Property("hs_value", "Response", field(.score, .integer)),
            Property(
                "hs_response_group", "Response Group", field(.group, .choice),
                options("PROMOTER", "PASSIVE", "DETRACTOR")),
            Property(
                "hs_sentiment", "Sentiment", field(.sentiment, .choice), options("POSITIVE", "NEUTRAL", "NEGATIVE")),
            Property("hs_content", "Content", field(.comment, .text)),
            Property("hs_contact_id", "Contact ID", field(.person, .record)),
            Property("hs_ticket_id", "Ticket ID", field(.ticket, .record)),
        ]
    }()
}
