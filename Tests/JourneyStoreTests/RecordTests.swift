import JourneyStore
import Testing
import Touchpoints

@Suite struct RecordTests {
    @Test func `an unchanged save changes no row of any table`() async throws {
        try await withStore { store in
            let writes: [RecordWrite] = [
                .contact("1", emails: ["ann@acme.com"], touchpoints: [.call()]), .call("9", with: [.contact("1")]),
            ]
            let first = try await store.write { try $0.save(writes, .test) }
            #expect(first.added == 2)
            #expect(first.touchpointsAdded == 2)
            let before = try store.dump()
            let later = Provenance(run: 7, request: "later", observedAt: Moment(clamping: 9, precision: .day))
            let second = try await store.write { try $0.save(writes, later) }
            #expect(second.unchanged == 2)
            #expect(try store.dump() == before)
        }
    }

    @Test func `only the facets that differ get a new seq`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.save(
                    [.contact("1", touchpoints: [.call(facet: "a"), .call(facet: "b"), .call(facet: "c")])], .test)
            }
            let before = try await store.read { try $0.lastSeq() }
            let counts = try await store.write { transaction in
                try transaction.save(
                    [.contact("1", version: 2, touchpoints: [.call(facet: "a"), .call(facet: "b", at: 5)])], .test)
            }
            #expect(counts.changed == 1)
            #expect((counts.touchpointsAdded, counts.touchpointsChanged, counts.touchpointsRemoved) == (0, 1, 1))
            let news = try await store.touchpoints(sinceSeq: before)
            #expect(news.map(\.touchpoint.facet) == ["b", "c"])
            #expect(news.last?.removedAt == 1_700_000_000_000)
        }
    }

    @Test func `a touchpoint reads back as it was written`() async throws {
        try await withStore { store in
            let touchpoint = Touchpoint(
                facet: "opened:\"1\"", kind: .emailOpened, channel: .inProduct, direction: .internal,
                occurredAt: Moment(clamping: -5, precision: .day), team: .success, stage: "retention",
                sentiment: Sentiment(score: -0.25, origin: .nps), value: Money(amount: "1200.50", currency: "EUR"),
                campaign: Campaign(id: "c", name: nil, source: "s", medium: "m"), title: "Grüße\u{0}\n\t\"\\\u{1F600}",
                url: "https://example.com/?a=b", isAutomated: true, participants: [],
                properties: [
                    .init(name: "z\u{1}", value: "1"), .init(name: "a", value: "\\n\"\n"), .init(name: "", value: ""),
                ])
            try await store.write { try $0.save([.contact("1", touchpoints: [touchpoint])], .test) }
            #expect(try await store.touchpoints().map(\.touchpoint) == [touchpoint])
        }
    }

    @Test func `a tombstone removes the touchpoints and a save brings them back under their ids`() async throws {
        try await withStore { store in
            try await store.write { try $0.save([.contact("1", touchpoints: [.call()])], .test) }
            let id = try await store.touchpoints().map(\.id)
            let gone = try await store.write { try $0.tombstone([.contact("1")], reason: .archived, at: 5) }
            #expect(gone == 1)
            #expect(try await store.write { try $0.tombstone([.contact("1")], reason: .archived, at: 6) } == 0)
            #expect(try await store.canonicalLines().isEmpty)
            #expect(try await store.touchpoints().map(\.removedAt) == [5])
            let counts = try await store.write { try $0.save([.contact("1", touchpoints: [.call()])], .test) }
            #expect(counts.restored == 1)
            #expect(try await store.touchpoints().map(\.id) == id)
            #expect(try await store.touchpoints().map(\.removedAt) == [nil])
        }
    }

    @Test func `an erased record stays erased whatever is read`() async throws {
        try await withStore { store in
            try await store.write { try $0.save([.contact("1")], .test) }
            try await store.write { try $0.tombstone([.contact("1")], reason: .erased, at: 5) }
            let counts = try await store.write { try $0.save([.contact("1", version: 2)], .test) }
            #expect(counts.unchanged == 1)
            #expect(try await store.read { try $0.record(.contact("1"))?.gone } == .erased)
        }
    }

    @Test func `remap rewrites touchpoints and leaves revision and provenance`() async throws {
        try await withStore { store in
            try await store.write { try $0.save([.contact("1", touchpoints: [.call(facet: "old")])], .test) }
            let before = try await store.read { try $0.record(.contact("1")) }
            let counts = try await store.write {
                try $0.remap([.contact("1", touchpoints: [.call(facet: "new")]), .contact("unknown")])
            }
            #expect(
                (counts.changed, counts.unchanged, counts.touchpointsAdded, counts.touchpointsRemoved) == (1, 1, 1, 1))
            #expect(try await store.read { try $0.record(.contact("1")) } == before)
            let dump = try store.dump()
            try await store.write { _ = try $0.remap([.contact("1", touchpoints: [.call(facet: "new")])]) }
            #expect(try store.dump() == dump)
        }
    }

    @Test func `reported history replaces its own fields and observed changes are kept`() async throws {
        try await withStore { store in
            func write(_ version: Int, _ history: [FieldChange], _ owner: String?) -> RecordWrite {
                var write = RecordWrite.contact("1", version: version)
                write.history = history
                write.tracked = [TrackedValue(field: "owner", value: owner)]
                return write
            }
            func change(_ at: Int64, _ value: String) -> FieldChange {
                FieldChange(field: "stage", at: Moment(clamping: at, precision: .millisecond), value: value)
            }
            for write in [
                write(1, [change(1, "lead"), change(2, "customer")], "ann"), write(2, [change(1, "lead")], "ann"),
                write(3, [], nil),
            ] {
                try await store.write { try $0.save([write], .test) }
            }
            let changes = try await store.read { try $0.fieldChanges(.contact("1")) }
            #expect(changes.map(\.change.field) == ["owner", "owner", "stage"])
            #expect(changes.map(\.change.value) == ["ann", nil, "lead"])
            #expect(changes.map(\.origin) == [.initial, .observed, .reported])
        }
    }
}
