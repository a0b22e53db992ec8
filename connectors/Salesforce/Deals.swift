import ConnectorKit
import JSON
import Touchpoints

private let money = MoneyRule(amount: "Amount", currency: "CurrencyIsoCode")

private func deal(
    _ facet: String, _ kind: TouchpointKind, when: [Condition] = [], at: FirstOf
) -> TouchpointRule {
    TouchpointRule(
        facet: facet, when: when, kind: .always(kind), channel: .always(.crm), direction: .always(.internal), at: at,
        team: .always(.sales), owner: "OwnerId", stage: .always("decision"), value: money, title: ["Name"], url: link,
        properties: ["stage": "StageName", "type": "Type"])
}

/// Whether a stage is won or lost is the opportunity's own word: stages are renamed, and history keeps their names.
let opportunities = sobject(
    "opportunities", "Opportunity", entity: .deal,
    fields: [
        "Name", "AccountId", "StageName", "Amount", "CloseDate", "Type", "Probability", "ForecastCategory", "IsClosed",
        "IsWon", "LeadSource", "CampaignId", "OwnerId", "CreatedDate",
    ], optional: ["ContactId", "CurrencyIsoCode", "LastStageChangeDate"],
    references: [RecordReference(path: "ContactId", to: "contacts", label: "primary")],
    parent: ParentReference(stream: "accounts", id: "AccountId"), tracked: ["StageName", "OwnerId"],
    touchpoints: [
        deal("created", .dealCreated, at: "CreatedDate"),
        // The planned close date is edited freely: it counts where nothing else is known.
        deal(
            "won", .dealWon, when: [.equals(path: "IsWon", value: "true")], at: ["LastStageChangeDate", "CloseDate"]),
        deal(
            "lost", .dealLost,
            when: [.equals(path: "IsClosed", value: "true"), .noneOf(path: "IsWon", values: ["true"])],
            at: ["LastStageChangeDate", "CloseDate"]),
    ])

let opportunityContactRoles = sobject(
    "opportunity_contact_roles", "OpportunityContactRole",
    fields: ["OpportunityId", "ContactId", "Role", "IsPrimary", "CreatedDate"],
    references: [
        RecordReference(path: "OpportunityId", to: "opportunities"),
        RecordReference(path: "ContactId", to: "contacts", labels: "Role"),
    ], ties: [Tie(from: "opportunities", to: ["contacts"])])

/// One row per save that changed stage, amount, probability or date, and it has the new values only: a stage is entered
/// where it differs from that of the row before.
let opportunityHistory = sobject(
    "opportunity_history", "OpportunityHistory",
    traits: SObjectTraits(cursor: "CreatedDate", isReplicated: false, isHistory: true),
    fields: [
        "OpportunityId", "StageName", "Amount", "ExpectedRevenue", "Probability", "ForecastCategory", "CloseDate",
        "CreatedById",
    ], optional: ["CurrencyIsoCode"], series: Series(order: ["CreatedDate", "Id"]),
    parent: ParentReference(stream: "opportunities", id: "OpportunityId", sharesAssociations: true),
    touchpoints: [
        TouchpointRule(
            facet: "stage",
            when: [.present(path: "StageName"), .different(path: "StageName", from: "previous.StageName")],
            kind: .always(.dealStageChanged), channel: .always(.crm), direction: .always(.internal), at: "CreatedDate",
            team: .always(.sales), owner: "CreatedById", value: money, title: ["parent.Name", "StageName"],
            properties: ["stage": "StageName", "from": "previous.StageName"])
    ])
