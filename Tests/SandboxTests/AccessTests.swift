import Testing

@testable import Sandbox

@Suite struct AccessTests {
    @Test func `a wrong token is a 401, a missing scope a 403 that names it`() async throws {
        try await withCompany(people: 40) { sandbox, client in
            var stranger = client
            stranger.token = "nonsense"
            let refused = try await stranger.get("/crm/v3/objects/contacts")
            #expect(refused.status == 401)
            #expect(try refused.json["category"]?.text == "INVALID_AUTHENTICATION")
            await sandbox.setScope("tickets", granted: false)
            let missing = try await client.get("/crm/v3/objects/tickets")
            #expect(missing.status == 403)
            #expect(try missing.json["category"]?.text == "MISSING_SCOPES")
            let context = try missing.json["errors"]?.list?.first?["context"]
            #expect(context?["requiredGranularScopes"]?.list?.compactMap(\.text) == ["tickets"])
            #expect(try await client.get("/crm/v3/objects/contacts").status == 200)
        }
    }

    private let client = "client_id=sandbox-client&client_secret=sandbox-secret"

    @Test func `access tokens live 1,800 virtual seconds`() async throws {
        try await withCompany(people: 40) { sandbox, http in
            let form = "grant_type=refresh_token&refresh_token=sandbox-refresh-token&\(client)"
            let answer = try await http.call("POST", "/oauth/v1/token", form, form: true).json
            #expect(answer["expires_in"]?.int == 1_800)
            #expect(answer["refresh_token"]?.text == "sandbox-refresh-token")
            var app = http
            app.token = try #require(answer["access_token"]?.text)
            #expect(try await app.get("/crm/v3/objects/contacts").status == 200)
            await sandbox.advance(seconds: 1_799, isQuiet: true)
            #expect(try await app.get("/crm/v3/objects/contacts").status == 200)
            await sandbox.advance(seconds: 1, isQuiet: true)
            #expect(try await app.get("/crm/v3/objects/contacts").status == 401)
        }
    }

    @Test func `consent sends the browser back with a code, which buys tokens once`() async throws {
        try await withCompany(people: 40) { _, http in
            let back = http.base + "/back"
            let query = "client_id=sandbox-client&redirect_uri=\(back)&scope=tickets%20forms&state=a%26b"
            let landed = try #require(try await http.get("/oauth/authorize?\(query)").address?.absoluteString)
            #expect(landed.hasPrefix(back + "?code="))
            let call = Call(method: "GET", target: String(landed.dropFirst(http.base.count)), headers: [], body: [])
            #expect(call["state"] == "a&b")
            let code = try #require(call["code"])
            let form = "grant_type=authorization_code&code=\(code)&redirect_uri=\(back)&\(client)"
            let answer = try await http.call("POST", "/oauth/v3/token", form, form: true).json
            #expect(answer["scopes"]?.list?.compactMap(\.text) == ["forms", "tickets"])
            #expect(try await http.call("POST", "/oauth/v3/token", form, form: true).status == 400)
            var app = http
            app.token = try #require(answer["access_token"]?.text)
            #expect(try await app.get("/crm/v3/objects/tickets").status == 200)
            #expect(try await app.get("/crm/v3/objects/contacts").status == 403)
            let info = try await http.get("/oauth/v1/access-tokens/\(app.token)").json
            #expect(info["hub_id"]?.int == 424_242)
            let evil = "client_id=sandbox-client&redirect_uri=https://evil.example.net/"
            #expect(try await http.get("/oauth/authorize?\(evil)").status == 400)
        }
    }

    @Test func `a rotated refresh token works once`() async throws {
        try await withCompany(people: 40, { $0.rotatesRefreshTokens = true }) { _, http in
            func refresh(_ token: String) async throws -> SandboxClient.Reply {
                let form = "grant_type=refresh_token&refresh_token=\(token)&\(client)"
                return try await http.call("POST", "/oauth/2026-03/token", form, form: true)
            }
            let next = try #require(try await refresh("sandbox-refresh-token").json["refresh_token"]?.text)
            let dead = try await refresh("sandbox-refresh-token")
            #expect(dead.status == 400)
            #expect(try dead.json["status"]?.text == "BAD_REFRESH_TOKEN")
            #expect(try await refresh(next).status == 200)
        }
    }

