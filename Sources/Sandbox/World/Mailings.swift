/// One mass e-mail.
struct Campaign {
    var id: Int64
    var sentAt: Instant
    var topic: Slot
    var number: Int
}

enum MailEventType: UInt8, CaseIterable {
    case sent, delivered, deferred, dropped, bounced, opened, clicked, statusChanged, markedAsSpam
}

/// What happened to one mass e-mail sent to one address. Events name the address, not the person: they outlive
/// deletions and merges.
struct MailEvent {
    var at: Instant
    /// A text slot.
    var recipient: Slot
    var serial: UInt32
    /// The event of sending that this one belongs to.
    var sentSerial: UInt32
    /// Milliseconds since the sending.
    var sinceSent: UInt32
    /// Index into the campaigns.
    var campaign: UInt16
    var type: MailEventType
    /// A machine opened or clicked, not a person.
    var isFiltered: Bool
}

/// An address was added to or taken off the mailing list.
struct OptChange {
    var at: Instant
    var recipient: Slot
    var isSubscribed: Bool
    /// Index into the campaigns, where a mail brought it about.
    var campaign: UInt16?
}

struct Form {
    var id: String
    var name: String
    var page: String
    var created: Instant
    /// Oldest first.
    var submissions: [Submission] = []
}

struct Submission {
    var at: Instant
    var email: Slot
    var serial: UInt32
}

struct MemberList {
    enum Processing {
        case manual, dynamic, snapshot
    }

    var id: Int64
    var name: String
    var kind: Kind
    var processing: Processing
    var created: Instant
    /// In the order in which they joined.
    var members: [Member] = []
}

struct Member {
    var row: UInt32
    var at: Instant
}

enum Team: Int, CaseIterable {
    case marketing, sales, success

    var name: String {
        switch self {
        case .marketing: "Marketing"
        case .sales: "Sales EMEA"
        case .success: "Customer Success"
        }
    }
}

/// An employee of the simulated company.
struct Owner {
    var id: Int64
    var userID: Int64
    var firstName: String
    var lastName: String
    var email: String
    var team: Team
    var isArchived: Bool
    var created: Instant
    var updated: Instant
}
