import Foundation
import GRDB
import JourneyStore
import Testing
import Touchpoints

@Suite struct PayloadTests {
    /// A record whose payload is exactly these bytes.
    private func write(_ id: String, _ payload: [UInt8]) -> RecordWrite {
        RecordWrite(key: .contact(id), revision: "1", payload: payload)
    }

    private let long = Array(("[" + (0..<200).map { "\"word \($0 % 9)\"" }.joined(separator: ",") + "]").utf8)

    @Test func `payloads are stored as one frame where that pays, and come back as they were`() async throws {
        try await withStore { store in
            var state: UInt64 = 1
            let noise = (0..<4_000).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }
            let payloads = ["1": long, "2": Array("{}".utf8), "3": noise, "4": []]
            try await store.write { [long] tx in
                _ = try tx.save(payloads.sorted { $0.key < $1.key }.map { self.write($0.key, $0.value) }, .test)
                // The same payload again is the same record.
                #expect(try tx.save([self.write("1", long)], .test).unchanged == 1)
            }
            for (id, payload) in payloads {
                #expect(try await store.read { try $0.record(.contact(id)) }?.payload == payload)
            }
            let stored = try DatabaseQueue(path: store.path).read { db in
                try Row.fetchAll(db, sql: "SELECT codec, length(bytes) AS size FROM payloads ORDER BY record")
            }
            #expect(stored.map { $0["codec"] as String } == ["zstd", "json", "json", "json"])
            #expect((stored[0]["size"] as Int) * 5 < long.count)
        }
    }

    @Test(arguments: [
        "UPDATE payloads SET bytes = substr(bytes, 1, length(bytes) - 4)",
        "UPDATE payloads SET bytes = x'28b52ffd'", "UPDATE payloads SET bytes = x''",
        // A frame that claims to hold 2^62 bytes.
        "UPDATE payloads SET bytes = x'28b52ffde00000000000000040010000'",
        "UPDATE payloads SET codec = 'lzma'",
    ])
    func `a damaged payload is an error, not a crash and not another payload`(damage: String) async throws {
        try await withStore { store in
            try await store.write { [long] tx in _ = try tx.save([self.write("1", long)], .test) }
            try await DatabaseQueue(path: store.path).write { try $0.execute(sql: damage) }
            await #expect(throws: StoreError.self) { try await store.read { try $0.record(.contact("1")) } }
        }
    }
}
