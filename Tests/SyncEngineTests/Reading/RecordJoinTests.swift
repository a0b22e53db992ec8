import ConnectorKit
import HTTP
import JourneyStore
import SyncEngine
import Synchronization
import Testing
import Touchpoints

/// Fields that do not fit into one request are read in parts; only parts of one version make a record.
@Suite(.timeLimit(.minutes(10))) struct RecordJoinTests {
    private static let wide: RecordStream = {
        let listing = Listing(
            request: RequestTemplate(get: "/wide", query: ["fields": "{fields}"]), page: PageShape(records: "results"),
            limit: 2)
        return RecordStream(
            name: "wide", id: "id", revision: "at",
            fields: FieldSelection(required: ["a", "b", "c"], maximumBytes: 2, container: "properties"),
            reading: .snapshot(listing: listing, every: nil))
    }()

    /// One record's part with one field, whose value tells the version.
    private func part(_ path: String, version: Int, ids: [String] = ["1"]) -> HTTPResponse {
        let field = path.suffix(1)
        let records = ids.map {
            #"{"id": "\#($0)", "at": "v\#(version)", "properties": {"\#(field)": "\#(field)\#(version)", "x": 1}, "more": 7}"#
        }
        return .json("{\"results\": [\(records.joined(separator: ", "))]}")
    }

    private func stored(_ store: JourneyStore, _ id: String = "1") async throws -> String {
        let key = RecordKey(collection: RecordCollection(system: "toy", account: "1", objectType: "wide"), id: id)
        return try await store.read { try $0.record(key) }?.text ?? ""
    }

    @Test func `all parts make one record`() async throws {
        try await withStore { store in
            let transport = ToySystem.transport { path, _ in part(path, version: 1) }
            let engine = SyncEngine(store: store, transport: transport, clock: FakeClock().clock())
            try await expect(0, engine.sync(ToySystem.connection(Self.wide)))
            let text = try await stored(store)
            #expect(text == #"{"at":"v1","id":"1","more":7,"properties":{"a":"a1","b":"b1","c":"c1","x":1}}"#)
            #expect(transport.requests.count == 4)
        }
    }

    @Test func `parts of two versions are read again, and never mixed`() async throws {
        try await withStore { store in
            let calls = Mutex(0)
            let engine = ToySystem.engine(store) { path, _ in
                let number = calls.withLock { calls in
                    calls += 1
                    return calls
                }
                // It changes between the first part and the second.
                return part(path, version: number == 1 ? 1 : 2)
            }
            try await expect(0, engine.sync(ToySystem.connection(Self.wide)))
            let text = try await stored(store)
            #expect(text.contains("a2") && text.contains("b2") && text.contains("c2"))
        }
    }

    @Test func `a record that one part leaves out is read again`() async throws {
        try await withStore { store in
            let calls = Mutex(0)
            let engine = ToySystem.engine(store) { path, _ in
                let number = calls.withLock { calls in
                    calls += 1
                    return calls
                }
                return part(path, version: 1, ids: number == 2 ? ["1"] : ["1", "2"])
            }
            try await expect(0, engine.sync(ToySystem.connection(Self.wide)))
            let text = try await stored(store, "2")
            #expect(text.contains("a1") && text.contains("b1") && text.contains("c1"))
        }
    }

    @Test func `what changes with every call ends the run, not never`() async throws {
        try await withStore { store in
            let calls = Mutex(0)
            let transport = ToySystem.transport { path, _ in
                let number = calls.withLock { calls in
                    calls += 1
                    return calls
                }
                return part(path, version: number)
            }
            let engine = SyncEngine(store: store, transport: transport, clock: FakeClock().clock())
            try await expect(75, engine.sync(ToySystem.connection(Self.wide)))
            #expect(transport.requests.count < 30)
            #expect(try await stored(store) == "")
        }
    }
}
