import ConnectorKit
import ConnectorTesting
import Foundation
import HTTP
import HubSpot
import JourneyStore
import Sandbox
import SyncEngine
import Testing

/// Credentials that may not, or not here: the exit code says so, the words name it, and what may be read is read.
@Suite struct RefusalTests {
    @Test func `a missing scope leaves its streams incomplete, by name, and the others complete`() async throws {
        try await withSandbox({ $0.people = 40 }) { sandbox, store, engine, connection in
            await sandbox.setScope("tickets", granted: false)
            let report = try await engine.sync(connection)
            #expect(report.exitCode == 77)
            let tickets = try #require(report.stream("tickets"))
            #expect(tickets.outcome == .incomplete)
            #expect(tickets.exitCode == 77)
            #expect(tickets.completeThrough == nil)
            #expect(tickets.problems.joined().contains("tickets"), "\(tickets.problems)")
            let incomplete = report.streams.filter { $0.outcome == .incomplete }.map(\.stream)
            // What is tied to tickets says so, and has everything else.
            let tied = report.streams.filter { $0.problems.joined().contains("associations to tickets") }.map(\.stream)
            #expect(Set(incomplete).subtracting(tied).isSubset(of: ["tickets", "ticket_pipelines"]), "\(incomplete)")
            let differences = try await Truth(sandbox).differences(from: store, excluding: ["tickets"])
            #expect(differences == [])

            await sandbox.setScope("tickets", granted: true)
            try await expect(0, engine.sync(connection))
            let after = try await Truth(sandbox).differences(from: store)
            #expect(after == [])
        }
    }

    @Test(arguments: ["crm.objects.owners.read", "content", "crm.lists.read", "crm.objects.contacts.read"])
    func `whichever scope is missing is named`(scope: String) async throws {
        try await withSandbox({ $0.people = 5 }) { sandbox, _, engine, connection in
            await sandbox.setScope(scope, granted: false)
            let report = try await engine.sync(connection)
            #expect(report.exitCode == 77)
            let refused = report.streams.filter { $0.exitCode == 77 }
            #expect(!refused.isEmpty)
            #expect(refused.allSatisfy { $0.problems.joined().contains(scope) }, "\(refused.flatMap(\.problems))")
            #expect(report.streams.contains { $0.outcome == .complete })
        }
    }

    @Test func `objects of the account's own do not disappear with their scope`() async throws {
        try await withSandbox({ $0.people = 5 }) { sandbox, _, engine, connection in
            let first = try await engine.sync(connection)
            expect(0, first)
            let own = first.streams.map(\.stream).filter { hubSpot.stream(named: $0) == nil }
            await sandbox.setScope("crm.schemas.custom.read", granted: false)
            await sandbox.setScope("crm.objects.custom.read", granted: false)
            _ = await sandbox.advance(seconds: 3_600, isQuiet: true)
            let second = try await engine.sync(connection)
            #expect(Set(own).isSubset(of: Set(second.streams.map(\.stream))))
            #expect(second.exitCode == (own.isEmpty ? 0 : 77))
        }
    }

    @Test func `a token of another portal is refused before anything is read`() async throws {
        try await withSandbox({ $0.people = 20 }) { sandbox, store, engine, connection in
            try await expect(0, engine.sync(connection))
            let before = try await store.read { try $0.lastSeq() }
            await sandbox.setPortalID(999)
            let report = try await engine.sync(connection)
            expect(77, report)
            #expect(report.problems.joined().contains("424242"))
            #expect(report.problems.joined().contains("999"))
            #expect(report.streams.isEmpty)
            #expect(try await store.read { try $0.lastSeq() } == before)
        }
    }

    @Test func `a wrong token is 77 and not shown`() async throws {
        try await withSandbox({ $0.people = 5 }) { _, _, engine, connection in
            var connection = connection
            connection.credentials = ["access_token": "pat-wrong-token"]
            let report = try await engine.sync(connection)
            expect(77, report)
            #expect(!report.problems.joined().contains("pat-wrong-token"))
        }
    }

    @Test func `limits are off for this machine only`() async throws {
        try await withStore { store in
            let transport = ScriptedTransport { _, _ in .json("{}") }
            let engine = SyncEngine(store: store, transport: transport, clock: FakeClock().clock())
            var connection = Connection(
                name: "h", connector: hubSpot, credentials: ["access_token": "t0ken"], enforcesBudgets: false)
            for address in ["https://api.hubapi.com", "http://127.0.0.1.example.com", "http://10.0.0.1", "nonsense"] {
                connection.baseURL = address
                try await expect(78, engine.sync(connection))
            }
            #expect(transport.requests.isEmpty)
        }
    }

    @Test func `nobody there is 69, and something else there is 78`() async throws {
        try await withStore { store in
            let engine = SyncEngine(store: store, transport: try transport(), clock: FakeClock().clock())
            var connection = Connection(
                name: "h", connector: hubSpot, baseURL: "http://127.0.0.1:1", credentials: ["access_token": "t0ken"],
                enforcesBudgets: false)
            try await expect(69, engine.sync(connection))
            connection.baseURL = "http://127.0.0.1:9"
            for answer in [HTTPResponse.json("{}", status: 404), .json("{}"), .json(#"{"portalId": null}"#)] {
                let other = SyncEngine(
                    store: store, transport: ScriptedTransport { _, _ in answer }, clock: FakeClock().clock())
                try await expect(78, other.sync(connection))
            }
        }
    }

    @Test func `an unknown stream is named with its nearest`() async throws {
        try await withSandbox({ $0.people = 5 }) { _, _, engine, connection in
            let report = try await engine.sync(connection.only("contcats"))
            expect(78, report)
            #expect(report.problems.joined().contains("contacts"))
        }
    }

    @Test func `a second sync of the same connection leaves with 75, and harms nothing`() async throws {
        try await withSandbox({ $0.people = 20 }) { sandbox, store, _, connection in
            let disturbing = DisturbedTransport(try CurlTransport()) { request, number, send throws(HTTPError) in
                guard number == 9 else { return try await send() }
                do {
                    // Another process would open the store anew.
                    let other = try await JourneyStore.open(path: store.path, access: .readWrite(create: false))
                    let failure = await #expect(throws: SyncFailure.self) {
                        try await SyncEngine(store: other, transport: try transport()).sync(connection)
                    }
                    #expect(failure?.exitCode == 75)
                    try await other.close()
                } catch { Issue.record(error) }
                return try await send()
            }
            try await expect(0, SyncEngine(store: store, transport: disturbing).sync(connection))
            #expect(disturbing.count > 9)
            let differences = try await Truth(sandbox).differences(from: store)
            #expect(differences == [])
        }
    }
}
