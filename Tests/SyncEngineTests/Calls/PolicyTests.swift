import ConnectorKit
import HTTP
import HubSpot
import Testing

@testable import SyncEngine

@Suite struct PolicyTests {
    private func decide(
        _ status: Int, _ body: String = "", headers: HTTPHeaders = [:], rules: [ErrorRule] = [], accepting: [Int] = [],
        attempt: Int = 1, random: Double = 0
    ) -> Decision {
        Policy(rules: rules).decide(
            .answer(HTTPResponse(status: status, headers: headers, body: Array(body.utf8))), accepting: accepting,
            attempt: attempt, random: random, request: "GET /things")
    }

    private func decide(_ kind: HTTPError.Kind, attempt: Int = 1) -> Decision {
        Policy(rules: []).decide(
            .error(HTTPError(kind, for: HTTPRequest(url: "https://api.example.com/things"))), accepting: [],
            attempt: attempt, random: 0, request: "GET /things")
    }

    private func failure(_ decision: Decision) -> SyncFailure? {
        if case .fail(let failure) = decision { failure } else { nil }
    }

    @Test func `a rule may ask for a part of what is said`() {
        let rules = [
            ErrorRule(status: [403], path: "[0].message", containing: "Concurrent", action: .retry, wait: 5),
            ErrorRule(status: [403], path: "[0].code", value: "LIMIT", action: .stopUntilRenewed),
        ]
        let concurrent = #"[{"code": "LIMIT", "message": "ConcurrentRequests exceeded"}]"#
        #expect(decide(403, concurrent, rules: rules) == .retry(after: .seconds(5)))
        let daily = decide(403, #"[{"code": "LIMIT", "message": "TotalRequests exceeded"}]"#, rules: rules)
        guard case .fail(.runAgain) = daily else {
            Issue.record("\(daily)")
            return
        }
        guard case .fail(.missingPermission) = decide(403, "[]", rules: rules) else {
            Issue.record("the rest is refused as ever")
            return
        }
    }

    @Test func `every action of a rule becomes its decision`() {
        func act(_ action: ErrorAction) -> Decision {
            decide(418, rules: [ErrorRule(status: [418], action: action, wait: 7)])
        }
        let said = "GET /things: status 418: (empty answer)"
        #expect(act(.retry) == .retry(after: .seconds(7)))
        #expect(act(.stopUntilRenewed) == .fail(.runAgain(said, at: nil)))
        #expect(act(.signInAgain) == .retry(after: .seconds(7)), "a wait says that good credentials may be refused too")
        #expect(decide(418, rules: [ErrorRule(status: [418], action: .signInAgain)]) == .signInAgain)
        #expect(act(.missingPermission) == .fail(.missingPermission(said)))
        #expect(act(.splitRequest) == .splitRequest)
        #expect(act(.notFound) == .notFound)
        #expect(act(.readFieldsAgain) == .readFieldsAgain(said))
        #expect(act(.beginAgain) == .beginAgain(said))
        #expect(act(.narrowWindow) == .narrowWindow(said))
        #expect(act(.stopStream) == .fail(.stopStream(said)))
        #expect(act(.fixConfig) == .fail(.signIn(said)))
    }

    @Test(arguments: [
        (401, Decision.signInAgain), (404, .notFound), (410, .notFound), (413, .splitRequest), (414, .splitRequest),
        (431, .splitRequest), (408, .retry(after: .milliseconds(500))), (423, .retry(after: .milliseconds(500))),
        (425, .retry(after: .milliseconds(500))), (429, .retry(after: .milliseconds(500))),
        (500, .retry(after: .milliseconds(500))), (502, .retry(after: .milliseconds(500))),
        (503, .retry(after: .milliseconds(500))), (524, .retry(after: .milliseconds(500))),
    ])
    func `without rules a status means what RFC 9110 says`(status: Int, decision: Decision) {
        #expect(decide(status) == decision)
    }

    @Test func `without rules 403 is a missing permission and any other refusal stops the stream`() {
        #expect(failure(decide(403))?.exitCode == 77)
        #expect(failure(decide(400)) == .stopStream("GET /things: status 400: (empty answer)"))
        #expect(failure(decide(301))?.exitCode == 75)
        #expect(failure(decide(204))?.exitCode == 75)
    }

    @Test func `only 200 and what the request accepts is an answer`() {
        #expect(decide(200) == .accept)
        #expect(decide(207) != .accept)
        #expect(decide(207, accepting: [207]) == .accept)
    }

    @Test func `the first rule that matches status and body wins`() {
        let rules = [
            ErrorRule(status: [429], path: "policyName", value: "DAILY", action: .stopUntilRenewed),
            ErrorRule(status: [429], action: .retry, wait: 10),
        ]
        #expect(decide(429, #"{"policyName": "DAILY"}"#, rules: rules) != decide(429, "{}", rules: rules))
        #expect(decide(429, #"{"policyName": "OTHER"}"#, rules: rules) == .retry(after: .seconds(10)))
        #expect(decide(429, "<html>", rules: rules) == .retry(after: .seconds(10)))
    }

    @Test func `Retry-After goes before the rule's wait, and the rule's before backing off`() {
        let rules = [ErrorRule(status: [429], action: .retry, wait: 10)]
        #expect(decide(429, headers: ["Retry-After": "3"], rules: rules) == .retry(after: .seconds(3)))
        #expect(decide(429, rules: rules, attempt: 4) == .retry(after: .seconds(10)))
        #expect(decide(429, attempt: 4) == .retry(after: .seconds(4)))
        let date: HTTPHeaders = [
            "Date": "Tue, 01 Sep 2026 08:00:00 GMT", "Retry-After": "Tue, 01 Sep 2026 08:01:30 GMT",
        ]
        #expect(decide(503, headers: date) == .retry(after: .seconds(90)))
    }

    @Test func `jitter comes on top of what the server asks for, never off it`() {
        #expect(decide(429, headers: ["Retry-After": "10"], random: 1) == .retry(after: .seconds(11)))
    }

    @Test func `waits double up to a minute`() {
        let policy = Policy(rules: [])
        #expect((1...8).map { policy.backOff($0, 1).components.seconds } == [1, 2, 4, 8, 16, 32, 60, 60])
        #expect(policy.backOff(1, 0) == .milliseconds(500))
        #expect(policy.backOff(1_000_000, 1) == .seconds(60))
    }

    @Test func `a daily allowance that is used up ends the run and says when it is renewed`() {
        let policy = Policy(
            rules: [ErrorRule(status: [429], action: .stopUntilRenewed)], renewal: { $0 + 57_600_000 })
        let date = "Tue, 01 Sep 2026 08:00:00 GMT"
        for (headers, at) in [
            (["Date": date], 1_788_307_200_000), (["Date": date, "Retry-After": "60"], 1_788_249_660_000),
        ] as [(HTTPHeaders, Int64)] {
            let decision = policy.decide(
                .answer(HTTPResponse(status: 429, headers: headers)), accepting: [], attempt: 1, random: 0,
                request: "GET /x")
            guard case .fail(let failure) = decision, case .runAgain(_, at) = failure else {
                Issue.record("\(decision)")
                continue
            }
            let moment = at == 1_788_307_200_000 ? "2026-09-02T00:00:00Z" : "2026-09-01T08:01:00Z"
            #expect(failure.message.hasSuffix("goes on from " + moment))
        }
    }

    @Test func `a wait too long to be sat out ends the run and says when to go on`() {
        let headers: HTTPHeaders = ["Date": "Tue, 01 Sep 2026 08:00:00 GMT", "Retry-After": "3600"]
        guard case .fail(.runAgain(let text, let at)) = decide(429, headers: headers) else {
            Issue.record("not the end of the run")
            return
        }
        #expect(at == 1_788_253_200_000)
        #expect(text.contains("3600 s"))
        #expect(decide(429, headers: ["Retry-After": "300"]) == .retry(after: .seconds(300)))
    }

    @Test(arguments: ["9223372036854775807", "99999999999999999999", "-1", "soon", "1e9", ""])
    func `no Retry-After is too strange`(text: String) {
        let headers: HTTPHeaders = ["Date": "Tue, 01 Sep 2026 08:00:00 GMT", "Retry-After": text]
        switch decide(429, headers: headers) {
        case .retry, .fail(.runAgain): break
        case let other: Issue.record("\(other)")
        }
    }

    @Test func `after six attempts the run ends, to be taken up again`() {
        #expect(decide(503, attempt: 5) == .retry(after: .seconds(8)))
        #expect(failure(decide(503, attempt: 6))?.exitCode == 75)
        #expect(failure(decide(429, attempt: 6))?.exitCode == 75)
    }

    @Test(arguments: [HTTPError.Kind.timedOut(.total), .truncated, .badEncoding, .transport])
    func `what broke on the way is tried again`(kind: HTTPError.Kind) {
        #expect(decide(kind) == .retry(after: .milliseconds(500)))
        #expect(failure(decide(kind, attempt: 6))?.exitCode == 75)
    }

    @Test func `nobody there is unreachable, in the end`() {
        #expect(decide(.cannotConnect) == .retry(after: .milliseconds(500)))
        #expect(failure(decide(.cannotConnect, attempt: 6))?.exitCode == 69)
    }

    @Test func `what trying again cannot mend is not tried again`() {
        #expect(failure(decide(.tls))?.exitCode == 78)
        #expect(failure(decide(.refused("plain http")))?.exitCode == 78)
        #expect(failure(decide(.refusedRedirect(to: "https://elsewhere.example.com")))?.stopsConnection == false)
        #expect(failure(decide(.bodyTooLarge(limit: 1)))?.stopsConnection == false)
        #expect(decide(.cancelled) == .fail(.cancelled))
    }

    @Test(arguments: [
        (429, #"{"policyName": "DAILY", "message": "daily limit"}"#, 75),
        (400, #"{"status": "BAD_REFRESH_TOKEN", "message": "missing or unknown"}"#, 77),
        (400, #"{"error": "invalid_grant"}"#, 77), (403, #"{"message": "scopes"}"#, 77), (400, "{}", 75),
        (530, "error code: 1016", 77),
    ])
    func `HubSpot's refusals end as documented`(status: Int, body: String, code: Int32) {
        #expect(failure(decide(status, body, rules: hubSpot.errors))?.exitCode == code)
    }

    @Test func `HubSpot's passing refusals are waited out`() {
        let rules = hubSpot.errors
        #expect(decide(429, #"{"policyName": "SECONDLY"}"#, rules: rules) == .retry(after: .seconds(1)))
        #expect(decide(429, #"{"policyName": "TEN_SECONDLY_ROLLING"}"#, rules: rules) == .retry(after: .seconds(10)))
        #expect(decide(429, rules: rules) == .retry(after: .seconds(10)))
        #expect(decide(423, rules: rules) == .retry(after: .seconds(2)))
        #expect(decide(477, rules: rules) == .retry(after: .seconds(60)))
        #expect(decide(477, headers: ["Retry-After": "86400"], rules: rules) != .retry(after: .seconds(60)))
        #expect(decide(502, rules: rules) == .retry(after: .milliseconds(500)))
        #expect(decide(414, rules: rules) == .splitRequest)
        #expect(decide(401, rules: rules) == .signInAgain)
    }

    @Test func `a message holds the vendor's words, on one line and no longer than a person reads`() {
        let rules = [ErrorRule(status: [400], action: .stopStream, detail: "message")]
        let long = String(repeating: "x", count: 100_000)
        for body in [#"{"message": "\#(long)"}"#, long, "a\nb"] {
            let message = failure(decide(400, body, rules: rules))?.message ?? ""
            #expect(message.count < 1_000)
            #expect(!message.contains("\n"))
        }
        #expect(
            failure(decide(400, #"{"message": "no such\nproperty"}"#, rules: rules))?.message
                == "GET /things: status 400: no such property")
    }
}
