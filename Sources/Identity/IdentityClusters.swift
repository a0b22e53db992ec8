/// The partition of identifiers, as a function of the graph (docs/decisions/0014-who-is-the-same.md).
///
/// - A *core* is what certain and strong evidence connects.
/// - Cores are near each other when two of their records state the same phone number and their names agree. A cluster of
///   cores that are near each other, directly or through others, is one person if it has at most `limit` cores; a larger
///   one is left apart, every core by itself, and its numbers are flagged.
/// - Where the user said that two of a part's nodes are not the same, its edges are taken again one by one, strongest
///   first, then in the order of their ends, and one that would bring the two together is passed over.
/// - A phone number belongs to the part that holds all records that state it; where there are several, to nobody.
struct IdentityClusters<Graph: IdentityGraph> {
    /// The most people that phone numbers may join into one without a look by human eyes.
    static var limit: Int { 5 }

    private struct Bond {
        var a: IdentityNode
        var b: IdentityNode
        var rule: LinkRule
    }

    private struct Core {
        var nodes: [IdentityNode]
        var bonds: [Bond]
        var records: [IdentityNode] { nodes.filter { $0.kind == .record } }
    }

    private let graph: Graph
    private var cores: [Core] = []
    private var coreOfNode: [IdentityNode: Int] = [:]
    /// By core: what was made of it.
    private var placed: Set<Int> = []
    private var partOfNode: [IdentityNode: Int] = [:]
    private(set) var parts: [[IdentityNode]] = []
    private(set) var chains: [IdentityNode: Bool] = [:]

    init(_ graph: Graph) { self.graph = graph }

    mutating func settle(around touched: [IdentityNode]) throws {
        var phones: Set<IdentityNode> = []
        var seeds = touched
        var known = Set(touched)
        var owners: Set<String> = []
        func add(_ node: IdentityNode) { if known.insert(node).inserted { seeds.append(node) } }
        // All that the person was so far: what was joined may fall apart, here or at its other end.
        func addFormer(_ node: IdentityNode) throws {
            guard let owner = try graph.owner(of: node), owners.insert(owner).inserted else { return }
            for node in try graph.nodes(of: owner) { add(node) }
        }
        var next = 0
        while next < seeds.count {
            let node = seeds[next]
            next += 1
            try addFormer(node)
            for other in try graph.apart(from: node) { add(other) }
            if node.kind == .phone {
                phones.insert(node)
                // Only the user ties a number to somebody for certain.
                if try graph.edges(of: node).isEmpty { continue }
            }
            let core = try core(of: node)
            guard !placed.contains(core) else { continue }
            let cluster = try cluster(around: core)
            guard cluster.cores.count > Self.limit else {
                place(cluster.cores, cluster.bonds, apart: try apart(in: cluster.cores))
                continue
            }
            place([core], [], apart: try apart(in: [core]))
            // Who was joined to one of these so far is torn apart with it.
            for other in cluster.cores { for node in cores[other].nodes { try addFormer(node) } }
        }
        for core in placed { for record in cores[core].records { phones.formUnion(try graph.phones(of: record)) } }
        for phone in phones.sorted() { try assign(phone) }
    }

    /// The core of a node, walked when it is first asked for.
    private mutating func core(of node: IdentityNode) throws -> Int {
        if let core = coreOfNode[node] { return core }
        let index = cores.count
        var nodes = [node]
        var bonds: [Bond] = []
        coreOfNode[node] = index
        var next = 0
        while next < nodes.count {
            let from = nodes[next]
            next += 1
            for edge in try graph.edges(of: from) {
                if from < edge.to { bonds.append(Bond(a: from, b: edge.to, rule: edge.rule)) }
                guard coreOfNode[edge.to] == nil else { continue }
                coreOfNode[edge.to] = index
                nodes.append(edge.to)
            }
        }
        cores.append(Core(nodes: nodes, bonds: bonds))
        return index
    }

    /// The cores that are near each other around one; no more than tell that there are too many.
    private mutating func cluster(around core: Int) throws -> (cores: [Int], bonds: [Bond]) {
        var members = [core]
        var bonds: [Bond] = []
        var numbers: Set<IdentityNode> = []
        var next = 0
        while next < members.count {
            let isFirst = next == 0
            for record in cores[members[next]].records {
                guard let name = try graph.name(of: record) else { continue }
                for phone in try graph.phones(of: record) {
                    for other in try graph.records(stating: phone) where other != record {
                        guard let theirs = try graph.name(of: other), name.agrees(with: theirs) else { continue }
                        if record < other { bonds.append(Bond(a: record, b: other, rule: .phone)) }
                        let near = try self.core(of: other)
                        if isFirst, near != core { numbers.insert(phone) }
                        if !members.contains(near) { members.append(near) }
                    }
                }
            }
            next += 1
            if members.count > Self.limit { break }
        }
        for number in numbers { chains[number] = members.count > Self.limit }
        return (members, bonds)
    }

    private func apart(in cores: [Int]) throws -> [(IdentityNode, IdentityNode)] {
        let members = Set(cores)
        var pairs: [(IdentityNode, IdentityNode)] = []
        for core in cores {
            for node in self.cores[core].nodes {
                for other in try graph.apart(from: node) where node < other {
                    if let theirs = coreOfNode[other], members.contains(theirs) { pairs.append((node, other)) }
                }
            }
        }
        return pairs
    }

    private mutating func place(_ members: [Int], _ weak: [Bond], apart: [(IdentityNode, IdentityNode)]) {
        placed.formUnion(members)
        let nodes = members.flatMap { cores[$0].nodes }
        guard !apart.isEmpty else { return add(nodes) }
        let bonds = (members.flatMap { cores[$0].bonds } + weak).sorted {
            ($0.rule.rank, $0.a, $0.b) < ($1.rule.rank, $1.a, $1.b)
        }
        var leaders = Dictionary(uniqueKeysWithValues: nodes.map { ($0, $0) })
        func leader(_ node: IdentityNode) -> IdentityNode {
            var node = node
            while let next = leaders[node], next != node { node = next }
            return node
        }
        for bond in bonds {
            let (left, right) = (leader(bond.a), leader(bond.b))
            let isForbidden = apart.contains { a, b in
                let (a, b) = (leader(a), leader(b))
                return a == left && b == right || a == right && b == left
            }
            guard left != right, !isForbidden else { continue }
            leaders[max(left, right)] = min(left, right)
        }
        for part in Dictionary(grouping: nodes, by: leader).sorted(by: { $0.key < $1.key }) { add(part.value) }
    }

    private mutating func add(_ nodes: [IdentityNode]) {
        for node in nodes { partOfNode[node] = parts.count }
        parts.append(nodes)
    }

    private mutating func assign(_ phone: IdentityNode) throws {
        guard partOfNode[phone] == nil else { return }
        let records = try graph.records(stating: phone)
        let homes = Set(records.map { partOfNode[$0] })
        if homes.count == 1, let home = homes.first ?? nil {
            parts[home].append(phone)
        } else {
            parts.append([phone])
        }
        if chains[phone] == nil { chains[phone] = false }
    }
}
