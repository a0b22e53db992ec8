import JourneyStore
import Testing
import Touchpoints

@Suite struct FeedTests {
    /// A consumer of the feed: keeps what it is told, by what it is told.
    private struct Mirror: Equatable {
        var touchpoints: [String: StoredTouchpoint] = [:]
        var records: [RecordKey: StoredRecord] = [:]
        var seq: Int64 = 0

        /// Reads on from where it was, at most so many rows of each.
        mutating func read(_ reader: StoreReader, limit: Int = .max) throws {
            struct Enough: Error {}
            var (touchpoints, records) = (touchpoints, records)
            var count = 0
            var last = try reader.lastSeq()
            do {
                try reader.touchpoints(sinceSeq: seq) { row in
                    // A record's revision may move without its touchpoints.
                    var content = row
                    content.revision = ""
                    touchpoints[row.id] = row.removedAt == nil ? content : nil
                    count += 1
                    if count == limit {
                        last = row.seq
                        throw Enough()
                    }
                }
            } catch is Enough {}
            try reader.records(sinceSeq: seq) { row in
                if row.seq <= last { records[row.key] = row.gone == nil ? row : nil }
            }
            (self.touchpoints, self.records, seq) = (touchpoints, records, last)
        }
    }

    @Test func `a consumer that stops and resumes ends with what the store holds`() async throws {
        try await withStore { store in
            var generator = Seeded(state: 5)
            var mirror = Mirror()
            for round in 1...30 {
                let ids = (0..<4).map { _ in "\(Int.random(in: 0..<12, using: &generator))" }
                let gone = "\(Int.random(in: 0..<12, using: &generator))"
                try await store.write { transaction in
                    try transaction.save(
                        ids.map {
                            .contact(
                                $0, emails: ["\((Int($0) ?? 0) % 5)-\(round % 2)@x.com"], version: round,
                                touchpoints: [.call(facet: "\(round % 3)")])
                        }, .test)
                    try transaction.tombstone([.contact(gone)], reason: .deleted, at: 1)
                }
                let snapshot = mirror
                mirror = try await store.read { reader in
                    var mirror = snapshot
                    try mirror.read(reader, limit: 3)
                    return mirror
                }
            }
            var rounds = 0
            while try await store.read({ try $0.lastSeq() }) > mirror.seq {
                let snapshot = mirror
                mirror = try await store.read { reader in
                    var mirror = snapshot
                    try mirror.read(reader, limit: 7)
                    return mirror
                }
                rounds += 1
            }
            #expect(rounds > 1)
            let full = try await store.read { reader in
                var full = Mirror()
                try full.read(reader)
                return full
            }
            #expect(mirror == full)
            #expect(full.touchpoints.count == (try await store.read { try $0.touchpointCount() }))
        }
    }

    @Test func `every row of the feed has a number of its own, in order`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.save(
                    (0..<20).map { .contact("\($0)", emails: ["\($0 / 2)@x.com"], touchpoints: [.call()]) }, .test)
            }
            let seqs: [[Int64]] = try await store.read { reader in
                var (records, touchpoints, people): ([Int64], [Int64], [Int64]) = ([], [], [])
                try reader.records(sinceSeq: 0, payloads: false) { records.append($0.seq) }
                try reader.touchpoints(sinceSeq: 0) { touchpoints.append($0.seq) }
                try reader.people(sinceSeq: 0) { people.append($0.seq) }
                return [records, touchpoints, people]
            }
            for list in seqs { #expect(list == list.sorted()) }
            #expect(Set(seqs[0] + seqs[1]).count == 40)
        }
    }

    @Test func `the feed can be held to some collections`() async throws {
        try await withStore { store in
            try await store.write { transaction in
                try transaction.save([.contact("1", touchpoints: [.call()]), .call("2"), .company("3")], .test)
            }
            let found = try await store.read { reader in
                var found: [String] = []
                try reader.records(sinceSeq: 0, collections: [.companies, .leads]) { found.append($0.key.text) }
                try reader.touchpoints(sinceSeq: 0, collections: [.calls]) { found.append($0.key.text) }
                try reader.touchpoints(sinceSeq: 0, collections: [.leads]) { found.append($0.key.text) }
                return found
            }
            #expect(found == ["hubspot:123:companies:3", "hubspot:123:calls:2"])
        }
    }
}
