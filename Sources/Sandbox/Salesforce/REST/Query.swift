/// An open query: its rows, and how far each page goes.
struct QueryCursor {
    var plan: SOQLPlan
    var shape: SOQLShape
    var rows: [UInt32]
    var opened: Instant
    var pageSize: Int
}

struct QueryCursors {
    private static let most = 200
    private var cursors: [Int: QueryCursor] = [:]
    private var serial = 0

    mutating func open(_ cursor: QueryCursor) -> Int {
        serial += 1
        // The oldest go where somebody opens hundreds.
        if cursors.count >= Self.most, let oldest = cursors.keys.min() { cursors[oldest] = nil }
        cursors[serial] = cursor
        return serial
    }

    subscript(number: Int) -> QueryCursor? { cursors[number] }

    mutating func forget(before instant: Instant) {
        for (number, cursor) in cursors where cursor.opened < instant { cursors[number] = nil }
    }

    mutating func clear() { cursors = [:] }

    /// `0r8Vw0000001abcAAA-2000`: which cursor, and the row to go on with.
    static func locator(_ number: Int, _ start: Int) -> String { "\(RecordID.text("0r8", number: number))-\(start)" }

    static func parse(_ locator: String) -> (number: Int, start: Int)? {
        let parts = locator.split(separator: "-")
        guard parts.count == 2, parts[0].count == 18, let start = Int(parts[1]), start > 0 else { return nil }
        // Few cursors are open: the one whose name this is.
        let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        var number = 0
        for character in parts[0].dropFirst(5).prefix(10) {
            guard let digit = digits.firstIndex(of: character), number < Int.max / 62 - 62 else { return nil }
            number = number * 62 + digit
        }
        return RecordID.text("0r8", number: number) == parts[0] ? (number, start) : nil
    }
}

extension Salesforce {
    mutating func query(_ call: Call, all: Bool, _ world: World) throws -> Answer {
        guard let text = call["q"], !text.isEmpty else {
            throw SalesforceRefusal(400, "MALFORMED_QUERY", "A query string has to be specified")
        }
        let plan = try SOQLResolver.plan(text, mirror.org, now: world.now)
        if plan.countsRows {
            let count = plan.rows(all: all, mirror.org, world).count
            return frame(total: count, next: nil, world) { _ in }
        }
        if plan.isAggregate {
            let values = plan.aggregates(all: all, mirror.org, world)
            return frame(total: 1, next: nil, world) { writer in
                writer.object { writer in
                    writer.key("attributes")
                    writer.object { writer in
                        writer.key("type")
                        writer.value("AggregateResult")
                    }
                    for (name, value) in values {
                        writer.key(name)
                        write(value, in: world, to: &writer)
                    }
                }
            }
        }
        let cursor = QueryCursor(
            plan: plan, shape: SOQLShape(plan.paths), rows: plan.rows(all: all, mirror.org, world), opened: world.now,
            pageSize: pageSize(call, plan))
        let number = cursor.rows.count > cursor.pageSize ? cursors.open(cursor) : 0
        return page(cursor, number, from: 0, world)
    }

    mutating func nextPage(_ locator: String, _ world: World) throws -> Answer {
        cursors.forget(before: world.now - Int64(configuration.locatorSeconds) * Span.second)
        guard let (number, start) = QueryCursors.parse(locator), let cursor = cursors[number],
            start < cursor.rows.count
        else { throw SalesforceRefusal.locator }
        return page(cursor, number, from: start, world)
    }

    /// A hint by header; wide rows make smaller pages.
    private func pageSize(_ call: Call, _ plan: SOQLPlan) -> Int {
        var size = max(1, configuration.pageSize)
        for option in (call.header("sforce-query-options") ?? "").split(separator: ",") {
            let parts = option.split(separator: "=").map(\.trimmed)
            if parts.count == 2, parts[0] == "batchSize", let wanted = Int(parts[1]) {
                size = min(size, min(max(wanted, 200), 2_000))
            }
        }
        guard configuration.shrinksPages else { return size }
        return max(1, size - size * min(60, plan.columns.count * 2) / 100)
    }

    private func page(_ cursor: QueryCursor, _ number: Int, from start: Int, _ world: World) -> Answer {
        let end = min(cursor.rows.count, start + cursor.pageSize)
        let next = end < cursor.rows.count ? QueryCursors.locator(number, end) : nil
        return frame(
            total: cursor.rows.count, next: next, world, capacity: (end - start) * 60 * cursor.plan.columns.count
        ) {
            writer in
            for row in cursor.rows[start..<end] {
                write(cursor.plan.object.kind, Int(row), cursor.shape, in: world, to: &writer)
            }
        }
    }

    private func frame(
        total: Int, next: String?, _ world: World, capacity: Int = 256, records: (inout JSONWriter) -> Void
    ) -> Answer {
        .json(capacity: capacity + 512) { writer in
            writer.object { writer in
                writer.key("totalSize")
                writer.value(total)
                writer.key("done")
                writer.value(next == nil)
                if let next {
                    writer.key("nextRecordsUrl")
                    writer.value("/services/data/v\(version).0/query/\(next)")
                }
                writer.key("records")
                writer.array(records)
            }
        }
    }
}
