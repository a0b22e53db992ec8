import ConnectorKit
import Foundation
import HTTP
import JSON
import JourneyStore
import Salesforce
import SyncEngine
import Synchronization
import Testing
import Touchpoints

/// A small org, and a store in a folder of its own.
struct Harness: Sendable {
    let org: SmallOrg
    let store: JourneyStore
    var connection: Connection
    let notes = Notes()

    /// What runs said while they went.
    final class Notes: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func take(_ line: String) { lines.withLock { $0.append(line) } }
    }

    var engine: SyncEngine {
        let (org, notes) = (org, notes)
        let clock = EngineClock(now: { org.state.withLock { $0.now } }, sleep: { _ in }, random: { 0 })
        return SyncEngine(store: store, transport: org, clock: clock) { progress in
            if case .note(let stream, let text) = progress { notes.take("\(stream ?? ""): \(text)") }
        }
    }

    /// Syncs ten minutes later: whatever was written before is visible by then.
    @discardableResult
    func sync(
        _ code: Int32 = 0, options: SyncOptions = SyncOptions(), sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> SyncReport {
        org.state.withLock { $0.now += 600_000 }
        let report = try await engine.sync(connection, options: options)
        let problems = report.problems + report.streams.flatMap(\.problems)
        #expect(report.exitCode == code, "\(problems)", sourceLocation: sourceLocation)
        return report
    }

    func collection(_ type: String) -> RecordCollection {
        RecordCollection(system: "salesforce", account: "00D000000000001AAA", objectType: type)
    }

    func live(_ type: String) async throws -> [String] {
        let collection = collection(type)
        return try await store.read { try $0.liveIDs(collection, after: nil, limit: 100_000) }
    }

    func record(_ type: String, _ id: String) async throws -> StoredRecord? {
        let key = RecordKey(collection: collection(type), id: id)
        return try await store.read { try $0.record(key) }
    }

    func survivor(_ type: String, _ id: String) async throws -> RecordKey? {
        let key = RecordKey(collection: collection(type), id: id)
        return try await store.read { try $0.survivor(key) }
    }

    /// Ids with labels, of what a record is tied to.
    func ties(_ type: String, _ id: String, to other: String) async throws -> [String] {
        let (key, collection) = (RecordKey(collection: collection(type), id: id), collection(other))
        return try await store.read { reader in
            try reader.associations(key, to: collection).map {
                ([$0.id] + $0.labels.sorted()).joined(separator: " ")
            }
        }
    }

    /// Live touchpoints of one object type, as `kind time`, sorted by time.
    func touchpoints(_ type: String) async throws -> [String] {
        let collection = collection(type)
        return try await store.read { reader in
            var lines: [(Int64, String)] = []
            try reader.touchpoints(sinceSeq: 0) { stored in
                guard stored.removedAt == nil, stored.key.collection == collection else { return }
                let touchpoint = stored.touchpoint
                let stage = touchpoint.properties.first { $0.name == "stage" }.map { " " + $0.value } ?? ""
                lines.append((touchpoint.occurredAt.milliseconds, touchpoint.kind.rawValue + stage))
            }
            return lines.sorted { $0 < $1 }.map(\.1)
        }
    }

    /// Entities that touchpoints of one kind are linked to, by the ids of their records.
    func links(_ kind: TouchpointKind) async throws -> Set<String> {
        try await store.read { reader in
            var ids: Set<String> = []
            try reader.touchpoints(sinceSeq: 0) { stored in
                guard stored.removedAt == nil, stored.touchpoint.kind == kind else { return }
                ids.formUnion(stored.links.map { String($0.identifier.split(separator: ":").last ?? "") })
            }
            return ids
        }
    }
}

/// - Parameter streams: the only ones that are read.
func withOrg(
    _ streams: String..., credentials: [String: String] = ["client_id": "app", "client_secret": "app-secret"],
    _ body: (Harness) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "waymark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try await JourneyStore.open(
        path: folder.appending(path: "journeys.db").path, access: .readWrite(create: true))
    var connection = Connection(
        name: "salesforce", connector: salesforce, baseURL: "http://127.0.0.1:8", credentials: credentials,
        enforcesBudgets: false)
    connection.only = Set(streams)
    try await body(Harness(org: SmallOrg(), store: store, connection: connection))
    try await store.close()
}

extension StoredRecord {
    /// The payload as text.
    var text: String { String(decoding: payload ?? [], as: UTF8.self) }
}

extension SyncReport {
    var contacts: StreamReport? { streams.first { $0.stream == "contacts" } }
}
