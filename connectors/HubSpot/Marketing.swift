import ConnectorKit
import JSON
import Touchpoints

private let offsetPages = PageShape(records: "events", next: .cursor(at: "offset", hasMore: "hasMore"))

/// Marketing e-mail events, v1. An event's identity is the pair of its id and its time; events never change.
let emailEvents = RecordStream(
    name: "email_events", scopes: ["content"], id: RecordID(["id", "created"]), modifiedAt: "created",
    reading: .window(
        Window(
            request: RequestTemplate(
                get: "{email}/events",
                query: ["startTimestamp": "{from}", "endTimestamp": "{to}", "limit": "{limit}", "offset": "{cursor}"]),
            page: offsetPages, limit: 1_000, cursor: "created", time: .epochMilliseconds, resolution: .millisecond,
            lag: 300, overlap: 86_400, isImmutable: true)),
    touchpoints: [
        TouchpointRule(
            facet: "event",
            kind: .by(
                "type",
                [
                    "SENT": .emailSent, "DELIVERED": .emailDelivered, "OPEN": .emailOpened, "CLICK": .emailClicked,
                    "BOUNCE": .emailBounced, "SPAMREPORT": .emailMarkedSpam,
                ]),
            channel: .always(.email),
            direction: .by(
                "type", ["OPEN": .inbound, "CLICK": .inbound, "SPAMREPORT": .inbound], otherwise: .outbound),
            at: "created", team: .always(.marketing), campaign: CampaignRule(id: "emailCampaignId"),
            title: ["subject", "appName"],
            // Opens and clicks of machines and of colleagues: kept, and flagged.
            automated: [.equals(path: "filteredEvent", value: "true")],
            participants: [ParticipantRule(email: "recipient", role: "recipient")],
            properties: ["url": "url", "device": "deviceType"])
    ])

/// Opt-ins and opt-outs.
let subscriptionChanges = RecordStream(
    name: "subscription_changes", scopes: ["content"],
    id: RecordID(["recipient", "timestamp", "changes[0].changeType", "changes[0].subscriptionId"]),
    modifiedAt: "timestamp",
    reading: .window(
        Window(
            request: RequestTemplate(
                get: "{email}/subscriptions/timeline",
                query: ["startTimestamp": "{from}", "endTimestamp": "{to}", "limit": "{limit}", "offset": "{cursor}"]),
            page: PageShape(records: "timeline", next: .cursor(at: "offset", hasMore: "hasMore")), limit: 1_000,
            cursor: "timestamp", time: .epochMilliseconds, resolution: .millisecond, lag: 300, overlap: 86_400,
            isImmutable: true)),
    touchpoints: [
        TouchpointRule(
            facet: "change", kind: .by("changes[0].change", ["UNSUBSCRIBED": .emailUnsubscribed]),
            channel: .always(.email), direction: .always(.inbound), at: "timestamp", team: .always(.marketing),
            participants: [ParticipantRule(email: "recipient", role: "recipient")],
            properties: ["source": "changes[0].source", "scope": "changes[0].changeType"])
    ])

let marketingEmails = RecordStream(
    name: "marketing_emails", scopes: ["content"], id: "id", revision: "updatedAt", modifiedAt: "updatedAt",
    reading: .snapshot(
        listing: Listing(
            request: RequestTemplate(get: "{marketing_emails}", query: ["limit": "{limit}", "after": "{cursor}"]),
            page: PageShape(records: "results", next: .cursor(at: "paging.next.after", hasMore: nil)), limit: 100),
        every: 21_600))

/// The list gives ids only; names and subjects are read per campaign and seldom change.
let emailCampaigns = RecordStream(
    name: "email_campaigns", scopes: ["content"], id: "id",
    reading: .snapshot(
        listing: Listing(
            request: RequestTemplate(
                get: "{email}/campaigns/by-id", query: ["limit": "{limit}", "offset": "{cursor}"]),
            page: PageShape(records: "campaigns", next: .cursor(at: "offset", hasMore: "hasMore")), limit: 500),
        every: 21_600))

let emailCampaignDetails = RecordStream(
    name: "email_campaign_details", scopes: ["content"], isOptional: true, id: "id",
    reading: .children(
        Children(
            parent: "email_campaigns",
            listing: Listing(
                request: RequestTemplate(get: "{email}/campaigns/{parent}"), page: PageShape(records: ""), limit: 1),
            every: 604_800)))

let forms = RecordStream(
    name: "forms", scopes: ["forms"], id: "id", revision: "updatedAt", modifiedAt: "updatedAt",
    reading: .snapshot(
        listing: Listing(
            request: RequestTemplate(get: "{forms}", query: ["limit": "{limit}", "after": "{cursor}"]),
            page: PageShape(records: "results", next: .cursor(at: "paging.next.after", hasMore: nil)), limit: 50),
        every: nil))

let formSubmissions = RecordStream(
    name: "form_submissions", scopes: ["forms"], id: RecordID(["@parent", "conversionId"]),
    modifiedAt: "submittedAt",
    reading: .children(
        Children(
            parent: "forms",
            listing: Listing(
                request: RequestTemplate(
                    get: "{submissions}/{parent}", query: ["limit": "{limit}", "after": "{cursor}"]),
                page: PageShape(records: "results", next: .cursor(at: "paging.next.after", hasMore: nil)), limit: 50),
            newestFirst: Children.NewestFirst(time: "submittedAt", overlap: 3_600))),
    parent: ParentReference(stream: "forms"),
    touchpoints: [
        TouchpointRule(
            kind: .always(.formSubmitted), channel: .always(.form), direction: .always(.inbound), at: "submittedAt",
            team: .always(.marketing), title: ["parent.name"],
            participants: [ParticipantRule(email: "values[name=email].value", role: "submitter")],
            properties: ["page": "pageUrl"])
    ])

let lists = RecordStream(
    name: "lists", scopes: ["crm.lists.read"], id: "listId", revision: "updatedAt", modifiedAt: "updatedAt",
    reading: .snapshot(
        listing: Listing(
            request: RequestTemplate(post: "{lists}/search", body: ["count": "{limit}", "offset": "{offset}"]),
            page: PageShape(records: "lists", next: .offset(hasMore: "hasMore")), limit: 500),
        every: nil))

private func joined(_ typeID: String, _ entity: EntityKind, _ stream: String) -> TouchpointRule {
    TouchpointRule(
        when: [.equals(path: "parent.objectTypeId", value: typeID)], kind: .always(.listJoined),
        channel: .always(.crm), direction: .always(.internal), at: "membershipTimestamp", team: .always(.marketing),
        title: ["parent.name"],
        participants: [ParticipantRule(record: "recordId", of: .one(stream), role: "member", entity: entity)])
}

let listMemberships = RecordStream(
    name: "list_memberships", scopes: ["crm.lists.read"], id: RecordID(["@parent", "recordId"]),
    modifiedAt: "membershipTimestamp",
    reading: .children(
        Children(
            parent: "lists",
            listing: Listing(
                request: RequestTemplate(
                    get: "{lists}/{parent}/memberships/join-order",
                    query: ["limit": "{limit}", "after": "{cursor}"]),
                page: PageShape(records: "results", next: .cursor(at: "paging.next.after", hasMore: nil)),
                limit: 250),
            every: 86_400, comesAndGoes: true)),
    parent: ParentReference(stream: "lists"),
    touchpoints: [
        joined("0-1", .person, "contacts"), joined("0-2", .account, "companies"), joined("0-3", .deal, "deals"),
        joined("0-5", .ticket, "tickets"),
    ])
