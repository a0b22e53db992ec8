import ConnectorKit
import HTTP
import JSON
import Synchronization

/// An answer that arrived whole and is JSON.
struct Answer: Sendable {
    var document: JSONDocument
    /// The server's clock when it answered, Unix milliseconds; this machine's where the answer has no date.
    var serverTime: Int64
    /// Names the request in messages and in the store's provenance.
    var request: String
    var bytes: Int
    var status: Int
    /// When what it tells of changed last, in the server's own words.
    var lastModified: String?
    /// Keeps the answer's room in memory taken as long as the answer lives.
    var reservation: InFlight.Reservation

    var root: JSONValue { document.root }
}

/// Sends a connection's requests: fills templates, keeps budgets, signs, retries as the policy decides.
///
/// Answers held in memory at once are bounded: a call waits for room before it is sent.
actor Caller {
    enum Outcome: Sendable {
        case answer(Answer)
        case notFound
        case splitRequest
    }

    nonisolated let connection: Connection
    let transport: any HTTPTransport
    private let session: Session
    private let pacer: Pacer?
    private let policy: Policy
    let clock: EngineClock
    private let maximumCalls: Int?
    private let sweepShare: Int
    /// Where requests go: the connection's base URL, until a token says otherwise.
    private nonisolated let place: Mutex<Place>
    private let values: TemplateValues
    private let inFlight: InFlight
    private let largestAnswer: Int
    /// Bytes of the last answer, by request: what the next one of its kind reserves.
    private var sizes: [String: Int] = [:]
    private(set) var calls = 0
    private var sweepCalls = 0
    private(set) var refusals = 0
    private(set) var bytes = 0
    private var serverClock = ServerClock()
    private let report: @Sendable (Progress) -> Void

    init(
        connection: Connection, account: String?, transport: any HTTPTransport, session: Session, pacer: Pacer?,
        clock: EngineClock, options: SyncOptions, report: @escaping @Sendable (Progress) -> Void
    ) throws(SyncFailure) {
        self.connection = connection
        self.transport = transport
        self.session = session
        self.pacer = pacer
        self.clock = clock
        maximumCalls = options.maximumCalls
        sweepShare = options.sweepShare
        inFlight = InFlight(bytes: options.bytesInFlight)
        largestAnswer = max(options.bytesInFlight, 64 << 20)
        self.report = report
        policy = Policy(
            rules: connection.connector.errors, renewal: { now in pacer.flatMap { $0.renewal(after: now) } })
        do { place = Mutex(try Place(baseURL: connection.baseURL)) } catch { throw .fixConfig("base_url: \(error)") }
        var values = TemplateValues()
        for (name, path) in connection.connector.paths { values[name] = .path(path) }
        if let account { values["account"] = .text(account) }
        self.values = values
    }

    /// What every template may use; streams add theirs.
    nonisolated func values(of stream: RecordStream) -> TemplateValues {
        values.setting("object_type", stream.recordType)
    }

    nonisolated var localNow: Int64 { clock.now() }

    /// Counts bytes of an answer that is read piece by piece.
    func count(received: Int) { bytes += received }

    /// Counts the call that was made before the account was known.
    func goOn(from answer: Answer) {
        calls += 1
        bytes += answer.bytes
        serverClock.take(answer.serverTime)
    }

    /// Unix milliseconds; nil before the first answer that has a date.
    var serverTime: Int64? { serverClock.time }

    nonisolated var commonValues: TemplateValues { values }

    /// Sends a request until the policy is content with what came of it.
    ///
    /// - Parameter defect: says what is wrong with an answer that looks fine; such a request is sent again.
    func call(
        _ template: RequestTemplate, _ values: TemplateValues,
        defect: @Sendable (JSONValue) -> String? = { _ in nil }
    ) async throws -> Outcome {
        switch try await send(.target(try render(template, values)), template, since: nil, defect: defect) {
        case .outcome(let outcome): return outcome
        case .unchanged: throw SyncFailure.runAgain("\(template.path): nothing, although nothing is known yet", at: nil)
        }
    }

    /// Asks only for what has changed since an earlier answer said `lastModified` (RFC 9110 §13.1.3); nil: nothing has.
    func call(
        _ template: RequestTemplate, _ values: TemplateValues, since lastModified: String?,
        defect: @Sendable (JSONValue) -> String?
    ) async throws -> Outcome? {
        switch try await send(.target(try render(template, values)), template, since: lastModified, defect: defect) {
        case .outcome(let outcome): outcome
        case .unchanged: nil
        }
    }

    /// Follows a next link, which comes from outside: only to the connection's own origin.
    func call(
        _ template: RequestTemplate, link: String, defect: @Sendable (JSONValue) -> String? = { _ in nil }
    ) async throws -> Outcome {
        if let words = foreign(link) { throw SyncFailure.stopStream(words) }
        switch try await send(.link(link), template, since: nil, defect: defect) {
        case .outcome(let outcome): return outcome
        case .unchanged: throw SyncFailure.runAgain("\(template.path): nothing, although nothing is known yet", at: nil)
        }
    }

    nonisolated func render(
        _ template: RequestTemplate, _ values: TemplateValues
    ) throws(SyncFailure) -> RenderedRequest {
        do { return try template.render(values) } catch { throw .fixConfig("\(error)") }
    }

    /// What is wrong with a next link that leads to another origin.
    nonisolated func foreign(_ link: String) -> String? {
        if Sabotage.followForeignLinks.isOn { return nil }
        do { _ = try place.withLock(\.self).resolving(link) } catch {
            return "the next page's address leads elsewhere: \(error)"
        }
        return nil
    }

    enum Address {
        case target(RenderedRequest)
        case link(String)
    }

    private enum Reply {
        case outcome(Outcome)
        case unchanged
    }

    /// A signed request to where requests go now.
    private func request(
        _ address: Address, _ template: RequestTemplate, type: String, since: String?
    ) async throws -> HTTPRequest {
        // A token that is renewed meanwhile may name another address; it does not do so for ever.
        for _ in 1...3 {
            let base = try await session.baseURL()
            try move(to: base)
            var rendered = RenderedRequest(method: "GET", target: "", headers: [:], body: nil)
            let url: String
            switch address {
            case .target(let target): (rendered, url) = (target, base + target.target)
            case .link(let link):
                if let words = foreign(link) { throw SyncFailure.stopStream(words) }
                url = (try? place.withLock(\.self).resolving(link)) ?? link
            }
            var request = HTTPRequest(
                method: HTTPMethod(rawValue: rendered.method) ?? .get, url: url,
                headers: ["Accept": type], body: rendered.body, maximumBodyBytes: largestAnswer)
            for (header, value) in rendered.headers { request.headers[header] = value }
            if rendered.body != nil { request.headers["Content-Type"] = "application/json" }
            if let since { request.headers["If-Modified-Since"] = since }
            if try await session.sign(&request) { return request }
            // A sabotaged link leads elsewhere, and the proof stays here.
            if case .link = address, Sabotage.followForeignLinks.isOn { return request }
        }
        throw SyncFailure.signIn("\(connection.connector.title) names another address with every token")
    }

    private func move(to base: String) throws(SyncFailure) {
        guard place.withLock(\.self).baseURL != base else { return }
        let new: Place
        do { new = try Place(baseURL: base) } catch { throw .signIn("the address that came with the token: \(error)") }
        guard connection.enforcesBudgets || new.origin.isLoopback else {
            throw .fixConfig(
                "connection \(connection.name): `limits: off` is for servers on this machine only, not \(new.origin)")
        }
        place.withLock { $0 = new }
    }

    /// Where requests go, if a token has said so.
    nonisolated var namedBaseURL: String? {
        let base = place.withLock(\.self).baseURL
        return base == connection.baseURL ? nil : base
    }

    private func send(
        _ address: Address, _ template: RequestTemplate, since: String?, defect: @Sendable (JSONValue) -> String?
    ) async throws -> Reply {
        let name = template.name
        let reservation = await inFlight.reserve(sizes[name] ?? 256 << 10)
        let transport = transport
        let exchange = try await exchange(
            address, template, since: since,
            transfer: { request throws(HTTPError) in try await transport.send(request) },
            take: { response, request in
                let answer = try answer(response, name, request, reservation)
                if let defect = defect(answer.root) { throw BadAnswer(defect) }
                return answer
            })
        switch exchange {
        case .value(let answer): return .outcome(.answer(answer))
        case .unchanged: return .unchanged
        case .notFound: return .outcome(.notFound)
        case .splitRequest: return .outcome(.splitRequest)
        }
    }

    /// What came of a request that was sent until the policy was content.
    enum Exchange<Value: Sendable>: Sendable {
        case value(Value)
        /// Since the time that was asked for.
        case unchanged
        case notFound
        case splitRequest
    }

    /// - Parameters:
    ///   - type: the kind of answer that is asked for.
    ///   - transfer: sends the request once.
    ///   - take: makes a value of an accepted answer; what it refuses is asked for again.
    func exchange<Value: Sendable>(
        _ address: Address, _ template: RequestTemplate, type: String = "application/json", since: String? = nil,
        transfer: @Sendable (HTTPRequest) async throws(HTTPError) -> HTTPResponse,
        take: (HTTPResponse, HTTPRequest) throws -> Value
    ) async throws -> Exchange<Value> {
        let name = template.name
        var attempt = 1
        var hasRenewed = false
        while true {
            try Task.checkCancellation()
            let (request, dailyLeft) = try await admit(template) {
                try await self.request(address, template, type: type, since: since)
            }
            let result: CallResult
            do {
                let response = try await transfer(request)
                bytes += response.receivedBytes
                if let date = response.date { serverClock.take(date * 1000) }
                try await pacer?.learn(template.budgets, from: response.headers)
                result = .answer(response)
            } catch let error as HTTPError {
                result = .error(error)
            }
            report(.call(dailyLeft: dailyLeft))
            if since != nil, case .answer(let response) = result, response.status == 304 { return .unchanged }
            var decision = policy.decide(
                result, accepting: template.accept, attempt: attempt, random: clock.random(), request: name,
                redacting: request.redacting)
            if case .accept = decision, case .answer(let response) = result {
                do { return .value(try take(response, request)) } catch {
                    // A page that is no JSON is a proxy's or a lie: worth another try, never the end of the data.
                    decision =
                        attempt < policy.attempts
                        ? .retry(after: policy.backOff(attempt, clock.random()))
                        : .fail(.runAgain("\(name): \(error)", at: nil))
                }
            }
            switch decision {
            case .accept: continue
            case .retry(let wait):
                attempt += 1
                refusals += 1
                if case .answer(let response) = result, response.status == 429 {
                    try await pacer?.block(template.budgets, for: wait)
                }
                report(.waiting(name, wait))
                try await clock.sleep(Sabotage.retryAtOnce.isOn ? .zero : wait)
            case .signInAgain:
                guard !hasRenewed, try await session.renew(after: request) else {
                    let said = if case .answer(let response) = result { Self.words(response, request) } else { "" }
                    throw SyncFailure.signIn(
                        "\(connection.connector.title) refuses the credentials of \(connection.name)\(said)")
                }
                hasRenewed = true
            case .splitRequest: return .splitRequest
            case .notFound: return .notFound
            case .readFieldsAgain(let text): throw StaleFields(request.redacting(text))
            case .beginAgain(let text): throw ForgottenPlace(request.redacting(text))
            case .narrowWindow(let text): throw TooMuchAtOnce(request.redacting(text))
            case .fail(.runAgain(let text, let at)): throw SyncFailure.runAgain(request.redacting(text), at: at)
            case .fail(.stopStream(let text)): throw SyncFailure.stopStream(request.redacting(text))
            case .fail(.missingPermission(let text)): throw SyncFailure.missingPermission(request.redacting(text))
            case .fail(.signIn(let text)): throw SyncFailure.signIn(request.redacting(text))
            case .fail(.cancelled): throw CancellationError()
            case .fail(let failure): throw failure
            }
        }
    }

    /// Takes a call from every allowance there is. It counts from here on: others ask meanwhile.
    private func admit(
        _ template: RequestTemplate, _ sign: () async throws -> HTTPRequest
    ) async throws -> (request: HTTPRequest, dailyLeft: Int?) {
        let isSweeping = SweepBudget.isSweeping
        if let maximumCalls, calls >= maximumCalls {
            throw SyncFailure.runAgain("the run's \(maximumCalls) calls are spent", at: nil)
        }
        if isSweeping, let maximumCalls, sweepCalls >= max(1, maximumCalls * sweepShare / 100) {
            throw SweepBudget.Spent(words: "the sweeps' share of the run's \(maximumCalls) calls is spent")
        }
        calls += 1
        if isSweeping { sweepCalls += 1 }
        do {
            let dailyLeft = try await pacer?.take(template.budgets, sweepShare: isSweeping ? sweepShare : nil)
            return (try await sign(), dailyLeft)
        } catch {
            calls -= 1
            if isSweeping { sweepCalls -= 1 }
            throw error
        }
    }

    private func answer(
        _ response: HTTPResponse, _ name: String, _ request: HTTPRequest, _ reservation: InFlight.Reservation
    ) throws -> Answer {
        if let type = response.contentType, !type.contains("json") {
            throw BadAnswer(
                "the answer is \(type), not JSON\(Self.words(response, request))")
        }
        sizes[name] = response.body.count
        let document: JSONDocument
        do { document = try JSONDocument.parse(response.body) } catch { throw BadAnswer(request.redacting("\(error)")) }
        // Which of two members counts is the reader's choice: what an answer says twice it does not say.
        var names = Set<String>()
        for member in document.root.members {
            guard let name = member.key.string, !names.insert(name).inserted, !Sabotage.believeDuplicates.isOn else {
                continue
            }
            throw BadAnswer("the answer has the member \"\(request.redacting(String(name.prefix(64))))\" twice")
        }
        return Answer(
            document: document, serverTime: serverTime ?? clock.now(), request: name, bytes: response.body.count,
            status: response.status, lastModified: response.headers["Last-Modified"], reservation: reservation)
    }

    static func words(_ response: HTTPResponse, _ request: HTTPRequest) -> String {
        // Secrets go before the text is cut: one may lie across the cut.
        let text = request.redacting(String(decoding: response.body.prefix(8_192), as: UTF8.self))
        return text.isEmpty ? "" : ": " + String(text.prefix(160).map { $0.isNewline ? " " : $0 })
    }
}

/// Status 200, and yet no answer.
struct BadAnswer: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The base URL that requests go to, and the origin that their links must not leave.
private struct Place: Sendable {
    let baseURL: String
    let origin: HTTPOrigin

    init(baseURL: String) throws {
        self.baseURL = baseURL
        origin = try HTTPOrigin(of: baseURL)
    }

    func resolving(_ link: String) throws -> String { try origin.resolving(link, from: baseURL) }
}
