import Foundation
import GRDB
import JourneyStore
import Touchpoints

/// A folder of its own for one test; removed when the test lets go of it.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/journey-store-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }
}

/// Opens a fresh store, runs the body, closes.
func withStore<T>(
    _ body: (JourneyStore) async throws -> T
) async throws -> T {
    let folder = try TestFolder()
    let store = try await JourneyStore.open(
        path: folder.file("journeys.db"), access: .readWrite(create: true), now: { 1_700_000_000_000 })
    let result = try await body(store)
    try await store.close()
    withExtendedLifetime(folder) {}
    return result
}

extension RecordCollection {
    static let contacts = RecordCollection(system: "hubspot", account: "123", objectType: "contacts")
    static let companies = RecordCollection(system: "hubspot", account: "123", objectType: "companies")
    static let calls = RecordCollection(system: "hubspot", account: "123", objectType: "calls")
    /// Another system's people and organisations.
    static let customers = RecordCollection(system: "salesforce", account: "00D", objectType: "Contact")
    static let organisations = RecordCollection(system: "salesforce", account: "00D", objectType: "Account")
    static let leads = RecordCollection(system: "hubspot", account: "123", objectType: "leads")
}

extension RecordKey {
    static func contact(_ id: String) -> RecordKey { RecordKey(collection: .contacts, id: id) }
    static func company(_ id: String) -> RecordKey { RecordKey(collection: .companies, id: id) }
    static func customer(_ id: String) -> RecordKey { RecordKey(collection: .customers, id: id) }
    static func organisation(_ id: String) -> RecordKey { RecordKey(collection: .organisations, id: id) }
    static func call(_ id: String) -> RecordKey { RecordKey(collection: .calls, id: id) }
}

extension Provenance {
    static let test = Provenance(
        run: 1, request: "GET /1", observedAt: Moment(clamping: 1_800_000_000_000, precision: .millisecond))
}

extension RecordWrite {
    static func contact(
        _ id: String, emails: [String] = [], version: Int = 1, merged: [String] = [], touchpoints: [Touchpoint] = []
    ) -> RecordWrite {
        person(
            .contact(id), emails.map { .email($0) }, version: version, merged: merged, touchpoints: touchpoints)
    }

    static func person(
        _ key: RecordKey, _ identifiers: [Identifier], name: String? = nil, version: Int = 1, merged: [String] = [],
        touchpoints: [Touchpoint] = []
    ) -> RecordWrite {
        RecordWrite(
            key: key, entity: .person, revision: "\(version)",
            payload: Array(#"{"id":"\#(key.id)","says":"\#(identifiers)","v":\#(version)}"#.utf8),
            touchpoints: touchpoints, identifiers: identifiers, name: name, mergedIDs: merged)
    }

    static func organisation(_ key: RecordKey, _ domains: [String], version: Int = 1) -> RecordWrite {
        RecordWrite(
            key: key, entity: .account, revision: "\(version)",
            payload: Array(#"{"id":"\#(key.id)","domains":"\#(domains)","v":\#(version)}"#.utf8),
            identifiers: domains.map { .domain($0) })
    }

    static func company(_ id: String, version: Int = 1) -> RecordWrite {
        RecordWrite(
            key: .company(id), entity: .account, revision: "\(version)",
            payload: Array(#"{"id":"\#(id)","v":\#(version)}"#.utf8))
    }

    static func call(
        _ id: String, at: Int64 = 1_000, with participants: [Participant] = [], version: Int = 1
    ) -> RecordWrite {
        RecordWrite(
            key: .call(id), revision: "\(version)",
            payload: Array(#"{"id":"\#(id)","v":\#(version),"at":\#(at)}"#.utf8),
            touchpoints: [.call(at: at, participants: participants)])
    }
}

extension Touchpoint {
    static func call(facet: String = "call", at: Int64 = 1_000, participants: [Participant] = []) -> Touchpoint {
        Touchpoint(
            facet: facet, kind: .callMade, channel: .phone, direction: .outbound,
            occurredAt: Moment(clamping: at, precision: .second), participants: participants)
    }
}

extension Participant {
    static func contact(_ id: String, role: String = "recipient") -> Participant {
        Participant(entity: .person, identifier: .record(.contact(id)), role: role)
    }

    static func email(_ address: String, role: String = "recipient") -> Participant {
        Participant(entity: .person, identifier: .email(address), role: role)
    }
}

extension JourneyStore {
    func canonicalLines() async throws -> [String] {
        try await read { reader in
            var lines: [String] = []
            try reader.canonical { lines.append(String(decoding: $0, as: UTF8.self)) }
            return lines
        }
    }

    /// Every person as the set of its identifiers.
    func partition() async throws -> Set<[String]> {
        try await read { reader in
            var people: Set<[String]> = []
            try reader.people(sinceSeq: 0) { if $0.mergedInto == nil { people.insert($0.identifiers) } }
            return people
        }
    }

    /// What should be looked at, by identifier.
    func review() async throws -> [String] {
        try await read { try $0.identityFlags().map { "\($0.reason.rawValue) \($0.identifier)" }.sorted() }
    }

    /// Every account as the set of its identifiers.
    func accounts() async throws -> Set<[String]> {
        try await read { reader in
            var accounts: Set<[String]> = []
            try reader.accounts(sinceSeq: 0) { if $0.mergedInto == nil { accounts.insert($0.identifiers) } }
            return accounts
        }
    }

    func touchpoints(sinceSeq: Int64 = 0) async throws -> [StoredTouchpoint] {
        try await read { reader in
            var rows: [StoredTouchpoint] = []
            try reader.touchpoints(sinceSeq: sinceSeq) { rows.append($0) }
            return rows
        }
    }

    /// Every row of every table, read by a foreign connection.
    func dump() throws -> [String] {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        return try queue.read { db in
            let tables = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            return try tables.flatMap { table in
                try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { "\(table) \($0.databaseValues)" }.sorted()
            }
        }
    }
}
