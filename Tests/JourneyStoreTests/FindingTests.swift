import JourneyStore
import Synchronization
import Testing

@Suite struct FindingTests {
    /// A clock that is set by hand.
    private final class Clock: Sendable {
        let now = Mutex<Int64>(0)
    }

    private func sighting(_ id: String, _ value: Double) -> FindingSighting {
        FindingSighting(
            id: id, kind: "leak", title: "\(value)", measure: "m", value: value, people: Int(value * 100), atLeast: 1)
    }

    @Test func `what was found stays with its state and numbers, is gone, and comes back`() async throws {
        let clock = Clock()
        let folder = try TestFolder()
        let store = try await JourneyStore.open(
            path: folder.file("j.db"), access: .readWrite(create: true), now: { clock.now.withLock { $0 } })
        do {
            func sight(_ at: Int64, _ sightings: [FindingSighting]) async throws -> FindingRow? {
                clock.now.withLock { $0 = at }
                return try await store.write { transaction in
                    try transaction.sight(sightings, of: .person, day: at / 10 * 10)
                    return try transaction.reader.findings().first
                }
            }
            func decide(_ at: Int64, _ state: FindingState, owner: String? = nil, note: String? = nil) async throws
                -> FindingRow?
            {
                clock.now.withLock { $0 = at }
                return try await store.write { transaction in
                    #expect(try transaction.decide("a", state, owner: owner, note: note))
                    return try transaction.reader.findings().first
                }
            }
            var row = try #require(try await sight(1, [sighting("a", 0.5)]))
            #expect(row.isNew)
            #expect([row.firstSeen, row.lastSeen, row.stateSince] == [1, 1, 1])
            row = try #require(try await sight(2, [sighting("a", 0.6)]))
            #expect(row.isNew && row.value == 0.6 && row.valueThen == 0.5 && row.firstSeen == 1 && row.lastSeen == 2)

            row = try #require(try await decide(3, .accepted, owner: "Jo", note: "calls"))
            #expect(row.state == .accepted && !row.isNew && row.valueThen == 0.6 && row.stateSince == 3)
            row = try #require(try await sight(11, [sighting("a", 0.4)]))
            #expect(row.state == .accepted && row.value == 0.4 && row.valueThen == 0.6 && row.owner == "Jo")
            row = try #require(try await decide(12, .done, note: "hired"))
            #expect(row.owner == "Jo" && row.note == "hired" && row.valueThen == 0.4)
            // Still found: the data know it later than people.
            row = try #require(try await sight(13, [sighting("a", 0.3)]))
            #expect(row.state == .done && row.goneSince == nil && row.stateSince == 12)
            row = try #require(try await sight(21, []))
            #expect(row.state == .done && row.goneSince == 21 && row.value == 0.3 && row.lastSeen == 13)
            row = try #require(try await sight(22, []))
            #expect(row.goneSince == 21)
            row = try #require(try await sight(31, [sighting("a", 0.7)]))
            #expect(row.state == .open && row.isNew && row.goneSince == nil && row.stateSince == 31)
            #expect(row.valueThen == 0.7 && row.firstSeen == 1 && row.owner == "Jo")

            let numbers = try await store.read { try $0.findingNumbers("a") }
            // The last of each day.
            #expect(numbers.map(\.day) == [0, 10, 30])
            #expect(numbers.map(\.value) == [0.6, 0.3, 0.7])
            #expect(try await store.write { try $0.decide("b", .done, owner: nil, note: nil) } == false)
            try await store.close()
        }
        withExtendedLifetime(folder) {}
    }

    @Test func `one that is open, is gone and comes back is not new once it was told`() async throws {
        try await withStore { store in
            func expect(_ isNew: Bool, _ body: @escaping @Sendable (StoreTransaction) throws -> Void) async throws {
                let row = try await store.write { transaction in
                    try body(transaction)
                    return try transaction.reader.findings().first
                }
                #expect(row?.isNew == isNew)
            }
            let one = sighting("a", 0.5)
            try await expect(true) { try $0.sight([one], of: .person, day: 0) }
            try await expect(false) { try $0.tellFindings(["a", "b"]) }
            // Accounts were looked at, not people.
            try await expect(false) { try $0.sight([], of: .account, day: 0) }
            #expect(try await store.read { try $0.findings() }.first?.goneSince == nil)
            try await expect(false) { try $0.sight([], of: .person, day: 0) }
            try await expect(false) { try $0.sight([one], of: .person, day: 0) }
            try await expect(false) { _ = try $0.decide("a", .open, owner: nil, note: nil) }
        }
    }
}
