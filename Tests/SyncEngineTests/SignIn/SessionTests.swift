import ConnectorKit
import Foundation
import HTTP
import HubSpot
import Synchronization
import Testing

@testable import SyncEngine

/// A token endpoint with rotation: each refresh token works once.
private final class TokenServer: Sendable {
    struct State {
        var valid: Set<String>
        var serial = 0
        var grants = 0
    }
    let state: Mutex<State>

    init(valid: Set<String> = ["seed-refresh-token"]) { state = Mutex(State(valid: valid)) }

    var grants: Int { state.withLock { $0.grants } }
    func revokeAll() { state.withLock { $0.valid = [] } }
    func allow(_ token: String) { state.withLock { _ = $0.valid.insert(token) } }

    func answer(_ request: HTTPRequest) -> HTTPResponse {
        let form = String(decoding: request.body ?? [], as: UTF8.self)
        let token = form.split(separator: "&").first { $0.hasPrefix("refresh_token=") }?.dropFirst(14) ?? ""
        return state.withLock { state in
            guard state.valid.remove(String(token)) != nil else {
                return .json(
                    #"{"status": "BAD_REFRESH_TOKEN", "message": "missing or unknown refresh token \#(token)"}"#,
                    status: 400)
            }
            state.serial += 1
            state.grants += 1
            state.valid.insert("rotated-refresh-\(state.serial)")
            return .json(
                """
                {"access_token": "access-token-\(state.serial)", "refresh_token": "rotated-refresh-\(state.serial)",
                 "expires_in": 1800}
                """)
        }
    }
}

@Suite struct SessionTests {
    private struct World {
        let server: TokenServer
        let transport: ScriptedTransport
        let file: TokenFile
        let clock: FakeClock
        var seed = "seed-refresh-token"

        func session() throws -> Session {
            try Session(
                connection: Connection(
                    name: "hubspot", connector: hubSpot, baseURL: "http://127.0.0.1:1",
                    credentials: ["client_id": "id-of-app", "client_secret": "secret-of-app", "refresh_token": seed]),
                transport: transport, file: file, clock: clock.clock())
        }
    }

    private func withWorld(_ body: (World) async throws -> Void) async throws {
        try await withFolder { folder in
            let server = TokenServer()
            let file = TokenFile(path: folder.appending(path: "tokens").path)
            try await body(
                World(
                    server: server, transport: ScriptedTransport { request, _ in server.answer(request) }, file: file,
                    clock: FakeClock()))
        }
    }

    private func token(_ session: Session) async throws -> String {
        var request = HTTPRequest(url: "http://127.0.0.1:1/things")
        try await session.sign(&request)
        return String(request.headers["Authorization"]?.dropFirst(7) ?? "")
    }

