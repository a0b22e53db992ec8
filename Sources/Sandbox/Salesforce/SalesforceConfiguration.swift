/// How the company is served as Salesforce. Times are virtual.
public struct SalesforceConfiguration: Sendable {
    /// How many of the people, and of the activities of those, are known here too.
    public var peopleShare = 0.7
    public var activityShare = 0.6
    /// HubSpot gets `salesforceleadid` and `salesforcecontactid`, for this share of the people, and message ids.
    public var linksHubSpot = true
    public var tiedShare = 0.4
    public var noise = SalesforceNoise()
    /// Customers without a company are person accounts; else contacts without an account.
    public var hasPersonAccounts = true
    /// How many old calls a telephone service left in the org alone: a big table for backfills.
    public var phoneBankTasks = 0

    /// 18 characters: the id of the one row of Organization.
    public var orgID = "00DVw0000005CbtMAE"
    /// The newest version there is; the oldest is 40.0.
    public var apiVersion = 62
    /// `token` always works until a fault or a setting says otherwise.
    public var token = "00DVw00000WAYMRK!sandbox-token"
    public var clientID = "sandbox-client"
    public var clientSecret = "sandbox-secret"
    public var refreshToken = "sandbox-refresh-token"
    public var username = "integration@waymark-demo.example.com"
    /// Each refresh token dies on its first use and is replaced.
    public var rotatesRefreshTokens = false
    /// A session ends after this long without a call.
    public var sessionSeconds = 7_200
    /// The certificate's RSA public key for JWT bearer sign-in, as PEM; without one every assertion is refused.
    public var jwtPublicKey: String?
    /// Whom assertions must be made out to, beside the sandbox's own address.
    public var jwtAudience = "https://login.salesforce.com"

    public var pageSize = 2_000
    /// Pages come smaller than asked for, as those of wide rows do.
    public var shrinksPages = false
    /// Seconds that a query's cursor lives: two days.
    public var locatorSeconds = 172_800
    /// Rows of every twentieth new record show this many seconds after their stamp: a long transaction.
    public var commitLag = 0
    /// Calls in 24 hours; refused beyond when `enforcesLimits` of the sandbox is on.
    public var dailyRequests = 100_000
    /// Query jobs in 24 hours.
    public var dailyBulkJobs = 10_000
    /// How many polls of a Bulk job go by before it is complete. With a clock that runs, its seconds count as well.
    public var bulkPolls = 2
    /// Bulk results without ORDER BY come in no order.
    public var hasLooseBulkOrder = true
    /// The limit of one page of Bulk results when a call names none.
    public var bulkPageSize = 50_000

    public init() {}
}
