/// Where a person or company stands with the business. The order is the order of progress.
enum LifeStage: Int64, CaseIterable {
    case subscriber, lead, marketingQualified, salesQualified, opportunity, customer, evangelist, other
    /// A stage this company invented for itself.
    case partner
}

enum LeadStatus: Int64, CaseIterable {
    case new, open, inProgress, openDeal, unqualified, attempted, connected, badTiming
}

/// Deal stages of both pipelines: `sales` up to `lost`, `renewals` after it.
enum DealStage: Int64, CaseIterable {
    case appointment, qualified, presentation, decisionMaker, contractSent, won, lost
    case renewalDue, renewalOffered, renewalWon, renewalLost

    var isWon: Bool { self == .won || self == .renewalWon }
    var isLost: Bool { self == .lost || self == .renewalLost }
    var isClosed: Bool { isWon || isLost }
}

enum DealPipeline: Int64 {
    case sales, renewals
}

enum TicketStage: Int64, CaseIterable {
    case new, waitingOnContact, waitingOnUs, closed
}

enum LeadStage: Int64, CaseIterable {
    case new, attempting, connected, qualified, disqualified
}

/// How a person first came to the company.
enum Origin: Int64, CaseIterable {
    case form, advert, event, fileImport, referral, outreach
}

enum SubscriptionStatus: Int64, CaseIterable {
    case active, pastDue, cancelled
}

enum SurveyType: Int64, CaseIterable {
    case recommendation, satisfaction, effort
}

/// Who or what made a change.
enum ChangeSource: UInt8, CaseIterable {
    case fileImport, form, workflow, user, integration, merge
}