    @Test func `twenty callers share one refresh`() async throws {
        try await withWorld { world in
            let session = try world.session()
            let tokens = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 { group.addTask { try await token(session) } }
                var tokens: Set<String> = []
                for try await token in group { tokens.insert(token) }
                return tokens
            }
            #expect(tokens == ["access-token-1"])
            #expect(world.server.grants == 1)
        }
    }

    @Test func `twenty callers whose token was refused share one renewal`() async throws {
        try await withWorld { world in
            let session = try world.session()
            _ = try await token(session)
            let tokens = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        var request = HTTPRequest(url: "http://127.0.0.1:1/things")
                        request.headers["Authorization"] = "Bearer access-token-1"
                        #expect(try await session.renew(after: request))
                        return try await token(session)
                    }
                }
                var tokens: Set<String> = []
                for try await token in group { tokens.insert(token) }
                return tokens
            }
            #expect(tokens == ["access-token-2"])
            #expect(world.server.grants == 2)
        }
    }

    @Test func `a token is renewed before it expires, with the token that came last`() async throws {
        try await withWorld { world in
            let session = try world.session()
            #expect(try await token(session) == "access-token-1")
            world.clock.now += 1_600_000
            #expect(try await token(session) == "access-token-1")
            world.clock.now += 100_000
            #expect(try await token(session) == "access-token-2")
            #expect(world.server.grants == 2)
        }
    }

    @Test func `another process finds what the first one was given`() async throws {
        try await withWorld { world in
            let first = try await token(world.session())
            let second = try await token(world.session())
            #expect(first == second)
            #expect(world.server.grants == 1)
        }
    }

    @Test func `after a crash between saving and using, the chain goes on`() async throws {
        try await withWorld { world in
            // The first process died right after the file was renamed; its access token has expired since.
            _ = try await token(world.session())
            world.clock.now += 86_400_000
            #expect(try await token(world.session()) == "access-token-2")
            #expect(try world.file.tokens(of: "hubspot")?.refreshToken == "rotated-refresh-2")
        }
    }

    @Test func `the rotated token is on disk before the access token is used`() async throws {
        try await withFolder { folder in
            let file = TokenFile(path: folder.appending(path: "tokens").path)
            let server = TokenServer()
            let session = try World(
                server: server, transport: ScriptedTransport { request, _ in server.answer(request) }, file: file,
                clock: FakeClock()
            ).session()
            let token = try await token(session)
            #expect(try file.tokens(of: "hubspot")?.accessToken == token)
            #expect(try file.tokens(of: "hubspot")?.refreshToken == "rotated-refresh-1")
        }
    }

    @Test func `a token file that cannot be written stops before the token is used`() async throws {
        try await withFolder { folder in
            let server = TokenServer()
            let session = try World(
                server: server, transport: ScriptedTransport { request, _ in server.answer(request) },
                file: TokenFile(path: folder.appending(path: "missing/tokens").path), clock: FakeClock()
            ).session()
            let failure = await #expect(throws: SyncFailure.self) { try await token(session) }
            #expect(failure?.exitCode == 74)
            #expect(server.grants == 0)
        }
    }

    @Test func `a new refresh token in the configuration beats the stored chain`() async throws {
        try await withWorld { world in
            _ = try await token(world.session())
            world.server.allow("second-refresh-token")
            var world = world
            world.seed = "second-refresh-token"
            #expect(try await token(world.session()) == "access-token-2")
            #expect(world.server.grants == 2)
            // And the same configuration goes on with the new chain.
            #expect(try await token(world.session()) == "access-token-2")
        }
    }

    @Test func `a revoked grant is 77, says what to do and shows no secret`() async throws {
        try await withWorld { world in
            world.server.revokeAll()
            let session = try world.session()
            let failure = await #expect(throws: SyncFailure.self) { try await token(session) }
            #expect(failure?.exitCode == 77)
            let message = failure?.message ?? ""
            #expect(message.contains("waymark login"))
            for secret in ["seed-refresh-token", "secret-of-app"] { #expect(!message.contains(secret)) }
        }
    }

    @Test(arguments: [500, 503, 429, 418, 401, 302, 200])
    func `whatever a token endpoint answers, no secret is shown`(status: Int) async throws {
        try await withFolder { folder in
            let filler = String(repeating: "x", count: 190)
            let transport = ScriptedTransport { request, _ in
                let form = String(decoding: request.body ?? [], as: UTF8.self)
                return .json(filler + form, status: status)
            }
            let clock = FakeClock()
            let session = try World(
                server: TokenServer(), transport: transport, file: TokenFile(path: folder.appending(path: "t").path),
                clock: clock
            ).session()
            let failure = await #expect(throws: SyncFailure.self) { try await token(session) }
            let message = failure?.message ?? ""
            for secret in ["seed-refresh-token", "secret-of-app", "seed-ref", "secret-o"] {
                #expect(!message.contains(secret), "\(message)")
            }
        }
    }

    @Test func `a token endpoint that stumbles is asked again`() async throws {
        try await withFolder { folder in
            let server = TokenServer()
            let transport = ScriptedTransport { request, number in
                number < 3 ? .json("busy", status: 503) : server.answer(request)
            }
            let clock = FakeClock()
            let session = try World(
                server: server, transport: transport, file: TokenFile(path: folder.appending(path: "t").path),
                clock: clock
            ).session()
            #expect(try await token(session) == "access-token-1")
            #expect(clock.waits.count == 2)
        }
    }

    @Test func `incomplete credentials name what is missing`() {
        let connection = Connection(name: "h", connector: hubSpot, credentials: ["client_id": "x"])
        let failure = #expect(throws: SyncFailure.self) {
            try Session(
                connection: connection, transport: ScriptedTransport { _, _ in .json("{}") },
                file: TokenFile(path: "/nonexistent/tokens"), clock: FakeClock().clock())
        }
        #expect(failure?.exitCode == 77)
        #expect(failure?.message.contains("access_token") == true)
    }
}
