import Identity
import Testing

@Suite struct PersonResolutionTests {
    typealias Node = PersonResolution.Node

    /// A graph that is changed edge by edge, as the store does it.
    private struct Graph {
        var edges: Set<[Node]> = []
        var people: [Node: String] = [:]
        var aliases: [String: String] = [:]
        private var made = 0

        mutating func toggle(_ a: Node, _ b: Node) {
            let edge = [a, b].sorted()
            if edges.remove(edge) == nil { edges.insert(edge) }
            resolve([a, b])
        }

        mutating func resolve(_ touched: [Node]) {
            var made = made
            let (edges, people) = (edges, people)
            let outcome = PersonResolution.resolve(
                touched: touched,
                neighbours: { node in edges.filter { $0.contains(node) }.map { $0[0] == node ? $0[1] : $0[0] } },
                person: { people[$0] },
                makeID: {
                    made += 1
                    return "p\(made)"
                })
            self.made = made
            for move in outcome.moves { self.people[move.node] = move.to }
            for (old, new) in outcome.retired { aliases[old] = new }
        }

        var partition: Set<Set<Node>> {
            Set(Dictionary(grouping: people.keys, by: { people[$0] }).values.map(Set.init))
        }
    }

    private let records = ["1", "2", "3"].map { Node(kind: .record, value: $0) }
    private let emails = ["a", "b", "c"].map { Node(kind: .email, value: $0) }

    @Test func `the partition depends on the edges and not on how they came to be`() {
        var generator = SplitMix(state: 7)
        for _ in 0..<200 {
            var walked = Graph()
            walked.resolve(records + emails)
            for _ in 0..<12 {
                walked.toggle(
                    records[Int(generator.next() % 3)], emails[Int(generator.next() % 3)])
            }
            var direct = Graph()
            direct.edges = walked.edges
            direct.resolve(records + emails)
            #expect(walked.partition == direct.partition)
        }
    }

    @Test func `one person at most is extended without walking its component`() {
        func extend(_ people: [Node: String]) -> PersonResolution? {
            PersonResolution.extend([records[0], emails[0], emails[1]], person: { people[$0] }, makeID: { "new" })
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

    @Test func `the person of the smallest identifier stays and the other becomes its alias`() {
        var graph = Graph()
        graph.resolve([emails[0]])
        graph.resolve([records[0]])
        graph.toggle(records[0], emails[0])
        #expect(graph.people[emails[0]] == "p2")
        #expect(graph.aliases == ["p1": "p2"])
    }

    @Test func `after a split the person stays with its smallest identifier`() {
        var graph = Graph()
        graph.toggle(records[0], emails[0])
        graph.toggle(records[1], emails[0])
        graph.toggle(records[0], emails[0])
        #expect(graph.people[records[0]] == "p1")
        #expect(graph.people[records[1]] == graph.people[emails[0]])
        #expect(graph.people[records[1]] != "p1")
        #expect(graph.aliases.isEmpty)
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        let z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        return z ^ (z >> 27)
    }
}
