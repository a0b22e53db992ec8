/// What the simulated company keeps records of, in words that belong to no vendor.
enum Kind: UInt8, CaseIterable, Sendable {
    case person, company, deal, ticket, lead
    case call, email, meeting, note, task, message, letter
    case survey, subscription

    /// How many slots one record of this kind takes.
    var width: Int {
        switch self {
        case .person: PersonField.allCases.count
        case .company: CompanyField.allCases.count
        case .deal: DealField.allCases.count
        case .ticket: TicketField.allCases.count
        case .lead: LeadField.allCases.count
        case .call: CallField.allCases.count
        case .email: EmailField.allCases.count
        case .meeting: MeetingField.allCases.count
        case .note: NoteField.allCases.count
        case .task: TaskField.allCases.count
        case .message: MessageField.allCases.count
        case .letter: LetterField.allCases.count
        case .survey: SurveyField.allCases.count
        case .subscription: SubscriptionField.allCases.count
        }
    }

    /// The index of the owner slot, where records of this kind have an owner.
    var ownerField: Int? {
        switch self {
        case .person: PersonField.owner.rawValue
        case .company: CompanyField.owner.rawValue
        case .deal: DealField.owner.rawValue
        case .ticket: TicketField.owner.rawValue
        case .lead: LeadField.owner.rawValue
        case .call, .email, .meeting, .note, .task, .message, .letter: ActivityField.owner
        case .survey, .subscription: nil
        }
    }

    /// A merge of people or companies makes a new record; of anything else the first one survives.
    var mergeMakesNewRecord: Bool { self == .person || self == .company }

    static let activities: [Kind] = [.call, .email, .meeting, .note, .task, .message, .letter]
}

/// Every activity starts with the same two slots.
enum ActivityField {
    static let at = 0
    static let owner = 1
}

enum PersonField: Int, CaseIterable {
    case firstName, lastName, email, additionalEmails, phone, jobTitle, country, city
    case lifeStage, leadStatus, owner, origin, originDetail, optedOut, score, segment, webinarOn
}

enum CompanyField: Int, CaseIterable {
    case name, domain, industry, employees, revenue, country, city, lifeStage, owner, phone, tier
}

enum DealField: Int, CaseIterable {
    case name, amount, pipeline, stage, closeAt, owner, type, lossReason, nextStep
}

enum TicketField: Int, CaseIterable {
    case subject, content, pipeline, stage, priority, category, source, owner, closedAt
}

enum LeadField: Int, CaseIterable {
    case name, pipeline, stage, type, label, owner
}

enum CallField: Int, CaseIterable {
    case at, owner, title, body, direction, disposition, status, duration, fromNumber, toNumber
}

enum EmailField: Int, CaseIterable {
    case at, owner, subject, text, direction, status, fromAddress, toAddress, thread
}

enum MeetingField: Int, CaseIterable {
    case at, owner, title, body, endsAt, outcome, location
}

enum NoteField: Int, CaseIterable {
    case at, owner, body
}

enum TaskField: Int, CaseIterable {
    case at, owner, subject, body, status, type, priority, completedAt
}

enum MessageField: Int, CaseIterable {
    case at, owner, channel, body
}

enum LetterField: Int, CaseIterable {
    case at, owner, body
}

enum SurveyField: Int, CaseIterable {
    case at, type, name, channel, score, group, sentiment, comment, person, ticket
}

enum SubscriptionField: Int, CaseIterable {
    case name, plan, monthly, status, startedOn, renewsOn, cancelledOn
}
