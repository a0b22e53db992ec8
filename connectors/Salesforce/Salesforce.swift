public import ConnectorKit

/// Salesforce: leads, contacts, accounts, opportunities with their history, activities, e-mail, campaigns, cases.
///
/// Facts and their sources are in README.md beside this file. The base URL is where one signs in: `login`, `test`, or the
/// org's My Domain, which client credentials need. Where the data are, the token's answer says.
public let salesforce = Connector(
    name: "salesforce",
    title: "Salesforce",
    documentation: "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/",
    baseURL: "https://login.salesforce.com",
    paths: ["data": "/services/data/v62.0", "oauth": "/services/oauth2"],
    signIn: [
        .oauth2(signIn(.jwtBearer)), .oauth2(signIn(.refreshToken)), .oauth2(signIn(.clientCredentials)),
    ],
    account: AccountProbe(
        request: query("SELECT Id, TimeZoneSidKey FROM Organization"), id: "records[0].Id",
        scopes: ["API Enabled", "View Setup and Configuration"], timeZone: "records[0].TimeZoneSidKey"),
    budgets: [
        // The smallest allotment of a paying org; the header tells the org's own, and what all programs have used of it.
        Budget(
            name: "daily", calls: 100_000, period: .trailing(hours: 24), reserve: 50,
            usage: Budget.Usage(header: "Sforce-Limit-Info", name: "api-usage"))
    ],
    errors: errors,
    streams: [users, groups, opportunityStages, leadStatuses]
        + [leads, contacts, accounts, accountContactRelations]
        + [opportunities, opportunityContactRoles, opportunityHistory, opportunityFieldHistory]
        + [tasks, taskRelations, events, eventRelations, emailMessages, emailMessageRelations]
        + [campaigns, campaignMembers, campaignMemberStatuses]
        + [cases, caseComments, leadHistory, contactHistory, accountHistory, caseHistory],
    discoveries: [customObjects])

private func signIn(_ grant: OAuth2.Grant) -> OAuth2 {
    OAuth2(
        grant: grant, tokenURL: "{oauth}/token",
        authorizeURL: grant == .refreshToken ? "https://login.salesforce.com/services/oauth2/authorize" : nil,
        // Client credentials take the scopes of the app; a consent names them.
        scopes: grant == .refreshToken ? ["api", "refresh_token"] : [],
        audience: grant == .jwtBearer ? "https://login.salesforce.com" : nil, baseURL: "instance_url",
        domains: [
            "salesforce.com", "force.com", "cloudforce.com", "salesforce.mil", "crmforce.mil", "sfcrmproducts.cn",
        ])
}

/// Data errors are a list, those of the token endpoint are an object.
private let errors: [ErrorRule] = [
    error([401], "INVALID_SESSION_ID", .signInAgain), error([400, 401], "INVALID_AUTH_HEADER", .fixConfig),
    // One code, two meanings: too many calls at once pass in seconds, too many in a day do not.
    ErrorRule(
        status: [403], path: "[0].message", containing: "ConcurrentRequests", action: .retry, wait: 10,
        detail: "[0].message"),
    error([403], "REQUEST_LIMIT_EXCEEDED", .stopUntilRenewed), error([403], "TXN_SECURITY_METERING_ERROR", .stopStream),
    ErrorRule(status: [403], action: .missingPermission, detail: "[0].message"),
    error([400], "INVALID_FIELD", .readFieldsAgain), error([400], "INVALID_TYPE", .missingPermission),
    error([400], "INVALID_QUERY_LOCATOR", .beginAgain), error([400], "EXCEEDED_ID_LIMIT", .narrowWindow),
    error([400], "QUERY_TIMEOUT", .narrowWindow), error([400], "OPERATION_TOO_LARGE", .narrowWindow),
    error([400], "INVALID_REPLICATION_DATE", .stopStream), error([400], "MALFORMED_QUERY", .stopStream),
    error([400], "SERVER_UNAVAILABLE", .retry, wait: 5), error([400], "UNKNOWN_EXCEPTION", .retry, wait: 5),
    error([400], "UNABLE_TO_LOCK_ROW", .retry, wait: 5),
    ErrorRule(status: [400], path: "error", value: "rate_limit_exceeded", action: .retry, wait: 60),
    ErrorRule(status: [406, 420, 429], action: .retry, wait: 10, detail: "[0].message"),
    ErrorRule(status: [404], action: .notFound, detail: "[0].message"),
    // A version of the API that is no more.
    ErrorRule(status: [410], action: .fixConfig, detail: "[0].message"),
    ErrorRule(status: [414, 431], action: .splitRequest),
    ErrorRule(status: [400], path: "[0].errorCode", containing: "", action: .stopStream, detail: "[0].message"),
    // invalid_grant, invalid_client_id, inactive_user, inactive_org, invalid_app_access, …
    ErrorRule(status: [400, 401], path: "error", containing: "", action: .fixConfig, detail: "error_description"),
]

private func error(_ status: [Int], _ code: String, _ action: ErrorAction, wait: Int? = nil) -> ErrorRule {
    ErrorRule(status: status, path: "[0].errorCode", value: code, action: action, wait: wait, detail: "[0].message")
}
