import JourneyStore
import Sandbox
import SyncEngine
import Touchpoints

extension Sandbox {
    /// Lets the search index catch up, and nothing else happen.
    func settle() { _ = advance(seconds: 300, isQuiet: true) }
}

extension JourneyStore {
    func live(_ type: String, account: Int = 424_242) async throws -> [String] {
        try await read {
            try $0.liveIDs(
                RecordCollection(system: "hubspot", account: String(account), objectType: type), after: nil,
                limit: 1_000_000)
        }
    }

    func record(_ type: String, _ id: String) async throws -> StoredRecord? {
        try await read {
            try $0.record(
                RecordKey(
                    collection: RecordCollection(system: "hubspot", account: "424242", objectType: type), id: id))
        }
    }
}

extension StoredRecord {
    /// The payload as it is stored.
    var text: String { payload.map { String(decoding: $0, as: UTF8.self) } ?? "" }
}

extension SyncReport {
    func stream(_ name: String) -> StreamReport? { streams.first { $0.stream == name } }
}

extension Connection {
    func only(_ streams: String...) -> Connection {
        var copy = self
        copy.only = Set(streams)
        return copy
    }
}
