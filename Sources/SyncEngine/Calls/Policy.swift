import ConnectorKit
import HTTP
import JSON

/// What came of sending a request once.
enum CallResult {
    case answer(HTTPResponse)
    case error(HTTPError)
}

/// What to do about it: pure, so that every case can be tested without a network.
enum Decision: Equatable, Sendable {
    case accept
    case retry(after: Duration)
    case signInAgain
    case splitRequest
    case notFound
    /// A field is not there any more; what the vendor says.
    case readFieldsAgain(String)
    /// The place to go on from is forgotten.
    case beginAgain(String)
    /// Too much, or too slow, for one question.
    case narrowWindow(String)
    case fail(SyncFailure)
}

/// Turns results of calls into decisions. One exhaustive switch over `ErrorAction`.
struct Policy: Sendable {
    var rules: [ErrorRule]
    /// A longer wait is not sat out: the run ends and says when to go on.
    var longestWait: Duration = .seconds(300)
    var attempts = 6
    /// When a daily allowance that is used up at a moment is renewed; both in Unix milliseconds.
    var renewal: @Sendable (_ now: Int64) -> Int64? = { _ in nil }

    /// What an answer means when no rule of the connector says otherwise (RFC 9110).
    private static let fallback: [ErrorRule] = [
        ErrorRule(status: [401], action: .signInAgain),
        ErrorRule(status: [403], action: .missingPermission),
        ErrorRule(status: [404, 410], action: .notFound),
        ErrorRule(status: [414, 413, 431], action: .splitRequest),
        ErrorRule(status: [408, 409, 423, 425, 429], action: .retry),
    ]

    /// - Parameters:
    ///   - attempt: 1 for the first sending.
    ///   - request: names the request in messages; free of secrets.
    ///   - redacting: blanks the request's secrets in what the vendor says, which may repeat them.
    func decide(
        _ result: CallResult, accepting: [Int], attempt: Int, random: Double, request: String,
        redacting: (String) -> String = { $0 }
    ) -> Decision {
        switch result {
        case .answer(let response):
            if response.status == 200 || accepting.contains(response.status) { return .accept }
            return decide(response, attempt: attempt, random: random, request: request, redacting)
        case .error(let error): return decide(error, attempt: attempt, random: random)
        }
    }

    private func decide(_ error: HTTPError, attempt: Int, random: Double) -> Decision {
        switch error.kind {
        case .cancelled: .fail(.cancelled)
        case .refused, .tls: .fail(.fixConfig(error.description))
        case .refusedRedirect: .fail(.stopStream(error.description))
        case .bodyTooLarge, .headersTooLarge: .fail(.stopStream(error.description))
        case .cannotConnect:
            attempt < attempts ? .retry(after: backOff(attempt, random)) : .fail(.unreachable(error.description))
        case .timedOut, .truncated, .badEncoding, .transport:
            attempt < attempts ? .retry(after: backOff(attempt, random)) : .fail(.runAgain(error.description, at: nil))
        }
    }

    private func decide(
        _ response: HTTPResponse, attempt: Int, random: Double, request: String, _ redacting: (String) -> String
    ) -> Decision {
        let body = try? JSONDocument.parse(response.body)
        let rule = (rules + Self.fallback).first { rule in
            guard rule.status.contains(response.status) else { return false }
            guard let path = rule.path else { return true }
            let text = body?.root[path: path]?.text
            if let part = rule.containing, text?.contains(part) != true { return false }
            return rule.containing != nil && rule.value == nil || text == rule.value
        }
        let said = rule?.detail.flatMap { body?.root[path: $0]?.text }
        let words = excerpt(said.map { Array($0.utf8) } ?? response.body, redacting)
        let message = "\(request): status \(response.status): \(words)"
        let action: ErrorAction = rule?.action ?? (response.status >= 500 ? .retry : .stopStream)
        switch action {
        case .retry:
            let wait = response.retryAfter ?? rule?.wait.map { .seconds($0) } ?? backOff(attempt, random)
            if wait > longestWait, !Sabotage.waitForQuota.isOn {
                let at = response.date.map { $0 * 1000 + wait.wholeMilliseconds }
                return .fail(.runAgain("\(message) (asks to wait \(wait.components.seconds) s)", at: at))
            }
            // A wait that the server names gets a little added, so that callers who were refused together come apart.
            let jitter = Duration.ms(Int64(random * 0.1 * Double(wait.wholeMilliseconds)))
            return attempt < attempts ? .retry(after: wait + jitter) : .fail(.runAgain(message, at: nil))
        case .stopUntilRenewed:
            let at = response.date.flatMap { date in
                response.retryAfter.map { date * 1000 + $0.wholeMilliseconds } ?? renewal(date * 1000)
            }
            return .fail(.runAgain(message, at: at))
        case .signInAgain:
            // Some systems refuse good credentials while they are in trouble: the rule says so by naming a wait.
            guard let wait = rule?.wait, attempt <= 2 else { return .signInAgain }
            return .retry(after: .seconds(wait * attempt))
        case .missingPermission: return .fail(.missingPermission(message))
        case .splitRequest: return .splitRequest
        case .notFound: return .notFound
        case .readFieldsAgain: return .readFieldsAgain(message)
        case .beginAgain: return .beginAgain(message)
        case .narrowWindow: return .narrowWindow(message)
        case .stopStream: return .fail(.stopStream(message))
        case .fixConfig: return .fail(.signIn(message))
        }
    }

    /// 1, 2, 4 … 60 s, between half and all of it.
    func backOff(_ attempt: Int, _ random: Double) -> Duration {
        let whole = min(60_000, 1000 << min(attempt - 1, 10))
        return .ms(Int64(Double(whole) * (0.5 + random / 2)))
    }

    /// The beginning of what the vendor says, on one line. Secrets go before it is cut: one may lie across the cut.
    private func excerpt(_ words: [UInt8], _ redacting: (String) -> String) -> String {
        guard !words.isEmpty else { return "(empty answer)" }
        let text = redacting(String(decoding: words.prefix(8_192), as: UTF8.self))
        return String(text.prefix(300).map { $0.isNewline ? " " : $0 })
    }
}
