/// Who is the same person, as a pure function over a graph of identifiers.
///
/// Nodes are identifiers (person records and e-mail addresses), edges are evidence that two of them mean the same
/// human. A person is a connected component. Only the components that a change touches are looked at again.
///
/// Person ids are opaque. The rule that keeps them stable: a person lives on in the component that holds the smallest
/// of its former identifiers; where several persons live on in one component, the one with the smallest of those
/// identifiers stays and the others become its aliases. So ids may depend on the order of arrival, but the partition
/// depends on the edges alone.
public struct PersonResolution: Hashable, Sendable {
    /// An identifier, ordered so that records come before addresses: a contact keeps its person when an address moves.
    public struct Node: Hashable, Comparable, Sendable {
        public enum Kind: String, Sendable, Codable { case record, email }

        public var kind: Kind
        public var value: String

        public init(kind: Kind, value: String) {
            self.kind = kind
            self.value = value
        }

        public static func < (a: Node, b: Node) -> Bool {
            a.kind != b.kind ? a.kind == .record : a.value < b.value
        }
    }

    /// A node whose person is another than before.
    public struct Move: Hashable, Sendable {
        public var node: Node
        public var from: String?
        public var to: String
    }

    /// Sorted by node.
    public private(set) var moves: [Move] = []
    /// Ids that came into being.
    public private(set) var created: [String] = []
    /// Former id → the id it lives on in.
    public private(set) var retired: [String: String] = [:]

    /// Looks again at every component that a touched node is in.
    ///
    /// - Parameters:
    ///   - touched: both ends of every edge that was added or removed, and every node that is new.
    ///   - neighbours: the present edges of a node; must be symmetric.
    ///   - person: the person that a node has had so far.
    ///   - makeID: a new opaque id.
    public static func resolve(
        touched: [Node], neighbours: (Node) throws -> [Node], person: (Node) throws -> String?,
        makeID: () -> String
    ) rethrows -> PersonResolution {
        let components = try components(around: touched, neighbours: neighbours)
        var former: [Node: String] = [:]
        // The smallest former identifier of each person, and the component it is in now.
        var anchors: [String: (node: Node, component: Int)] = [:]
        for (index, component) in components.enumerated() {
            for node in component {
                guard let id = try person(node) else { continue }
                former[node] = id
                if let anchor = anchors[id], anchor.node < node { continue }
                anchors[id] = (node, index)
            }
        }
        var claims: [[(node: Node, id: String)]] = Array(repeating: [], count: components.count)
        for (id, anchor) in anchors { claims[anchor.component].append((anchor.node, id)) }

        var result = PersonResolution()
        for (component, claims) in zip(components, claims) {
            let survivor: String
            if let first = claims.min(by: { $0.node < $1.node }) {
                survivor = first.id
                for claim in claims where claim.id != survivor { result.retired[claim.id] = survivor }
            } else {
                survivor = makeID()
                result.created.append(survivor)
            }
            for node in component where former[node] != survivor {
                result.moves.append(Move(node: node, from: former[node], to: survivor))
            }
        }
        result.moves.sort { $0.node < $1.node }
        return result
    }

    /// The short way for the usual case, new edges between the given nodes and nothing else: where they belong to one
    /// person at most, the others become that person, and no component has to be walked. nil where `resolve` is needed.
    ///
    /// - Parameter nodes: all connected with each other; none of them without a person has any other edge.
    public static func extend(
        _ nodes: [Node], person: (Node) throws -> String?, makeID: () -> String
    ) rethrows -> PersonResolution? {
        var known: String?
        var fresh: Set<Node> = []
        for node in nodes {
            switch try person(node) {
            case nil: fresh.insert(node)
            case known: break
            case let other: if known == nil { known = other } else { return nil }
            }
        }
        var result = PersonResolution()
        guard !fresh.isEmpty else { return result }
        let id = known ?? makeID()
        if known == nil { result.created = [id] }
        result.moves = fresh.sorted().map { Move(node: $0, from: nil, to: id) }
        return result
    }

    /// The connected components that hold the given nodes.
    private static func components(
        around touched: [Node], neighbours: (Node) throws -> [Node]
    ) rethrows -> [[Node]] {
        var seen: Set<Node> = []
        var components: [[Node]] = []
        for start in touched where seen.insert(start).inserted {
            var component = [start]
            var next = 0
            while next < component.count {
                for neighbour in try neighbours(component[next]) where seen.insert(neighbour).inserted {
                    component.append(neighbour)
                }
                next += 1
            }
            components.append(component)
        }
        return components
    }
}
