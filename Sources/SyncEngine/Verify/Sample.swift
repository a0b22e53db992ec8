import JourneyStore

/// A generator that gives the same numbers for the same seed on every machine (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    /// - Parameter name: streams with one seed draw each their own.
    init(seed: UInt64, name: String) {
        state = name.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

extension StreamRun {
    /// Live records of the store chosen at random, each as likely as the other; memory grows with the sample only.
    func sample(_ size: Int, seed: UInt64) async throws -> [String] {
        var random = SeededRandom(seed: seed, name: stream.name)
        var chosen: [String] = []
        var seen = 0
        var after: String?
        let (collection, store) = (collection, store)
        while size > 0 {
            let from = after
            let ids = try await store.read { try $0.liveIDs(collection, after: from, limit: 5_000) }
            guard let last = ids.last else { break }
            for id in ids {
                seen += 1
                if chosen.count < size {
                    chosen.append(id)
                } else {
                    let place = Int.random(in: 0..<seen, using: &random)
                    if place < size { chosen[place] = id }
                }
            }
            after = last
        }
        return chosen.sorted()
    }
}
