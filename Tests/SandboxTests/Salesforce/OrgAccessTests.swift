import CryptoExtras
import Foundation
import FoundationNetworking
import Testing

@testable import Sandbox

@Suite struct OrgAccessTests {
    private func token(_ org: OrgClient, _ form: String) async throws -> SandboxClient.Reply {
        try await org.client.call("POST", "/services/oauth2/token", form, form: true)
    }

    private static let client = "client_id=sandbox-client&client_secret=sandbox-secret"

    @Test func `a session has no announced end, and ends`() async throws {
        try await withOrg(people: 5) { sandbox, org in
            let reply = try await token(org, "grant_type=client_credentials&\(Self.client)")
            #expect(reply.status == 200)
            let answer = try reply.json
            #expect(answer["expires_in"] == nil)
            #expect(answer["refresh_token"] == nil)
            #expect(answer["instance_url"]?.text == sandbox.baseURL)
            #expect(answer["id"]?.text?.contains("/id/00DVw0000005CbtMAE/005") == true)
            var user = org
            user.client.token = try #require(answer["access_token"]?.text)
            #expect(try await user.get("limits").status == 200)
            await sandbox.advance(seconds: 7_000, isQuiet: true)
            // Every call gives it two hours more.
            #expect(try await user.get("limits").status == 200)
            await sandbox.advance(seconds: 7_000, isQuiet: true)
            #expect(try await user.get("limits").status == 200)
            await sandbox.advance(seconds: 7_201, isQuiet: true)
            let ended = try await user.get("limits")
            #expect(ended.status == 401)
            #expect(try ended.json.list?.first?["errorCode"]?.text == "INVALID_SESSION_ID")
            #expect(try ended.json.list?.first?["message"]?.text == "Session expired or invalid")
        }
    }

    @Test func `a rotated refresh token kills the one before`() async throws {
        try await withOrg(people: 5, { $0.rotatesRefreshTokens = true }) { _, org in
            let form = "grant_type=refresh_token&\(Self.client)&refresh_token="
            let first = try await token(org, form + "sandbox-refresh-token").json
            let next = try #require(first["refresh_token"]?.text)
            let again = try await token(org, form + "sandbox-refresh-token")
            #expect(again.status == 400)
            #expect(try again.json["error"]?.text == "invalid_grant")
            #expect(try again.json["error_description"]?.text == "expired access/refresh token")
            #expect(try await token(org, form + next).status == 200)
            let access = try #require(first["access_token"]?.text)
            let introspection = try await org.client.call(
                "POST", "/services/oauth2/introspect", "token=\(OrgClient.encoded(access))&\(Self.client)", form: true)
            #expect(try introspection.json["active"]?.flag == true)
            _ = try await org.client.call(
                "POST", "/services/oauth2/revoke", "token=\(OrgClient.encoded(access))", form: true)
            var user = org
            user.client.token = access
            #expect(try await user.get("limits").status == 401)
        }
    }

    @Test func `an assertion counts when the right key signed it`() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let other = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        func base64(_ data: Data) -> String {
            data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        func assertion(_ key: _RSA.Signing.PrivateKey, audience: String = "https://login.salesforce.com") throws
            -> String
        {
            let head = base64(Data(#"{"alg":"RS256"}"#.utf8))
            let claims = base64(
                Data(
                    #"{"iss":"sandbox-client","sub":"integration@waymark-demo.example.com","aud":"\#(audience)","exp":1}"#
                        .utf8))
            let signature = try key.signature(for: Data("\(head).\(claims)".utf8), padding: .insecurePKCS1v1_5)
            return "\(head).\(claims).\(base64(signature.rawRepresentation))"
        }
        let good = try assertion(key)
        let (forged, elsewhere) = (try assertion(other), try assertion(key, audience: "https://evil.example.com"))
        let pem = key.publicKey.pemRepresentation
        try await withOrg(people: 5, { $0.jwtPublicKey = pem }) { _, org in
            let form = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
            let reply = try await token(org, form + good)
            #expect(reply.status == 200)
            #expect(try reply.json["refresh_token"] == nil)
            #expect(try await token(org, form + forged).json["error_description"]?.text == "invalid assertion")
            #expect(try await token(org, form + elsewhere).json["error_description"]?.text == "audience is invalid")
        }
    }

    @Test func `every answer tells the use of the quota, and beyond it there are none`() async throws {
        try await withOrg(people: 5) { sandbox, org in
            let first = try await org.get("limits")
            #expect(first.headers["sforce-limit-info"] == "api-usage=1/100000")
            #expect(try first.json["DailyApiRequests"]?["Remaining"]?.int == 99_999)
            await sandbox.useSalesforceQuota(99_999)
            let over = try await org.client.post("/_sandbox/settings", "{\"salesforce.enforcesLimits\":true}")
            #expect(over.status == 200)
            let refused = try await org.get("limits")
            #expect(refused.status == 403)
            #expect(try refused.json.list?.first?["errorCode"]?.text == "REQUEST_LIMIT_EXCEEDED")
            #expect(try refused.json.list?.first?["message"]?.text == "TotalRequests Limit exceeded.")
            await sandbox.advance(seconds: 86_400, isQuiet: true)
            #expect(try await org.get("limits").status == 200)
            await sandbox.queue(try #require(SandboxFault.salesforce(named: "concurrentLimit")))
            let busy = try await org.get("limits")
            #expect(try busy.json.list?.first?["message"]?.text?.hasPrefix("ConcurrentRequests") == true)
        }
    }

    @Test func `describe is not sent twice, unless the schema changes`() async throws {
        try await withOrg(people: 5) { sandbox, org in
            let path = "/services/data/v62.0/sobjects/Contact/describe"
            let first = try await org.client.get(path)
            let fields = try #require(try first.json["fields"]?.list)
            #expect(fields.contains { $0["name"]?.text == "Birthdate" })
            #expect(fields.first { $0["name"]?.text == "MailingAddress" }?["type"]?.text == "address")
            let modified = try #require(first.headers["last-modified"])
            func again() async throws -> Int {
                var request = URLRequest(url: try #require(URL(string: sandbox.baseURL + path)))
                request.cachePolicy = .reloadIgnoringLocalCacheData
                request.setValue("Bearer \(org.client.token)", forHTTPHeaderField: "Authorization")
                request.setValue(modified, forHTTPHeaderField: "If-Modified-Since")
                return try #require(try await URLSession.shared.data(for: request).1 as? HTTPURLResponse).statusCode
            }
            #expect(try await again() == 304)
            try await sandbox.setSalesforceField("Contact", "Birthdate", hidden: true)
            #expect(try await again() == 200)
            let later = try #require(try await org.client.get(path).json["fields"]?.list)
            #expect(later.count == fields.count - 1)
            let objects = try #require(try await org.get("sobjects").json["sobjects"]?.list)
            #expect(objects.contains { $0["name"]?.text == "Subscription__c" && $0["custom"]?.flag == true })
        }
    }
}
