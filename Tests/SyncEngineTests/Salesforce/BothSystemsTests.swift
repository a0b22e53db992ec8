import ConnectorTesting
import HTTP
import HubSpot
import Identity
import JSON
import JourneyStore
import Salesforce
import Sandbox
import SyncEngine
import Testing

/// The same people in both systems, synced into one store: who is found to be the same, held against the sandbox's truth.
@Suite(.timeLimit(.minutes(10))) struct BothSystemsTests {
    /// A record of the truth, and whom the store takes it for.
    private struct Found {
        var record: PersonRecord
        var person: String

        var words: String { "\(record.type) \(record.id)" }
    }

    private struct Company: Sendable {
        let sandbox: Sandbox
        let hubspot: Connection
        let salesforce: Connection

        init(_ sandbox: Sandbox, _ org: SalesforceConfiguration) {
            self.sandbox = sandbox
            hubspot =
                Connection(
                    name: "hubspot", connector: HubSpot.hubSpot, baseURL: sandbox.baseURL,
                    credentials: ["access_token": sandbox.configuration.token], enforcesBudgets: false
                ).only("contacts", "companies").sweepingAlways
            salesforce =
                Connection(
                    name: "salesforce", connector: Salesforce.salesforce, baseURL: sandbox.baseURL,
                    credentials: ["client_id": org.clientID, "client_secret": org.clientSecret], enforcesBudgets: false
                ).only("leads", "contacts", "accounts").sweepingAlways
        }

        func sync(_ connection: Connection, _ stream: String? = nil, into store: JourneyStore) async throws {
            let engine = SyncEngine(store: store, transport: try transport(), clock: .withoutWaiting)
            let report = try await engine.sync(connection, options: SyncOptions(streams: stream.map { [$0] }))
            // Parents that were not read yet are asked for by a later run.
            if stream == nil { expect(0, report) }
        }

        /// Every live record of a person, and whom the store takes it for.
        func people(in store: JourneyStore) async throws -> [Found] {
            let accounts = [
                "hubspot": String(sandbox.configuration.portalID), "salesforce": SalesforceConfiguration().orgID,
            ]
            let records = await sandbox.people().records.filter { !$0.isDeleted }
            return try await store.read { reader in
                try records.map { record in
                    let text = "\(record.system):\(accounts[record.system] ?? ""):\(record.type):\(record.id)"
                    let person = try #require(try reader.subjects(text).first, "\(text) is nobody")
                    return Found(record: record, person: person.entityID)
                }
            }
        }
    }

    private func withCompany(
        _ people: Int = 200, noise: (inout SalesforceNoise) -> Void = { _ in },
        _ body: @escaping @Sendable (Company) async throws -> Void
    ) async throws {
        var configuration = SandboxConfiguration()
        configuration.people = people
        var org = SalesforceConfiguration()
        noise(&org.noise)
        configuration.salesforce = org
        let chosen = org
        try await Sandbox.withServer(configuration) { sandbox in
            _ = await sandbox.advance(seconds: 900, isQuiet: true)
            try await body(Company(sandbox, chosen))
        }
    }

    /// Pairs that are one in the store although they are two, and those that are two although evidence links them.
    private func mistakes(_ found: [Found]) -> (wrong: [String], missed: [String], pairs: Int) {
        func pairs<Key: Hashable>(_ key: (Found) -> Key) -> [(Found, Found)] {
            Dictionary(grouping: found, by: key).values.flatMap { group in
                group.indices.flatMap { place in group[(place + 1)...].map { (group[place], $0) } }
            }
        }
        let linked = pairs { $0.record.cluster }
        return (
            pairs { $0.person }.filter { $0.record.person != $1.record.person }.map { "\($0.words), \($1.words)" },
            linked.filter { $0.person != $1.person }.map { "\($0.words), \($1.words)" }, linked.count
        )
    }

    /// The partition without the store's own ids.
    private func partition(_ found: [Found]) -> Set<[String]> {
        Set(Dictionary(grouping: found) { $0.person }.values.map { $0.map(\.words).sorted() })
    }

    @Test func `people in both systems are found by every kind of evidence, and nobody else is`() async throws {
        try await withCompany { company in
            try await withStore { store in
                try await company.sync(company.hubspot, into: store)
                try await company.sync(company.salesforce, into: store)
                let (wrong, missed, pairs) = mistakes(try await company.people(in: store))
                #expect(wrong == [])
                #expect(missed == [])
                #expect(pairs > 100)
            }
        }
    }

    @Test func `where little but numbers and ids is left, both are enough`() async throws {
        try await withCompany(noise: { noise in
            (noise.withoutEmail, noise.sharedInboxes, noise.typos) = (0.6, 0.1, 0.3)
            (noise.switchboards, noise.mobileFields, noise.duplicates) = (0.1, 0.5, 0.3)
        }) { company in
            try await withStore { store in
                try await company.sync(company.salesforce, into: store)
                try await company.sync(company.hubspot, into: store)
                let found = try await company.people(in: store)
                let (wrong, missed, pairs) = mistakes(found)
                #expect(wrong == [])
                #expect(missed == [])
                // Neither kind of evidence is there for show.
                for kind in [PersonEvidence.phone, .salesforceID] {
                    let others = await company.sandbox.people(by: PersonEvidence.certain.subtracting([kind])).records
                    let clusters = Dictionary(uniqueKeysWithValues: others.map { ($0.id, $0.cluster) })
                    var fewer = found
                    for place in fewer.indices {
                        fewer[place].record.cluster = clusters[fewer[place].record.id] ?? -1
                    }
                    #expect(mistakes(fewer).pairs < pairs, "\(kind)")
                }
            }
        }
    }

    @Test func `whatever the order of syncs, the people are the same, also after days of changes`() async throws {
        try await withCompany(90) { company in
            let steps: [(Connection, String?)] = [
                (company.salesforce, "contacts"), (company.hubspot, "contacts"), (company.salesforce, "leads"),
                (company.hubspot, "companies"), (company.salesforce, "accounts"),
            ]
            let orders: [[(Connection, String?)]] = [
                [(company.hubspot, nil), (company.salesforce, nil)],
                [(company.salesforce, nil), (company.hubspot, nil)],
                steps, steps.reversed(),
            ]
            var stores: [JourneyStore] = []
            func follow(_ order: [(Connection, String?)], into store: JourneyStore) async throws -> Set<[String]> {
                for (connection, stream) in order { try await company.sync(connection, stream, into: store) }
                // Leads that name contacts which were read before them, and the like, are settled by then.
                for connection in [company.hubspot, company.salesforce] {
                    try await company.sync(connection, into: store)
                }
                return partition(try await company.people(in: store))
            }
            try await withFolder { folder in
                for number in orders.indices {
                    stores.append(
                        try await JourneyStore.open(
                            path: folder.appending(path: "\(number).db").path, access: .readWrite(create: true)))
                }
                var expected: Set<[String]>?
                for day in 0..<2 {
                    for (number, order) in orders.enumerated() {
                        let found = try await follow(order, into: stores[number])
                        #expect(expected == nil || found == expected, "day \(day), order \(number)")
                        expected = expected ?? found
                    }
                    expected = nil
                    guard day == 0 else { continue }
                    await company.sandbox.advance(days: 3)
                    _ = await company.sandbox.advance(seconds: 900, isQuiet: true)
                }
                // And a store that comes late finds what is left.
                try await withStore { late in
                    let found = try await follow(orders[1], into: late)
                    for store in stores {
                        #expect(try await partition(company.people(in: store)) == found)
                    }
                }
                for store in stores { try await store.close() }
            }
        }
    }

    @Test func `every number of the company is one that somebody can have`() async throws {
        try await withCompany(400) { company in
            let url = company.sandbox.baseURL + "/_sandbox/truth/contacts"
            let lines = try await transport().send(HTTPRequest(url: url)).body.split(separator: UInt8(ascii: "\n"))
            let numbers = try lines.compactMap { line in
                try JSONDocument.parse(Array(line)).root["properties"]?["phone"]?.text
            }
            #expect(numbers.count > 150)
            let invalid = numbers.filter { PhoneNumber.normalized($0, region: nil) == nil }
            #expect(invalid == [])
            #expect(Set(numbers.map { $0.prefix { $0 != " " } }).count == 12)
            #expect(Set(numbers).count > numbers.count * 99 / 100)
        }
    }
}
