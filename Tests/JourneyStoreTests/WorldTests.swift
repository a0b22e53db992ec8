import JourneyStore
import Testing
import Touchpoints

/// A small CRM that lives through random edits, seen by a store that follows every step; at the end a second store reads
/// only what is left. Both must tell the same truth.
private struct World {
    var contacts: [Int: (version: Int, emails: [String], merged: [String])] = [:]
    var calls: [Int: (version: Int, participants: [Participant])] = [:]
    var companies: Set<Int> = []
    var archived: Set<RecordKey> = []
    /// From call to company, from call to contact.
    var associations: [Int: (companies: Set<Int>, contacts: Set<Int>)] = [:]
    var generator: Seeded

    typealias Step = @Sendable (StoreTransaction) throws -> Void

    private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

    func write(contact id: Int) -> RecordWrite? {
        contacts[id].map {
            .contact(
                "\(id)", emails: $0.emails, version: $0.version, merged: $0.merged,
                touchpoints: [.call(facet: "life", at: Int64($0.version) * 1000)])
        }
    }

    func write(call id: Int) -> RecordWrite? {
        calls[id].map { .call("\(id)", with: $0.participants, version: $0.version) }
    }

    func associate(_ id: Int) -> Step {
        let links = associations[id] ?? ([], [])
        let companies = links.companies.map { AssociationTarget(id: "\($0)") }
        let contacts = links.contacts.map { AssociationTarget(id: "\($0)", labels: ["x"]) }
        return { transaction in
            try transaction.setAssociations(from: [.call("\(id)")], to: .companies, targets: ["\(id)": companies])
            try transaction.setAssociations(from: [.call("\(id)")], to: .contacts, targets: ["\(id)": contacts])
        }
    }

    private func save(_ write: RecordWrite?) -> Step { { try $0.save(write.map { [$0] } ?? [], .test) } }

    /// One thing that happens in the CRM, as the store learns of it.
    mutating func step() -> Step {
        let id = pick(8)
        switch pick(8) {
        case 0, 1:
            guard !archived.contains(.contact("\(id)")), !isMerged(id) else { return restore(id) }
            let emails = (0..<pick(3)).map { _ in "\(pick(6))@x.com" }
            contacts[id] = ((contacts[id]?.version ?? 0) + 1, emails, contacts[id]?.merged ?? [])
            return save(write(contact: id))
        case 2, 3:
            let participants: [Participant] = (0..<pick(4)).map { _ in
                pick(2) == 0 ? .contact("\(pick(8))") : .email("\(pick(6))@x.com", role: "cc")
            }
            calls[id] = ((calls[id]?.version ?? 0) + 1, participants)
            return save(write(call: id))
        case 4:
            associations[id] = (Set((0..<pick(3)).map { _ in pick(4) }), Set((0..<pick(3)).map { _ in pick(8) }))
            return associate(id)
        case 5:
            guard contacts[id] != nil, !archived.contains(.contact("\(id)")) else { return restore(id) }
            archived.insert(.contact("\(id)"))
            return { try $0.tombstone([.contact("\(id)")], reason: .archived, at: 7) }
        case 6:
            // The higher id survives, so that there are no circles; it lists all it ever absorbed.
            let old = pick(8)
            guard id > old, contacts[id] != nil, !isMerged(id), !isMerged(old), !archived.contains(.contact("\(id)"))
            else { return { _ in } }
            let absorbed = (contacts[id]?.merged ?? []) + (contacts[old]?.merged ?? []) + ["\(old)"]
            contacts[id] = ((contacts[id]?.version ?? 0) + 1, contacts[id]?.emails ?? [], absorbed)
            contacts[old] = nil
            archived.remove(.contact("\(old)"))
            return save(write(contact: id))
        default:
            companies.insert(id % 4)
            let key = RecordKey.company("\(id % 4)")
            if archived.remove(key) != nil { return { try $0.save([.company(key.id)], .test) } }
            archived.insert(key)
            return { transaction in
                try transaction.save([.company(key.id)], .test)
                try transaction.tombstone([key], reason: .deleted, at: 7)
            }
        }
    }

    private mutating func restore(_ id: Int) -> Step {
        guard archived.remove(.contact("\(id)")) != nil else { return { _ in } }
        return save(write(contact: id))
    }

    private func isMerged(_ id: Int) -> Bool { contacts.values.contains { $0.merged.contains("\(id)") } }

    /// What a store that comes late gets to see, in random order.
    mutating func whatIsLeft() -> [Step] {
        var steps: [Step] = []
        for id in contacts.keys.sorted() where !archived.contains(.contact("\(id)")) {
            steps.append(save(write(contact: id)))
        }
        for id in calls.keys.sorted() { steps.append(save(write(call: id))) }
        for id in associations.keys.sorted() { steps.append(associate(id)) }
        for id in companies.sorted() where !archived.contains(.company("\(id)")) {
            steps.append { try $0.save([.company("\(id)")], .test) }
        }
        for key in archived.sorted(by: { $0.text < $1.text }) {
            let merged = Int(key.id).flatMap { contacts[$0]?.merged } ?? []
            steps.append { transaction in
                try transaction.tombstone([key], reason: .archived, at: 9)
                // The source lists what an archived record had absorbed.
                if key.collection == .contacts {
                    for old in merged { try transaction.addAlias(.contact(old), to: key, reason: .merged, at: 9) }
                }
            }
        }
        return steps.shuffled(using: &generator)
    }
}

@Suite struct WorldTests {
    @Test(arguments: 1...25)
    func `a store that saw everything equals one that saw only the end`(seed: Int) async throws {
        var world = World(generator: Seeded(state: UInt64(seed)))
        try await withStore { followed in
            try await followed.write { try $0.declare(.companies, entity: .account) }
            for _ in 0..<12 {
                let steps = (0..<5).map { _ in world.step() }
                try await followed.write { transaction in for step in steps { try step(transaction) } }
            }
            let rest = world.whatIsLeft()
            try await withStore { late in
                try await late.write { transaction in
                    for step in rest { try step(transaction) }
                    try transaction.declare(.companies, entity: .account)
                    try transaction.declare(.contacts, entity: .person)
                }
                #expect(try await followed.canonicalLines() == late.canonicalLines())
                #expect(try await followed.partition() == late.partition())
            }
        }
    }
}
