import JourneyStore
import Testing
import Touchpoints

@Suite struct PeopleTests {
    @Test func `people and canonical export do not depend on the order of arrival`() async throws {
        let steps: [@Sendable (StoreTransaction) throws -> Void] = [
            { _ = try $0.save([.contact("1", emails: ["a@x.com", "b@x.com"])], .test) },
            { _ = try $0.save([.contact("2", emails: ["c@x.com"])], .test) },
            { _ = try $0.save([.contact("3", emails: ["b@x.com", "c@x.com"])], .test) },
            { _ = try $0.save([.contact("4", emails: ["d@x.com"], merged: ["5"])], .test) },
            { _ = try $0.save([.call("9", with: [.email("a@x.com"), .contact("5"), .email("e@x.com")])], .test) },
            {
                _ = try $0.setAssociations(
                    from: [.call("9")], to: .contacts, targets: ["9": [.init(id: "5"), .init(id: "2")]])
            },
            { _ = try $0.tombstone([.contact("6")], reason: .archived, at: 3) },
            { _ = try $0.save([.call("8", with: [.contact("6"), .contact("3")])], .test) },
        ]
        var generator = Seeded(state: 42)
        var canonical: Set<[String]> = []
        var partitions: Set<Set<[String]>> = []
        for _ in 0..<24 {
            let order = steps.indices.shuffled(using: &generator)
            try await withStore { store in
                for step in order { try await store.write { try steps[step]($0) } }
                canonical.insert(try await store.canonicalLines())
                partitions.insert(try await store.partition())
            }
        }
        #expect(canonical.count == 1)
        #expect(
            partitions == [
                [
                    [
                        "a@x.com", "b@x.com", "c@x.com", "hubspot:123:contacts:1", "hubspot:123:contacts:2",
                        "hubspot:123:contacts:3",
                    ], ["d@x.com", "hubspot:123:contacts:4"], ["e@x.com"],
                ]
            ])
    }

    @Test func `people split again when the evidence disappears`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.save(
                    [
                        .contact("1", emails: ["a@x.com"]), .contact("2", emails: ["a@x.com", "b@x.com"]),
                        .call("9", with: [.email("b@x.com"), .contact("1")]),
                    ], .test)
            }
            let joined = try await store.touchpoints().flatMap(\.links).map(\.entityID)
            #expect(Set(joined).count == 1)
            try await store.write { try $0.save([.contact("2", emails: ["b@x.com"], version: 2)], .test) }
            #expect(
                try await store.partition() == [
                    ["a@x.com", "hubspot:123:contacts:1"], ["b@x.com", "hubspot:123:contacts:2"],
                ])
            let split = try await store.touchpoints().flatMap(\.links)
            #expect(Set(split.map(\.entityID)).count == 2)
            // The smallest identifier keeps the person.
            #expect(split.first { $0.identifier == "hubspot:123:contacts:1" }?.entityID == joined.first)
        }
    }

    @Test func `a person that is joined to another stays findable under its old id`() async throws {
        try await withStore { store in
            try await store.write { try $0.save([.call("9", with: [.email("a@x.com")])], .test) }
            let old = try await store.touchpoints().flatMap(\.links).map(\.entityID)
            try await store.write { transaction in
                try transaction.save([.contact("1")], .test)
                try transaction.save([.contact("1", emails: ["a@x.com"], version: 2)], .test)
            }
            let new = try await store.touchpoints().flatMap(\.links).map(\.entityID)
            #expect(new != old)
            for id in old { #expect(try await store.read { try $0.subjects(id) }.map(\.entityID) == new) }
        }
    }
}

/// A small random source (SplitMix64) that gives the same numbers every time.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
