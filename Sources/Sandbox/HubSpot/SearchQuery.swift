/// A search body, checked against the documented limits and ready to run.
struct SearchQuery {
    enum Order {
        case ascending(Property)
        case descending(Property)
    }

    let type: ObjectType
    /// Any group may hold; within a group every filter must.
    let groups: [[SearchFilter]]
    let order: Order?
    /// Two bodies that mean the same search compare equal.
    let identity: [JSONBody]
    /// No match lies outside these: spares looking at most rows closely.
    private let modified: ClosedRange<Int64>
    private let ids: ClosedRange<Int64>

    static let mostGroups = 5
    static let mostFiltersPerGroup = 6
    static let mostFilters = 18

    init(_ body: JSONBody, _ type: ObjectType, _ types: ObjectTypes) throws {
        self.type = type
        let groups = body["filterGroups"]?.list ?? []
        guard groups.count <= Self.mostGroups else {
            throw Refusal.validation("At most \(Self.mostGroups) filterGroups are allowed, got \(groups.count)")
        }
        var total = 0
        var compiled: [[SearchFilter]] = []
        for group in groups {
            let filters = group["filters"]?.list ?? []
            guard filters.count <= Self.mostFiltersPerGroup else {
                throw Refusal.validation(
                    "At most \(Self.mostFiltersPerGroup) filters per group are allowed, got \(filters.count)")
            }
            total += filters.count
            compiled.append(try filters.map { try SearchFilter($0, type, types) })
        }
        guard total <= Self.mostFilters else {
            throw Refusal.validation("At most \(Self.mostFilters) filters are allowed, got \(total)")
        }
        if let query = body["query"]?.text, !query.isEmpty {
            let token = try SearchFilter(fullText: query, type)
            compiled = compiled.isEmpty ? [[token]] : compiled.map { $0 + [token] }
        }
        self.groups = compiled
        let sorts = body["sorts"]?.list ?? []
        guard sorts.count <= 1 else { throw Refusal.validation("Only one sort is allowed, got \(sorts.count)") }
        if let sort = sorts.first {
            guard let name = sort["propertyName"]?.text ?? sort.text, let property = type.property(name) else {
                throw Refusal.validation("Cannot sort by an unknown property")
            }
            order = sort["direction"]?.text == "DESCENDING" ? .descending(property) : .ascending(property)
        } else {
            order = nil
        }
        identity = [.list(groups), .list(sorts), body["query"] ?? .null]
        modified = Self.hull(compiled.map { Self.overlap($0.compactMap(\.modifiedRange)) })
        ids = Self.hull(compiled.map { Self.overlap($0.compactMap(\.idRange)) })
    }

    private static let everything = Int64.min...Int64.max

    private static func overlap(_ ranges: [ClosedRange<Int64>]) -> ClosedRange<Int64> {
        ranges.reduce(everything) { all, range in
            let low = max(all.lowerBound, range.lowerBound)
            return low...max(low, min(all.upperBound, range.upperBound))
        }
    }

    private static func hull(_ ranges: [ClosedRange<Int64>]) -> ClosedRange<Int64> {
        guard let first = ranges.first else { return everything }
        return ranges.reduce(first) { min($0.lowerBound, $1.lowerBound)...max($0.upperBound, $1.upperBound) }
    }

    /// The rows that match, in order. `lagged` says which rows the index sees in an older state.
    func run(in world: World, lagged: [Int: Int], looseTimeSort: Bool) -> [UInt32] {
        let kind = type.kind
        var rows: [UInt32] = []
        let times = world[kind].modified
        let states = world[kind].state
        let first = world[kind].lowerBound(ids.lowerBound)
        let end = ids.upperBound == .max ? times.count : world[kind].lowerBound(ids.upperBound + 1)
        for row in first..<max(first, end) {
            let view: RecordView
            if !lagged.isEmpty, let snapshot = lagged[row] {
                let old = world[kind].recent[snapshot]
                guard old.existed, old.state == .live else { continue }
                view = RecordView(kind, row, snapshot: snapshot)
            } else {
                guard states[row] == .live, modified.contains(times[row]) else { continue }
                view = RecordView(kind, row)
            }
            let matches = groups.isEmpty || groups.contains { $0.allSatisfy { $0.matches(view, in: world) } }
            if matches { rows.append(UInt32(row)) }
        }
        sort(&rows, world, lagged, looseTimeSort)
        return rows
    }

    private func sort(_ rows: inout [UInt32], _ world: World, _ lagged: [Int: Int], _ looseTimeSort: Bool) {
        let property: Property
        let isAscending: Bool
        switch order {
        case nil: (property, isAscending) = (type.properties[1], true)
        case .ascending(let by): (property, isAscending) = (by, true)
        case .descending(let by): (property, isAscending) = (by, false)
        }
        if case .objectID = property.source {
            // Rows are found in the order of their ids.
            if !isAscending { rows.reverse() }
            return
        }
        let isTime = property.encoding == .instant
        func view(_ row: UInt32) -> RecordView { RecordView(type.kind, Int(row), snapshot: lagged[Int(row)]) }
        switch property.encoding {
        case .instant, .date, .integer, .decimal, .record:
            var keyed = rows.map { row in (property.number(view(row), in: world) ?? .min, row) }
            if looseTimeSort, isTime {
                keyed = keyed.map { key, row in
                    (key == .min ? key : key + Int64(mixed(UInt64(row)) % UInt64(50 * Span.minute)), row)
                }
            }
            keyed.sort { isAscending ? $0 < $1 : ($0.0, $1.1) > ($1.0, $0.1) }
            rows = keyed.map(\.1)
        case .text, .choice, .flag, .owner:
            var keyed = rows.map { row in (property.text(view(row), in: world)?.lowercased() ?? "", row) }
            keyed.sort { isAscending ? $0 < $1 : ($0.0, $1.1) > ($1.0, $0.1) }
            rows = keyed.map(\.1)
        }
    }
}
