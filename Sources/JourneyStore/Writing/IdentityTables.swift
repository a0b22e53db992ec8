import Touchpoints

/// Where one kind of entity has its identity: people and accounts are resolved alike, each in tables of its own.
struct IdentityTables: Hashable, Sendable {
    let entity: EntityKind
    /// `id`, `created_at`, `seq`.
    let entities: String
    /// `old_id`, `new_id`, `seq`.
    let aliases: String
    /// `value`, `kind`, and the column `owner`.
    let identifiers: String
    let owner: String

    static let people = IdentityTables(
        entity: .person, entities: "people", aliases: "person_aliases", identifiers: "identifiers", owner: "person_id")
    static let accounts = IdentityTables(
        entity: .account, entities: "accounts", aliases: "account_aliases", identifiers: "account_identifiers",
        owner: "account_id")

    /// nil for what has no identity beyond its record: deals, tickets, activities.
    static func of(_ entity: EntityKind?) -> IdentityTables? {
        switch entity {
        case .person: people
        case .account: accounts
        case .deal, .ticket, nil: nil
        }
    }
}
