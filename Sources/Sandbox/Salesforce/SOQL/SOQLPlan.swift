/// A path of a query whose names all exist: references to follow, and the field at the end.
struct SOQLPath: Sendable {
    enum End: Sendable {
        case field(SObjectKind, Int)
        /// A field of whatever object the reference leads to.
        case named(String)
    }

    /// As describe spells it: `Owner.Name`.
    var names: [String]
    var hops: [(object: SObjectKind, place: Int)] = []
    var end: End
    var kind: SField.Kind

    var text: String { names.joined(separator: ".") }

    /// The plain column of the object itself.
    var place: Int? {
        guard hops.isEmpty, case .field(_, let place) = end else { return nil }
        return place
    }

    /// The record that a row's references lead to, before the last field.
    func record(_ kind: SObjectKind, _ row: Int, _ org: Org, _ world: World) -> RecordReference? {
        var reference = RecordReference(kind, row)
        for hop in hops {
            guard case .reference(let next) = org.value(.of(hop.object), reference.row, hop.place, world) else {
                return nil
            }
            reference = next
        }
        return reference
    }

    func value(_ kind: SObjectKind, _ row: Int, _ org: Org, _ world: World) -> SValue {
        if hops.isEmpty, case .field(let kind, let place) = end { return org.value(.of(kind), row, place, world) }
        guard let reference = record(kind, row, org, world) else { return .null }
        return value(of: reference, org, world)
    }

    func value(of reference: RecordReference, _ org: Org, _ world: World) -> SValue {
        switch end {
        case .field(let kind, let place): return org.value(.of(kind), reference.row, place, world)
        case .named("Type"): return .word(SObject.of(reference.kind).name)
        case .named(let name): return org.value(reference, name, world)
        }
    }
}

/// A query that can be run.
struct SOQLPlan: Sendable {
    enum Column: Sendable {
        case path(SOQLPath)
        case aggregate(String, SOQLPath, name: String)
    }

    var object: SObject
    var columns: [Column] = []
    var countsRows = false
    var condition: SOQLCondition?
    var order: [(path: SOQLPath, isDescending: Bool, nullsLast: Bool)] = []
    var limit: Int?
    var offset = 0

    var paths: [SOQLPath] {
        columns.compactMap { if case .path(let path) = $0 { path } else { nil } }
    }

    var isAggregate: Bool {
        columns.contains { if case .aggregate = $0 { true } else { false } }
    }
}

/// Finds what the names of a query mean.
struct SOQLResolver {
    let query: SOQLQuery
    let org: Org
    let object: SObject
    let now: Instant

    static func plan(_ text: String, _ org: Org, now: Instant) throws(SalesforceRefusal) -> SOQLPlan {
        let query = try SOQLParser.parse(text)
        guard let object = SObject.named(query.object) else {
            throw SOQLError.noSuchType(text, query.objectPlace, query.object)
        }
        return try SOQLResolver(query: query, org: org, object: object, now: now).plan()
    }

