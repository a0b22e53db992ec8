@testable import Journeys
import Testing

/// The six cases of Table 1.1 in W. van der Aalst, Process Mining (2016), as letters.
enum RunningExample {
    /// a register request, b examine thoroughly, c examine casually, d check ticket, e decide, f reinitiate request,
    /// g pay compensation, h reject request
    static let cases = ["abdeh", "adceg", "acdefbdeg", "adbeh", "acdefdcefcdeh", "acdeg"]

    static func numbers(_ letters: String) -> [Int] { letters.utf8.map { Int($0) - Int(UInt8(ascii: "a")) } }
}

@Suite struct PathTests {
    @Test func `the running example has the counts that it is known for`() throws {
        var follows = DirectlyFollows()
        var variants = Variants()
        for path in RunningExample.cases.map(RunningExample.numbers) {
            try follows.add(path, at: path.indices.map { Int64($0) * 1_000 })
            variants.add(path)
        }
        #expect(follows.cases == 6)
        #expect(follows.events == 42)
        #expect(follows.activities.count == 8)
        #expect(follows.edges.count == 16)
        #expect(follows.sum == 36)
        #expect(variants.counts.count == 6)
        let decide = follows.activities[4]
        #expect(decide == .init(events: 9, starts: 0, ends: 0, cases: 6, repeated: 2))
        #expect(follows.activities[0].starts == 6)
        #expect(follows.activities[7].ends == 3)
    }

    @Test func `an edge takes the time from one touchpoint to the next`() throws {
        var follows = DirectlyFollows()
        try follows.add([0, 1], at: [0, 10_000])
        try follows.add([0, 1], at: [5_000, 6_000])
        try follows.add([0, 1, 0], at: [0, 4_000, 4_000])
        let edge = try #require(follows.edges[.init(from: 0, to: 1)])
        #expect(edge.mean == 5_000)
        #expect(edge.median == 4_000)
        #expect(follows.edges[.init(from: 1, to: 0)]?.mean == 0)
    }

    @Test func `repeats collapse only where that is asked for`() {
        var (plain, collapsed) = (Variants(), Variants(collapsesRepeats: true))
        for path in [[0, 0, 1], [0, 1], [0, 1, 1, 1], [0, 1, 0]] {
            plain.add(path)
            collapsed.add(path)
        }
        #expect(plain.counts.count == 4)
        #expect(collapsed.counts == [[0, 1]: 3, [0, 1, 0]: 1])
    }

    @Test func `a full table keeps its counts exact and says that there are more`() {
        var variants = Variants(places: 40)
        for path in [[0, 1], [1, 0], [2], [0, 1], [3], [0, 1]] { variants.add(path) }
        #expect(variants.counts == [[0, 1]: 3, [1, 0]: 1])
        #expect(variants.others == 2)
        #expect(!variants.isComplete)
        #expect(variants.total == 6)
    }

    @Test func `of equally frequent ways the shorter comes first, then the one whose steps come first by name`() {
        var variants = Variants()
        for path in [[0, 1, 0], [1], [0]] { variants.add(path) }
        #expect(variants.ranked(["b", "a"], top: 2).map(\.steps) == [[1], [0]])
    }
}

@Suite struct FitnessTests {
    @Test func `a journey that is the map fits wholly, one that has nothing of it not at all`() {
        var fitness = Fitness(map: [0, 1, 2])
        fitness.add([0, 1, 2])
        #expect(fitness.average == 1)
        #expect(fitness.exact == 1)
        fitness.add([3, 4])
        #expect(fitness.average == 0.5)
        // Costs 0 and 5 of 6 and 5 steps.
        #expect(fitness.log == 1 - 5.0 / 11)
    }

    @Test func `skipped and unexpected steps cost one each`() {
        var fitness = Fitness(map: [0, 1, 2, 3])
        // 1 skipped, 9 unexpected: 2·3/(4+4)
        fitness.add([0, 2, 9, 3], count: 2)
        #expect(fitness.average == 0.75)
        #expect(fitness.log == 0.75)
        // Order matters: of 3 2 1 0 only one step aligns.
        fitness.add([3, 2, 1, 0])
        #expect(fitness.average == (0.75 * 2 + 0.25) / 3)
    }
}
