@testable import Journeys
import Testing

@Suite struct AttributionTests {
    private let day: Int64 = 86_400_000

    @Test func `each rule divides each conversion once`() throws {
        var attribution = Attribution(halfLife: 7 * day)
        try attribution.add([0, 1, 2, 1], at: [0, 7 * day, 14 * day, 14 * day], conversion: 20 * day)
        try attribution.add([0, 2], at: [0, day], conversion: day)
        try attribution.add([1], at: [0], conversion: nil)
        try attribution.add([], at: [], conversion: 0)
        #expect(attribution.conversions == 3)
        #expect(attribution.withoutTouch == 1)
        #expect(attribution.paths == 3)
        let credits = attribution.credits
        #expect(credits.map(\.first) == [2, 0, 0])
        #expect(credits.map(\.last) == [0, 1, 1])
        #expect(credits.map(\.linear) == [0.75, 0.5, 0.75])
        #expect(isClose(credits[0].position, 0.4 + 0.5))
        #expect(isClose(credits[1].position, 0.1 + 0.4))
        #expect(isClose(credits[2].position, 0.1 + 0.5))
        // Weights 1/4, 1/2, 1, 1 of 2.75.
        #expect(isClose(credits[1].decay, 1.5 / 2.75))
        #expect(isClose(credits[0].shapley, 1.0 / 3 + 0.5))
        for sum in [\Attribution.Credit.linear, \.position, \.decay, \.shapley] {
            #expect(isClose(credits.map { $0[keyPath: sum] }.reduce(0, +), 2))
        }
    }

    @Test func `without a channel everybody who arrives in it is lost`() throws {
        // Anderl et al.'s kind of example: C1 C2 C3 converts, C1 does not, C2 C3 does not.
        var chain = MarkovChain()
        try chain.add([0, 1, 2], converts: true)
        try chain.add([0], converts: false)
        try chain.add([1, 2], converts: false)
        let removal = try #require(chain.removal())
        // Start → C1 2/3, C2 1/3; C1 → C2 1/2; C2 → C3 1; C3 converts 1/2: P = (2/3·1/2 + 1/3)/2 = 1/3.
        #expect(isClose(removal.conversion, 1.0 / 3))
        #expect(isClose(removal.effects[0], 0.5))
        #expect(isClose(removal.effects[1], 1))
        #expect(isClose(removal.effects[2], 1))
        let credits = removal.credits(1)
        #expect(isClose(credits[0], 0.2))
        #expect(isClose(credits[1], 0.4))
    }

    @Test func `the closed form is what removing a channel comes to`() throws {
        var generator = Generator(state: 7)
        var paths: [([Int], Bool)] = []
        for _ in 0..<400 {
            let path = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                Int.random(in: 0..<5, using: &generator)
            }
            paths.append((path, Int.random(in: 0..<3, using: &generator) == 0))
        }
        var chain = MarkovChain()
        for (path, converts) in paths { try chain.add(path, converts: converts) }
        let removal = try #require(chain.removal())
        for channel in 0..<5 {
            let without = conversion(of: paths, without: channel)
            #expect(isClose(removal.effects[channel], 1 - without / conversion(of: paths, without: nil), within: 1e-9))
        }
    }

    @Test func `a channel several times in a row does not change what is lost without it`() throws {
        var (once, often) = (MarkovChain(), MarkovChain())
        // The repeats come alike on all ways out of the channel.
        for (path, long) in [([0, 1], [0, 0, 1]), ([0], [0, 0])] {
            for converts in [true, false] {
                try once.add(path, converts: converts)
                try often.add(long, converts: converts)
            }
        }
        let (plain, repeated) = (try #require(once.removal()), try #require(often.removal()))
        #expect(isClose(plain.conversion, repeated.conversion))
        for channel in 0..<2 { #expect(isClose(plain.effects[channel], repeated.effects[channel])) }
    }

    @Test func `where nothing converts there is nothing to divide`() throws {
        var chain = MarkovChain()
        try chain.add([0, 1], converts: false)
        #expect(chain.removal() == nil)
    }

    /// By following the chain step by step until hardly anybody is left in it.
    private func conversion(of paths: [([Int], Bool)], without removed: Int?) -> Double {
        var counts = [[Int]](repeating: [Int](repeating: 0, count: 8), count: 6)
        for (path, converts) in paths {
            var state = 0
            for channel in path {
                counts[state][channel + 1] += 1
                state = channel + 1
            }
            counts[state][converts ? 6 : 7] += 1
        }
        var (here, converted) = ([1.0, 0, 0, 0, 0, 0], 0.0)
        for _ in 0..<2_000 {
            var next = [Double](repeating: 0, count: 6)
            for state in 0..<6 where here[state] > 0 && state - 1 != removed {
                let total = Double(counts[state].reduce(0, +))
                for target in 1..<6 { next[target] += here[state] * Double(counts[state][target]) / total }
                converted += here[state] * Double(counts[state][6]) / total
            }
            here = next
        }
        return converted
    }
}

/// SplitMix64: the same numbers at every run.
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
