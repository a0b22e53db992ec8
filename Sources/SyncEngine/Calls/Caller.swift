import ConnectorKit
import HTTP
import JSON

/// An answer that arrived whole and is JSON.
struct Answer: Sendable {
    var document: JSONDocument
    /// The server's clock when it answered, Unix milliseconds; this machine's where the answer has no date.
    var serverTime: Int64
    /// Names the request in messages and in the store's provenance.
    var request: String
    var bytes: Int
    var status: Int
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
    private nonisolated let origin: HTTPOrigin
    private let values: TemplateValues
    private let inFlight: InFlight
    private let largestAnswer: Int
    /// Bytes of the last answer, by request: what the next one of its kind reserves.
    private var sizes: [String: Int] = [:]
    private(set) var calls = 0
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
        inFlight = InFlight(bytes: options.bytesInFlight)
        largestAnswer = max(options.bytesInFlight, 64 << 20)
        self.report = report
        policy = Policy(rules: connection.connector.errors)
        do { origin = try HTTPOrigin(of: connection.baseURL) } catch { throw .fixConfig("base_url: \(error)") }
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
        let rendered: RenderedRequest
        do { rendered = try template.render(values) } catch { throw SyncFailure.fixConfig("\(error)") }
        return try await send(
            url: connection.baseURL + rendered.target, rendered: rendered, template: template, defect: defect)
    }

    /// Follows a next link, which comes from outside: only to the connection's own origin.
    func call(
        _ template: RequestTemplate, link: String, defect: @Sendable (JSONValue) -> String? = { _ in nil }
    ) async throws -> Outcome {
        if let words = foreign(link) { throw SyncFailure.stopStream(words) }
        let url = (try? origin.resolving(link, from: connection.baseURL)) ?? link
        let rendered = RenderedRequest(method: "GET", target: "", headers: [:], body: nil)
        return try await send(url: url, rendered: rendered, template: template, defect: defect)
    }

    /// What is wrong with a next link that leads to another origin.
    nonisolated func foreign(_ link: String) -> String? {
        if Sabotage.followForeignLinks.isOn { return nil }
        do { _ = try origin.resolving(link, from: connection.baseURL) } catch {
            return "the next page's address leads elsewhere: \(error)"
        }
        return nil
    }

    private func send(
        url: String, rendered: RenderedRequest, template: RequestTemplate, defect: @Sendable (JSONValue) -> String?
    ) async throws -> Outcome {
        let name = rendered.method + " " + template.path
        let reservation = await inFlight.reserve(sizes[name] ?? 256 << 10)
        let transport = transport
        let exchange = try await exchange(url: url, rendered, template) { request throws(HTTPError) in
            try await transport.send(request)
        } take: { response, request in
            let answer = try answer(response, name, request, reservation)
            if let defect = defect(answer.root) { throw BadAnswer(defect) }
            return answer
        }
        switch exchange {
        case .value(let answer): return .answer(answer)
        case .notFound: return .notFound
        case .splitRequest: return .splitRequest
        }
    }

    /// What came of a request that was sent until the policy was content.
    enum Exchange<Value: Sendable>: Sendable {
        case value(Value)
        case notFound
        case splitRequest
    }

    /// - Parameters:
    ///   - type: the kind of answer that is asked for.
    ///   - transfer: sends the request once.
    ///   - take: makes a value of an accepted answer; an answer that it refuses with `BadAnswer` is asked for again.
    func exchange<Value: Sendable>(
        url: String, _ rendered: RenderedRequest, _ template: RequestTemplate, type: String = "application/json",
        transfer: @Sendable (HTTPRequest) async throws(HTTPError) -> HTTPResponse,
        take: (HTTPResponse, HTTPRequest) throws -> Value
    ) async throws -> Exchange<Value> {
        let name = rendered.method + " " + template.path
        var attempt = 1
        var hasRenewed = false
        while true {
            try Task.checkCancellation()
            if let maximumCalls, calls >= maximumCalls {
                throw SyncFailure.runAgain("the run's \(maximumCalls) calls are spent", at: nil)
            }
            let dailyLeft = try await pacer?.take(template.budgets)
            var request = HTTPRequest(
                method: HTTPMethod(rawValue: rendered.method) ?? .get, url: url, headers: ["Accept": type],
                body: rendered.body, maximumBodyBytes: largestAnswer)
            for (header, value) in rendered.headers { request.headers[header] = value }
            if rendered.body != nil { request.headers["Content-Type"] = "application/json" }
            try await session.sign(&request)
            calls += 1
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
            case .fail(.runAgain(let text, let at)): throw SyncFailure.runAgain(request.redacting(text), at: at)
            case .fail(.stopStream(let text)): throw SyncFailure.stopStream(request.redacting(text))
            case .fail(.missingPermission(let text)): throw SyncFailure.missingPermission(request.redacting(text))
            case .fail(.signIn(let text)): throw SyncFailure.signIn(request.redacting(text))
            case .fail(.cancelled): throw CancellationError()
            case .fail(let failure): throw failure
            }
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
            guard let name = member.key.string, !names.insert(name).inserted else { continue }
            throw BadAnswer("the answer has the member \"\(request.redacting(String(name.prefix(64))))\" twice")
        }
        return Answer(
            document: document, serverTime: serverTime ?? clock.now(), request: name, bytes: response.body.count,
            status: response.status, reservation: reservation)
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
