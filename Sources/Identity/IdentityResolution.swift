/// Who is the same person (or account), as a pure function over a graph of identifiers.
///
/// Nodes are identifiers, edges are evidence that two of them mean the same. `IdentityClusters` tells the partition,
/// which depends on the graph alone; this type gives the parts their ids. Only what a change touches is looked at again.
///
/// Ids are opaque. The rule that keeps them stable: a person lives on in the part that holds the smallest of its former
/// identifiers; where several persons live on in one part, the one with the smallest of those identifiers stays and the
/// others become its aliases. So ids may depend on the order of arrival, but the partition does not.
public struct IdentityResolution: Hashable, Sendable {
    /// A node that means another person than before.
    public struct Move: Hashable, Sendable {
        public var node: IdentityNode
        public var from: String?
        public var to: String
    }

    /// Sorted by node.
    public private(set) var moves: [Move] = []
    /// Ids that came into being.
    public private(set) var created: [String] = []
    /// Former id → the id it lives on in.
    public private(set) var retired: [String: String] = [:]
    /// Phone numbers that were looked at: whether their evidence is set aside, because it would chain too many people.
    public private(set) var chains: [IdentityNode: Bool] = [:]

    /// Looks again at everything that a touched node can have changed.
    ///
    /// - Parameters:
    ///   - touched: both ends of every edge that was added or removed, and every node that is new.
    ///   - makeID: a new opaque id.
    public static func resolve(
        touched: [IdentityNode], in graph: some IdentityGraph, makeID: () -> String
    ) throws -> IdentityResolution {
        var clusters = IdentityClusters(graph)
        try clusters.settle(around: touched)
        let parts = clusters.parts
        var former: [IdentityNode: String] = [:]
        // The smallest former identifier of each person, and the part it is in now.
        var anchors: [String: (node: IdentityNode, part: Int)] = [:]
        for (index, part) in parts.enumerated() {
            for node in part {
                guard let id = try graph.owner(of: node) else { continue }
                former[node] = id
                if let anchor = anchors[id], anchor.node < node { continue }
                anchors[id] = (node, index)
            }
        }
        var claims: [[(node: IdentityNode, id: String)]] = Array(repeating: [], count: parts.count)
        for (id, anchor) in anchors { claims[anchor.part].append((anchor.node, id)) }

        var result = IdentityResolution()
        result.chains = clusters.chains
        for (part, claims) in zip(parts, claims) {
            let survivor: String
            if let first = claims.min(by: { $0.node < $1.node }) {
                survivor = first.id
                for claim in claims where claim.id != survivor { result.retired[claim.id] = survivor }
            } else {
                survivor = makeID()
                result.created.append(survivor)
            }
            for node in part where former[node] != survivor {
                result.moves.append(Move(node: node, from: former[node], to: survivor))
            }
        }
        result.moves.sort { $0.node < $1.node }
        return result
    }

    /// The same, but for what the rules leave as it was.
    package func limited(to revision: IdentityRules.Revision) -> IdentityResolution {
        var limited = self
        switch revision {
        case .always: break
        case .joining: limited.moves.removeAll { $0.from.map { retired[$0] == nil } ?? false }
        case .never:
            limited.moves.removeAll { $0.from != nil }
            limited.retired = [:]
        }
        return limited
    }

    /// The short way for the usual case, new edges between the given nodes and nothing else: where they belong to one
    /// person at most, the others become that person, and nothing has to be walked. nil where `resolve` is needed.
    ///
    /// - Parameter nodes: all connected with each other; none of them without a person has any other edge.
    public static func extend(
        _ nodes: [IdentityNode], owner: (IdentityNode) throws -> String?, makeID: () -> String
    ) rethrows -> IdentityResolution? {
        var known: String?
        var fresh: Set<IdentityNode> = []
        for node in nodes {
            switch try owner(node) {
            case nil: fresh.insert(node)
            case known: break
            case let other: if known == nil { known = other } else { return nil }
            }
        }
        var result = IdentityResolution()
        guard !fresh.isEmpty else { return result }
        let id = known ?? makeID()
        if known == nil { result.created = [id] }
        result.moves = fresh.sorted().map { Move(node: $0, from: nil, to: id) }
        return result
    }
}
