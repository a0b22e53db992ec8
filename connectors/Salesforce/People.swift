import ConnectorKit
import JSON
import Touchpoints

/// Numbers at which the person answers; an account's are everybody's. `Phone` may be a switchboard: a number never joins
/// people by itself.
private func phones(_ fields: String...) -> [IdentifierReading] {
    fields.map { IdentifierReading(.phone, path: path($0)) }
}

/// `Name` has the middle name and the suffix, which other systems do not know.
private let personName: [JSONPath] = ["FirstName", "LastName"]

let leads = sobject(
    "leads", "Lead", entity: .person, traits: SObjectTraits(isMergeable: true),
    fields: [
        "FirstName", "LastName", "Name", "Company", "Title", "Email", "Phone", "MobilePhone", "LeadSource", "Status",
        "OwnerId", "IsConverted", "ConvertedDate", "ConvertedContactId", "ConvertedAccountId", "ConvertedOpportunityId",
        "CreatedDate",
    ], optional: ["CurrencyIsoCode", "HasOptedOutOfEmail"],
    // The lead stays, and means the contact from then on.
    conversions: [Conversion(path: "ConvertedContactId", into: "contacts")],
    references: [
        RecordReference(path: "ConvertedAccountId", to: "accounts", label: "converted"),
        RecordReference(path: "ConvertedOpportunityId", to: "opportunities", label: "converted"),
    ], emails: [EmailList(path: "Email")], identifiers: phones("Phone", "MobilePhone"), displayName: personName,
    tracked: ["Status", "OwnerId"],
    touchpoints: [
        TouchpointRule(
            facet: "created", kind: .always(.leadCreated), channel: .always(.crm), direction: .always(.internal),
            at: "CreatedDate", team: .always(.marketing), owner: "OwnerId", stage: .always("awareness"),
            campaign: CampaignRule(source: "LeadSource"), title: ["Name", "Email"], url: link,
            properties: ["source": "LeadSource"]),
        // The day only: the API does not tell the moment.
        TouchpointRule(
            facet: "converted", when: [.equals(path: "IsConverted", value: "true")], kind: .always(.leadConverted),
            channel: .always(.crm), direction: .always(.internal), at: ["ConvertedDate", "SystemModstamp"],
            team: .always(.sales), owner: "OwnerId", stage: .always("consideration"), title: ["Name", "Email"],
            url: link, properties: ["opportunity": "ConvertedOpportunityId"]),
    ])

/// Person accounts have a contact of their own, so that every person is one.
let contacts = sobject(
    "contacts", "Contact", entity: .person, traits: SObjectTraits(isMergeable: true),
    fields: [
        "AccountId", "FirstName", "LastName", "Name", "Title", "Email", "Phone", "MobilePhone", "LeadSource",
        "OwnerId", "CreatedDate",
    ], optional: ["IsPersonAccount", "HasOptedOutOfEmail", "HomePhone", "OtherPhone"],
    parent: ParentReference(stream: "accounts", id: "AccountId"), emails: [EmailList(path: "Email")],
    identifiers: phones("Phone", "MobilePhone", "HomePhone", "OtherPhone"), displayName: personName,
    tracked: ["OwnerId", "AccountId"])

let accounts = sobject(
    "accounts", "Account", entity: .account, traits: SObjectTraits(isMergeable: true),
    fields: ["Name", "Website", "Industry", "Type", "Phone", "ParentId", "OwnerId", "CreatedDate"],
    optional: ["IsPersonAccount", "PersonContactId", "PersonEmail", "NumberOfEmployees", "AnnualRevenue"],
    references: [RecordReference(path: "PersonContactId", to: "contacts", label: "person")],
    identifiers: [IdentifierReading(.domain, path: "Website")], displayName: ["Name"], tracked: ["OwnerId", "Type"])

/// Contacts of several accounts, where the org has turned that on.
let accountContactRelations = sobject(
    "account_contact_relations", "AccountContactRelation", traits: SObjectTraits(mayBeAbsent: true),
    fields: ["AccountId", "ContactId", "Roles", "IsActive", "IsDirect", "StartDate", "EndDate"],
    references: [
        RecordReference(path: "ContactId", to: "contacts"),
        RecordReference(path: "AccountId", to: "accounts", labels: "Roles"),
    ], ties: [Tie(from: "contacts", to: ["accounts"])])
