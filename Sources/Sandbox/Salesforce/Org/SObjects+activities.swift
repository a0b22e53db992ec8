enum TaskSlot: Int, CaseIterable { case origin, who, what, at, account }
enum EventSlot: Int, CaseIterable { case who, what, owner, subject, start, end }
enum MessageSlot: Int, CaseIterable { case parent, relatedTo, task }
enum MessageRelationSlot: Int, CaseIterable { case message, relation, isSender, address }
enum CaseSlot: Int, CaseIterable { case contact, account, queue }
enum CommentSlot: Int, CaseIterable { case parent, body }

/// What a task of the org came from.
enum TaskOrigin: Slot {
    case task, call, email
    /// Logged in bulk by a telephone service, in the org only.
    case phoneBank

    var kind: Kind? {
        switch self {
        case .task: .task
        case .call: .call
        case .email: .email
        case .phoneBank: nil
        }
    }

    /// The place of a field of the world's record.
    func place(subject: Bool) -> Int {
        switch self {
        case .task: subject ? TaskField.subject.rawValue : TaskField.body.rawValue
        case .call: subject ? CallField.title.rawValue : CallField.body.rawValue
        case .email, .phoneBank: subject ? EmailField.subject.rawValue : EmailField.text.rawValue
        }
    }
}

/// Tasks, events, e-mails and cases.
extension SObject {
    private static func origin(_ org: Org, _ row: Int) -> TaskOrigin {
        TaskOrigin(rawValue: org[.task].slot(row, TaskSlot.origin)) ?? .phoneBank
    }

    private static func isDone(_ org: Org, _ world: World, _ row: Int) -> Bool {
        guard origin(org, row) == .task else { return true }
        return org.worldSlot(.task, row, TaskField.status.rawValue, world) == 1
    }

    private static func calls(_ name: String, _ kind: SField.Kind, _ field: CallField, _ words: [String]) -> SField {
        computed(name, kind) { org, world, row in
            guard origin(org, row) == .call else { return .null }
            let slot = org.worldSlot(.task, row, field.rawValue, world)
            if slot == .absent { return .null }
            if kind == .int { return .whole(slot / 1_000) }
            return words.indices.contains(Int(truncatingIfNeeded: slot)) ? .word(words[Int(slot)]) : .null
        }
    }

    static let tasks: SObject = SObject(
        .task, "Task", "Task", "00T", width: TaskSlot.allCases.count,
        identity() + [
            SField("WhoId", .reference, .own(TaskSlot.who.rawValue)).to("Who", .contact, .lead),
            SField("WhatId", .reference, .own(TaskSlot.what.rawValue)).to("What", .account, .opportunity, .supportCase),
            computed("Subject", .string) { org, world, row in
                let origin = origin(org, row)
                guard origin != .phoneBank else {
                    return .text(Text.callTitle.slot(Int64(mixed(UInt64(row)) & 0xFF)))
                }
                return .text(org.worldSlot(.task, row, origin.place(subject: true), world))
            }.settable,
            computed("Description", .textarea) { org, world, row in
                let origin = origin(org, row)
                guard origin != .phoneBank else { return .text(Text.note.slot(mixed(UInt64(row) &+ 5))) }
                return .text(org.worldSlot(.task, row, origin.place(subject: false), world))
            }.settable,
            SField("ActivityDate", .date, .own(TaskSlot.at.rawValue)),
            computed("Status", .picklist) { org, world, row in
                .word(isDone(org, world, row) ? "Completed" : "Not Started")
            }.among(["Not Started", "Completed"]),
            computed("IsClosed", .boolean) { org, world, row in .flag(isDone(org, world, row)) },
            computed("CompletedDateTime", .datetime) { org, world, row in
                guard isDone(org, world, row) else { return .null }
                guard origin(org, row) == .task else {
                    return .instant(org[.task].slot(row, TaskSlot.at) / Span.second * Span.second)
                }
                let done = org.worldSlot(.task, row, TaskField.completedAt.rawValue, world)
                return done == .absent ? .null : .instant(done - done % Span.second)
            },
            computed("Priority", .picklist) { org, world, row in
                guard origin(org, row) == .task else { return .word("Normal") }
                let slot = org.worldSlot(.task, row, TaskField.priority.rawValue, world)
                return .word(slot == 3 ? "High" : slot == 1 ? "Low" : "Normal")
            }.among(["High", "Normal", "Low"]),
            computed("TaskSubtype", .picklist) { org, _, row in
                switch origin(org, row) {
                case .task: .word("Task")
                case .call, .phoneBank: .word("Call")
                case .email: .word("Email")
                }
            }.among(["Task", "Email", "ListEmail", "Cadence", "Call", "LinkedIn"]),
            calls("CallType", .picklist, .direction, ["Inbound", "Outbound"]),
            calls("CallDurationInSeconds", .int, .duration, []),
            calls(
                "CallDisposition", .string, .disposition,
                ["Connected", "Busy", "Left live message", "Left voicemail", "No answer"]),
            computed("OwnerId", .reference) { org, world, row in
                let owner = org.worldSlot(.task, row, ActivityField.owner, world)
                return .reference(RecordReference(.user, owner == .absent ? row % 12 : Int(owner)))
            }.to("Owner", .group, .user),
            SField("AccountId", .reference, .own(TaskSlot.account.rawValue)).to("Account", .account),
            computed("IsArchived", .boolean) { org, world, row in .flag(org.isArchived(.task, row, world)) },
            SField("IsRecurrence", .boolean, .fixed(0)),
        ])

