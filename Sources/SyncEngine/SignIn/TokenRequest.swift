import ConnectorKit
import Foundation
import HTTP
import JSON

/// One call on a token endpoint (RFC 6749 §5): a form in, tokens out.
public struct TokenRequest: Sendable {
    let url: String
    let form: [String: String]
    let rules: [ErrorRule]
    let transport: any HTTPTransport
    let clock: EngineClock
    /// Where the answer says at which address the data are.
    let baseURL: JSONPath?
    /// Below which domains that address may be, if not on the token endpoint's own host.
    let domains: [String]
    /// Sent in a header instead of the form: user and password.
    let basic: (user: String, password: String)?

    public init(
        url: String, form: [String: String], rules: [ErrorRule], transport: any HTTPTransport, clock: EngineClock,
        baseURL: JSONPath? = nil, domains: [String] = [], basic: (user: String, password: String)? = nil
    ) {
        self.url = url
        self.form = form
        self.rules = rules
        self.transport = transport
        self.clock = clock
        self.baseURL = baseURL
        self.domains = domains
        self.basic = basic
    }

    public func send() async throws -> TokenFile.Tokens {
        var serverTime: Int64?
        return try await send(&serverTime)
    }

    /// - Parameter serverTime: the server's clock in its last answer, Unix milliseconds, whatever it said.
    func send(_ serverTime: inout Int64?) async throws -> TokenFile.Tokens {
        let body = form.sorted { $0.key < $1.key }
            .map { RequestTemplate.encodeForm($0.key) + "=" + RequestTemplate.encodeForm($0.value) }
            .joined(separator: "&")
        var request = HTTPRequest(
            method: .post, url: url,
            headers: ["Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"],
            body: Array(body.utf8), secrets: form.filter { $0.key != "grant_type" }.values.filter { $0.utf8.count >= 4 }
        )
        if let basic {
            let pair = RequestTemplate.encodeForm(basic.user) + ":" + RequestTemplate.encodeForm(basic.password)
            let encoded = Data(pair.utf8).base64EncodedString()
            request.headers["Authorization"] = "Basic " + encoded
            request.secrets += [encoded, basic.password].filter { $0.utf8.count >= 4 }
        }
        let policy = Policy(rules: rules)
        var attempt = 1
        while true {
            let result: CallResult
            do { result = .answer(try await transport.send(request)) } catch { result = .error(error) }
            if case .answer(let response) = result, let date = response.date { serverTime = date * 1000 }
            switch policy.decide(
                result, accepting: [], attempt: attempt, random: clock.random(), request: "the token endpoint",
                redacting: request.redacting)
            {
            case .accept:
                guard case .answer(let response) = result else { continue }
                if (try? JSONDocument.parse(response.body)) != nil { return try tokens(in: response) }
                // A page of a proxy or of maintenance says nothing about the credentials.
                guard attempt < policy.attempts else {
                    throw SyncFailure.runAgain("\(request): the token endpoint's answer is not JSON", at: nil)
                }
                let wait = policy.backOff(attempt, clock.random())
                attempt += 1
                try await clock.sleep(wait)
            case .retry(let wait):
                attempt += 1
                try await clock.sleep(wait)
            case .fail(.stopStream(let text)), .fail(.missingPermission(let text)):
                throw SyncFailure.signIn(request.redacting(text) + hint)
            case .fail(.signIn(let text)):
                throw SyncFailure.signIn(request.redacting(text) + hint)
            case .fail(let failure): throw failure
            case .signInAgain, .splitRequest, .notFound, .readFieldsAgain, .beginAgain, .narrowWindow:
                throw SyncFailure.signIn("\(request) refused the credentials" + hint)
            }
        }
    }

    /// Only what a person consented to can be consented to again.
    private var hint: String {
        let isConsented = form["refresh_token"] != nil || form["code"] != nil
        return isConsented ? " – sign in again with `waymark login`" : ""
    }

    private func tokens(in response: HTTPResponse) throws -> TokenFile.Tokens {
        guard let root = try? JSONDocument.parse(response.body).root, let token = root[path: "access_token"]?.string,
            !token.isEmpty
        else { throw SyncFailure.signIn("the token endpoint's answer has no access_token") }
        // RFC 6749 §5.1 lets it be left out: such a token is good until it is refused.
        let lifetime = root[path: "expires_in"]?.text.flatMap { Int64($0) }.map { min(max(0, $0), 1 << 32) }
        return TokenFile.Tokens(
            accessToken: token, expiresAt: lifetime.map { clock.now() + $0 * 1000 },
            refreshToken: root[path: "refresh_token"]?.string, baseURL: try address(in: root))
    }

    /// The address of the data: https, or of this machine. Whoever may name it gets the token.
    private func address(in root: JSONValue) throws -> String? {
        guard let baseURL else { return nil }
        guard var text = root[path: baseURL]?.string, !text.isEmpty else {
            throw SyncFailure.signIn("the token endpoint's answer does not tell where the data are (\(baseURL))")
        }
        while text.hasSuffix("/") { text.removeLast() }
        guard let origin = try? HTTPOrigin(of: text), origin.scheme == "https" || origin.isLoopback else {
            throw SyncFailure.signIn("the token endpoint's answer names no https address as \(baseURL)")
        }
        // Else a false answer would have the token carried to anybody.
        let isKnown =
            origin.host == (try? HTTPOrigin(of: url))?.host || domains.contains { origin.host.hasSuffix("." + $0) }
        guard isKnown else {
            throw SyncFailure.signIn("the token endpoint's answer names an address that is none of its own: \(origin)")
        }
        return text
    }
}
