public import ConnectorKit

/// HubSpot: CRM objects, engagements, marketing e-mail, forms, lists, surveys.
///
/// Facts and their sources are in README.md beside this file. Path families are settings: HubSpot renames them twice a
/// year (`/crm/v3/objects` and `/crm/objects/2026-03` answer alike).
public let hubSpot = Connector(
    name: "hubspot",
    title: "HubSpot",
    documentation: "https://developers.hubspot.com/docs/api-reference",
    baseURL: "https://api.hubapi.com",
    paths: [
        "objects": "/crm/v3/objects",
        "associations": "/crm/v4/associations",
        "owners": "/crm/v3/owners",
        "pipelines": "/crm/v3/pipelines",
        "properties": "/crm/v3/properties",
        "schemas": "/crm/v3/schemas",
        "lists": "/crm/v3/lists",
        "email": "/email/public/v1",
        "marketing_emails": "/marketing/v3/emails",
        "forms": "/marketing/v3/forms",
        "submissions": "/form-integrations/v1/submissions/forms",
        "account_info": "/account-info/v3",
        "oauth": "/oauth/v3",
    ],
    signIn: [
        // Private-app tokens, service keys and static-auth project apps are one and the same to a client.
        .bearer(credential: "access_token"),
        .oauth2(
            OAuth2(
                grant: .refreshToken, tokenURL: "{oauth}/token",
                authorizeURL: "https://app.hubspot.com/oauth/authorize",
                scopes: ["crm.objects.contacts.read", "crm.objects.owners.read"],
                optionalScopes: [
                    "crm.objects.companies.read", "crm.objects.deals.read", "crm.objects.leads.read",
                    "crm.objects.custom.read", "crm.schemas.contacts.read", "crm.schemas.companies.read",
                    "crm.schemas.deals.read", "crm.schemas.custom.read", "crm.lists.read", "tickets",
                    "sales-email-read", "content", "forms", "crm.objects.feedback_submissions.read",
                ])),
    ],
    account: AccountProbe(
        request: RequestTemplate(get: "{account_info}/details"), id: "portalId", timeZone: "timeZone",
        currency: "companyCurrency"),
    budgets: [
        // The smallest documented plan; the headers of the answers tell what the account really has.
        Budget(
            name: "burst", calls: 100, period: .rolling(seconds: 10), limitHeader: "X-HubSpot-RateLimit-Max",
            remainingHeader: "X-HubSpot-RateLimit-Remaining"),
        Budget(
            name: "daily", calls: 250_000, period: .daily(timeZone: nil), reserve: 20,
            limitHeader: "X-HubSpot-RateLimit-Daily", remainingHeader: "X-HubSpot-RateLimit-Daily-Remaining"),
        // Shared by all apps of the account, and its answers carry no rate-limit headers.
        Budget(name: "search", calls: 5, period: .rolling(seconds: 1), isNamedOnly: true),
        // 500,000 a day and 100 in 10 s are HubSpot's own limits for associations, beside the general ones.
        Budget(name: "associations", calls: 100, period: .rolling(seconds: 10), isNamedOnly: true),
    ],
    errors: [
        ErrorRule(status: [429], path: "policyName", value: "DAILY", action: .stopUntilRenewed, detail: "message"),
        ErrorRule(status: [429], path: "policyName", value: "SECONDLY", action: .retry, wait: 1),
        ErrorRule(status: [429], action: .retry, wait: 10, detail: "message"),
        ErrorRule(status: [423], action: .retry, wait: 2),
        ErrorRule(status: [477], action: .retry, wait: 60, detail: "message"),
        ErrorRule(status: [401], action: .signInAgain, detail: "message"),
        ErrorRule(status: [403], action: .missingPermission, detail: "message"),
        ErrorRule(status: [414], action: .splitRequest),
        ErrorRule(status: [404], action: .notFound, detail: "message"),
        ErrorRule(status: [400], path: "status", value: "BAD_REFRESH_TOKEN", action: .fixConfig, detail: "message"),
        ErrorRule(
            status: [400], path: "error", value: "invalid_grant", action: .fixConfig, detail: "error_description"),
        ErrorRule(status: [400], action: .stopStream, detail: "message"),
        // The CDN's answer to a garbled token.
        ErrorRule(status: [530], action: .fixConfig),
    ],
    streams: [owners] + pipelines + [
        contacts, companies, deals, tickets, leads, calls, emails, meetings, notes, tasks, communications, postalMail,
        feedbackSubmissions, lists, listMemberships, emailEvents, subscriptionChanges, marketingEmails, emailCampaigns,
        emailCampaignDetails,
        forms, formSubmissions,
    ],
    discoveries: [customObjects])
