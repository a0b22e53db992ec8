/// A request on its way through redirects: where it stands, and what time it has left.
struct Route {
    private let request: HTTPRequest
    private let headerLines: [String]
    private let clock = ContinuousClock()
    private let started: ContinuousClock.Instant
    private var url: CurlURL
    private var hops = 0

    /// Throws `.refused` when the request breaks a rule; nothing has been sent then.
    init(_ request: HTTPRequest) throws(HTTPError) {
        self.request = request
        started = clock.now
        do throws(UnusableURL) {
            url = try CurlURL(request.url)
        } catch {
            throw HTTPError(.refused(error.reason), for: request)
        }
        do throws(UnusableRequest) {
            try RequestRules.check(request, to: url.origin)
            headerLines = try RequestRules.headerLines(of: request.headers)
        } catch {
            throw HTTPError(.refused(error.reason), for: request)
        }
    }

    /// The exchange to make now; throws when the time is up or nobody waits for it any more.
    func wire(ceiling: Int?) throws(HTTPError) -> WireRequest {
        guard !Task.isCancelled else { throw HTTPError(.cancelled, for: request) }
        var timeouts = request.timeouts
        if hops > 0 {
            timeouts.total -= started.duration(to: clock.now)
            guard timeouts.total > .zero else { throw HTTPError(.timedOut(.total), for: request) }
        }
        return WireRequest(
            method: request.method, url: url, headerLines: headerLines, body: request.body, timeouts: timeouts,
            needsFreshConnection: request.needsFreshConnection, ceiling: ceiling)
    }

    /// True when the answer sends us on and we go; throws `.refusedRedirect` when it does and we do not.
    mutating func follows(status: Int, headers: HTTPHeaders) throws(HTTPError) -> Bool {
        let location = headers["location"]
        let target = location.flatMap { location in try? url.following(location) }
        let decision = RedirectRule.decide(
            status: status, method: request.method, hasLocation: location != nil, from: url.origin,
            to: target?.origin, hopsTaken: hops)
        switch decision {
        case .stay: return false
        case .follow:
            if let target { url = target }
            hops += 1
            return true
        case .refuse:
            throw HTTPError(.refusedRedirect(to: target?.text ?? location ?? ""), for: request, status: status)
        }
    }
}
