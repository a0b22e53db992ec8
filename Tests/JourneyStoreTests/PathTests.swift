import JourneyStore
import Testing
import Touchpoints

@Suite struct PathTests {
    private func call(
        _ key: RecordKey, at: Int64, kind: TouchpointKind = .callMade, mark: String? = nil, isAutomated: Bool = false,
        with participants: [Participant]
    ) -> RecordWrite {
        var touchpoint = Touchpoint.call(at: at, participants: participants)
        touchpoint.kind = kind
        touchpoint.isAutomated = isAutomated
        touchpoint.sameAs = mark.map { [$0] } ?? []
        return RecordWrite(
            key: key, revision: "1", payload: Array(#"{"id":"\#(key.id)","at":\#(at)}"#.utf8),
            touchpoints: [touchpoint])
    }

    private func paths(_ store: JourneyStore, upTo end: Int64 = .max) async throws -> [[PathStep]] {
        try await store.refreshJourneys(dividedBy: [])
        return try await store.read { reader in
            var paths: [[PathStep]] = []
            try reader.journeys(.person, upTo: end) { paths.append($0.steps) }
            return paths.sorted { ($0.first?.at ?? 0) < ($1.first?.at ?? 0) }
        }
    }

    @Test func `every person's touchpoints come in order, each once`() async throws {
        try await withStore { store in
            let ann = Participant.email("ann@acme.com")
            let elsewhere = RecordCollection(system: "salesforce", account: "00D", objectType: "Task")
            try await store.write { tx in
                try tx.save(
                    [
                        call(.call("3"), at: 3_000, kind: .callReceived, with: [ann]),
                        call(.call("1"), at: 1_000, kind: .callMissed, with: [ann]),
                        // Twice in it, in two roles.
                        call(.call("2"), at: 2_000, with: [ann, .email("ann@acme.com", role: "owner")]),
                        // The same call in another system, with somebody more.
                        call(.call("4"), at: 4_000, mark: "call:7", with: [ann]),
                        call(
                            RecordKey(collection: elsewhere, id: "a"), at: 4_000, mark: "call:7",
                            with: [ann, .email("bob@acme.com")]),
                        call(.call("5"), at: 5_000, isAutomated: true, with: [ann]),
                        call(.call("6"), at: 6_000, with: [ann]),
                    ], .test)
                try tx.tombstone([.call("6")], reason: .deleted, at: 7_000)
            }
            let found = try await paths(store)
            #expect(found.map { $0.map(\.at) } == [[1_000, 2_000, 3_000, 4_000], [4_000]])
            #expect(
                found.first?.map(\.activity) == ["call.missed", "call.made", "call.received", "call.made"])
            #expect(try await paths(store, upTo: 2_999).map { $0.map(\.at) } == [[1_000, 2_000]])
            #expect(try await store.read { try $0.newestStep(.person, upTo: .max) } == 4_000)
            #expect(try await store.read { try $0.newestStep(.person, upTo: 2_999) } == 2_000)
        }
    }
}
