import Identity
import JourneyStore
import Testing
import Touchpoints

/// Two systems full of people and organisations that live through random edits, seen by a store that follows every step;
/// other stores read only what is left, in another order. All must find the same people.
private struct TwoSystems {
    struct Person: Hashable {
        var version = 0
        var identifiers: [Identifier] = []
        var name: String?
        var merged: [String] = []
        var isArchived = false
        var isGone = false
    }

    var people: [RecordKey: Person] = [:]
    var organisations: [RecordKey: (version: Int, domains: [String], isArchived: Bool)] = [:]
    var choices: [[String]: IdentityChoice] = [:]
    var generator: Seeded

    typealias Step = @Sendable (StoreTransaction) throws -> Void

    private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

    private mutating func key() -> RecordKey { pick(2) == 0 ? .contact("\(pick(7))") : .customer("\(pick(7))") }

    private mutating func identifier() -> Identifier {
        switch pick(10) {
        case 0...3: .email("p\(pick(6))@x.com")
        case 4: .email("info@x.com")
        case 5...7: .phone("+4930901820\(pick(4))")
        case 8: .external(.record(system: "salesforce", objectType: "Contact", id: "\(pick(7))"))
        default: .external(.named("number", value: "\(pick(3))"))
        }
    }

    private func save(_ key: RecordKey) -> Step {
        let person = people[key] ?? Person()
        let write = RecordWrite.person(
            key, person.identifiers, name: person.name, version: person.version, merged: person.merged)
        return { try $0.save([write], .test) }
    }

    mutating func step() -> Step {
        let key = key()
        switch pick(12) {
        case 0...5:
            guard people[key]?.isGone != true else { return { _ in } }
            var person = people[key] ?? Person()
            person.version += 1
            person.isArchived = false
            person.identifiers = (0..<pick(4)).map { _ in identifier() }
            person.name = ["Ann Miller", "Ann Miler", "Bob Ray", nil][pick(4)]
            people[key] = person
            return save(key)
        case 6:
            guard people[key]?.isGone == false else { return { _ in } }
            people[key]?.isArchived = true
            return { try $0.tombstone([key], reason: .archived, at: 7) }
        case 7:
            // A merge within the collection: the higher id survives, so that there are no circles.
            let old = RecordKey(collection: key.collection, id: "\(pick(7))")
            guard old.id < key.id, var person = people[key], let loser = people[old], !person.isGone,
                !person.isArchived,
                !loser.isGone
            else { return { _ in } }
            person.version += 1
            person.merged += loser.merged + [old.id]
            people[key] = person
            people[old] = Person(isGone: true)
            return save(key)
        case 8, 9:
            let organisation: RecordKey = pick(2) == 0 ? .company("\(pick(4))") : .organisation("\(pick(4))")
            let known = organisations[organisation]
            if known?.isArchived == false, pick(3) == 0 {
                organisations[organisation]?.isArchived = true
                return { try $0.tombstone([organisation], reason: .deleted, at: 7) }
            }
            let domains = (0..<pick(3)).map { _ in ["www.acme.com", "shop.acme.com", "b.co.uk", "gmail.com"][pick(4)] }
            organisations[organisation] = ((known?.version ?? 0) + 1, domains, false)
            let write = RecordWrite.organisation(organisation, domains, version: (known?.version ?? 0) + 1)
            return { try $0.save([write], .test) }
        default:
            let other = pick(3) == 0 ? "p\(pick(6))@x.com" : self.key().text
            guard other != key.text else { return { _ in } }
            let choice: IdentityChoice? = [.same, .apart, nil][pick(3)]
            choices[[key.text, other].sorted()] = choice
            return { try $0.choose(choice, key.text, other) }
        }
    }

    /// What a store that comes late gets to see, in random order.
    mutating func whatIsLeft() -> [Step] {
        var steps: [Step] = []
        for (key, person) in people.sorted(by: { $0.key.text < $1.key.text }) where !person.isGone {
            if !person.isArchived { steps.append(save(key)) }
            if person.isArchived {
                let merged = person.merged
                steps.append { transaction in
                    try transaction.tombstone([key], reason: .archived, at: 9)
                    for old in merged {
                        try transaction.addAlias(
                            RecordKey(collection: key.collection, id: old), to: key, reason: .merged, at: 9)
                    }
                }
            }
        }
        for (key, organisation) in organisations.sorted(by: { $0.key.text < $1.key.text })
        where !organisation.isArchived {
            let write = RecordWrite.organisation(key, organisation.domains, version: organisation.version)
            steps.append { try $0.save([write], .test) }
        }
        for (pair, choice) in choices.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            steps.append { try $0.choose(choice, pair[0], pair[1]) }
        }
        return steps.shuffled(using: &generator)
    }
}

@Suite struct HistoryTests {
    @Test(arguments: 1...100)
    func `a store that saw everything finds the same people as one that saw only the end`(seed: Int) async throws {
        var world = TwoSystems(generator: Seeded(state: UInt64(seed)))
        try await withStore { followed in
            for collection in [RecordCollection.contacts, .customers] {
                try await followed.write { try $0.declare(collection, entity: .person) }
            }
            for _ in 0..<10 {
                let steps = (0..<6).map { _ in world.step() }
                try await followed.write { transaction in for step in steps { try step(transaction) } }
            }
            do {
                let rest = world.whatIsLeft()
                try await withStore { late in
                    try await late.write { transaction in
                        for step in rest { try step(transaction) }
                        try transaction.declare(.contacts, entity: .person)
                        try transaction.declare(.customers, entity: .person)
                    }
                    #expect(try await followed.partition() == late.partition())
                    #expect(try await followed.accounts() == late.accounts())
                    #expect(try await followed.review() == late.review())
                    #expect(try await followed.canonicalLines() == late.canonicalLines())
                }
            }
        }
    }
}
