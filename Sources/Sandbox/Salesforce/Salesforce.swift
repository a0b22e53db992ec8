/// The company as Salesforce would serve it: everything about the org that is not about its records.
struct Salesforce {
    var configuration: SalesforceConfiguration
    var mirror: OrgMirror
    var sessions: SalesforceSessions
    var cursors = QueryCursors()
    var jobs = BulkJobs()
    var usage = CallUsage()
    var isEnforcingLimits: Bool
    /// When the schema last changed, for `If-Modified-Since`.
    var schemaChanged: Instant
    /// Where the server listens: the `instance_url`.
    var baseURL = "http://127.0.0.1"
    /// Of the call that is being answered.
    var version = 62

    init(_ configuration: SalesforceConfiguration, seed: UInt64, enforcesLimits: Bool, now: Instant) {
        self.configuration = configuration
        mirror = OrgMirror(configuration, seed: seed)
        sessions = SalesforceSessions(configuration)
        isEnforcingLimits = enforcesLimits
        schemaChanged = now
    }

    static func owns(_ call: Call) -> Bool {
        call.segments.first == "services" || call.segments.first == "id" && call.segments.count == 3
    }

    mutating func answer(_ call: Call, world: inout World) -> Answer {
        var answer: Answer
        do {
            guard call.target.utf8.count <= 16_384 else {
                throw SalesforceRefusal(414, "URI_TOO_LONG", "The length of the requested URI exceeds the maximum")
            }
            guard call.headers.reduce(0, { $0 + $1.value.utf8.count }) <= 32_768 else {
                throw SalesforceRefusal(431, "HEADERS_TOO_LONG", "The request headers are too large")
            }
            if call.segments.starts(with: ["services", "oauth2"]), call.segments.last != "userinfo" {
                return try oauth(call, world)
            }
            if call.segments == ["services", "data"] { return versions() }
            try sessions.admit(call, now: world.now)
            if call.segments.first == "id" || call.segments.last == "userinfo" { return identity() }
            try takeVersion(call)
            usage.note(now: world.now)
            if isEnforcingLimits, usage.count(now: world.now) > configuration.dailyRequests {
                throw SalesforceRefusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
            }
            mirror.catchUp(&world)
            answer = try route(call, Array(call.segments.dropFirst(3)), world)
        } catch let refusal as SalesforceRefusal {
            answer = refusal.answer()
        } catch {
            answer = SalesforceRefusal(500, "UNKNOWN_EXCEPTION", "\(error)").answer()
        }
        let used = usage.count(now: world.now)
        answer.headers.append(("Sforce-Limit-Info", "api-usage=\(used)/\(configuration.dailyRequests)"))
        return answer
    }

    private mutating func takeVersion(_ call: Call) throws {
        guard call.segments.count > 2, call.segments[1] == "data", call.segments[2].hasPrefix("v"),
            call.segments[2].hasSuffix(".0"), let number = Int(call.segments[2].dropFirst().dropLast(2)),
            number <= configuration.apiVersion
        else { throw SalesforceRefusal.notFound }
        guard number >= 40 else {
            throw SalesforceRefusal(410, "UNSUPPORTED_API_VERSION", "API version \(number).0 is retired")
        }
        version = number
    }

    private mutating func route(_ call: Call, _ path: [String], _ world: World) throws -> Answer {
        switch (call.method, path.first, path.count) {
        case ("GET", "query", 1): return try query(call, all: false, world)
        case ("GET", "queryAll", 1): return try query(call, all: true, world)
        case ("GET", "query", 2), ("GET", "queryAll", 2): return try nextPage(path[1], world)
        case ("GET", "limits", 1): return limits(world)
        case ("GET", "sobjects", 1): return describeGlobal(call, world)
        case ("GET", "sobjects", 3) where path[2] == "describe":
            return try describe(call, try object(path[1]), world)
        case ("GET", "sobjects", 3) where path[2] == "deleted" || path[2] == "updated":
            return try replicate(call, try object(path[1]), deleted: path[2] == "deleted", world)
        case ("GET", "sobjects", 3): return try record(call, try object(path[1]), path[2], world)
        case ("POST", "composite", 3) where path[1] == "sobjects": return try collection(call, path[2], world)
        case (_, "jobs", _) where path.count > 1 && path[1] == "query":
            return try bulk(call, Array(path.dropFirst(2)), world)
        case (let method, .some("query"), _), (let method, .some("limits"), _): throw SalesforceRefusal.method(method)
        default: throw SalesforceRefusal.notFound
        }
    }

    func object(_ name: String) throws -> SObject {
        guard let object = SObject.named(name) else { throw SalesforceRefusal.notFound }
        return object
    }

    private func versions() -> Answer {
        .json(capacity: 4_096) { writer in
            writer.array { writer in
                for number in 40...max(40, configuration.apiVersion) {
                    writer.object { writer in
                        writer.key("label")
                        writer.value("Release \(number)")
                        writer.key("url")
                        writer.value("/services/data/v\(number).0")
                        writer.key("version")
                        writer.value("\(number).0")
                    }
                }
            }
        }
    }
}

/// Calls of the last 24 virtual hours, counted by the hour.
struct CallUsage: Sendable {
    private var hours: [(hour: Int64, calls: Int)] = []

    mutating func note(now: Instant) {
        let hour = now / Span.hour
        hours.removeAll { $0.hour <= hour - 24 }
        if hours.last?.hour == hour { hours[hours.count - 1].calls += 1 } else { hours.append((hour, 1)) }
    }

    func count(now: Instant) -> Int {
        hours.filter { $0.hour > now / Span.hour - 24 }.reduce(0) { $0 + $1.calls }
    }

    /// As if other programs had made calls.
    mutating func add(_ calls: Int, now: Instant) {
        note(now: now)
        hours[hours.count - 1].calls += calls - 1
    }
}
