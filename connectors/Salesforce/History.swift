import ConnectorKit
import JSON
import Touchpoints

/// Rows of field history: one per tracked field and save; two where the field refers to a record.
private func fieldHistory(
    _ name: String, _ object: String, of parent: String, _ parentID: String, touchpoints: [TouchpointRule]
) -> RecordStream {
    sobject(
        name, object,
        traits: SObjectTraits(cursor: "CreatedDate", isReplicated: false, isHistory: true, mayBeAbsent: true),
        fields: [parentID, "Field", "OldValue", "NewValue", "CreatedById"], optional: ["DataType"],
        parent: ParentReference(stream: parent, id: path(parentID), sharesAssociations: true),
        touchpoints: touchpoints + [
            TouchpointRule(
                facet: "owner",
                when: [
                    // A queue or a user takes over; the row with the name says the same again.
                    .oneOf(path: "Field", values: ["Owner", "OwnerId"]),
                    .beginsWith(path: "NewValue", values: ownerIDs),
                ], kind: .always(.ownerChanged), channel: .always(.crm), direction: .always(.internal),
                at: "CreatedDate",
                owner: "NewValue", properties: ["owner": "NewValue", "from": "OldValue"])
        ])
}

private func change(
    _ facet: String, _ kind: TouchpointKind, when: [Condition], channel: Channel = .crm, team: Team
) -> TouchpointRule {
    TouchpointRule(
        facet: facet, when: when, kind: .always(kind), channel: .always(channel), direction: .always(.internal),
        at: "CreatedDate", team: .always(team), properties: ["stage": "NewValue", "from": "OldValue"])
}

/// Salesforce's own words for leads that will not become customers; an org's own are told by rules in its configuration.
private let lostLeads = ["Closed - Not Converted", "Unqualified", "Disqualified", "Nurturing"]

let leadHistory = fieldHistory(
    "lead_history", "LeadHistory", of: "leads", "LeadId",
    touchpoints: [
        change(
            "status", .lifecycleChanged,
            when: [.equals(path: "Field", value: "Status"), .noneOf(path: "NewValue", values: lostLeads)],
            team: .marketing),
        change(
            "status", .leadDisqualified,
            when: [.equals(path: "Field", value: "Status"), .oneOf(path: "NewValue", values: lostLeads)],
            team: .marketing),
    ])

let contactHistory = fieldHistory("contact_history", "ContactHistory", of: "contacts", "ContactId", touchpoints: [])

let accountHistory = fieldHistory("account_history", "AccountHistory", of: "accounts", "AccountId", touchpoints: [])

let caseHistory = fieldHistory(
    "case_history", "CaseHistory", of: "cases", "CaseId",
    touchpoints: [
        change(
            "reopened", .ticketReopened,
            when: [
                .equals(path: "Field", value: "Status"), .equals(path: "OldValue", value: "Closed"),
                .present(path: "NewValue"),
            ], channel: .support, team: .support)
    ])

let opportunityFieldHistory = fieldHistory(
    "opportunity_field_history", "OpportunityFieldHistory", of: "opportunities", "OpportunityId", touchpoints: [])
