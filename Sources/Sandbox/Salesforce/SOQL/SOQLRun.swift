/// Runs a query over the org.
extension SOQLPlan {
    /// The rows that fulfil it, in its order. `all` looks into the recycle bin and the archive too.
    func rows(all: Bool, _ org: Org, _ world: World) -> [UInt32] {
        var rows = matching(all: all, org, world)
        sort(&rows, org, world)
        if offset > 0 { rows.removeFirst(min(offset, rows.count)) }
        if let limit, rows.count > limit { rows.removeLast(rows.count - limit) }
        return rows
    }

    private func matching(all: Bool, _ org: Org, _ world: World) -> [UInt32] {
        let kind = object.kind
        var rows: [UInt32] = []
        for row in 0..<org[kind].count {
            if let condition, !condition.holds(kind, row, org, world) { continue }
            if org.isVisible(kind, row, all: all, world) { rows.append(UInt32(row)) }
        }
        return rows
    }

    private enum Key {
        case null
        case number(Int64)
        case bytes([UInt8])
    }

    private func sort(_ rows: inout [UInt32], _ org: Org, _ world: World) {
        guard !order.isEmpty, rows.count > 1 else { return }
        let kind = object.kind
        let keys: [(keys: [Key], row: UInt32)] = rows.map { row in
            (order.map { key(of: $0.path.value(kind, Int(row), org, world), org, world) }, row)
        }
        let directions = order.map { ($0.isDescending, $0.nullsLast) }
        rows = keys.sorted { first, second in
            for (place, (isDescending, nullsLast)) in directions.enumerated() {
                switch (first.keys[place], second.keys[place]) {
                case (.null, .null): continue
                case (.null, _): return !nullsLast
                case (_, .null): return nullsLast
                case (.number(let one), .number(let other)):
                    if one != other { return (one < other) != isDescending }
                case (.bytes(let one), .bytes(let other)):
                    if one != other { return one.lexicographicallyPrecedes(other) != isDescending }
                default: continue
                }
            }
            return first.row < second.row
        }.map(\.row)
    }

    private func key(of value: SValue, _ org: Org, _ world: World) -> Key {
        if let number = value.number { return .number(number) }
        // Ids rise with their rows.
        if case .reference(let reference) = value { return .number(reference.slot) }
        guard let text = org.text(of: value, world) else { return .null }
        return .bytes(Array(text.lowercased().utf8))
    }

    /// The single record of a query of aggregates.
    func aggregates(all: Bool, _ org: Org, _ world: World) -> [(name: String, value: SValue)] {
        let rows = matching(all: all, org, world)
        return columns.compactMap { column in
            guard case .aggregate(let function, let path, let name) = column else { return nil }
            let values = rows.map { path.value(object.kind, Int($0), org, world) }.filter { $0 != .null }
            if function == "COUNT" { return (name, .whole(Int64(values.count))) }
            let best = values.max { one, other in
                let isLess: Bool
                switch (key(of: one, org, world), key(of: other, org, world)) {
                case (.number(let one), .number(let other)): isLess = one < other
                case (.bytes(let one), .bytes(let other)): isLess = one.lexicographicallyPrecedes(other)
                default: isLess = false
                }
                return function == "MAX" ? isLess : !isLess && one != other
            }
            return (name, best ?? .null)
        }
    }
}

/// The members of a record as JSON nests them.
struct SOQLShape: Sendable {
    indirect enum Member: Sendable {
        case field(key: [UInt8], SOQLPath)
        /// The record that the first path's references lead to.
        case record(key: [UInt8], through: SOQLPath, isPolymorphic: Bool, SOQLShape)
    }

    private(set) var members: [Member] = []

    init(_ paths: [SOQLPath], depth: Int = 0) {
        var groups: [String: [SOQLPath]] = [:]
        for path in paths where path.names.count > depth + 1 { groups[path.names[depth], default: []].append(path) }
        var done: Set<String> = []
        for path in paths {
            let name = path.names[depth]
            let key = Array("\"\(name)\":".utf8)
            guard path.names.count > depth + 1 else {
                members.append(.field(key: key, path))
                continue
            }
            guard done.insert(name).inserted, let group = groups[name] else { continue }
            var through = path
            through.hops = Array(path.hops.prefix(depth + 1))
            let hop = path.hops[depth]
            members.append(
                .record(
                    key: key, through: through,
                    isPolymorphic: SObject.of(hop.object).fields[hop.place].isPolymorphic,
                    SOQLShape(group, depth: depth + 1)))
        }
    }
}
