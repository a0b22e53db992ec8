import ConnectorKit
import JSON
import Sandbox
import Touchpoints

extension DescribedSystem {
    func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
        if let link = links[request.target] {
            return answer(routes[link.route], link.route, link.bindings, place: link.after)
        }
        for (index, route) in routes.enumerated() {
            if let bindings = route.match(request) { return answer(route, index, bindings, place: nil) }
        }
        return refusal(404, "no request of the description reads \(request.method) \(request.target.prefix(200))")
    }

    private func answer(
        _ route: Route, _ index: Int, _ bindings: Bindings, place: Int?
    ) -> LoopbackServer.Response {
        let table = tables[route.stream]
        switch route.role {
        case .account:
            var body = JSONTemplate.object([])
            if let path = connector.account.id { body = body.setting(.text("1"), at: path) }
            if let path = connector.account.timeZone { body = body.setting(.text("UTC"), at: path) }
            if let path = connector.account.currency { body = body.setting(.text("EUR"), at: path) }
            return response(body)
        case .token: return refusal(400, "there is no token here")
        case .discovery(let discovery):
            return response(JSONTemplate.object([]).setting(.array([]), at: discovery.records))
        case .catalog(let catalog):
            let names = table?.specimen.stream.fields?.required ?? []
            let fields = names.map { JSONTemplate.object([]).setting(.text($0), at: catalog.name) }
            return response(JSONTemplate.object([]).setting(.array(fields), at: catalog.records))
        case .window(let window): return self.window(window, route, index, bindings, place)
        case .newest(let window):
            // The same index answers this question and the windows.
            guard let table,
                let newest = table.live.filter({ isVisible(table.rows[$0]) })
                    .max(by: { table.rows[$0].modified < table.rows[$1].modified })
            else { return response(JSONTemplate.object([]).setting(.array([]), at: window.page.records)) }
            return response(
                JSONTemplate.object([]).setting(.array([table.rows[newest].document]), at: window.page.records))
        case .listing(let listing):
            let rows = table.map { table in table.live.map { Item(table.rows[$0]) } } ?? []
            return page(rows, listing.page, limit: bindings.int("limit") ?? listing.limit, index, bindings, place)
        case .archived(let listing, let goneAt, let when):
            let rows = (table?.rows ?? []).compactMap { row -> Item? in
                guard case .archived(let at) = row.state else { return nil }
                return Item(number: row.number, document: marked(row.document, goneAt, at, when))
            }
            return page(rows, listing.page, limit: bindings.int("limit") ?? listing.limit, index, bindings, place)
        case .merged(let listing, let old, let survivor):
            guard let table else { return refusal(404, "no such stream") }
            let rows = table.rows.compactMap { row -> Item? in
                guard case .merged(let into) = row.state else { return nil }
                let id = JSONTemplate.text(table.specimen.id(of: row.document))
                let pair = JSONTemplate.object([]).setting(id, at: old).setting(.text(table.id(into)), at: survivor)
                return Item(number: row.number, document: pair)
            }
            return page(rows, listing.page, limit: bindings.int("limit") ?? listing.limit, index, bindings, place)
        case .children(let listing, let children):
            guard let table, let parent = bindings.texts["parent"] else { return refusal(404, "no such parent") }
            var rows = table.live.map { table.rows[$0] }.filter { $0.parent == parent }
            if children.newestFirst != nil { rows.sort { ($0.modified, $0.number) > ($1.modified, $1.number) } }
            return page(
                rows.map(Item.init), listing.page, limit: bindings.int("limit") ?? listing.limit, index, bindings, place
            )
        case .lookup(let lookup):
            guard let table else { return refusal(404, "no such stream") }
            let wanted = Set(ids(bindings, lookup.ids))
            let rows = table.live.filter { wanted.contains(table.id($0)) }.map { table.rows[$0].document }
            return response(JSONTemplate.object([]).setting(.array(rows), at: lookup.records))
        case .probe:
            guard let table, let row = find(bindings.texts["id"] ?? "", in: table) else {
                return refusal(404, "not found")
            }
            return response(table.rows[row].document)
        case .associations(let reading): return associations(reading, table, bindings)
        }
    }

    /// Follows merges to the survivor; nil: it is gone.
    private func find(_ id: String, in table: Table) -> Int? {
        guard var row = table.rows.indices.first(where: { table.id($0) == id }) else { return nil }
        while case .merged(let into) = table.rows[row].state { row = into }
        return table.rows[row].state == .live ? row : nil
    }

    private func ids(_ bindings: Bindings, _ terms: IDTerms?) -> [String] {
        if let list = bindings.lists["ids"] { return list }
        let text = bindings.texts["ids"] ?? ""
        guard let terms else { return text.split(separator: ",").map(String.init) }
        let (before, after) = (
            terms.each.firstRange(of: "{id}").map { String(terms.each[..<$0.lowerBound]) } ?? "",
            terms.each.firstRange(of: "{id}").map { String(terms.each[$0.upperBound...]) } ?? ""
        )
        return text.split(separator: terms.separator).map { term in
            String(term.dropFirst(before.count).dropLast(after.count))
        }
    }

    private func marked(
        _ document: JSONTemplate, _ goneAt: JSONPath?, _ at: Int64, _ when: [Condition]
    ) -> JSONTemplate {
        var document = document
        if let goneAt { document = document.setting(TimeSpelling(nil, resolution: .millisecond).value(at), at: goneAt) }
        for case .equals(let path, let value) in when {
            document = document.setting(value == "true" ? .bool(true) : .text(value), at: path)
        }
        return document
    }

    // MARK: - Windows

    private func isVisible(_ row: Row) -> Bool { row.visible <= now && row.modified <= now - lag }

    private func window(
        _ window: Window, _ route: Route, _ index: Int, _ bindings: Bindings, _ place: Int?
    ) -> LoopbackServer.Response {
        guard let table = tables[route.stream], let to = bindings.texts["to"].flatMap({ window.time.milliseconds($0) })
        else { return refusal(400, "the window has no end") }
        let from = bindings.texts["from"].flatMap { window.time.milliseconds($0) } ?? 0
        let ids = (
            bindings.texts["from_id"].flatMap { Int($0) } ?? .min, bindings.texts["to_id"].flatMap { Int($0) } ?? .max
        )
        var rows = table.live.map { table.rows[$0] }.filter { row in
            guard row.modified >= from, row.modified < to, isVisible(row) else { return false }
            guard window.splitsByID else { return true }
            let id = Int(table.specimen.id(of: row.document)) ?? 0
            return id >= ids.0 && id < ids.1
        }
        rows.sort { $0.number < $1.number }
        if isLoose { rows.sort { ($0.number * 7_919 % 101, $0.number) < ($1.number * 7_919 % 101, $1.number) } }
        return page(
            rows.map(Item.init), window.page, limit: bindings.int("limit") ?? window.limit, index, bindings, place,
            cap: window.cap)
    }

    // MARK: - Pages

    /// A record on its way into a page.
    private struct Item {
        var number: Int
        var document: JSONTemplate

        init(number: Int, document: JSONTemplate) { (self.number, self.document) = (number, document) }
        init(_ row: Row) { self.init(number: row.number, document: row.document) }
    }

    /// Cursors name the last record seen, not a place among moving ones.
    private static func place(after cursor: String, in rows: [Item]) -> Int {
        let number = Int(cursor.dropFirst()) ?? 0
        if let seen = rows.firstIndex(where: { $0.number == number }) { return seen + 1 }
        return rows.firstIndex { $0.number > number } ?? rows.count
    }

    /// Cuts a page out of all rows, as the description says that the API does.
    private func page(
        _ rows: [Item], _ shape: PageShape, limit: Int, _ route: Int, _ bindings: Bindings, _ place: Int?,
        cap: Int? = nil
    ) -> LoopbackServer.Response {
        var begin = 0
        switch shape.next {
        case .cursor: begin = bindings.texts["cursor"].map { Self.place(after: $0, in: rows) } ?? 0
        case .number(let first, _): begin = ((bindings.int("page") ?? first) - first) * max(1, limit)
        case .offset: begin = bindings.int("offset") ?? 0
        case .link: begin = place.map { Self.place(after: "c\($0)", in: rows) } ?? 0
        case nil: break
        }
        if let cap, begin + limit > cap { return refusal(400, "no more than \(cap) results can be seen") }
        begin = min(max(0, begin), rows.count)
        let end = min(rows.count, begin + max(1, limit))
        var body = JSONTemplate.object([])
        if shape.records.steps.isEmpty {
            body = .array(rows[begin..<end].map(\.document))
        } else {
            body = body.setting(.array(rows[begin..<end].map(\.document)), at: shape.records)
        }
        if let total = shape.total { body = body.setting(.number(String(rows.count)), at: total) }
        let isMore = end < rows.count
        switch shape.next {
        case .cursor(let at, let hasMore):
            if isMore { body = body.setting(.text("c\(rows[end - 1].number)"), at: at) }
            if let hasMore { body = body.setting(.bool(isMore), at: hasMore) }
        case .number(_, let pages):
            if let pages { body = body.setting(.number(String((rows.count + limit - 1) / max(1, limit))), at: pages) }
        case .offset(let hasMore):
            if let hasMore { body = body.setting(.bool(isMore), at: hasMore) }
        case .link(let at):
            if isMore {
                let target = "/_next/\(route)/\(links.count)"
                links[target] = Continuation(route: route, after: rows[end - 1].number, bindings: bindings)
                body = body.setting(.text(baseURL + target), at: at)
            }
        case nil: break
        }
        return response(body)
    }

    private func associations(
        _ reading: AssociationReading, _ table: Table?, _ bindings: Bindings
    ) -> LoopbackServer.Response {
        guard let table else { return refusal(404, "no such stream") }
        let wanted = bindings.lists["ids"] ?? bindings.texts["id"].map { [$0] } ?? ids(bindings, nil)
        var results: [JSONTemplate] = []
        for id in wanted {
            guard let row = table.live.first(where: { table.id($0) == id }) else { continue }
            let targets = liveTargets(table.rows[row], reading.to)
            guard !targets.isEmpty else { continue }
            let edges = targets.sorted().map { JSONTemplate.object([]).setting(.text($0), at: reading.target) }
            results.append(
                JSONTemplate.object([]).setting(.text(id), at: reading.from).setting(.array(edges), at: reading.targets)
            )
        }
        return response(JSONTemplate.object([]).setting(.array(results), at: reading.results))
    }

    /// The ids that a record is tied to now: survivors of merges, nobody who is gone.
    func liveTargets(_ row: Row, _ stream: String) -> Set<String> {
        guard let table = tables[stream] else { return [] }
        return Set(row.associations[stream, default: []].compactMap { find($0, in: table).map(table.id) })
    }

    // MARK: - Answers

    private func response(_ body: JSONTemplate, status: Int = 200) -> LoopbackServer.Response {
        LoopbackServer.Response(
            status: status,
            headers: [("Content-Type", "application/json"), ("Date", httpDate(now))], body: body.bytes)
    }

    private func refusal(_ status: Int, _ words: String) -> LoopbackServer.Response {
        response(.object([.init("message", .text(words))]), status: status)
    }
}

extension Window.TimeFormat {
    /// Reads what `text(_:)` writes.
    func milliseconds(_ text: String) -> Int64? {
        switch self {
        case .epochMilliseconds: Int64(text)
        case .epochSeconds: Int64(text).map { $0 * 1_000 }
        case .rfc3339, .rfc3339Seconds: Moment(rfc3339: text)?.milliseconds
        case .sql: Moment(rfc3339: text.replacing(" ", with: "T") + "Z")?.milliseconds
        case .date: Moment(date: text)?.milliseconds
        }
    }
}
