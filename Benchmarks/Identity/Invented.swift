import Foundation
import Identity
import JourneyStore
import Touchpoints

/// People made up: how many identifiers a second, and what 100 records more cost.
func invent(_ wanted: Int, in folder: String?) async throws {
    try await withStore(folder) { store in
        var town = Town()

        func save(_ writes: [RecordWrite]) async throws -> Duration {
            try await clock.measure { _ = try await store.write { try $0.save(writes, provenance) } }
        }

        /// The median of nine batches of 100, half new, half changed: one commit may pay for the checkpoint of many.
        func oneMore() async throws -> Duration {
            var durations: [Duration] = []
            for _ in 0..<9 { durations.append(try await save(town.batch(new: 25, known: 25))) }
            return durations.sorted()[4]
        }

        // When a tenth of the store is there, and at the end.
        var early: Duration = .zero
        let start = clock.now
        while town.identifiers < wanted {
            _ = try await save(town.batch(new: 50, known: 0))
            if early == .zero, town.identifiers > wanted / 10 { early = try await oneMore() }
        }
        let whole = clock.now - start
        let again = try await oneMore()

        // Is each human's pair of records one person, and nobody else in it?
        let result = try await store.read { reader -> (pairs: Int, right: Int) in
            var (pairs, right) = (0, 0)
            try reader.people(sinceSeq: 0) { person in
                let keys = person.identifiers.compactMap { RecordKey(text: $0)?.id }
                pairs += keys.count * (keys.count - 1) / 2
                right += Dictionary(grouping: keys, by: { $0 }).values.reduce(0) { $0 + $1.count * ($1.count - 1) / 2 }
            }
            return (pairs, right)
        }
        let linked = town.truth.count(where: \.self)
        print(
            """
            {"identifiers":\(town.identifiers),"records":\(town.records),"seconds":\(seconds(whole)),\
            "records_per_second":\(Int(Double(town.records) / (whole / .seconds(1)))),"peak_mib":\(peakMemory() >> 20),\
            "batch_of_100_at_a_tenth":\(seconds(early)),"one_more_batch_of_100":\(seconds(again)),\
            "precision":\(Double(result.right) / Double(max(1, result.pairs))),\
            "recall":\(Double(result.right) / Double(max(1, linked))),"pairs_with_evidence":\(linked)}
            """)
    }
}
