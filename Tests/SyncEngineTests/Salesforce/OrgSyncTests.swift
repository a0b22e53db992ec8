import Foundation
import HTTP
import JSON
import JourneyStore
import Salesforce
import Sandbox
import SyncEngine
import Testing
import Touchpoints

/// The sandbox's company as Salesforce serves it, read over real HTTP.
@Suite(.timeLimit(.minutes(10))) struct OrgSyncTests {
    private struct World: Sendable {
        let sandbox: Sandbox
        let store: JourneyStore
        let engine: SyncEngine
        let connection: Connection

        func sync(sourceLocation: SourceLocation = #_sourceLocation) async throws -> SyncReport {
            _ = await sandbox.advance(seconds: 900, isQuiet: true)
            let report = try await engine.sync(connection)
            expect(0, report, sourceLocation: sourceLocation)
            return report
        }

        /// Live ids of every stream, held against the org's.
        func differences() async throws -> [String] {
            var lines: [String] = []
            for stream in salesforce.streams {
                guard let object = stream.objectType else { continue }
                let collection = RecordCollection(
                    system: "salesforce", account: SalesforceConfiguration().orgID, objectType: object)
                let stored = Set(
                    try await store.read { try $0.liveIDs(collection, after: nil, limit: 1_000_000) })
                let wanted = try await live(object)
                if stored != wanted {
                    lines.append(
                        "\(object): \(wanted.subtracting(stored).count) missing, "
                            + "\(stored.subtracting(wanted).count) too many of \(wanted.count)")
                }
            }
            return lines
        }

        /// Ids of what is not deleted, archived activities included.
        private func live(_ object: String) async throws -> Set<String> {
            let url = sandbox.baseURL + "/_sandbox/truth/salesforce/" + object
            let lines = try await transport().send(HTTPRequest(url: url)).body.split(separator: UInt8(ascii: "\n"))
            return Set(
                try lines.compactMap { line in
                    let root = try JSONDocument.parse(Array(line)).root
                    return root["isDeleted"]?.bool == false ? root["id"]?.string : nil
                })
        }

        func key(_ object: String, _ id: String) -> RecordKey {
            RecordKey(
                collection: RecordCollection(
                    system: "salesforce", account: SalesforceConfiguration().orgID, objectType: object), id: id)
        }
    }

    private func withOrg(
        _ change: (inout SalesforceConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (World) async throws -> Void
    ) async throws {
        var configuration = SandboxConfiguration()
        configuration.people = 120
        var org = SalesforceConfiguration()
        change(&org)
        configuration.salesforce = org
        let credentials = ["client_id": org.clientID, "client_secret": org.clientSecret]
        try await withFolder { folder in
            let path = folder.appending(path: "journeys.db").path
            try await Sandbox.withServer(configuration) { sandbox in
                let store = try await JourneyStore.open(path: path, access: .readWrite(create: true))
                let engine = SyncEngine(store: store, transport: try CurlTransport(), clock: .withoutWaiting)
                let connection = Connection(
                    name: "salesforce", connector: salesforce, baseURL: sandbox.baseURL,
                    credentials: credentials, enforcesBudgets: false)
                try await body(World(sandbox: sandbox, store: store, engine: engine, connection: connection))
                try await store.close()
            }
        }
    }

    @Test func `a first sync holds exactly what the org holds, and a second one changes nothing`() async throws {
        try await withOrg({ ($0.pageSize, $0.shrinksPages) = (200, true) }) { world in
            let report = try await world.sync()
            #expect(try await world.differences() == [])
            #expect(report.streams.reduce(0) { $0 + $1.added } > 1_000)
            #expect(report.streams.allSatisfy { $0.quarantined == 0 })
            let before = try await canonical(world.store)
            let again = try await world.sync()
            #expect(again.streams.allSatisfy { $0.added == 0 && $0.gone == 0 })
            #expect(try await canonical(world.store) == before)
            let kinds = try await world.store.read { reader in
                var kinds: Set<TouchpointKind> = []
                try reader.touchpoints(sinceSeq: 0) { kinds.insert($0.touchpoint.kind) }
                return kinds
            }
            #expect(
                kinds.isSuperset(of: [
                    .leadCreated, .leadConverted, .dealCreated, .dealStageChanged, .dealWon, .dealLost, .callMade,
                    .meetingBooked, .emailSent, .emailReceived, .ticketOpened, .ticketSolved, .campaignJoined,
                    .campaignResponded,
                ]))
        }
    }

    @Test func `what is edited, deleted, restored, purged, merged and converted is found`() async throws {
        try await withOrg { world in
            _ = try await world.sync()
            let contacts = try await world.sandbox.salesforceIDs("Contact")
            let leads = try await world.sandbox.salesforceIDs("Lead")
            try await world.sandbox.editSalesforce("Contact", id: contacts[0], fields: ["Title": "Queen"])
            try await world.sandbox.deleteSalesforce("Contact", id: contacts[1])
            try await world.sandbox.mergeSalesforce("Contact", winner: contacts[3], loser: contacts[2])
            try await world.sandbox.mergeSalesforce("Contact", winner: contacts[4], loser: contacts[3])
            _ = try await world.sync()
            #expect(try await world.differences() == [])
            let survivor = try await world.store.read { try $0.survivor(world.key("Contact", contacts[2])) }
            #expect(survivor?.id == contacts[4])
            try await world.sandbox.undeleteSalesforce("Contact", id: contacts[1])
            var converted = ""
            for lead in leads {
                if let contact = try? await world.sandbox.convertLead(lead) {
                    converted = contact
                    let id = lead
                    _ = try await world.sync()
                    let alias = try await world.store.read { try $0.survivor(world.key("Lead", id)) }
                    #expect(alias == world.key("Contact", contact))
                    break
                }
            }
            #expect(!converted.isEmpty)
            #expect(try await world.differences() == [])
            try await world.sandbox.purgeSalesforce("Contact", id: contacts[5])
            _ = await world.sandbox.advance(seconds: 8 * 86_400, isQuiet: true)
            _ = try await world.sync()
            #expect(try await world.differences() == [])
        }
    }

    @Test func `a hidden field, an ended session and a forgotten view stop nobody`() async throws {
        try await withOrg({ $0.pageSize = 50 }) { world in
            try await world.sandbox.setSalesforceField("Contact", "Phone", hidden: true)
            await world.sandbox.queue(
                .salesforce(401, "INVALID_SESSION_ID", "Session expired or invalid", pathContains: "/query/", skip: 3))
            await world.sandbox.queue(
                .salesforce(400, "INVALID_QUERY_LOCATOR", "invalid query locator", pathContains: "/query/", skip: 9))
            _ = try await world.sync()
            #expect(try await world.differences() == [])
        }
    }
}
