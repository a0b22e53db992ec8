import Foundation
import Sandbox

/// Answers as a Salesforce org that has tasks and nothing else: by Bulk API 2.0 and by queries. Whoever signs in may.
///
/// Rows are rendered when a list of fields is asked for the first time, and are slices of that from then on: a benchmark
/// asks once before it measures.
actor Org {
    private struct Selection: Hashable {
        var fields: [String]
        var format: TaskRows.Format
    }
    /// What a query asks for, and which rows.
    private struct Query {
        var fields: [TaskRows.Field]
        var rows: Range<Int>
        var isJob = false
    }

    private let tasks: TaskRows
    private var rendered: [Selection: Slices] = [:]
    /// Queries whose pages are read, and those of jobs: both are named by their place.
    private var queries: [Query] = []
    /// Where the server listens: what a token is good for.
    private var baseURL = ""
    private let now: Instant = 1_767_225_600_000
    private static let data = "/services/data/v62.0"

    init(_ tasks: TaskRows) { self.tasks = tasks }

    func listen(at url: String) { baseURL = url }

    static func owns(_ target: String) -> Bool { target.hasPrefix("/services/") }

    func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
        var date: [UInt8] = []
        date.appendHTTPDate(now)
        let parts = request.target.split(separator: "?", maxSplits: 1).map(String.init)
        let path = parts[0].split(separator: "/").dropFirst().map(String.init)
        let query = parts.count > 1 ? form(parts[1]) : [:]
        var answer = answer(request, path, query) ?? refusal(404, "NOT_FOUND")
        answer.headers += [
            ("Date", String(decoding: date, as: UTF8.self)), ("Sforce-Limit-Info", "api-usage=1/100000000"),
        ]
        if !answer.headers.contains(where: { $0.name == "Content-Type" }) {
            answer.headers.append(("Content-Type", "application/json"))
        }
        return answer
    }

    /// nil: nobody should ask this.
    private func answer(
        _ request: LoopbackServer.Request, _ path: [String], _ query: [String: String]
    ) -> LoopbackServer.Response? {
        switch (request.method, path.first, path.count) {
        case ("POST", "oauth2", 2):
            return json(#"{"access_token":"benchmark","instance_url":"\#(baseURL)","token_type":"Bearer"}"#)
        case ("GET", "data", 1): return json(#"[{"label":"Release 62","url":"\#(Self.data)","version":"62.0"}]"#)
        case (_, "data", 3...): return data(request, Array(path.dropFirst(2)), query)
        default: return nil
        }
    }

    private func data(
        _ request: LoopbackServer.Request, _ path: [String], _ query: [String: String]
    ) -> LoopbackServer.Response? {
        switch (request.method, path[0], path.count) {
        case ("GET", "limits", 1):
            return json(#"{"DailyApiRequests":{"Max":100000000,"Remaining":99999999}}"#)
        case ("GET", "sobjects", 1): return json(#"{"encoding":"UTF-8","maxBatchSize":200,"sobjects":[{\#(object)}]}"#)
        case ("GET", "sobjects", 3) where path[1] == "Task" && path[2] == "describe": return describe(request)
        case ("GET", "sobjects", 3) where path[2] == "deleted":
            return json(#"{"deletedRecords":[],"latestDateCovered":"\#(timeText(now).dropLast())+0000"}"#)
        case ("GET", "query", 1), ("GET", "queryAll", 1): return records(query["q"] ?? "")
        case ("GET", "query", 2), ("GET", "queryAll", 2): return nextPage(path[1])
        case ("POST", "jobs", 2):
            guard let soql = member("query", of: request.body), var query = tasks(soql) else { return nil }
            query.isJob = true
            queries.append(query)
            return json(job(queries.count - 1, "UploadComplete"))
        case ("GET", "jobs", 2):
            let jobs = queries.indices.filter { queries[$0].isJob }.map { job($0, "JobComplete") }
            return json(#"{"done":true,"nextRecordsUrl":null,"records":[\#(jobs.joined(separator: ","))]}"#)
        case ("GET", "jobs", 3): return place(path[2]).map { json(job($0, "JobComplete")) }
        case ("PATCH", "jobs", 3): return place(path[2]).map { json(job($0, "Aborted")) }
        case ("DELETE", "jobs", 3): return LoopbackServer.Response(status: 204, headers: [], body: [])
        case ("GET", "jobs", 4): return place(path[2]).map { results(queries[$0], query) }
        default: return nil
        }
    }

    // MARK: Objects

    private let object = #"""
        "name":"Task","label":"Task","labelPlural":"Tasks","keyPrefix":"00T","queryable":true,"retrieveable":true,\#
        "replicateable":true,"custom":false,"customSetting":false
        """#

    private func describe(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
        guard !request.headers.contains(where: { $0.name.lowercased() == "if-modified-since" }) else {
            return LoopbackServer.Response(status: 304, headers: [], body: [])
        }
        let fields = TaskRows.fields.map {
            #"{"name":"\#($0.name)","label":"\#($0.name)","type":"\#($0.type)","filterable":true,"sortable":true,"#
                + #""calculated":false,"custom":false,"nillable":true,"relationshipName":null,"referenceTo":[]}"#
        }
        var answer = json(#"{\#(object),"childRelationships":[],"fields":[\#(fields.joined(separator: ","))]}"#)
        answer.headers.append(("Last-Modified", "Wed, 01 Jan 2025 00:00:00 GMT"))
        return answer
    }

    // MARK: Queries

    private func records(_ soql: String) -> LoopbackServer.Response? {
        let words = soql.split { $0 == " " || $0 == "," }.map(String.init)
        guard let from = words.firstIndex(of: "FROM"), from + 1 < words.count else { return nil }
        if words[from + 1] == "Organization" {
            return json(
                #"{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Organization"},"#
                    + #""Id":"00DVw0000005CbtMAE","TimeZoneSidKey":"Etc/UTC"}]}"#)
        }
        guard let query = tasks(soql) else { return json(#"{"totalSize":0,"done":true,"records":[]}"#) }
        if words.contains("COUNT()") { return json(#"{"totalSize":\#(query.rows.count),"done":true,"records":[]}"#) }
        let ids = soql.split(separator: "'").compactMap { tasks.row(of: $0) }
        if !ids.isEmpty {
            let records = ids.map { tasks.record($0, query.fields, .json).dropLast() }
            return json(#"{"totalSize":\#(ids.count),"done":true,"records":[\#(records.joined(separator: ","))]}"#)
        }
        queries.append(query)
        return page(queries.count - 1, from: query.rows.lowerBound)
    }

    private func nextPage(_ locator: String) -> LoopbackServer.Response? {
        let parts = locator.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 2, queries.indices.contains(parts[0]) else { return refusal(400, "INVALID_QUERY_LOCATOR") }
        return page(parts[0], from: parts[1])
    }

    private func page(_ place: Int, from start: Int) -> LoopbackServer.Response {
        let query = queries[place]
        let end = min(query.rows.upperBound, start + 2_000)
        let isLast = end == query.rows.upperBound
        let next = isLast ? "" : #","nextRecordsUrl":"\#(Self.data)/query/\#(place)-\#(end)""#
        var answer = json(#"{"totalSize":\#(query.rows.count),"done":\#(isLast)\#(next),"records":["#)
        // Every record ends with a comma.
        answer.body += slices(query.fields, .json)[start..<end].dropLast()
        answer.body += "]}".utf8
        return answer
    }

    /// `SELECT … FROM Task [WHERE SystemModstamp >= … AND SystemModstamp < …]`; nil for any other object. What else is asked
    /// of the rows, all of them are.
    private func tasks(_ soql: String) -> Query? {
        let words = soql.split { $0 == " " || $0 == "," }.map(String.init)
        guard let from = words.firstIndex(of: "FROM"), from + 1 < words.count, words[from + 1] == "Task" else {
            return nil
        }
        let fields = words[1..<from].compactMap { name in TaskRows.fields.first { $0.name == name } }
        var (low, high) = (0, tasks.count)
        for place in words.indices.dropFirst(from) where words[place] == "SystemModstamp" && place + 2 < words.count {
            guard let bound = instant(words[place + 2]) else { continue }
            switch words[place + 1] {
            case ">=": low = max(low, tasks.row(from: bound))
            case ">": low = max(low, tasks.row(from: bound + 1))
            case "<": high = min(high, tasks.row(from: bound))
            case "<=": high = min(high, tasks.row(from: bound + 1))
            default: continue
            }
        }
        return Query(fields: fields, rows: min(low, high)..<high)
    }

    /// UTC, whichever way that is spelled.
    private func instant(_ text: String) -> Instant? {
        guard let date = try? Date(text.prefix(19) + "Z", strategy: .iso8601) else { return nil }
        return Instant(date.timeIntervalSince1970) * 1_000
    }

    // MARK: Jobs

    private func job(_ place: Int, _ state: String) -> String {
        let query = queries[place]
        let count = state == "JobComplete" ? #","numberRecordsProcessed":\#(query.rows.count),"retries":0"# : ""
        return #"{"id":"\#(TaskRows.id("750", place))","operation":"queryAll","object":"Task","state":"\#(state)","#
            + #""concurrencyMode":"Parallel","contentType":"CSV","apiVersion":62.0,"lineEnding":"LF","#
            + #""columnDelimiter":"COMMA"\#(count)}"#
    }

    private func place(_ id: String) -> Int? {
        Int(id.dropFirst(5).prefix(10)).flatMap { queries.indices.contains($0) ? $0 : nil }
    }

    private func results(_ query: Query, _ parameters: [String: String]) -> LoopbackServer.Response {
        let start = Int(parameters["locator"] ?? "") ?? query.rows.lowerBound
        let end = min(query.rows.upperBound, start + (Int(parameters["maxRecords"] ?? "") ?? 50_000))
        var answer = LoopbackServer.Response(status: 200, headers: [("Content-Type", "text/csv")], body: [])
        answer.headers += [
            ("Sforce-Locator", end < query.rows.upperBound ? String(end) : "null"),
            ("Sforce-NumberOfRecords", String(end - start)),
        ]
        answer.body += (query.fields.map { "\"\($0.name)\"" }.joined(separator: ",") + "\n").utf8
        answer.body += slices(query.fields, .csv)[start..<end]
        return answer
    }

    private func slices(_ fields: [TaskRows.Field], _ format: TaskRows.Format) -> Slices {
        let selection = Selection(fields: fields.map(\.name), format: format)
        if let slices = rendered[selection] { return slices }
        let slices = Slices(count: tasks.count) { tasks.record($0, fields, format) }
        rendered[selection] = slices
        return slices
    }

    // MARK: Wire

    private func json(_ text: String) -> LoopbackServer.Response {
        LoopbackServer.Response(status: 200, headers: [], body: Array(text.utf8))
    }

    private func refusal(_ status: Int, _ code: String) -> LoopbackServer.Response {
        LoopbackServer.Response(
            status: status, headers: [], body: Array(#"[{"message":"\#(code)","errorCode":"\#(code)"}]"#.utf8))
    }

    private func member(_ name: String, of body: [UInt8]) -> String? {
        let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        return object?[name] as? String
    }

    /// Of a query string: `+` is a space.
    private func form(_ text: String) -> [String: String] {
        let pairs = text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map {
                $0.replacing("+", with: " ").removingPercentEncoding ?? ""
            }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }
}
