import ConnectorTesting
import HTTP
import HubSpot
import JourneyStore
import Sandbox
import SyncEngine
import Synchronization
import Testing

/// Tokens that live half an hour, refresh tokens that work once.
@Suite struct OAuthTests {
    private func withApp(
        _ body: @escaping @Sendable (Sandbox, JourneyStore, Connection, FakeClock) async throws -> Void
    ) async throws {
        try await withSandbox({
            $0.people = 20; $0.rotatesRefreshTokens = true
        }) { sandbox, store, _, connection in
            var connection = connection.ofEachKind
            connection.credentials = [
                "client_id": "sandbox-client", "client_secret": "sandbox-secret",
                "refresh_token": "sandbox-refresh-token",
            ]
            try await body(sandbox, store, connection, FakeClock())
        }
    }

    @Test func `a token that expires in the middle, again and again, costs calls and no data`() async throws {
        try await withApp { sandbox, store, connection, clock in
            var connection = connection
            connection.only?.subtract(["deals", "forms", "form_submissions"])
            // Before every fourth new request; a request that is sent again finds its token good.
            let seen = Mutex<Set<String>>([])
            let transport = DisturbedTransport(try CurlTransport()) { request, _, send throws(HTTPError) in
                let name = request.url + String(decoding: request.body ?? [], as: UTF8.self)
                let isExpiring = seen.withLock { $0.insert(name).inserted && $0.count % 4 == 0 }
                if isExpiring, !request.url.hasSuffix("/token") { await sandbox.expireAccessTokens() }
                return try await send()
            }
            let engine = SyncEngine(store: store, transport: transport, clock: clock.clock())
            try await expect(0, engine.sync(connection, options: SyncOptions(concurrentStreams: 1)))
            let renewals = transport.requests.count { $0.url.hasSuffix("/token") }
            #expect(renewals > 2)
            let differences = try await Truth(sandbox).differences(of: "contacts", "companies", from: store)
            #expect(differences == [])
            // The chain goes on in another process.
            let again = SyncEngine(store: store, transport: try CurlTransport(), clock: clock.clock())
            await sandbox.expireAccessTokens()
            try await expect(0, again.sync(connection))
        }
    }

    @Test func `a grant revoked in the middle ends with 77, without a secret, and loses nothing`() async throws {
        try await withApp { sandbox, store, connection, clock in
            let settings = HTTPRequest(
                method: .post, url: sandbox.baseURL + "/_sandbox/settings",
                headers: ["Content-Type": "application/json"],
                body: Array("{\"revokeRefreshTokens\": true}".utf8))
            let transport = DisturbedTransport(try CurlTransport()) { request, number, send throws(HTTPError) in
                if number == 15 {
                    _ = try await CurlTransport().send(settings)
                    await sandbox.expireAccessTokens()
                }
                return try await send()
            }
            let engine = SyncEngine(store: store, transport: transport, clock: clock.clock())
            let report = try await engine.sync(connection)
            expect(77, report)
            let said = (report.problems + report.streams.flatMap(\.problems)).joined()
            #expect(said.contains("waymark login"))
            let tokens = try TokenFile.beside(store: store.path).tokens(of: "hubspot")
            for secret in ["sandbox-secret", "sandbox-refresh-token", tokens?.refreshToken, tokens?.accessToken] {
                #expect(!said.contains(secret ?? "sandbox-secret"))
            }
            // With a token that works the rest is read.
            var other = connection
            other.credentials = ["access_token": sandbox.configuration.token]
            try await expect(0, engine.sync(other))
            let differences = try await Truth(sandbox).differences(of: "contacts", "companies", "deals", from: store)
            #expect(differences == [])
        }
    }

    @Test func `no secret is in the store`() async throws {
        try await withApp { sandbox, store, connection, clock in
            let engine = SyncEngine(store: store, transport: try CurlTransport(), clock: clock.clock())
            try await expect(0, engine.sync(connection))
            let tokens = try #require(try TokenFile.beside(store: store.path).tokens(of: "hubspot"))
            try await store.close()
            let bytes = try fileBytes(store.path)
            for secret in ["sandbox-secret", "sandbox-refresh-token", tokens.refreshToken, tokens.accessToken] {
                #expect(!bytes.contains(Array((secret ?? "missing").utf8)))
            }
        }
    }
}
