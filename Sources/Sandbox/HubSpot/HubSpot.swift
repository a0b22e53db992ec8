/// The company as HubSpot would serve it: everything about the portal that is not about the company.
struct HubSpot {
    struct Settings: Sendable {
        var portalID: Int
        /// Milliseconds until a change shows in search.
        var indexLag: Int64
        /// How many inline associations a listed record shows per type.
        var inlineAssociations = 100
        /// How many associations of one record come in one page.
        var associationPage = 500
        /// A search sorted by a time may be wrong by up to an hour, as has been seen.
        var hasLooseTimeSort = false
        /// Refresh tokens die on first use and are replaced.
        var rotatesRefreshTokens = false
    }

    var settings: Settings
    var types: ObjectTypes
    /// Records that search does not show before an instant, whatever the lag.
    var hidden: [Kind: [Int: Instant]] = [:]
    var tokens: TokenBook
    var limits: RateLimits
    var callsByFamily: [String: Int] = [:]
    var searches = SearchCache()
    /// Where the server listens; links in answers start with it.
    var baseURL = "http://127.0.0.1"
    private var correlations = 0

    init(settings: Settings, customProperties: Int, limits: RateLimits, token: String) {
        self.settings = settings
        types = ObjectTypes(customProperties: customProperties, portalID: settings.portalID)
        tokens = TokenBook(staticToken: token)
        self.limits = limits
    }

    /// Answers a call to the API. `monotonic` is real time in milliseconds, for the rate limits.
    mutating func answer(_ call: Call, world: inout World, monotonic: Int64) -> Answer {
        correlations += 1
        let correlation = correlationID(correlations)
        var answer: Answer
        var headers: [(name: String, value: String)] = []
        do {
            guard call.target.utf8.count <= 16_384 else {
                throw Refusal(status: 414, category: "", message: "URI Too Long")
            }
            let path = Endpoint(call)
            callsByFamily[path.family, default: 0] += 1
            if path.isOpen {
                answer = try open(call, path, world: &world)
            } else {
                let grant = try tokens.grant(for: call, now: world.now)
                limits.begin(day: world.now.splitDays.days)
                try limits.admit(
                    path, token: grant.token, isOAuth: grant.isOAuth, at: monotonic, correlation: correlation,
                    headers: &headers)
                answer = try route(call, path, grant, world: &world)
            }
        } catch let refusal as Refusal {
            answer = refusal.answer(correlation: correlation)
        } catch {
            answer = Refusal(status: 500, category: "INTERNAL_ERROR", message: "\(error)").answer(
                correlation: correlation)
        }
        answer.headers += headers
        answer.headers.append(("X-HubSpot-Correlation-Id", correlation))
        return answer
    }

    private func correlationID(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "5a2d0b1e-0000-4000-8000-" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }

    func require(_ grant: Grant, _ scopes: [String]) throws {
        let missing = scopes.filter { !grant.scopes.contains($0) }
        if !missing.isEmpty { throw Refusal.missingScopes(missing) }
    }
}
