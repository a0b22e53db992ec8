public import ConnectorKit
public import JourneyStore
import Sandbox
public import SyncEngine

/// The sandbox's company as a system that connectors of HubSpot are tested with.
///
/// One stream of each way of reading; changes are made where the sandbox knows them.
public struct SandboxCompany: SimulatedSystem {
    let sandbox: Sandbox
    private let connector: Connector
    let drifted = Drifted()
    private static let tried: Set<String> = [
        "owners", "contacts", "companies", "deals", "communications", "lists", "list_memberships", "email_events",
    ]

    /// Serves a sandbox while `body` runs.
    ///
    /// - Parameter connector: HubSpot's.
    public static func withSystem(
        for connector: Connector, people: Int, _ body: @escaping @Sendable (SandboxCompany) async throws -> Void
    ) async throws {
        var configuration = SandboxConfiguration()
        configuration.people = people
        configuration.rotatesRefreshTokens = true
        // Searches sorted by a time are wrong by up to an hour, as has been seen.
        configuration.hasLooseTimeSort = true
        try await Sandbox.withServer(configuration) { sandbox in
            try await body(SandboxCompany(sandbox: sandbox, connector: connector))
        }
    }

    public var connection: Connection { large.inSmallPages() }

    public var largeConnection: Connection? {
        var connection = large
        // Nobody compares addresses of companies, one with all, when they are made.
        connection.only = ["companies"]
        return connection
    }

    private var large: Connection {
        Connection(
            name: "test", connector: connector, baseURL: sandbox.baseURL,
            credentials: ["access_token": sandbox.configuration.token], only: Self.tried, enforcesBudgets: false)
    }

    public var rotatingConnection: Connection? {
        var rotating = connection
        rotating.credentials = [
            "client_id": "sandbox-client", "client_secret": "sandbox-secret", "refresh_token": "sandbox-refresh-token",
        ]
        return rotating
    }

    public var streams: [String] { ["contacts", "deals", "companies"] }

    public var now: Int64 { get async { await sandbox.now } }

    public func advance(seconds: Int) async { _ = await sandbox.advance(seconds: Double(seconds), isQuiet: true) }

    public func differences(from store: JourneyStore, before: Int64?) async throws -> [String] {
        let truth = try SandboxTruth(sandbox, connector: connector)
        return try await truth.differences(of: Self.tried, from: store, before: before)
            + drifted.differences(from: store, account: String(sandbox.configuration.portalID))
    }

    public func make(_ change: Change, in stream: String) async throws -> Bool {
        let property = stream == "contacts" ? "jobtitle" : stream == "deals" ? "dealname" : "name"
        let live = try await live(stream)
        func edit(_ id: String, _ text: String) async throws {
            try await sandbox.edit(stream, id: id, properties: [property: text])
        }
        let stamp = String(await sandbox.now)
        switch change {
        case .create(let count):
            for number in 0..<count {
                _ = try await sandbox.create(
                    stream,
                    properties: stream == "contacts"
                        ? ["email": "new\(number)-\(stamp)@example.com"] : [property: "new"])
            }
        case .edit(let count): for id in live.prefix(count) { try await edit(id, "edited \(stamp)") }
        case .editAtOnce(let count):
            for number in live.count..<max(live.count, count) {
                _ = try await sandbox.create(
                    stream,
                    properties: stream == "contacts"
                        ? ["email": "tie\(number)-\(stamp)@example.com"] : [property: "tie"])
            }
            return try await sandbox.editMany(stream, count: count, properties: [property: "at once \(stamp)"]) > 0
        case .archive:
            guard let id = live.dropFirst(2).first else { return false }
            try await sandbox.archive(stream, id: id)
        case .restore:
            guard let id = try await archived(stream) else { return false }
            try await sandbox.restore(stream, id: id)
        case .purge:
            guard let id = live.dropFirst(3).first else { return false }
            try await sandbox.purge(stream, id: id)
        case .merge:
            guard stream != "deals", live.count > 6 else { return false }
            _ = try await sandbox.merge(stream, primary: live[4], other: live[5])
        case .mergeSurvivor:
            guard stream != "deals", live.count > 6, let survivor = live.last else { return false }
            _ = try await sandbox.merge(stream, primary: live[0], other: survivor)
        case .associate, .dissociate:
            guard stream == "deals", let deal = live.first, let contact = try await self.live("contacts").last else {
                return false
            }
            try await sandbox.associate(
                "deals", id: deal, with: "contacts", id: contact, removing: change == .dissociate)
        case .becomeOne, .becomeTwo:
            // One number and one name; then another number.
            guard stream == "contacts", live.count > 8 else { return false }
            let number = change == .becomeOne ? "+49 151 20304050" : "+49 151 20304051"
            try await sandbox.edit(
                stream, id: live[6],
                properties: ["firstname": "Ada", "lastname": "Abel", "phone": "+49 (151) 20304050"])
            try await sandbox.edit(
                stream, id: live[7], properties: ["firstname": "Ada", "lastname": "Abel", "phone": number])
        case .giveOwnDomains, .giveFreeMail:
            guard stream == "companies", live.count > 3 else { return false }
            for (number, id) in live.prefix(2).enumerated() {
                let domain = change == .giveFreeMail ? "gmail.com" : "own-\(number).example.org"
                try await sandbox.edit(stream, id: id, properties: ["domain": domain])
            }
        case .drift(let drift): return try await self.drift(drift, in: stream, property, live)
        case .oddValues:
            for (number, text) in Oddity.texts.enumerated() {
                let email = stream == "contacts" ? ["email": "odd\(number)-\(stamp)@example.com"] : [:]
                _ = try await sandbox.create(stream, properties: [property: text].merging(email) { $1 })
            }
            guard stream == "deals" else { return true }
            for (property, text) in [("closedate", "1709164800000"), ("amount", "90071992547409.93")] {
                _ = try await sandbox.create(stream, properties: ["dealname": "odd", property: text])
            }
        case .lag(let seconds): await sandbox.setIndexLag(seconds: seconds)
        case .appearLate(let seconds):
            guard let id = live.first else { return false }
            try await edit(id, "late \(stamp)")
            try await sandbox.hideFromSearch(stream, id: id, until: await sandbox.now + Int64(seconds) * 1_000)
        case .sortLoosely: break
        case .editWithoutTrace, .purgeMany, .unmerge: return false
        }
        return true
    }

    private func live(_ stream: String) async throws -> [String] {
        try await SandboxTruth(sandbox, connector: connector).ids(of: stream, archived: false)
    }

    private func archived(_ stream: String) async throws -> String? {
        try await SandboxTruth(sandbox, connector: connector).ids(of: stream, archived: true).first
    }
}
