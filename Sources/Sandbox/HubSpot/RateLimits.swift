/// The limits of apis/hubspot.md §11, in real time. Off, nothing is refused and no header is sent.
struct RateLimits: Sendable {
    var isEnforced: Bool
    /// Calls per ten seconds of a private app; an OAuth app has 110.
    var burst: Int
    var daily: Int
    var searchPerSecond = 5
    static let oauthBurst = 110

    private(set) var refused = 0
    private(set) var usedToday = 0
    private var today = 0
    private var recent: [String: [Int64]] = [:]
    private var recentSearches: [Int64] = []

    init(isEnforced: Bool, burst: Int, daily: Int) {
        self.isEnforced = isEnforced
        self.burst = burst
        self.daily = daily
    }

    /// The daily count starts again at virtual midnight.
    mutating func begin(day: Int) {
        guard day != today else { return }
        today = day
        usedToday = 0
    }

    /// Lets a call pass, or throws the 429 that it gets. Adds the headers that its answer carries.
    mutating func admit(
        _ path: Endpoint, token: String, isOAuth: Bool, at now: Int64, correlation: String,
        headers: inout [(name: String, value: String)]
    ) throws {
        usedToday += 1
        guard isEnforced else { return }
        if path.isSearch {
            recentSearches.removeAll { $0 <= now - 1_000 }
            guard recentSearches.count < searchPerSecond else {
                refused += 1
                throw refusal("You have reached your secondly limit.", "SECONDLY", correlation)
            }
            recentSearches.append(now)
            return
        }
        let most = isOAuth ? Self.oauthBurst : burst
        var calls = recent[token, default: []]
        calls.removeAll { $0 <= now - 10_000 }
        let isOverDaily = !isOAuth && usedToday > daily
        let isOverBurst = calls.count >= most
        if !isOverBurst, !isOverDaily { calls.append(now) }
        recent[token] = calls
        headers += [
            ("X-HubSpot-RateLimit-Max", "\(most)"),
            ("X-HubSpot-RateLimit-Remaining", "\(most - calls.count)"),
            ("X-HubSpot-RateLimit-Interval-Milliseconds", "10000"),
        ]
        if !isOAuth {
            headers += [
                ("X-HubSpot-RateLimit-Daily", "\(daily)"),
                ("X-HubSpot-RateLimit-Daily-Remaining", "\(max(0, daily - usedToday))"),
            ]
        }
        if isOverDaily {
            refused += 1
            throw refusal("You have reached your daily limit.", "DAILY", correlation)
        }
        if isOverBurst {
            refused += 1
            throw refusal("You have reached your ten_secondly_rolling limit.", "TEN_SECONDLY_ROLLING", correlation)
        }
    }

    private func refusal(_ message: String, _ policy: String, _ correlation: String) -> Refusal {
        Refusal(status: 429, category: "RATE_LIMITS", message: message) { writer in
            writer.key("errorType")
            writer.value("RATE_LIMIT")
            writer.key("policyName")
            writer.value(policy)
            writer.key("requestId")
            writer.value(correlation)
        }
    }
}
