import ConnectorKit
import Touchpoints

let campaigns = sobject(
    "campaigns", "Campaign",
    fields: ["Name", "Type", "Status", "StartDate", "EndDate", "ParentId", "IsActive", "OwnerId", "CreatedDate"],
    optional: ["CurrencyIsoCode"])

/// Salesforce's default types; an org's own types happen in the CRM.
private let channelOfCampaign: [String: Channel] = [
    "Email": .email, "Webinar": .event, "Trade Show": .event, "Conference": .event, "Public Relations": .event,
    "Seminar / Conference": .event, "Seminar": .event, "Direct Mail": .mail, "Advertisement": .ad, "Banner Ads": .ad,
    "Telemarketing": .phone, "Social": .social, "Social Media": .social,
]

private func member(
    _ facet: String, _ kind: TouchpointKind, _ direction: Direction, when: [Condition] = [], at: FirstOf
) -> TouchpointRule {
    TouchpointRule(
        facet: facet, when: when, kind: .always(kind),
        channel: .by("parent.Type", channelOfCampaign, otherwise: .crm), direction: .always(direction), at: at,
        team: .always(.marketing),
        campaign: CampaignRule(id: "CampaignId", name: "parent.Name", medium: "parent.Type"),
        title: ["parent.Name"], properties: ["status": "Status"])
}

let campaignMembers = sobject(
    "campaign_members", "CampaignMember",
    fields: [
        "CampaignId", "LeadId", "ContactId", "Status", "HasResponded", "FirstRespondedDate", "CreatedDate",
    ], optional: ["LeadOrContactId"],
    references: [
        RecordReference(path: "LeadId", to: "leads"), RecordReference(path: "ContactId", to: "contacts"),
    ], parent: ParentReference(stream: "campaigns", id: "CampaignId"), tracked: ["Status"],
    touchpoints: [
        member("joined", .campaignJoined, .outbound, at: "CreatedDate"),
        // A day without a time.
        member(
            "responded", .campaignResponded, .inbound, when: [.equals(path: "HasResponded", value: "true")],
            at: ["FirstRespondedDate", "CreatedDate"]),
    ])

/// What the words of one campaign's members mean.
let campaignMemberStatuses = sobject(
    "campaign_member_statuses", "CampaignMemberStatus", traits: SObjectTraits(isReplicated: false),
    fields: ["CampaignId", "Label", "HasResponded", "IsDefault", "SortOrder"],
    parent: ParentReference(stream: "campaigns", id: "CampaignId"))
