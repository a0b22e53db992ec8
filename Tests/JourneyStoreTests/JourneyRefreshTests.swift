import Testing
import Touchpoints

@testable import JourneyStore

@Suite struct JourneyRefreshTests {
    private static let field = SegmentField(
        segment: "says", system: "hubspot", objectType: "calls", path: ["v"])

    private static let tasks = RecordCollection(system: "salesforce", account: "00D", objectType: "Task")

    private func journeys(_ store: JourneyStore) async throws -> [JourneyPath] {
        try await store.read { reader in
            var paths: [JourneyPath] = []
            for unit in JourneyUnit.allCases { try reader.journeys(unit, upTo: .max) { paths.append($0) } }
            return paths
        }
    }

    /// One of many things that can happen to a store.
    private func change(_ transaction: StoreTransaction, _ random: inout Seeded) throws {
        let number = { (random: inout Seeded) in String(Int.random(in: 1...6, using: &random)) }
        let (a, b, version) = (number(&random), number(&random), Int.random(in: 1...99, using: &random))
        let at = Int64.random(in: 1...9, using: &random) * 1_000
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1, 2:
            var call = Touchpoint.call(at: at, participants: [.contact(b), .email("p\(a)@x.com")])
            call.sameAs = ["call:\(a)"]
            try transaction.save([write(.call(a), call, version)], .test)
        case 3: try transaction.save([.contact(a, emails: ["p\(b)@x.com"], version: version)], .test)
        case 4: try transaction.save([.contact(a, merged: [b], touchpoints: [.call(at: at)])], .test)
        case 5: _ = try transaction.tombstone([.contact(a)], reason: .archived, at: at)
        case 6: _ = try transaction.tombstone([.call(a)], reason: .deleted, at: at)
        case 7, 8:
            try transaction.save([.organisation(.company(a), ["x\(b).com"], version: version)], .test)
            _ = try transaction.setAssociations(
                from: [.call(b)], to: .companies, targets: [b: [AssociationTarget(id: a)]])
        case 9: try transaction.save([.organisation(.organisation(a), ["x\(b).com"], version: version)], .test)
        case 10 where a != b:
            _ = try transaction.choose(Bool.random(using: &random) ? .same : .apart, "p\(a)@x.com", "p\(b)@x.com")
        default:
            var call = Touchpoint.call(at: at, participants: [.contact(a)])
            call.sameAs = ["call:\(b)"]
            call.isAutomated = version.isMultiple(of: 5)
            try transaction.save([write(RecordKey(collection: Self.tasks, id: a), call, version)], .test)
            _ = try transaction.setAssociations(
                from: [RecordKey(collection: Self.tasks, id: a)], to: .organisations,
                targets: [a: [AssociationTarget(id: b)]])
        }
    }

    private func write(_ key: RecordKey, _ touchpoint: Touchpoint, _ version: Int) -> RecordWrite {
        RecordWrite(
            key: key, revision: "\(version)", payload: Array("{\"v\":\(version)}".utf8), touchpoints: [touchpoint])
    }

    @Test(arguments: 1...12)
    func `whatever happens, paths brought up to date are those made anew`(seed: Int) async throws {
        try await withStore { store in
            try await store.write { transaction in
                var random = Seeded(state: UInt64(seed))
                for _ in 0..<30 { try change(transaction, &random) }
            }
            try await store.refreshJourneys(dividedBy: [Self.field])
            for round in 0..<6 {
                try await store.write { transaction in
                    var random = Seeded(state: UInt64(seed * 100 + round))
                    for _ in 0..<(round + 1) { try change(transaction, &random) }
                }
                try await store.refreshJourneys(dividedBy: [Self.field])
                let kept = try await journeys(store)
                try await store.write { try $0.endJourneys() }
                try await store.refreshJourneys(dividedBy: [Self.field])
                #expect(try await journeys(store) == kept)
            }
        }
    }

    @Test func `a change makes only the journeys anew that it touches`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.save((1...50).map { .call("\($0)", with: [.email("p\($0)@x.com")]) }, .test)
            }
            #expect(try await store.refreshJourneys(dividedBy: []) == 50)
            #expect(try await store.refreshJourneys(dividedBy: []) == 0)
            try await store.write { transaction in
                try transaction.save(
                    [.call("7", at: 5_000, with: [.email("p7@x.com"), .email("p8@x.com")], version: 2)], .test)
            }
            #expect(try await store.refreshJourneys(dividedBy: []) == 2)
            // Other fields: other paths.
            #expect(try await store.refreshJourneys(dividedBy: [Self.field]) == 50)
            let path = try await journeys(store).first { $0.steps.map(\.at) == [1_000, 5_000] }
            #expect(path?.segments == ["says": "1"])
        }
    }

    @Test func `who is forgotten has no path left`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.save(
                    [
                        .contact("1", emails: ["ann@x.com"], touchpoints: [.call()]),
                        .call("2", with: [.email("b@x.com")]),
                    ],
                    .test)
            }
            try await store.refreshJourneys(dividedBy: [])
            _ = try await store.forget("ann@x.com")
            #expect(try await journeys(store).isEmpty)
            try await store.refreshJourneys(dividedBy: [])
            #expect(try await journeys(store).count == 1)
        }
    }

    @Test func `every part of a step comes back as it was kept`() throws {
        var steps: [PathStep] = []
        var at: Int64 = -62_167_219_200_000
        for (index, channel) in Channel.allCases.enumerated() {
            at += Int64(index * index) * 7_919_000_000
            steps.append(
                PathStep(
                    activity: "a\(index)", at: at, channel: channel, direction: Direction.allCases[index % 4],
                    team: index.isMultiple(of: 2) ? Team.allCases[index % 6] : nil,
                    stage: index.isMultiple(of: 3) ? "own stage" : nil, value: index.isMultiple(of: 5) ? "4711" : nil,
                    feeling: index.isMultiple(of: 4)
                        ? Sentiment(score: -1 + Double(index) / 9, origin: Sentiment.Origin.allCases[index % 5]) : nil,
                    amount: index.isMultiple(of: 7) ? 0.1 + Double(index) : nil,
                    currency: index.isMultiple(of: 7) ? "EUR" : nil))
        }
        var names: [String] = []
        let bytes = try PathBytes.encoded(steps, [("source", "web"), ("plan", "")]) { name in
            names.firstIndex(of: name)
                ?? {
                    names.append(name); return names.count - 1
                }()
        }
        let known = names
        let name = { (number: Int) in known.indices.contains(number) ? known[number] : nil }
        let read = PathBytes.decoded(bytes, upTo: .max, name: name)
        #expect(read?.steps == steps)
        #expect(read?.segments == ["source": "web", "plan": ""])
        #expect(PathBytes.decoded(bytes, upTo: steps[3].at, name: name)?.steps == Array(steps[...3]))
        // Bytes that are cut off or changed are refused or read, and never trap.
        for length in bytes.indices { _ = PathBytes.decoded(Array(bytes[..<length]), upTo: .max, name: name) }
        #expect(PathBytes.decoded(Array(bytes.dropLast()), upTo: .max, name: name) == nil)
        for place in bytes.indices {
            var other = bytes
            other[place] ^= 0xFF
            _ = PathBytes.decoded(other, upTo: .max, name: name)
        }
    }
}
