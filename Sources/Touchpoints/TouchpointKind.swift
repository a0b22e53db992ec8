/// What happened, as `noun.verb`. A closed list: design §7; other tools may rely on it.
public enum TouchpointKind: String, Sendable, Codable, CaseIterable {
    case ownerChanged = "owner.changed"
    case emailSent = "email.sent"
    case emailDelivered = "email.delivered"
    case emailOpened = "email.opened"
    case emailClicked = "email.clicked"
    case emailReplied = "email.replied"
    case emailReceived = "email.received"
    case emailBounced = "email.bounced"
    case emailUnsubscribed = "email.unsubscribed"
    case emailMarkedSpam = "email.marked_spam"
    case formSubmitted = "form.submitted"
    case pageViewed = "page.viewed"
    case adClicked = "ad.clicked"
    case callMade = "call.made"
    case callReceived = "call.received"
    case callMissed = "call.missed"
    case meetingBooked = "meeting.booked"
    case meetingHeld = "meeting.held"
    case meetingMissed = "meeting.missed"
    case meetingCancelled = "meeting.cancelled"
    case messageSent = "message.sent"
    case messageReceived = "message.received"
    case noteAdded = "note.added"
    case taskCompleted = "task.completed"
    case campaignJoined = "campaign.joined"
    case campaignResponded = "campaign.responded"
    case listJoined = "list.joined"
    case listLeft = "list.left"
    case eventRegistered = "event.registered"
    case eventAttended = "event.attended"
    case leadCreated = "lead.created"
    case leadConverted = "lead.converted"
    case leadDisqualified = "lead.disqualified"
    case lifecycleChanged = "lifecycle.changed"
    case dealCreated = "deal.created"
    case dealStageChanged = "deal.stage_changed"
    case dealWon = "deal.won"
    case dealLost = "deal.lost"
    case ticketOpened = "ticket.opened"
    case ticketReplied = "ticket.replied"
    case ticketSolved = "ticket.solved"
    case ticketReopened = "ticket.reopened"
    case surveyAnswered = "survey.answered"
    case reviewPosted = "review.posted"
    case subscriptionStarted = "subscription.started"
    case subscriptionRenewed = "subscription.renewed"
    case subscriptionUpgraded = "subscription.upgraded"
    case subscriptionDowngraded = "subscription.downgraded"
    case subscriptionPaused = "subscription.paused"
    case subscriptionCancelled = "subscription.cancelled"
    case subscriptionResumed = "subscription.resumed"
    case invoicePaid = "invoice.paid"
    case invoiceFailed = "invoice.failed"
    case invoiceRefunded = "invoice.refunded"
    case productActivated = "product.activated"
    case productUsed = "product.used"
    case referralMade = "referral.made"
    /// Something that the source calls by a name of its own, kept in the property `activity`: a step of an event log.
    case activityRecorded = "activity.recorded"
}

/// Where the interaction took place.
public enum Channel: String, Sendable, Codable, CaseIterable {
    case email, phone, meeting, chat, sms, social, web, ad, event, form
    case inProduct = "in_product"
    case support, survey, billing, mail
    case inPerson = "in_person"
    case crm
}

/// Who reached out: `inbound` is from the customer, `outbound` from the business.
public enum Direction: String, Sendable, Codable, CaseIterable {
    case inbound, outbound, mutual, `internal`
}

/// The part of the business that is responsible at that moment.
public enum Team: String, Sendable, Codable, CaseIterable {
    case marketing, sales, success, support, product, billing
}

/// A stage of the journey. The seven standard ones are named; a configuration may name its own.
public struct Stage: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral, CustomStringConvertible
{
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
    public var description: String { rawValue }

    /// In the order in which customers usually pass them.
    public static let standard: [Stage] = [
        "awareness", "consideration", "decision", "onboarding", "adoption", "expansion", "advocacy",
    ]
}
