@testable import JourneyStore
import Testing
import Touchpoints

@Suite struct DuplicateTests {
    private static let minute: Int64 = 1_700_000_040_000

    private static func meeting(
        _ key: RecordKey, at: Int64 = minute, title: String? = "Kick-off", with people: [RecordKey],
        marks: [String] = [], version: Int = 1, kind: TouchpointKind = .meetingHeld
    ) -> RecordWrite {
        var touchpoint = Touchpoint(
            facet: "meeting", kind: kind, channel: .meeting, direction: .mutual,
            occurredAt: Moment(clamping: at, precision: .second), title: title,
            participants: people.map { Participant(entity: .person, identifier: .record($0), role: "attendee") })
        touchpoint.sameAs = marks
        return RecordWrite(
            key: key, revision: "\(version)",
            payload: Array("\(key.id) \(at) \(title ?? "") \(people) \(marks) \(version)".utf8),
            touchpoints: [touchpoint])
    }

    private static let event = RecordKey(
        collection: RecordCollection(system: "salesforce", account: "00D", objectType: "Event"), id: "1")
    private static let task = RecordKey(
        collection: RecordCollection(system: "salesforce", account: "00D", objectType: "Task"), id: "1")

    private static let ann: [RecordWrite] = [
        .person(.contact("1"), [.email("ann@x.com")]), .person(.customer("1"), [.email("ann@x.com")]),
    ]

    private func groups(_ store: JourneyStore) async throws -> Set<Set<String>> {
        let rows = try await store.touchpoints().filter { $0.removedAt == nil }
        return Set(
            Dictionary(grouping: rows, by: { $0.duplicateOf ?? $0.id }).values.map { Set($0.map(\.key.text)) })
    }

    @Test func `what two systems tell of the same people, minute and subject is one, in whatever order it comes`()
        async throws
    {
        let writes =
            Self.ann + [
                Self.meeting(.call("1"), title: "Re: Kick-off ", with: [.contact("1")]),
                Self.meeting(Self.event, with: [.customer("1")]),
            ]
        var generator = Seeded(state: 5)
        var seen: Set<[String]> = []
        for _ in 0..<12 {
            try await withStore { store in
                for write in writes.shuffled(using: &generator) {
                    try await store.write { try $0.save([write], .test) }
                }
                #expect(try await groups(store) == [["hubspot:123:calls:1", "salesforce:00D:Event:1"]])
                seen.insert(try await store.canonicalLines())
                let rows = try await store.read { try $0.journey("ann@x.com") }
                #expect(rows.count == 1)
                #expect(rows.first?.alsoIn.count == 1)
                let shown = try #require(rows.first?.touchpoint.id)
                let told = try await store.read { try $0.explain(shown) }
                #expect(told?.duplicates[shown]?.map(\.duplicateOf) == [shown])
            }
        }
        #expect(seen.count == 1)
    }