    private func plan() throws(SalesforceRefusal) -> SOQLPlan {
        var plan = SOQLPlan(object: object)
        for item in query.items {
            switch item {
            case .field(let path): plan.columns.append(.path(try resolve(path)))
            case .countRows:
                guard query.items.count == 1 else {
                    throw SOQLError.malformed(query.text, 7, "unexpected token: 'COUNT'")
                }
                plan.countsRows = true
            case .aggregate(let function, let path, let alias):
                let number = plan.columns.count
                plan.columns.append(.aggregate(function, try resolve(path), name: alias ?? "expr\(number)"))
            case .fields(let which, let place):
                if which != "STANDARD", (query.limit ?? .max) > 200 {
                    throw SOQLError.malformed(
                        query.text, place, "The SOQL FIELDS function must have a LIMIT of at most 200")
                }
                for (place, field) in object.fields.enumerated() where !org.isHidden(object, field) {
                    guard which == "ALL" || (which == "CUSTOM") == field.isCustom else { continue }
                    plan.columns.append(
                        .path(SOQLPath(names: [field.name], end: .field(object.kind, place), kind: field.kind)))
                }
            }
        }
        if plan.isAggregate, !plan.paths.isEmpty {
            let path = plan.paths[0]
            throw SOQLError.malformed(
                query.text, 7, "Field must be grouped or aggregated: \(path.text)")
        }
        var seen: Set<String> = []
        for path in plan.paths where !seen.insert(path.text).inserted {
            throw SOQLError.malformed(query.text, 7, "duplicate field selected: \(path.text)")
        }
        plan.condition = try query.condition.map { condition throws(SalesforceRefusal) in try resolve(condition) }
        for order in query.order {
            let path = try resolve(order.path)
            guard isSortable(path) else {
                throw SOQLError.malformed(
                    query.text, order.path.place, "field '\(path.text)' can not be sorted in a query call")
            }
            plan.order.append((path, order.isDescending, order.nullsLast ?? false))
        }
        plan.limit = query.limit
        plan.offset = query.offset ?? 0
        return plan
    }

    private func field(_ path: SOQLPath) -> SField? {
        guard case .field(let kind, let place) = path.end else { return nil }
        return SObject.of(kind).fields[place]
    }

    private func isSortable(_ path: SOQLPath) -> Bool { field(path)?.isSortable ?? true }

    private static let commonNames = ["Id", "Name", "Type", "FirstName", "LastName", "Email", "Phone", "Title"]

    private func resolve(_ path: SOQLQuery.Path) throws(SalesforceRefusal) -> SOQLPath {
        var names = path.names
        // The object's own name may stand before a path.
        if names.count > 1, names[0].lowercased() == object.name.lowercased(),
            object.place(ofRelationship: names[0]) == nil
        {
            names.removeFirst()
        }
        guard names.count <= 6 else {
            throw SOQLError.malformed(query.text, path.place, "only 5 levels of relationships are allowed")
        }
        var current = object
        var found: [String] = []
        var hops: [(object: SObjectKind, place: Int)] = []
        for (level, name) in names.dropLast().enumerated() {
            guard let place = current.place(ofRelationship: name), !org.isHidden(current, current.fields[place]) else {
                throw SOQLError.invalidField(
                    query.text, path.place,
                    "Didn't understand relationship '\(name)' in field path. If you are attempting to use a custom "
                        + "relationship, be sure to append the '__r' after the custom relationship name. Please reference "
                        + "your WSDL or the describe call for the appropriate names.")
            }
            let field = current.fields[place]
            hops.append((current.kind, place))
            found.append(field.relationship ?? name)
            if field.isPolymorphic {
                let wanted = names[level + 1].lowercased()
                guard level == names.count - 2, let last = Self.commonNames.first(where: { $0.lowercased() == wanted })
                else { throw SOQLError.noSuchColumn(query.text, path.place, names[level + 1], "Name") }
                return SOQLPath(
                    names: found + [last], hops: hops, end: .named(last), kind: last == "Id" ? .id : .string)
            }
            current = .of(field.references[0])
        }
        let name = names[names.count - 1]
        guard let place = current.place(of: name), !org.isHidden(current, current.fields[place]) else {
            throw SOQLError.noSuchColumn(query.text, path.place, name, current.name)
        }
        let field = current.fields[place]
        return SOQLPath(names: found + [field.name], hops: hops, end: .field(current.kind, place), kind: field.kind)
    }

    // MARK: Conditions

