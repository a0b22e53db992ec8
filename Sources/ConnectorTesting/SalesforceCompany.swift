public import ConnectorKit
import HTTP
import JSON
public import JourneyStore
import Sandbox
public import SyncEngine
import Touchpoints

/// The sandbox's company as a Salesforce org, for the suite. One stream of each way in which objects are read.
public struct SalesforceCompany: SimulatedSystem {
    private let sandbox: Sandbox
    private let connector: Connector
    private let truth: SalesforceTruth
    private static let tried: Set<String> = [
        "users", "groups", "leads", "contacts", "accounts", "opportunities", "opportunity_contact_roles",
        "opportunity_history", "tasks", "task_relations",
    ]

    /// Serves a sandbox while `body` runs.
    ///
    /// - Parameter connector: Salesforce's.
    public static func withSystem(
        for connector: Connector, people: Int, _ body: @escaping @Sendable (SalesforceCompany) async throws -> Void
    ) async throws {
        var configuration = SandboxConfiguration()
        configuration.people = people
        configuration.servesHubSpot = false
        var org = SalesforceConfiguration()
        org.rotatesRefreshTokens = true
        (org.pageSize, org.shrinksPages) = (40, true)
        configuration.salesforce = org
        let account = org.orgID
        try await Sandbox.withServer(configuration) { sandbox in
            try await body(
                SalesforceCompany(
                    sandbox: sandbox, connector: connector,
                    truth: SalesforceTruth(
                        connector: connector, baseURL: sandbox.baseURL, account: account,
                        transport: try CurlTransport())))
        }
    }

    private var settings: SalesforceConfiguration { sandbox.configuration.salesforce ?? SalesforceConfiguration() }

    public var connection: Connection {
        var connection = Connection(
            name: "test", connector: connector, baseURL: sandbox.baseURL,
            credentials: ["client_id": settings.clientID, "client_secret": settings.clientSecret], only: Self.tried,
            enforcesBudgets: false
        ).inSmallPages()
        // Small pieces, so that windows are cut.
        for index in connection.connector.streams.indices {
            guard case .window(var window) = connection.connector.streams[index].reading else { continue }
            window.piece = window.piece.map { min($0, 150) }
            connection.connector.streams[index].reading = .window(window)
        }
        connection.settings = [:]
        return connection
    }

    public var rotatingConnection: Connection? {
        var rotating = connection
        rotating.credentials["refresh_token"] = settings.refreshToken
        return rotating
    }

    public var streams: [String] { ["contacts", "opportunities", "accounts", "leads", "opportunity_contact_roles"] }

    public var now: Int64 { get async { await sandbox.now } }

    public func advance(seconds: Int) async { _ = await sandbox.advance(seconds: Double(seconds), isQuiet: true) }

    public func differences(from store: JourneyStore, before: Int64?) async throws -> [String] {
        try await truth.differences(of: Self.tried, from: store, before: before)
    }

    public func make(_ change: Change, in stream: String) async throws -> Bool {
        guard let object = connector.stream(named: stream)?.objectType else { return false }
        let ids = try await truth.live(object)
        let stamp = String(await sandbox.now)
        let field = object == "Opportunity" ? "NextStep" : object == "Account" ? "Website" : "Title"
        func edit(_ id: String, _ text: String, keepsInstant: Bool = false) async throws {
            try await sandbox.editSalesforce(object, id: id, fields: [field: text], keepsInstant: keepsInstant)
        }
        if stream == "opportunity_contact_roles" {
            switch change {
            case .dissociate:
                guard let id = ids.first else { return false }
                try await sandbox.deleteSalesforce(object, id: id)
            case .associate:
                // One that was there before: what makes new ones is the company's own life.
                guard let id = ids.last else { return false }
                try await sandbox.deleteSalesforce(object, id: id)
                try await sandbox.undeleteSalesforce(object, id: id)
            default: return false
            }
            return true
        }
        switch change {
        case .create(let count):
            guard stream == "contacts" else { return false }
            for number in 0..<count {
                _ = try await sandbox.create(
                    "contacts", properties: ["email": "new\(number)-\(stamp)@example.com"])
            }
        case .edit(let count):
            for id in try await editable(ids, object).prefix(count) { try await edit(id, "edited \(stamp)") }
        case .editAtOnce(let count):
            for (number, id) in try await editable(ids, object).prefix(count).enumerated() {
                try await edit(id, "at once \(stamp)", keepsInstant: number > 0)
            }
        case .archive:
            guard let id = ids.dropFirst(2).first else { return false }
            try await sandbox.deleteSalesforce(object, id: id)
        case .restore:
            guard let id = try await truth.inBin(object) else { return false }
            try await sandbox.undeleteSalesforce(object, id: id)
        case .purge:
            guard let id = ids.dropFirst(3).first else { return false }
            try await sandbox.purgeSalesforce(object, id: id)
        case .merge:
            guard object == "Contact" || object == "Account", ids.count > 6 else { return false }
            try await sandbox.mergeSalesforce(object, winner: ids[4], loser: ids[5])
        case .mergeSurvivor:
            guard object == "Contact" || object == "Account", ids.count > 6 else { return false }
            try await sandbox.mergeSalesforce(object, winner: ids[0], loser: ids[4])
        case .becomeOne, .becomeTwo:
            guard object == "Lead" else { return false }
            for (number, id) in try await editable(ids, object).prefix(2).enumerated() {
                let address = change == .becomeTwo ? "ada\(number)@example.org" : "Ada0@example.org"
                try await sandbox.editSalesforce(object, id: id, fields: ["Email": address])
            }
        case .giveOwnDomains, .giveFreeMail:
            guard object == "Account", ids.count > 3 else { return false }
            for (number, id) in ids.prefix(2).enumerated() {
                let domain = change == .giveFreeMail ? "gmail.com" : "own-\(number).example.org"
                try await sandbox.editSalesforce(object, id: id, fields: ["Website": "https://www.\(domain)"])
            }
        case .appearLate(let seconds):
            guard let id = try await editable(ids, object).first else { return false }
            try await edit(id, "late \(stamp)")
            try await sandbox.hideSalesforce(object, id: id, until: await sandbox.now + Int64(seconds) * 1_000)
        default: return false
        }
        return true
    }

    /// Converted leads are read-only.
    private func editable(_ ids: [String], _ object: String) async throws -> [String] {
        guard object == "Lead" else { return ids }
        let open = try await truth.live(object, where: "IsConverted", is: "false")
        return ids.filter(Set(open).contains)
    }
}
