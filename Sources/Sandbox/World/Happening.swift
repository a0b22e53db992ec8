/// What can happen on an ordinary day. The order is the order of the report.
enum Happening: String, CaseIterable, Sendable {
    case arrival, activity, mailing, edit, stageMove, handoff, dealOpened, dealMove, leadMove
    case ticketOpened, ticketMove, survey, subscriptionChange, taskDone, submission, listJoined, optOut
    case association, dissociation
    case merge, companyMerge, dealMerge, archive, restore, purge

    /// How often per day for every thousand people.
    var rate: Double {
        switch self {
        case .arrival: 2
        case .activity: 5
        case .mailing: 4
        case .edit: 2
        case .stageMove: 2
        case .handoff: 0.6
        case .dealOpened: 0.25
        case .dealMove: 0.6
        case .leadMove: 0.5
        case .ticketOpened: 0.3
        case .ticketMove: 0.6
        case .survey: 0.2
        case .subscriptionChange: 0.05
        case .taskDone: 0.3
        case .submission: 0.6
        case .listJoined: 0.5
        case .optOut: 0.1
        case .association: 0.4
        case .dissociation: 0.2
        case .merge: 0.1
        case .companyMerge: 0.02
        case .dealMerge: 0.02
        case .archive: 0.3
        case .restore: 0.08
        case .purge: 0.05
        }
    }
}

/// How often each thing happened while the company lived on.
struct Chronicle: Sendable {
    var counts: [Happening: Int] = [:]

    mutating func note(_ happening: Happening) {
        counts[happening, default: 0] += 1
    }
}