    private func resolve(_ condition: SOQLQuery.Condition) throws(SalesforceRefusal) -> SOQLCondition {
        switch condition {
        case .not(let inner): return .not(try resolve(inner))
        case .all(let parts): return .all(try parts.map { part throws(SalesforceRefusal) in try resolve(part) })
        case .any(let parts): return .any(try parts.map { part throws(SalesforceRefusal) in try resolve(part) })
        case .isIn(let path, let literals, let isNegated, let place):
            let path = try filterable(path)
            var values: [SOQLCondition] = []
            for literal in literals { values.append(try compare(path, .equal, literal, place)) }
            var texts: Set<[UInt8]> = []
            for case .text(_, .equal, let text) in values { texts.insert(text) }
            // Many texts are looked up, not compared one by one.
            let any: SOQLCondition = texts.count == values.count ? .textIn(path, texts) : .any(values)
            return isNegated ? .not(any) : any
        case .compare(let path, let comparison, let literal, let place):
            return try compare(try filterable(path), comparison, literal, place)
        }
    }

    private func filterable(_ path: SOQLQuery.Path) throws(SalesforceRefusal) -> SOQLPath {
        let resolved = try resolve(path)
        guard field(resolved)?.isFilterable ?? true else {
            throw SOQLError.invalidField(
                query.text, path.place, "field '\(resolved.text)' can not be filtered in a query call")
        }
        return resolved
    }

    private func compare(
        _ path: SOQLPath, _ comparison: SOQLQuery.Comparison, _ literal: SOQLQuery.Literal, _ place: Int
    ) throws(SalesforceRefusal) -> SOQLCondition {
        func wrong(_ type: String, quoted: Bool) -> SalesforceRefusal {
            SOQLError.invalidField(
                query.text, place,
                "value of filter criterion for field '\(path.text)' must be of type \(type) and should "
                    + "\(quoted ? "" : "not ")be enclosed in quotes")
        }
        func number(_ value: Int64) throws(SalesforceRefusal) -> SOQLCondition {
            guard comparison != .like else { throw invalidOperator(path, place) }
            return .number(path, comparison, value)
        }
        if literal == .null {
            guard comparison == .equal || comparison == .unequal else { throw invalidOperator(path, place) }
            return comparison == .equal ? .isNull(path) : .not(.isNull(path))
        }
        switch path.kind {
        case .id, .reference:
            guard case .text(let text) = literal else { throw wrong("string", quoted: true) }
            guard comparison != .like else { throw invalidOperator(path, place) }
            let count = text.utf8.count
            guard count == 15 || count == 18, text.utf8.allSatisfy({ $0 < 128 && ($0 >= 48) }) else {
                throw SalesforceRefusal(400, "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: \(text)")
            }
            return .id(path, comparison, Array(text.utf8.prefix(15)))
        case .string, .textarea, .email, .phone, .url, .picklist, .anyType, .address:
            guard case .text(let text) = literal else { throw wrong("string", quoted: true) }
            if comparison == .like { return .like(path, LikePattern(text)) }
            let plain = text.replacing("\\%", with: "%").replacing("\\_", with: "_")
            // An empty text is no value.
            if plain.isEmpty, comparison == .equal || comparison == .unequal {
                return comparison == .equal ? .isNull(path) : .not(.isNull(path))
            }
            return .text(path, comparison, Array(plain.lowercased().utf8))
        case .boolean:
            guard case .flag(let flag) = literal else { throw wrong("boolean", quoted: false) }
            return try number(flag ? 1 : 0)
        case .int, .double, .currency, .percent:
            guard case .number(let text) = literal, let value = Double(text), abs(value) < 9e15 else {
                throw wrong(path.kind.rawValue, quoted: false)
            }
            return try number(Int64((value * 100).rounded()))
        case .date:
            if case .day(let at) = literal { return try number(at) }
            guard case .period(let word, let count) = literal else { throw wrong("date", quoted: false) }
            return .period(path, comparison, SOQLDates.range(word, count, now: now))
        case .datetime:
            if case .instant(let at) = literal { return try number(at) }
            guard case .period(let word, let count) = literal else { throw wrong("dateTime", quoted: false) }
            return .period(path, comparison, SOQLDates.range(word, count, now: now))
        }
    }

    private func invalidOperator(_ path: SOQLPath, _ place: Int) -> SalesforceRefusal {
        SOQLError.invalidField(query.text, place, "invalid operator on \(path.kind.rawValue) field")
    }
}
