import ConnectorKit
import JSON
import Touchpoints

/// Which team is responsible for somebody at a lifecycle stage; an owner's own team, where known, goes before it.
private let teamOfLifecycle: [String: Team] = [
    "subscriber": .marketing, "lead": .marketing, "marketingqualifiedlead": .marketing,
    "salesqualifiedlead": .sales, "opportunity": .sales, "customer": .success, "evangelist": .success,
]

/// HubSpot's default lifecycle stages as stages of the journey. Custom stages have numeric ids: a configuration maps them.
private let stageOfLifecycle: [String: Stage] = [
    "subscriber": "awareness", "lead": "awareness", "marketingqualifiedlead": "consideration",
    "salesqualifiedlead": "consideration", "opportunity": "decision", "customer": "onboarding",
    "evangelist": "advocacy",
]

private func lifecycleChanges(title: FirstOf, link url: String) -> [TouchpointRule] {
    [
        // A stage that is cleared before going back leaves an empty value between two stages: no touchpoint.
        TouchpointRule(
            facet: "lifecycle", when: [.present(path: "entry.value")], each: "propertiesWithHistory.lifecyclestage",
            kind: .always(.lifecycleChanged), channel: .always(.crm), direction: .always(.internal),
            at: "entry.timestamp", team: .by("entry.value", teamOfLifecycle),
            stage: .by("entry.value", stageOfLifecycle), title: title, url: url,
            properties: ["stage": "entry.value", "source": "entry.sourceType"]),
        ownerChanges(title: title, link: url),
    ]
}

private func ownerChanges(title: FirstOf, link url: String) -> TouchpointRule {
    TouchpointRule(
        facet: "owner", when: [.present(path: "entry.value")], each: "propertiesWithHistory.hubspot_owner_id",
        kind: .always(.ownerChanged), channel: .always(.crm), direction: .always(.internal), at: "entry.timestamp",
        owner: "entry.value", title: title, url: url, properties: ["owner": "entry.value"])
}

/// What HubSpot's integration with Salesforce leaves on a record. Accounts without the integration lack the property,
/// and HubSpot passes over properties that it does not know.
private func pointer(_ name: String, to objectType: StreamChoice) -> IdentifierReading {
    IdentifierReading(
        .external, path: property(name), pointsTo: RecordPointer(system: "salesforce", objectType: objectType))
}

let contacts = crmObject(
    "contacts", entity: .person, scopes: ["crm.objects.contacts.read"], changed: "lastmodifieddate",
    properties: [
        "email", "hs_additional_emails", "firstname", "lastname", "jobtitle", "company", "phone", "mobilephone",
        "country", "createdate", "lifecyclestage", "hs_lead_status", "hubspot_owner_id", "hs_analytics_source",
        "hs_analytics_source_data_1", "hs_merged_object_ids", "hs_calculated_merged_vids", "salesforceleadid",
        "salesforcecontactid",
    ],
    history: ["lifecyclestage", "hs_lead_status", "hubspot_owner_id"], associatedWith: ["companies"],
    // Either may omit links of chained merges: both are asked for.
    merges: [
        MergedIDs(path: property("hs_merged_object_ids"), separator: ";"),
        MergedIDs(path: property("hs_calculated_merged_vids"), separator: ";", suffix: ":"),
    ],
    emails: [
        EmailList(path: property("email")), EmailList(path: property("hs_additional_emails"), separator: ";"),
    ],
    identifiers: [
        IdentifierReading(.phone, path: property("phone")), IdentifierReading(.phone, path: property("mobilephone")),
        pointer("salesforceleadid", to: ["00Q": "Lead"]), pointer("salesforcecontactid", to: ["003": "Contact"]),
    ],
    displayName: [property("firstname"), property("lastname")],
    touchpoints: lifecycleChanges(title: ["properties.email"], link: link("0-1")))

let companies = crmObject(
    "companies", entity: .account, scopes: ["crm.objects.companies.read"],
    properties: [
        "name", "domain", "industry", "country", "numberofemployees", "annualrevenue", "createdate",
        "lifecyclestage", "hs_lead_status", "hubspot_owner_id", "hs_merged_object_ids", "salesforceaccountid",
    ],
    history: ["lifecyclestage", "hs_lead_status", "hubspot_owner_id"], associatedWith: [],
    merges: [MergedIDs(path: property("hs_merged_object_ids"), separator: ";")],
    identifiers: [
        IdentifierReading(.domain, path: property("domain")), pointer("salesforceaccountid", to: ["001": "Account"]),
    ], displayName: [property("name")],
    touchpoints: lifecycleChanges(title: ["properties.name", "properties.domain"], link: link("0-2")))

