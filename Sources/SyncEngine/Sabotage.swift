package import Identity

/// The usual mistakes of sync programs. One at a time can take the place of the rule that avoids it, for one purpose:
/// the conformance suite shows that it would notice.
package enum Sabotage: String, CaseIterable, Sendable {
    /// A window begins behind what was read last: `>` instead of `>=`, and no second look at the past.
    case strictBound = "strict-bound"
    /// A window begins where the last one ended: what became visible late is never seen.
    case noOverlap = "no-overlap"
    /// Nobody looks a second time at what has been read.
    case noSecondLook = "no-second-look"
    /// A window ends now, although the index is behind.
    case noLag = "no-lag"
    /// A window ends by this machine's clock.
    case localClock = "local-clock"
    /// What an answer counts is not compared with what it holds.
    case believeShortPages = "believe-short-pages"
    /// The next page begins behind the last id of this one.
    case trustOrder = "trust-order"
    /// The cursor is committed before the rows that it stands for.
    case cursorBeforeRows = "cursor-before-rows"
    /// How far reading has come is kept at its end only.
    case progressAtEnd = "progress-at-end"
    /// An answer without its list is an empty list.
    case emptyIsEnd = "empty-is-end"
    /// A cursor that comes again is the end.
    case repeatIsEnd = "repeat-is-end"
    /// A listing that breaks off is taken for complete.
    case brokenListingIsComplete = "broken-listing-is-complete"
    /// However much is missing from a listing is deleted.
    case believeMassDeletion = "believe-mass-deletion"
    /// Merged records leave no alias.
    case forgetMerges = "forget-merges"
    /// Nobody looks for what was set aside.
    case noArchivedSweep = "no-archived-sweep"
    /// Nobody looks for what is missing.
    case noAbsentSweep = "no-absent-sweep"
    /// Associations are read when their record changes, and only then.
    case noAssociationSweep = "no-association-sweep"
    /// Next links are followed wherever they lead.
    case followForeignLinks = "follow-foreign-links"
    /// What may not be read holds nothing: the run is green.
    case permissionIsEmpty = "permission-is-empty"
    /// `Retry-After` is not waited for.
    case retryAtOnce = "retry-at-once"
    /// A rotated refresh token is kept in memory only.
    case forgetRotatedToken = "forget-rotated-token"

    /// A record that cannot be mapped is left out.
    case skipUnmappable = "skip-unmappable"
    /// What fields there are is what it was at the first look.
    case ignoreNewFields = "ignore-new-fields"
    /// A stream that was refused something holds what came until then: the run is green.
    case refusalIsEnd = "refusal-is-end"
    /// However long the vendor asks to wait, it is waited.
    case waitForQuota = "wait-for-quota"
    /// Of a member that stands in an answer twice, the first counts.
    case believeDuplicates = "believe-duplicates"

    /// People who were joined stay joined, whatever becomes of the evidence.
    case noUnmerge = "no-unmerge"
    /// Whoever has an address or website at a provider of mailboxes belongs to one company.
    case freeMailJoinsAccounts = "free-mail-joins-accounts"
    /// A record belongs to the first person that fits, and two who are known are never found to be one.
    case orderDependence = "order-dependence"

    /// The promise that has to notice.
    package var noticedBy: String {
        switch self {
        case .strictBound: "bounds"
        case .noOverlap: "late"
        case .noSecondLook: "very-late"
        case .noLag: "complete-through"
        case .localClock: "clock-skew"
        case .believeShortPages, .emptyIsEnd, .repeatIsEnd, .followForeignLinks: "lies"
        case .trustOrder: "order-not-trusted"
        case .cursorBeforeRows: "killed"
        case .progressAtEnd: "progress-kept"
        case .brokenListingIsComplete: "breaks-off"
        case .believeMassDeletion: "mass-deletion"
        case .forgetMerges: "merged"
        case .noArchivedSweep: "archived"
        case .noAbsentSweep: "purged"
        case .noAssociationSweep: "associations"
        case .permissionIsEmpty: "permission"
        case .retryAtOnce: "storms"
        case .forgetRotatedToken: "rotated-token"
        case .skipUnmappable: "values"
        case .ignoreNewFields: "schema-drift"
        case .refusalIsEnd: "refusals"
        case .waitForQuota: "quota-end"
        case .believeDuplicates: "wire"
        case .noUnmerge: "people-part"
        case .freeMailJoinsAccounts: "free-mail"
        case .orderDependence: "same-people"
        }
    }

    /// How identifiers are understood under it.
    package var identity: IdentityRules {
        var rules = IdentityRules.standard
        switch self {
        case .noUnmerge: rules.revision = .joining
        case .freeMailJoinsAccounts: rules.knowsFreeMail = false
        case .orderDependence: rules.revision = .never
        default: break
        }
        return rules
    }

    @TaskLocal package static var current: Sabotage?

    var isOn: Bool { Self.current == self }
}
