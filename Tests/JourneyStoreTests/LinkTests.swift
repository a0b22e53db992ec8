import JourneyStore
import Testing
import Touchpoints

@Suite struct LinkTests {
    private func links(_ store: JourneyStore) async throws -> [String] {
        try await store.touchpoints().filter { $0.removedAt == nil }
            .flatMap { $0.links.map { "\($0.entity) \($0.identifier) \($0.role)" } }.sorted()
    }

    @Test func `a touchpoint is linked to its participants and to what its record is associated with`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.declare(.companies, entity: .account)
                try transaction.save([.call("9", with: [.contact("1"), .email(" Bob@Acme.com ")])], .test)
                let changed = try transaction.setAssociations(
                    from: [.call("9"), .call("8")], to: .companies,
                    targets: ["9": [.init(id: "5", labels: ["Primary"])]])
                #expect(changed == 1)
            }
            #expect(
                try await links(store) == [
                    "account hubspot:123:companies:5 associated", "person bob@acme.com recipient",
                    "person hubspot:123:contacts:1 recipient",
                ])
        }
    }

    @Test func `links to a record sleep while it is gone and wake when it returns`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.save([.company("5"), .contact("1"), .call("9", with: [.contact("1")])], .test)
                try transaction.setAssociations(from: [.call("9")], to: .companies, targets: ["9": [.init(id: "5")]])
            }
            let all = try await links(store)
            #expect(all.count == 2)
            var seq = try await store.read { try $0.lastSeq() }
            try await store.write { try $0.tombstone([.company("5"), .contact("1")], reason: .deleted, at: 1) }
            #expect(try await links(store) == [])
            #expect(try await store.touchpoints(sinceSeq: seq).count == 1)
            seq = try await store.read { try $0.lastSeq() }
            try await store.write { try $0.save([.company("5"), .contact("1")], .test) }
            #expect(try await links(store) == all)
            #expect(try await store.touchpoints(sinceSeq: seq).count == 1)
        }
    }

    @Test func `what was gone before it was ever read is left out all the same`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.tombstone([.contact("1")], reason: .archived, at: 1)
                try transaction.save([.call("9", with: [.contact("1")])], .test)
            }
            #expect(try await links(store) == [])
        }
    }

    @Test func `declaring a collection links what was associated with it before`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.save([.call("9")], .test)
                try transaction.setAssociations(from: [.call("9")], to: .companies, targets: ["9": [.init(id: "5")]])
            }
            #expect(try await links(store) == [])
            try await store.write { try $0.declare(.companies, entity: .account) }
            #expect(try await links(store) == ["account hubspot:123:companies:5 associated"])
        }
    }

    @Test func `setting the same associations again changes nothing`() async throws {
        try await withStore { store in
            let set: @Sendable (StoreTransaction) throws -> Int = {
                try $0.setAssociations(
                    from: [.call("9")], to: .companies, targets: ["9": [.init(id: "5", labels: ["b", "a"])]])
            }
            try await store.write { transaction in
                try transaction.save([.company("5"), .call("9")], .test)
                _ = try set(transaction)
            }
            let before = try store.dump()
            #expect(try await store.write(set) == 0)
            #expect(try store.dump() == before)
            let removed = try await store.write {
                try $0.setAssociations(from: [.call("9")], to: .companies, targets: [:])
            }
            #expect(removed == 1)
            #expect(try await links(store) == [])
        }
    }

    @Test func `a journey is found by address, former id, record key and bare id`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.save(
                    [
                        .call("8", at: 20_000, with: [.email("ann@acme.com")]),
                        .call("9", at: 10_000, with: [.contact("1")]),
                        .contact("1", emails: ["ann@acme.com"]),
                    ], .test)
            }
            let texts = ["Ann@acme.com ", "hubspot:123:contacts:1", "1"]
            for text in texts {
                let rows = try await store.read { try $0.journey(text) }
                #expect(rows.map(\.touchpoint.key.id) == ["9", "8"], "\(text)")
                #expect(rows.map(\.roles) == [["recipient"], ["recipient"]])
            }
            let person = try await store.read { try $0.subjects("1").first?.entityID } ?? ""
            #expect(try await store.read { try $0.journey(person) }.count == 2)
            var former: [String] = []
            former = try await store.read { reader in
                var ids: [String] = []
                try reader.people(sinceSeq: 0) { if $0.mergedInto == person { ids.append($0.id) } }
                return ids
            }
            #expect(former.count == 1)
            for id in former { #expect(try await store.read { try $0.journey(id) }.count == 2) }
        }
    }
}
