import Identity

/// A graph in memory, changed piece by piece as a store changes it.
struct MemoryGraph: IdentityGraph {
    enum Choice { case same, apart }

    private var stated: [IdentityNode: Set<IdentityNode>] = [:]
    private var names: [IdentityNode: String] = [:]
    private var choices: [Set<IdentityNode>: Choice] = [:]
    var owners: [IdentityNode: String] = [:]
    var aliases: [String: String] = [:]
    var flags: Set<IdentityNode> = []
    /// What was changed since it was emptied.
    var touched: Set<IdentityNode> = []
    private var made = 0

    mutating func toggle(_ record: IdentityNode, states identifier: IdentityNode) {
        var set = stated[record, default: []]
        if set.remove(identifier) == nil { set.insert(identifier) }
        self.set(record, states: set)
    }

    mutating func set(_ record: IdentityNode, states identifiers: Set<IdentityNode>) {
        let changed = stated[record, default: []].symmetricDifference(identifiers)
        touched.formUnion(changed.union([record]))
        // Where a number reaches too many, or no longer does, the others' evidence changes too.
        for identifier in changed { touched.formUnion(stated.filter { $0.value.contains(identifier) }.keys) }
        stated[record] = identifiers
    }

    mutating func rename(_ record: IdentityNode, _ name: String?) {
        names[record] = name
        touched.insert(record)
    }

    mutating func toggle(_ a: IdentityNode, is choice: Choice, _ b: IdentityNode) {
        choices[[a, b]] = choices[[a, b]] == choice ? nil : choice
        touched.formUnion([a, b])
    }

    mutating func resolve(_ touched: [IdentityNode]) throws {
        var made = made
        let outcome = try IdentityResolution.resolve(touched: touched, in: self) {
            made += 1
            return "p\(made)"
        }
        self.made = made
        for move in outcome.moves { owners[move.node] = move.to }
        for (old, new) in outcome.retired { aliases[old] = new }
        for (phone, isChain) in outcome.chains {
            if isChain { flags.insert(phone) } else { flags.remove(phone) }
        }
    }

    var partition: Set<Set<IdentityNode>> {
        Set(Dictionary(grouping: owners.keys, by: { owners[$0] }).values.map(Set.init))
    }

    // MARK: IdentityGraph

    func edges(of node: IdentityNode) -> [IdentityEdge] {
        var edges = others(of: node, .same).map { IdentityEdge(to: $0, rule: .forced) }
        if node.kind == .record {
            edges += stated[node, default: []].filter { $0.kind == .email }.map { .init(to: $0, rule: .ownAddress) }
        } else if node.kind == .email {
            edges += stated.filter { $0.value.contains(node) }.keys.map { .init(to: $0, rule: .ownAddress) }
        }
        return edges
    }

    func phones(of record: IdentityNode) -> [IdentityNode] {
        stated[record, default: []].filter { $0.kind == .phone }.sorted()
    }

    func records(stating phone: IdentityNode) -> [IdentityNode] {
        let records = stated.filter { $0.value.contains(phone) }.keys
        return records.count > LinkRule.phone.reach ? [] : records.sorted()
    }

    func name(of record: IdentityNode) -> PersonName? { names[record].flatMap { PersonName($0) } }
    func apart(from node: IdentityNode) -> [IdentityNode] { others(of: node, .apart) }
    func owner(of node: IdentityNode) -> String? { owners[node] }
    func nodes(of owner: String) -> [IdentityNode] { owners.filter { $0.value == owner }.map(\.key) }

    private func others(of node: IdentityNode, _ choice: Choice) -> [IdentityNode] {
        choices.filter { $0.value == choice && $0.key.contains(node) }.flatMap { $0.key.subtracting([node]) }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
