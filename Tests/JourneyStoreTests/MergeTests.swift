import JourneyStore
import Testing
import Touchpoints

@Suite struct MergeTests {
    /// Every order of the numbers below `count`.
    static func orders(_ count: Int) -> [[Int]] {
        guard count > 0 else { return [[]] }
        return orders(count - 1).flatMap { order in
            (0..<count).map { place in
                var order = order
                order.insert(count - 1, at: place)
                return order
            }
        }
    }

    @Test func `a chain of merges ends at the last survivor in whatever order it arrives`() async throws {
        var seen: Set<[String]> = []
        for order in Self.orders(4) {
            try await withStore { store in
                let steps: [@Sendable (StoreTransaction) throws -> Void] = [
                    { _ = try $0.save([.contact("1", emails: ["a@x.com"], touchpoints: [.call()])], .test) },
                    { _ = try $0.save([.contact("2", emails: ["a@x.com"], merged: ["1"])], .test) },
                    { _ = try $0.save([.contact("3", emails: ["a@x.com", "b@x.com"], merged: ["2"])], .test) },
                    { _ = try $0.save([.call("9", with: [.contact("1"), .email("b@x.com")])], .test) },
                ]
                for step in order { try await store.write { try steps[step]($0) } }
                seen.insert(try await store.canonicalLines())
                #expect(try await store.read { try $0.survivor(.contact("1")) } == .contact("3"), "\(order)")
                #expect(
                    try await store.partition() == [["a@x.com", "b@x.com", "hubspot:123:contacts:3"]], "\(order)")
                #expect(try await store.read { try $0.journey("hubspot:123:contacts:1") }.count == 1)
            }
        }
        #expect(seen.count == 1)
        #expect(seen.first?.filter { $0.contains(#""type":"alias""#) }.count == 2)
    }

    @Test func `a stale read does not resurrect what was merged away`() async throws {
        try await withStore { store in
            try await store.write { try $0.save([.contact("2", merged: ["1"])], .test) }
            let before = try store.dump()
            let counts = try await store.write { try $0.save([.contact("1", version: 8)], .test) }
            #expect(counts.unchanged == 1)
            #expect(try store.dump() == before)
        }
    }

    @Test func `a merged record that changes after its merge was known has a life of its own again`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                let both: [RecordWrite] = [
                    .contact("1", emails: ["a@x.com"], touchpoints: [.call()]), .contact("2", emails: ["b@x.com"]),
                ]
                try transaction.save(both, .test)
                try transaction.save([.contact("2", emails: ["b@x.com"], version: 2, merged: ["1"])], .test)
            }
            #expect(try await store.partition().count == 1)
            // In the second in which the merge was seen: it may have been read before.
            for (later, restored) in [(500 as Int64, 0), (60_000, 1)] {
                let counts = try await store.write { transaction in
                    var back = RecordWrite.contact("1", emails: ["a@x.com"], version: 3, touchpoints: [.call()])
                    back.modifiedAt = Moment(clamping: 1_800_000_000_000 + later, precision: .millisecond)
                    return try transaction.save([back, .contact("2", emails: ["b@x.com"], version: 4)], .test)
                }
                #expect(counts.restored == restored)
            }
            #expect(try await store.read { try $0.survivor(.contact("1")) } == nil)
            #expect(
                try await store.partition() == [
                    ["a@x.com", "hubspot:123:contacts:1"], ["b@x.com", "hubspot:123:contacts:2"],
                ])
            #expect(try await store.touchpoints().filter { $0.removedAt == nil }.map(\.key.id) == ["1"])
        }
    }

    @Test func `a merge removes the touchpoints of the absorbed record and moves links to the survivor`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.save(
                    [.contact("1", touchpoints: [.call()]), .call("9", with: [.contact("1"), .contact("2")])], .test)
            }
            try await store.write { try $0.save([.contact("2", merged: ["1"])], .test) }
            let live = try await store.touchpoints().filter { $0.removedAt == nil }
            #expect(live.map(\.key.id) == ["9"])
            #expect(live.flatMap(\.links).map(\.identifier) == ["hubspot:123:contacts:2"])
            #expect(try await store.read { try $0.record(.contact("1"))?.gone } == .merged)
        }
    }

    @Test func `a merge of records that were never read moves the links to them`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.declare(.contacts, entity: .person)
                try transaction.save([.call("9", with: [.contact("1")])], .test)
            }
            let before = try await store.touchpoints()
            try await store.write { try $0.addAlias(.contact("1"), to: .contact("2"), reason: .merged, at: 1) }
            let after = try await store.touchpoints()
            #expect(after.flatMap(\.links).map(\.identifier) == ["hubspot:123:contacts:2"])
            // The same person as before, who keeps the smallest identifier.
            #expect(after.flatMap(\.links).map(\.entityID) == before.flatMap(\.links).map(\.entityID))
            #expect(try #require(after.first).seq > #require(before.first).seq)
        }
    }

    @Test func `a circle of merges is not believed`() async throws {
        try await withStore { store in
            let believed = try await store.write { transaction in
                try [("1", "2"), ("2", "3"), ("3", "1"), ("1", "1")].map { old, new in
                    try transaction.addAlias(.contact(old), to: .contact(new), reason: .merged, at: 1)
                }
            }
            #expect(believed == [true, true, false, false])
            #expect(try await store.read { try $0.survivor(.contact("1")) } == .contact("3"))
            #expect(try await store.read { try $0.survivor(.contact("3")) } == nil)
        }
    }

    @Test func `a converted lead stays and its links mean the contact`() async throws {
        try await withStore { store in
            let lead = RecordKey(collection: .leads, id: "7")
            try await store.write { transaction in
                try transaction.save(
                    [
                        RecordWrite(
                            key: lead, entity: .person, revision: "1", payload: Array("{}".utf8),
                            touchpoints: [.call()],
                            identifiers: [.email("l@x.com")])
                    ], .test)
                try transaction.addAlias(lead, to: .contact("1"), reason: .converted, at: 1)
                let again = try transaction.save(
                    [
                        RecordWrite(
                            key: lead, entity: .person, revision: "2", payload: Array("[]".utf8), touchpoints: [.call()]
                        )
                    ],
                    .test)
                #expect(again.changed == 1)
            }
            let links = try await store.touchpoints().flatMap(\.links)
            #expect(links.map(\.identifier) == ["hubspot:123:contacts:1"])
        }
    }
}
