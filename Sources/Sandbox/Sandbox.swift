import Synchronization

/// What a sandbox is made from. Equal configurations give equal companies, on every machine.
public struct SandboxConfiguration: Sendable {
    public var seed: UInt64 = 1
    /// How many people came in the first two years.
    public var people = 5_000
    public var story = Story.plain
    /// The virtual instant at which the sandbox opens, in milliseconds since 1970: 2026-09-01T08:00:00Z.
    public var start: Int64 = 1_788_249_600_000
    /// 0 takes any free port; ask `Sandbox.port` which.
    public var port = 0
    /// Virtual seconds that pass per real second; 0 freezes the clock, so that only `advance` and writes move it.
    public var clockRate = 0.0
    /// Refuse calls beyond the documented limits, in real time.
    public var enforcesLimits = false
    /// Calls per ten seconds of a private app: 100 (Free, Starter) or 190 (Pro, Enterprise).
    public var burstLimit = 190
    public var dailyLimit = 625_000
    /// Virtual seconds until a change shows in search.
    public var indexLag = 30
    public var portalID = 424_242
    /// How many properties of its own the portal added to contacts, companies, deals and tickets. 400 make a list of
    /// names beyond 15 kB.
    public var customProperties = 8
    /// The token that always works, until a fault says otherwise.
    public var token = "sandbox-token"
    /// Each refresh token dies on its first use and is replaced.
    public var rotatesRefreshTokens = false
    /// A search sorted by a time is up to an hour wrong, as has been seen of HubSpot.
    public var hasLooseTimeSort = false
    /// Inline associations shown per type of a listed record.
    public var inlineAssociations = 100
    /// Associations of one record per page.
    public var associationPage = 500
    /// Serve HubSpot's paths.
    public var servesHubSpot = true
    /// Serve the same company as Salesforce too, on the same port; nil costs nothing.
    public var salesforce: SalesforceConfiguration?

    public init() {}
}

/// A simulated company with a virtual clock, served on loopback as the APIs of HubSpot and Salesforce are
/// documented, and under `/_sandbox/` an API to move the company on and to ask what it really holds.
public actor Sandbox {
    public nonisolated let configuration: SandboxConfiguration
    private nonisolated let boundPort = Mutex(0)
    var world: World
    var hubspot: HubSpot
    var salesforce: Salesforce?
    var faults = FaultQueue()
    var calls = 0
    private var changes: [Int: [@Sendable (isolated Sandbox) -> Void]] = [:]
    var clockRate: Double
    private var lastTick: Int64

    public init(_ configuration: SandboxConfiguration = SandboxConfiguration()) {
        self.configuration = configuration
        world = World.generated(
            World.Plan(
                seed: configuration.seed, people: max(0, configuration.people), start: configuration.start,
                story: configuration.story))
        var settings = HubSpot.Settings(
            portalID: configuration.portalID, indexLag: Int64(configuration.indexLag) * Span.second)
        settings.inlineAssociations = max(1, configuration.inlineAssociations)
        settings.associationPage = max(1, configuration.associationPage)
        settings.hasLooseTimeSort = configuration.hasLooseTimeSort
        settings.rotatesRefreshTokens = configuration.rotatesRefreshTokens
        hubspot = HubSpot(
            settings: settings, customProperties: configuration.customProperties,
            limits: RateLimits(
                isEnforced: configuration.enforcesLimits, burst: configuration.burstLimit,
                daily: configuration.dailyLimit),
            token: configuration.token)
        world.snapshotSpan = max(world.snapshotSpan, settings.indexLag)
        clockRate = configuration.clockRate
        lastTick = realMilliseconds()
        if let wanted = configuration.salesforce {
            if wanted.linksHubSpot { hubspot.types.tieToSalesforce() }
            var face = Salesforce(
                wanted, seed: configuration.seed, enforcesLimits: configuration.enforcesLimits, now: world.now)
            face.mirror.catchUp(&world)
            salesforce = face
        }
    }

    /// The port it listens on; 0 before it does.
    public nonisolated var port: Int { boundPort.withLock { $0 } }

    /// `http://127.0.0.1:PORT`
    public nonisolated var baseURL: String { "http://127.0.0.1:\(port)" }

    /// The virtual instant, in milliseconds since 1970.
    public var now: Int64 { world.now }

    /// How many calls the API has answered, or refused.
    public var callCount: Int { calls }

    /// Does something to the company just before a call is answered: between two pages, say.
    ///
    /// - Parameter call: counted from 1 over all calls; see `callCount`. One that was made already never comes again.
    public func when(call: Int, _ change: @escaping @Sendable (isolated Sandbox) -> Void) {
        changes[call, default: []].append(change)
    }

    func listens(on port: Int) {
        boundPort.withLock { $0 = port }
        hubspot.baseURL = baseURL
        salesforce?.baseURL = baseURL
    }

    /// Answers one call, of either API.
    func respond(to call: Call) -> Answer {
        letTimePass()
        var answer: Answer
        if call.segments.first == "_sandbox" {
            answer = control(call)
        } else {
            calls += 1
            for change in changes.removeValue(forKey: calls) ?? [] { change(self) }
            answer = respondDisturbed(to: call)
        }
        var date: [UInt8] = []
        date.appendHTTPDate(world.now)
        if !answer.headers.contains(where: { $0.name.lowercased() == "date" }) {
            answer.headers.append(("Date", String(decoding: date, as: UTF8.self)))
        }
        return answer
    }

    private func respondDisturbed(to call: Call) -> Answer {
        let fault = faults.next(for: call.path, call: calls)
        if let fault, let replacement = faults.replacement(fault, path: call.path) { return replacement }
        let answer = answer(call)
        faults.remember(answer, path: call.path)
        return fault.map { faults.spoil(answer, $0, baseURL: baseURL) } ?? answer
    }

    /// Paths of the two systems do not meet.
    private func answer(_ call: Call) -> Answer {
        if Salesforce.owns(call), salesforce != nil {
            return salesforce?.answer(call, world: &world) ?? Refusal.notFound.answer(correlation: "sandbox")
        }
        guard configuration.servesHubSpot else { return Refusal.notFound.answer(correlation: "sandbox") }
        salesforce?.mirror.catchUp(&world)
        return hubspot.answer(call, world: &world, monotonic: realMilliseconds())
    }

    private func letTimePass() {
        guard clockRate > 0 else { return }
        let real = realMilliseconds()
        world.now += Int64(Double(real - lastTick) * clockRate)
        lastTick = real
    }
}

/// Real milliseconds since some fixed moment.
func realMilliseconds() -> Int64 {
    let elapsed = ContinuousClock().now - sandboxEpoch
    return elapsed.components.seconds * 1_000 + elapsed.components.attoseconds / 1_000_000_000_000_000
}

private let sandboxEpoch = ContinuousClock().now
