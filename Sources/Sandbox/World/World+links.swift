/// One direction of an association. Chained per record.
struct Edge {
    var row: UInt32
    var next: UInt32
    var kind: Kind
    var labels: Labels
}

/// The ways in which two records are associated; several may hold at once.
struct Labels: OptionSet, Equatable {
    let rawValue: UInt8

    static let plain = Labels(rawValue: 1)
    static let primary = Labels(rawValue: 2)
    static let decisionMaker = Labels(rawValue: 4)
    static let billing = Labels(rawValue: 8)
}

extension World {
    /// Associates two records, in both directions. Does not move any modification time: nor do the real systems.
    mutating func link(_ kind: Kind, _ row: Int, _ otherKind: Kind, _ other: Int, _ labels: Labels = .plain) {
        addEdge(kind, row, otherKind, other, labels)
        addEdge(otherKind, other, kind, row, labels)
        version += 1
    }

    private mutating func addEdge(_ kind: Kind, _ row: Int, _ otherKind: Kind, _ other: Int, _ labels: Labels) {
        let table = Int(kind.rawValue)
        let first = tables[table].firstEdge[row]
        if keepsSnapshots {
            // Only then can a pair already be there: generation never links twice.
            var next = first
            while next != Table.end {
                if edges[Int(next)].kind == otherKind, edges[Int(next)].row == UInt32(other) {
                    edges[Int(next)].labels.formUnion(labels)
                    return
                }
                next = edges[Int(next)].next
            }
        }
        let edge = Edge(row: UInt32(other), next: first, kind: otherKind, labels: labels)
        if let free = freeEdges.popLast() {
            edges[Int(free)] = edge
            tables[table].firstEdge[row] = free
        } else {
            edges.append(edge)
            tables[table].firstEdge[row] = UInt32(edges.count - 1)
        }
    }

    /// Takes an association away; false when there was none.
    @discardableResult
    mutating func unlink(_ kind: Kind, _ row: Int, _ otherKind: Kind, _ other: Int) -> Bool {
        let found = removeEdge(kind, row, otherKind, other)
        _ = removeEdge(otherKind, other, kind, row)
        if found { version += 1 }
        return found
    }

    private mutating func removeEdge(_ kind: Kind, _ row: Int, _ otherKind: Kind, _ other: Int) -> Bool {
        let table = Int(kind.rawValue)
        var previous = Table.end
        var next = tables[table].firstEdge[row]
        while next != Table.end {
            let edge = edges[Int(next)]
            if edge.kind == otherKind, edge.row == UInt32(other) {
                if previous == Table.end {
                    tables[table].firstEdge[row] = edge.next
                } else {
                    edges[Int(previous)].next = edge.next
                }
                freeEdges.append(next)
                return true
            }
            previous = next
            next = edge.next
        }
        return false
    }

    /// All edges of a record, whatever the state at the other end, unordered.
    func edges(_ kind: Kind, _ row: Int) -> [Edge] {
        var found: [Edge] = []
        var next = tables[Int(kind.rawValue)].firstEdge[row]
        while next != Table.end {
            found.append(edges[Int(next)])
            next = edges[Int(next)].next
        }
        return found
    }

    /// The live records of a kind associated with this one, in the order of their ids.
    func links(_ kind: Kind, _ row: Int, to other: Kind) -> [Edge] {
        let states = tables[Int(other.rawValue)].state
        var found: [Edge] = []
        var next = tables[Int(kind.rawValue)].firstEdge[row]
        while next != Table.end {
            let edge = edges[Int(next)]
            if edge.kind == other, states[Int(edge.row)] == .live { found.append(edge) }
            next = edge.next
        }
        if found.count > 1 { found.sort { $0.row < $1.row } }
        return found
    }
}
