/// How the two systems come to disagree about people: shares from 0 to 1 of those concerned.
///
/// Every one has a hash of the seed behind it, so that equal configurations give equal mistakes.
public struct SalesforceNoise: Sendable {
    /// Two letters of a name in the wrong order.
    public var typos = 0.04
    /// No e-mail address, for people with a phone number.
    public var withoutEmail = 0.04
    /// `info@` of the company instead of the person's own address.
    public var sharedInboxes = 0.02
    /// `ada+crm@…`, at private addresses only.
    public var plusAddresses = 0.1
    /// `Ada.Abel1@Example.org`.
    public var otherCase = 0.05
    /// Phone numbers without spaces, or without the country.
    public var phoneFormats = 0.3
    /// The number stands in MobilePhone instead of Phone.
    public var mobileFields = 0.3
    /// Phone is the number of the company, which many of its people give.
    public var switchboards = 0.02
    /// Leads that came twice; `mergedDuplicates` of them are merged later, some through a third one.
    public var duplicates = 0.05
    public var mergedDuplicates = 0.6
    /// People who change to another company: a new address, half of them as a new contact.
    public var jobChanges = 0.03
    /// Leads thrown away as spam; every second one comes back out of the recycle bin.
    public var discarded = 0.01

    public init() {}

    public static let none: SalesforceNoise = {
        var noise = SalesforceNoise()
        (noise.typos, noise.withoutEmail, noise.sharedInboxes, noise.plusAddresses) = (0, 0, 0, 0)
        (noise.otherCase, noise.phoneFormats, noise.duplicates, noise.jobChanges) = (0, 0, 0, 0)
        (noise.discarded, noise.mobileFields, noise.switchboards) = (0, 0, 0)
        return noise
    }()
}