private func dealRule(
    _ facet: String, _ kind: TouchpointKind, when: [Condition] = [], at: FirstOf, stage: Stage? = nil
) -> TouchpointRule {
    TouchpointRule(
        facet: facet, when: when, kind: .always(kind), channel: .always(.crm), direction: .always(.internal), at: at,
        team: .always(.sales), owner: property("hubspot_owner_id"), stage: stage.map { .always($0) },
        value: MoneyRule(amount: property("amount"), currency: property("deal_currency_code")),
        title: ["properties.dealname"], url: link("0-3"),
        properties: ["pipeline": property("pipeline"), "stage": property("dealstage")])
}

let deals = crmObject(
    "deals", entity: .deal, scopes: ["crm.objects.deals.read"],
    properties: [
        "dealname", "amount", "deal_currency_code", "closedate", "createdate", "pipeline", "dealstage", "dealtype",
        "hubspot_owner_id", "hs_is_closed", "hs_is_closed_won", "hs_is_closed_lost", "closed_lost_reason",
        "closed_won_reason", "hs_merged_object_ids",
    ],
    history: ["dealstage", "hubspot_owner_id"], associatedWith: ["contacts", "companies"],
    merges: [MergedIDs(path: property("hs_merged_object_ids"), separator: ";")],
    touchpoints: [
        dealRule("created", .dealCreated, at: ["properties.createdate", "createdAt"], stage: "decision"),
        TouchpointRule(
            facet: "stage", when: [.present(path: "entry.value")], each: "propertiesWithHistory.dealstage",
            kind: .always(.dealStageChanged), channel: .always(.crm), direction: .always(.internal),
            at: "entry.timestamp", team: .always(.sales), owner: property("hubspot_owner_id"),
            title: ["properties.dealname"], url: link("0-3"),
            properties: ["pipeline": property("pipeline"), "stage": "entry.value"]),
        dealRule(
            "won", .dealWon, when: [.equals(path: property("hs_is_closed_won"), value: "true")],
            at: ["properties.closedate", "updatedAt"], stage: "decision"),
        dealRule(
            "lost", .dealLost, when: [.equals(path: property("hs_is_closed_lost"), value: "true")],
            at: ["properties.closedate", "updatedAt"], stage: "decision"),
        ownerChanges(title: ["properties.dealname"], link: link("0-3")),
    ])

private func ticketRule(
    _ facet: String, _ kind: TouchpointKind, _ direction: Direction, when: [Condition] = [], at: FirstOf
) -> TouchpointRule {
    TouchpointRule(
        facet: facet, when: when, kind: .always(kind), channel: .always(.support), direction: .always(direction),
        at: at, team: .always(.support), owner: property("hubspot_owner_id"), title: ["properties.subject"],
        url: link("0-5"),
        properties: [
            "pipeline": property("hs_pipeline"), "stage": property("hs_pipeline_stage"),
            "category": property("hs_ticket_category"), "priority": property("hs_ticket_priority"),
        ])
}

let tickets = crmObject(
    "tickets", entity: .ticket, scopes: ["tickets"],
    properties: [
        "subject", "content", "createdate", "closed_date", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_category",
        "hs_ticket_priority", "source_type", "hubspot_owner_id", "hs_merged_object_ids",
    ],
    history: ["hs_pipeline_stage", "hubspot_owner_id"], associatedWith: ["contacts", "companies", "deals"],
    merges: [MergedIDs(path: property("hs_merged_object_ids"), separator: ";")],
    touchpoints: [
        ticketRule("opened", .ticketOpened, .inbound, at: ["properties.createdate", "createdAt"]),
        ticketRule(
            "solved", .ticketSolved, .outbound, when: [.present(path: property("closed_date"))],
            at: ["properties.closed_date"]),
        ownerChanges(title: ["properties.subject"], link: link("0-5")),
    ])

let leads = crmObject(
    "leads", scopes: ["crm.objects.leads.read"],
    properties: [
        "hs_lead_name", "hs_lead_type", "hs_lead_label", "hs_pipeline", "hs_pipeline_stage", "hubspot_owner_id",
        "hs_createdate",
    ],
    history: ["hs_pipeline_stage"], associatedWith: ["contacts", "companies"],
    touchpoints: [
        TouchpointRule(
            facet: "created", kind: .always(.leadCreated), channel: .always(.crm), direction: .always(.internal),
            at: ["properties.hs_createdate", "createdAt"], team: .always(.sales),
            owner: property("hubspot_owner_id"), stage: .always("consideration"), title: ["properties.hs_lead_name"],
            properties: ["stage": property("hs_pipeline_stage")])
    ])

/// One stream per custom object that the account's schemas describe. What its records mean for the journey only the
/// company knows: its configuration says it with rules of its own.
let customObjects: StreamDiscovery = {
    var template = crmObject(
        "custom_object", scopes: ["crm.objects.custom.read", "crm.schemas.custom.read"], properties: ["hs_createdate"],
        associatedWith: ["contacts", "companies", "deals", "tickets"], touchpoints: [])
    template.objectType = nil
    return StreamDiscovery(
        request: RequestTemplate(get: "{schemas}"), records: "results", name: "name", objectType: "objectTypeId",
        template: template)
}()