    static let events = SObject(
        .event, "Event", "Event", "00U", width: EventSlot.allCases.count,
        identity() + [
            SField("WhoId", .reference, .own(EventSlot.who.rawValue)).to("Who", .contact, .lead),
            SField("WhatId", .reference, .own(EventSlot.what.rawValue)).to(
                "What", .account, .opportunity, .supportCase),
            SField("Subject", .string, .world(MeetingField.title.rawValue)),
            SField("Description", .textarea, .world(MeetingField.body.rawValue)),
            SField("Location", .string, .world(MeetingField.location.rawValue)),
            SField("StartDateTime", .datetime, .world(MeetingField.at.rawValue)),
            SField("ActivityDateTime", .datetime, .world(MeetingField.at.rawValue)),
            SField("EndDateTime", .datetime, .world(MeetingField.endsAt.rawValue)),
            SField("ActivityDate", .date, .world(MeetingField.at.rawValue)),
            computed("DurationInMinutes", .int) { org, world, row in
                let start = org.worldSlot(.event, row, MeetingField.at.rawValue, world)
                let end = org.worldSlot(.event, row, MeetingField.endsAt.rawValue, world)
                return start == .absent || end == .absent ? .null : .whole((end - start) / Span.minute)
            },
            SField("OwnerId", .reference, .owner(MeetingField.owner.rawValue)).to("Owner", .user),
            SField("EventSubtype", .picklist, .word("Event")), SField("ShowAs", .picklist, .word("Busy")),
            SField("IsAllDayEvent", .boolean, .fixed(0)), SField("IsChild", .boolean, .fixed(0)),
            SField("IsGroupEvent", .boolean, .fixed(0)), SField("IsRecurrence", .boolean, .fixed(0)),
            computed("IsArchived", .boolean) { org, world, row in .flag(org.isArchived(.event, row, world)) },
        ])

    static func relations(
        _ kind: SObjectKind, _ name: String, _ label: String, _ prefix: String, of parent: SObjectKind,
        _ parentName: String
    ) -> SObject {
        var fields =
            identity() + [
                SField("\(parentName)Id", .reference, .own(RelationSlot.parent.rawValue)).to(parentName, parent),
                SField("RelationId", .reference, .own(RelationSlot.relation.rawValue)).to(
                    "Relation", .account, .contact, .lead, .user),
                SField("IsWhat", .boolean, .fixed(0)),
            ]
        if kind == .eventRelation {
            fields += [
                SField("Status", .picklist, .own(RelationSlot.status.rawValue)).among(["New", "Accepted", "Declined"]),
                SField("RespondedDate", .datetime, .own(RelationSlot.at.rawValue)),
            ]
        }
        return SObject(kind, name, label, prefix, width: RelationSlot.allCases.count, fields)
    }

