@testable import Identity
import Testing

@Suite struct IdentityResolutionTests {
    typealias Node = IdentityNode

    private let records = (0..<9).map { Node(kind: .record, value: "r\($0)") }
    private let emails = ["a", "b", "c", "d"].map { Node(kind: .email, value: $0) }
    private let phones = ["1", "2", "3"].map { Node(kind: .phone, value: $0) }

    /// Something that happens to the graph; several times the same seed gives the same history.
    private func change(_ graph: inout MemoryGraph, _ generator: inout SplitMix) {
        let record = records[Int(generator.next() % 9)]
        let other = records[Int(generator.next() % 9)]
        switch generator.next() % 7 {
        case 0, 1: graph.toggle(record, states: emails[Int(generator.next() % 4)])
        case 2, 3: graph.toggle(record, states: phones[Int(generator.next() % 3)])
        case 4: graph.rename(record, ["Ann Lee", "Bob Ray", nil][Int(generator.next() % 3)])
        case 5 where record != other: graph.toggle(record, is: .apart, other)
        case 6 where record != other && generator.next() % 3 == 0: graph.toggle(record, is: .same, other)
        default: break
        }
    }

    @Test(arguments: 1...300)
    func `the partition depends on the graph and not on how it came to be`(seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        var walked = MemoryGraph()
        for record in records { walked.rename(record, generator.next() % 4 == 0 ? nil : "Ann Lee") }
        try walked.resolve(records + emails + phones)
        for step in 0..<60 {
            walked.touched = []
            for _ in 0...generator.next() % 3 { change(&walked, &generator) }
            try walked.resolve(walked.touched.sorted())
            guard step % 10 == 9 else { continue }
            var direct = walked
            direct.owners = [:]
            direct.flags = []
            try direct.resolve((records + emails + phones).shuffled(using: &generator))
            #expect(walked.partition == direct.partition, "after step \(step)")
            #expect(walked.flags == direct.flags, "after step \(step)")
        }
    }

    @Test func `one person at most is extended without walking`() {
        func extend(_ people: [Node: String]) -> IdentityResolution? {
            IdentityResolution.extend([records[0], emails[0], emails[1]], owner: { people[$0] }, makeID: { "new" })
        }
        let fresh = extend([:])
        #expect(fresh?.created == ["new"])
        #expect(fresh?.moves.map(\.node) == [records[0], emails[0], emails[1]])
        let joined = extend([emails[0]: "p"])
        #expect(joined?.created == [])
        #expect(joined?.moves.map(\.node) == [records[0], emails[1]])
        #expect(joined?.moves.map(\.to) == ["p", "p"])
        #expect(extend([records[0]: "p", emails[0]: "p", emails[1]: "p"])?.moves == [])
        #expect(extend([records[0]: "p", emails[1]: "q"]) == nil)
    }

    @Test func `the person of the smallest identifier stays and the other becomes its alias`() throws {
        var graph = MemoryGraph()
        try graph.resolve([emails[0]])
        try graph.resolve([records[0]])
        graph.toggle(records[0], states: emails[0])
        try graph.resolve(graph.touched.sorted())
        #expect(graph.owners[emails[0]] == "p2")
        #expect(graph.aliases == ["p1": "p2"])
    }

    @Test func `after a split the person stays with its smallest identifier`() throws {
        var graph = MemoryGraph()
        graph.toggle(records[0], states: emails[0])
        graph.toggle(records[1], states: emails[0])
        try graph.resolve(graph.touched.sorted())
        graph.toggle(records[0], states: emails[0])
        try graph.resolve(graph.touched.sorted())
        #expect(graph.owners[records[0]] == "p1")
        #expect(graph.owners[records[1]] == graph.owners[emails[0]])
        #expect(graph.owners[records[1]] != "p1")
        #expect(graph.aliases.isEmpty)
    }

    @Test func `a number joins where the names agree and nowhere else`() throws {
        var graph = MemoryGraph()
        for (index, name) in ["Ann Miller", "Ann Miler", "Bob Miller", nil].enumerated() {
            graph.rename(records[index], name)
            graph.toggle(records[index], states: phones[0])
        }
        try graph.resolve(graph.touched.sorted())
        #expect(graph.owners[records[0]] == graph.owners[records[1]])
        #expect(Set(records[1...3].map { graph.owners[$0] }).count == 3)
        // Several may pick up: the number itself is none of them.
        #expect(!records.contains { graph.owners[$0] == graph.owners[phones[0]] })
    }

    @Test func `numbers never chain more than a few people, and the longer chain is flagged`() throws {
        var graph = MemoryGraph()
        let chain = (0..<7).map { Node(kind: .phone, value: "+\($0)") }
        func join(_ count: Int) throws {
            graph.touched = []
            for index in 0..<count {
                graph.rename(records[index], "Ann Lee")
                graph.set(records[index], states: Set(chain[index...index + 1].prefix(count - index)))
            }
            try graph.resolve(graph.touched.sorted())
        }
        try join(5)
        #expect(Set(records[..<5].map { graph.owners[$0] }).count == 1)
        #expect(graph.flags.isEmpty)
        try join(6)
        #expect(Set(records[..<6].map { graph.owners[$0] }).count == 6)
        #expect(graph.flags.count == 5)
        // And it heals when the link in the middle goes.
        graph.touched = []
        graph.set(records[2], states: [])
        try graph.resolve(graph.touched.sorted())
        #expect(Set(records[3..<6].map { graph.owners[$0] }).count == 1)
        #expect(graph.flags.isEmpty)
    }

    @Test func `what the user says goes before all evidence`() throws {
        var graph = MemoryGraph()
        graph.toggle(records[0], states: emails[0])
        graph.toggle(records[1], states: emails[0])
        graph.toggle(records[0], is: .apart, records[1])
        graph.toggle(records[2], is: .same, records[1])
        try graph.resolve(graph.touched.sorted())
        #expect(graph.owners[records[0]] == graph.owners[emails[0]])
        #expect(graph.owners[records[1]] == graph.owners[records[2]])
        #expect(graph.owners[records[0]] != graph.owners[records[1]])
        graph.toggle(records[0], is: .apart, records[1])
        try graph.resolve([records[0], records[1]])
        #expect(Set(records[..<3].map { graph.owners[$0] }).count == 1)
    }
}
