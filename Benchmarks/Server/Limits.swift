import Sandbox

/// HubSpot's documented limits, in real time: so many calls in any ten seconds, and five searches in any second. What is
/// refused does not count.
///
/// `POST /benchmark/limits?burst=N&delay=MS` sets them and begins to count; `GET /benchmark/calls` tells. Until then
/// nothing is refused.
actor Limits {
    private struct Budget {
        let calls: Int
        let period: Duration
        private(set) var passed = 0
        private(set) var refused = 0
        private(set) var first: ContinuousClock.Instant?
        private(set) var last: ContinuousClock.Instant?
        /// When those passed that still count, oldest first.
        private var recent: [ContinuousClock.Instant] = []

        init(calls: Int, period: Duration) { (self.calls, self.period) = (calls, period) }

        mutating func admits(_ now: ContinuousClock.Instant) -> Bool {
            let oldest = now - period
            recent.removeAll { $0 <= oldest }
            guard recent.count < calls else {
                refused += 1
                return false
            }
            recent.append(now)
            passed += 1
            (first, last) = (first ?? now, now)
            return true
        }

        var text: String {
            let span = first.flatMap { first in last.map { $0 - first } } ?? .zero
            return #"{"passed":\#(passed),"refused":\#(refused),"seconds":\#(span / .seconds(1))}"#
        }
    }

    private let clock = ContinuousClock()
    private var burst: Budget?
    private var search = Budget(calls: 5, period: .seconds(1))
    /// How long each answer takes, as over a network.
    private var delay: Duration = .zero

    /// The answer to a call that is refused or is about limits; nil: somebody else's.
    func answer(_ request: LoopbackServer.Request) async -> LoopbackServer.Response? {
        let parts = request.target.split(separator: "?", maxSplits: 1).map(String.init)
        switch parts[0] {
        case "/benchmark/limits":
            let query = Company.query(parts.count > 1 ? parts[1] : "")
            burst = Budget(calls: Int(query["burst"] ?? "") ?? 100, period: .seconds(10))
            search = Budget(calls: 5, period: .seconds(1))
            delay = .milliseconds(Int(query["delay"] ?? "") ?? 0)
            return json(200, "{}")
        case "/benchmark/calls":
            return json(200, #"{"burst":\#(burst?.text ?? "null"),"search":\#(search.text)}"#)
        default:
            guard burst != nil, !parts[0].hasPrefix("/benchmark/") else { return nil }
            let isSearch = parts[0].hasSuffix("/search")
            let isAdmitted = isSearch ? search.admits(clock.now) : burst?.admits(clock.now) ?? true
            try? await clock.sleep(for: delay)
            guard !isAdmitted else { return nil }
            let policy = isSearch ? "SECONDLY" : "TEN_SECONDLY_ROLLING"
            return json(429, #"{"status":"error","errorType":"RATE_LIMIT","policyName":"\#(policy)"}"#)
        }
    }

    private func json(_ status: Int, _ text: String) -> LoopbackServer.Response {
        LoopbackServer.Response(
            status: status, headers: [("Content-Type", "application/json")], body: Array(text.utf8))
    }
}
