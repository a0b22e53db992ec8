import ConnectorKit
import HTTP
import JSON

/// One call on a token endpoint (RFC 6749 §5): a form in, tokens out.
public struct TokenRequest: Sendable {
    let url: String
    let form: [String: String]
    let rules: [ErrorRule]
    let transport: any HTTPTransport
    let clock: EngineClock

    public init(
        url: String, form: [String: String], rules: [ErrorRule], transport: any HTTPTransport, clock: EngineClock
    ) {
        self.url = url
        self.form = form
        self.rules = rules
        self.transport = transport
        self.clock = clock
    }

    public func send() async throws -> TokenFile.Tokens {
        let body = form.sorted { $0.key < $1.key }
            .map { RequestTemplate.encodeForm($0.key) + "=" + RequestTemplate.encodeForm($0.value) }
            .joined(separator: "&")
        let request = HTTPRequest(
            method: .post, url: url,
            headers: ["Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"],
            body: Array(body.utf8), secrets: form.filter { $0.key != "grant_type" }.values.filter { $0.utf8.count >= 4 }
        )
        let policy = Policy(rules: rules)
        var attempt = 1
        while true {
            let result: CallResult
            do { result = .answer(try await transport.send(request)) } catch { result = .error(error) }
            switch policy.decide(
                result, accepting: [], attempt: attempt, random: clock.random(), request: "the token endpoint",
                redacting: request.redacting)
            {
            case .accept:
                guard case .answer(let response) = result else { continue }
                return try tokens(in: response)
            case .retry(let wait):
                attempt += 1
                try await clock.sleep(wait)
            case .fail(.stopStream(let text)), .fail(.missingPermission(let text)):
                throw SyncFailure.signIn(request.redacting(text) + " – sign in again with `waymark login`")
            case .fail(.signIn(let text)):
                throw SyncFailure.signIn(request.redacting(text) + " – sign in again with `waymark login`")
            case .fail(let failure): throw failure
            case .signInAgain, .splitRequest, .notFound:
                throw SyncFailure.signIn("\(request) refused the credentials – sign in again with `waymark login`")
            }
        }
    }

    private func tokens(in response: HTTPResponse) throws -> TokenFile.Tokens {
        guard let root = try? JSONDocument.parse(response.body).root, let token = root[path: "access_token"]?.string,
            !token.isEmpty
        else { throw SyncFailure.signIn("the token endpoint's answer has no access_token") }
        let lifetime = root[path: "expires_in"]?.text.flatMap { Int64($0) } ?? 1800
        return TokenFile.Tokens(
            accessToken: token, expiresAt: clock.now() + lifetime * 1000,
            refreshToken: root[path: "refresh_token"]?.string)
    }
}