    @Test func `what happened is held against others once a second account is there, all that was before included`()
        async throws
    {
        try await withStore { store in
            let facts = {
                try await store.read {
                    try $0.connection.first("SELECT count(*) FROM touchpoint_facts", read: { $0.int(0) })
                }
            }
            try await store.write { transaction in
                try transaction.save(
                    Self.ann.filter { $0.key.collection.system == "hubspot" } + [
                        Self.meeting(.call("1"), with: [.contact("1")]),
                        Self.meeting(.call("2"), title: "Another", with: [.contact("1")]),
                    ], .test)
            }
            #expect(try await facts() == 0)
            try await store.write { transaction in
                try transaction.save(
                    Self.ann.filter { $0.key.collection.system != "hubspot" } + [
                        Self.meeting(Self.event, with: [.customer("1")])
                    ], .test)
            }
            #expect(try await facts() == 3)
            #expect(
                try await groups(store) == [
                    ["hubspot:123:calls:1", "salesforce:00D:Event:1"], ["hubspot:123:calls:2"],
                ])
        }
    }

    @Test(arguments: ["1", "2", "3", "4", "5", "6"])
    func `who knows whether a meeting took place is shown before who knows that it was booked`(id: String) async throws
    {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.save(
                    Self.ann + [
                        Self.meeting(Self.event, with: [.customer("1")], kind: .meetingBooked),
                        Self.meeting(.call(id), with: [.contact("1")], kind: .meetingMissed),
                    ], .test)
            }
            func shown() async throws -> [TouchpointKind] {
                try await store.touchpoints().filter { $0.removedAt == nil && $0.duplicateOf == nil }.map(
                    \.touchpoint.kind)
            }
            #expect(try await shown() == [.meetingMissed])
            // The same where it is learnt later.
            for (version, kind) in [TouchpointKind.meetingBooked, .meetingHeld].enumerated() {
                let write = Self.meeting(.call(id), with: [.contact("1")], version: version + 2, kind: kind)
                try await store.write { try $0.save([write], .test) }
                #expect(try await shown() == [kind])
            }
        }
    }

    @Test(arguments: ["minute", "title", "people", "system", "none"])
    func `what differs in one of them stays two`(difference: String) async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.save(Self.ann + [.person(.customer("2"), [.email("bob@x.com")])], .test)
                try transaction.save(
                    [
                        Self.meeting(.call("1"), title: difference == "none" ? nil : "Kick-off", with: [.contact("1")]),
                        Self.meeting(
                            difference == "system" ? .call("2") : Self.event,
                            at: Self.minute + (difference == "minute" ? 60_000 : 0),
                            title: difference == "none" ? nil : difference == "title" ? "Other" : "Kick-off",
                            with: [.customer(difference == "people" ? "2" : "1")]),
                    ], .test)
            }
            #expect(try await groups(store).count == 2)
        }
    }

    @Test func `two of one system under one title are not guessed apart`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.save(
                    Self.ann + [
                        Self.meeting(.call("1"), with: [.contact("1")]),
                        Self.meeting(.call("2"), with: [.contact("1")]),
                        Self.meeting(Self.event, with: [.customer("1")]),
                    ], .test)
            }
            #expect(try await groups(store).count == 3)
            try await store.write { try $0.tombstone([.call("2")], reason: .deleted, at: 1) }
            #expect(try await groups(store) == [["hubspot:123:calls:1", "salesforce:00D:Event:1"]])
        }
    }

    @Test func `a mark joins within a system and across, and what is joined parts again`() async throws {
        try await withStore { store in
            let mark = ["message_id:a@b"]
            try await store.write { transaction in
                try transaction.save(
                    [
                        Self.meeting(.call("1"), title: "a", with: [], marks: mark),
                        Self.meeting(Self.event, at: 5, title: "b", with: [], marks: mark + ["activity:1"]),
                        Self.meeting(Self.task, at: 9, title: nil, with: [], marks: ["activity:1"]),
                    ], .test)
            }
            #expect(try await groups(store).count == 1)
            let seq = try await store.touchpoints().map(\.seq).max() ?? 0
            try await store.write {
                try $0.save([Self.meeting(Self.event, at: 5, title: "b", with: [], marks: mark, version: 2)], .test)
            }
            #expect(
                try await groups(store) == [
                    ["hubspot:123:calls:1", "salesforce:00D:Event:1"], ["salesforce:00D:Task:1"],
                ])
            #expect(try await !store.touchpoints(sinceSeq: seq).isEmpty)
        }
    }

    @Test func `people that split take their meetings apart`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.save(
                    Self.ann + [
                        Self.meeting(.call("1"), with: [.contact("1")]),
                        Self.meeting(Self.event, with: [.customer("1")]),
                    ], .test)
            }
            #expect(try await groups(store).count == 1)
            let keys = [RecordKey.contact("1").text, RecordKey.customer("1").text]
            try await store.write { try $0.choose(.apart, keys[0], keys[1]) }
            #expect(try await groups(store).count == 2)
            try await store.write { try $0.choose(nil, keys[0], keys[1]) }
            #expect(try await groups(store).count == 1)
        }
    }
}