    @Test func `limits are told in headers, except by search`() async throws {
        let configure: (inout SandboxConfiguration) -> Void = {
            $0.enforcesLimits = true
            $0.burstLimit = 3
        }
        try await withCompany(people: 40, configure) { sandbox, client in
            let first = try await client.get("/account-info/v3/details")
            #expect(first.headers["x-hubspot-ratelimit-max"] == "3")
            #expect(first.headers["x-hubspot-ratelimit-remaining"] == "2")
            #expect(first.headers["x-hubspot-ratelimit-interval-milliseconds"] == "10000")
            #expect(first.headers["x-hubspot-ratelimit-daily"] == "625000")
            let search = try await client.post("/crm/v3/objects/contacts/search", "{}")
            #expect(search.headers.keys.allSatisfy { !$0.hasPrefix("x-hubspot-ratelimit") })
            #expect(search.headers["x-hubspot-correlation-id"] != nil)
        }
    }

    @Test func `bursts and searches are refused at their limits, and let through again later`() throws {
        var limits = RateLimits(isEnforced: true, burst: 100, daily: 1_000)
        func admitted(_ path: String, at: Int64) -> String? {
            var headers: [(name: String, value: String)] = []
            let endpoint = Endpoint(Call(method: "POST", target: path, headers: [], body: []))
            do {
                try limits.admit(endpoint, token: "t", isOAuth: false, at: at, correlation: "c", headers: &headers)
                return nil
            } catch let refusal as Refusal {
                return String(decoding: refusal.answer(correlation: "c").body, as: UTF8.self)
            } catch {
                return "\(error)"
            }
        }
        let search = "/crm/v3/objects/contacts/search"
        #expect((0..<5).allSatisfy { _ in admitted(search, at: 0) == nil })
        #expect(admitted(search, at: 999)?.contains("\"policyName\":\"SECONDLY\"") == true)
        #expect(admitted(search, at: 1_000) == nil)
        let list = "/crm/v3/objects/contacts"
        #expect((0..<100).allSatisfy { _ in admitted(list, at: 5_000) == nil })
        #expect(admitted(list, at: 14_999)?.contains("\"policyName\":\"TEN_SECONDLY_ROLLING\"") == true)
        #expect(admitted(list, at: 15_000) == nil)
        limits.daily = 50
        #expect(admitted(list, at: 30_000)?.contains("\"policyName\":\"DAILY\"") == true)
    }

    @Test func `the date header tells the virtual time`() async throws {
        try await withCompany(people: 40) { _, client in
            let reply = try await client.get("/account-info/v3/details")
            #expect(reply.headers["date"] == "Tue, 01 Sep 2026 08:00:00 GMT")
        }
    }

    @Test func `faults strike as often as told`() async throws {
        try await withCompany(people: 200) { sandbox, client in
            let path = "/crm/v3/objects/contacts?limit=10"
            let first = try await client.get(path)
            await sandbox.queue(SandboxFault(.html, pathContains: "contacts"))
            #expect(try await client.get(path).headers["content-type"]?.hasPrefix("text/html") == true)
            await sandbox.queue(SandboxFault(.status, pathContains: "contacts", status: 502, body: "bad", times: 2))
            #expect(try await client.get("/crm/v3/objects/deals").status == 200)
            #expect(try await client.get(path).status == 502)
            #expect(try await client.get(path).status == 502)
            await sandbox.queue(SandboxFault(.repeatPage, pathContains: "contacts"))
            let after = try #require(try first.json["paging"]?["next"]?["after"]?.text)
            #expect(try await client.get("\(path)&after=\(after)").ids == first.ids)
            #expect(try await client.get("\(path)&after=\(after)").ids != first.ids)
            await sandbox.queue(SandboxFault(.foreignNext, pathContains: "contacts"))
            let link = try await client.get(path).json["paging"]?["next"]?["link"]?.text
            #expect(link?.hasPrefix("https://api.hubapi.evil.example.net/") == true)
            await sandbox.queue(SandboxFault(.truncate, pathContains: "contacts"))
            await #expect(throws: (any Error).self) { try await client.get(path) }
            #expect(try await client.get(path).body == first.body)
        }
    }
}