    static let emailMessages = SObject(
        .emailMessage, "EmailMessage", "Email Message", "02s", width: MessageSlot.allCases.count,
        identity() + [
            SField("ParentId", .reference, .own(MessageSlot.parent.rawValue)).to("Parent", .supportCase),
            SField("RelatedToId", .reference, .own(MessageSlot.relatedTo.rawValue)).to(
                "RelatedTo", .account, .opportunity),
            SField("ActivityId", .reference, .own(MessageSlot.task.rawValue)).to("Activity", .task),
            SField("Subject", .string, .world(EmailField.subject.rawValue)),
            SField("TextBody", .textarea, .world(EmailField.text.rawValue)),
            SField("FromAddress", .email, .world(EmailField.fromAddress.rawValue)),
            SField("ToAddress", .string, .world(EmailField.toAddress.rawValue)),
            SField("CcAddress", .string, .fixed(.absent)),
            SField("MessageDate", .datetime, .world(EmailField.at.rawValue)),
            computed("Incoming", .boolean) { org, world, row in
                .flag(org.worldSlot(.emailMessage, row, EmailField.direction.rawValue, world) == 1)
            },
            computed("Status", .picklist) { org, world, row in
                .word(org.worldSlot(.emailMessage, row, EmailField.direction.rawValue, world) == 1 ? "1" : "3")
            }.among(["0", "1", "2", "3", "4", "5"]),
            computed("MessageIdentifier", .string) { org, world, row in
                .word(world.messageID(ofEmail: Int(org[.emailMessage].source[row])))
            },
            computed("ThreadIdentifier", .string) { org, world, row in
                let thread = org.worldSlot(.emailMessage, row, EmailField.thread.rawValue, world)
                return thread == .absent ? .null : .word("<thread-\(thread)@mail.waymark-demo.example.com>")
            },
            SField("IsOpened", .boolean, .fixed(0)), SField("FirstOpenedDate", .datetime, .fixed(.absent)),
        ])

    static let emailMessageRelations = SObject(
        .emailMessageRelation, "EmailMessageRelation", "Email Message Relation", "0bA",
        width: MessageRelationSlot.allCases.count,
        identity() + [
            SField("EmailMessageId", .reference, .own(MessageRelationSlot.message.rawValue)).to(
                "EmailMessage", .emailMessage),
            SField("RelationId", .reference, .own(MessageRelationSlot.relation.rawValue)).to(
                "Relation", .contact, .lead, .user),
            computed("RelationType", .picklist) { org, _, row in
                .word(
                    org[.emailMessageRelation].slot(row, MessageRelationSlot.isSender) == 1
                        ? "FromAddress" : "ToAddress")
            },
            SField("RelationAddress", .string, .own(MessageRelationSlot.address.rawValue)),
        ])

    static let supportCases = SObject(
        .supportCase, "Case", "Case", "500", width: CaseSlot.allCases.count,
        identity() + [
            SField("MasterRecordId", .reference, .master).to("MasterRecord", .supportCase),
            computed("CaseNumber", .string) { _, _, row in .word(String(String(100_000_000 + row).dropFirst())) },
            SField("Subject", .string, .world(TicketField.subject.rawValue)),
            SField("Description", .textarea, .world(TicketField.content.rawValue)),
            SField("Status", .picklist, .choice(TicketField.stage.rawValue, StageWords.support)),
            SField("Priority", .picklist, .choice(TicketField.priority.rawValue, ["Low", "Medium", "High"])),
            SField("Origin", .picklist, .choice(TicketField.source.rawValue, ["Email", "Web", "Phone", "Chat"])),
            computed("IsClosed", .boolean) { org, world, row in
                .flag(
                    org.worldSlot(.supportCase, row, TicketField.stage.rawValue, world) == TicketStage.closed.rawValue)
            },
            SField("ClosedDate", .datetime, .world(TicketField.closedAt.rawValue)).readOnly,
            SField("ContactId", .reference, .own(CaseSlot.contact.rawValue)).to("Contact", .contact),
            SField("AccountId", .reference, .own(CaseSlot.account.rawValue)).to("Account", .account),
            SField("ParentId", .reference, .fixed(.absent)).to("Parent", .supportCase),
            computed("OwnerId", .reference) { org, world, row in
                if let queue = org[.supportCase].reference(row, CaseSlot.queue) { return .reference(queue) }
                let owner = org.worldSlot(.supportCase, row, TicketField.owner.rawValue, world)
                return .reference(RecordReference(.user, owner == .absent ? 0 : Int(owner)))
            }.to("Owner", .group, .user),
        ])

    static let caseComments = SObject(
        .caseComment, "CaseComment", "Case Comment", "00a", width: CommentSlot.allCases.count,
        identity() + [
            SField("ParentId", .reference, .own(CommentSlot.parent.rawValue)).to("Parent", .supportCase),
            SField("CommentBody", .textarea, .own(CommentSlot.body.rawValue)),
            SField("IsPublished", .boolean, .fixed(1)),
        ])
}

extension World {
    /// What mail servers know a message by: the same in every system that logs it.
    func messageID(ofEmail row: Int) -> String {
        "<\(String(mixed(UInt64(row) ^ plan.seed &* 31), radix: 36))@mail.waymark-demo.example.com>"
    }
}
