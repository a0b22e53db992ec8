import ConnectorKit
import Foundation
import HTTP
import Salesforce
import Synchronization

/// An org of few lines: the answers of Salesforce's REST API to the questions that the connector asks, and no others.
///
/// Rows are kept as JSON tokens by field. A query's pages are one view of the rows as they were when it was asked.
final class SmallOrg: HTTPTransport {
    typealias Row = [String: String]

    struct State {
        var rows: [String: [String: Row]] = [:]
        var fields: [String: Set<String>] = [:]
        /// Formula fields by object.
        var formulas: [String: Set<String>] = [:]
        var types: [String: String] = [:]
        var catalogDate = "Tue, 01 Sep 2026 00:00:00 GMT"
        var views: [String: (object: String, fields: [String], rows: [Row])] = [:]
        var deleted: [String: [(id: String, at: Int64)]] = [:]
        var now: Int64 = 1_788_249_600_000
        var requests: [HTTPRequest] = []
        var pageSize = 2_000
        var used = 10
        var limit = 100_000
        var org = "00D000000000001AAA"
        var instance = "http://127.0.0.1:9"
        var tokens = 0
        /// The access token that is good now.
        var token = ""
        var refresh: String?
        /// Answers something else than the org would; gets the request and its number.
        var fault: (@Sendable (_ target: String, _ number: Int, _ state: inout State) -> HTTPResponse?)?
    }

    let state = Mutex(State())

    /// All objects of the description, with all fields it asks for.
    init() {
        state.withLock { state in
            for stream in salesforce.streams {
                guard let object = stream.objectType, let fields = stream.fields else { continue }
                state.fields[object] = Set(fields.required + fields.optional)
                state.rows[object] = [:]
            }
            for name in ["IsDeleted", "IsConverted", "IsClosed", "IsWon", "HasResponded", "Incoming"] {
                state.types[name] = "boolean"
            }
        }
    }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }
    /// Path and query of all requests so far, decoded.
    var targets: [String] { requests.map { Self.target($0) } }

    static func time(_ milliseconds: Int64) -> String {
        let date = Date(timeIntervalSince1970: Double(milliseconds / 1000))
        return date.formatted(.iso8601).dropLast() + ".000+0000"
    }

    /// Writes a row as the platform would: with a stamp, by default of now.
    func put(_ object: String, _ id: String, _ values: [String: String?] = [:], at: Int64? = nil) {
        state.withLock { state in
            let stamp = Self.time(at ?? state.now)
            var row = state.rows[object]?[id] ?? ["CreatedDate": Self.quoted(stamp), "IsDeleted": "false"]
            row["Id"] = Self.quoted(id)
            row["SystemModstamp"] = Self.quoted(stamp)
            for (name, value) in values {
                let isBare = value == "true" || value == "false" || value.flatMap { Double($0) } != nil
                row[name] = value.map { isBare ? $0 : Self.quoted($0) } ?? "null"
            }
            state.rows[object, default: [:]][id] = row
        }
    }

    func remove(_ object: String, _ id: String) {
        state.withLock { state in
            state.rows[object]?[id] = nil
            state.deleted[object, default: []].append((id, state.now))
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static func target(_ request: HTTPRequest) -> String {
        let path = request.url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).last ?? ""
        let target = path.firstIndex(of: "/").map { String(path[$0...]) } ?? "/"
        return target.removingPercentEncoding ?? target
    }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let target = Self.target(request)
        return state.withLock { state in
            state.requests.append(request)
            let response: HTTPResponse
            if let fault = state.fault?(target, state.requests.count, &state) {
                response = fault
            } else if target == "/services/oauth2/token" {
                response = Self.token(&state)
            } else if request.headers["Authorization"] != "Bearer " + state.token {
                response = Self.refusal(401, "INVALID_SESSION_ID", "Session expired or invalid")
            } else {
                state.used += 1
                response = Self.data(target, request.headers["If-Modified-Since"], &state)
            }
            let formatter = DateFormatter()
            formatter.locale = Locale(identifier: "en_US_POSIX")
            formatter.timeZone = TimeZone(identifier: "UTC")
            formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
            var headers = response.headers
            headers["Date"] = formatter.string(from: Date(timeIntervalSince1970: Double(state.now / 1000)))
            headers["Sforce-Limit-Info"] = "api-usage=\(state.used)/\(state.limit); api-bursts=1/750"
            return HTTPResponse(status: response.status, headers: headers, body: response.body)
        }
    }

    func open(_ request: HTTPRequest) async throws(HTTPError) -> HTTPDownload {
        throw HTTPError(.refused("no streams here"), for: request)
    }

    // MARK: - Answers

    static func json(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: Array(text.utf8))
    }

    static func refusal(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
        json(#"[{"message":"\#(message)","errorCode":"\#(code)"}]"#, status: status)
    }

    private static func token(_ state: inout State) -> HTTPResponse {
        state.tokens += 1
        state.token = "access-token-\(state.tokens)"
        let refresh = state.refresh.map { #","refresh_token":"\#($0)""# } ?? ""
        return json(
            """
            {"access_token":"\(state.token)","instance_url":"\(state.instance)","token_type":"Bearer",
             "id":"https://login.example.com/id/\(state.org)/005"\(refresh)}
            """)
    }

    private static func data(_ target: String, _ since: String?, _ state: inout State) -> HTTPResponse {
        let rest = target.replacing("/services/data/v62.0/", with: "")
        if rest.hasPrefix("query/") { return page(String(rest.dropFirst(6)), &state) }
        if let q = rest.firstRange(of: "?q=") { return query(String(rest[q.upperBound...]), &state) }
        let parts = rest.split(whereSeparator: { $0 == "/" || $0 == "?" }).map(String.init)
        guard parts.first == "sobjects" else { return refusal(404, "NOT_FOUND", "no such thing") }
        guard parts.count > 1 else { return json(#"{"sobjects":[]}"#) }
        guard let fields = state.fields[parts[1]] else { return refusal(404, "NOT_FOUND", "no such object") }
        if parts.count == 3, parts[2] == "describe" {
            if since == state.catalogDate { return HTTPResponse(status: 304, headers: [:], body: []) }
            let lines = fields.sorted().map { name -> String in
                let formula = state.formulas[parts[1]]?.contains(name) == true
                let parts = name.split(separator: ".").map(String.init)
                let relation = parts.count > 1 ? "\"\(parts[0])\"" : "null"
                return """
                    {"name":"\(parts.count > 1 ? parts[0] + "Id" : name)","type":"\(state.types[name] ?? "string")",
                     "relationshipName":\(relation),"calculated":\(formula)}
                    """
            }
            let text = #"{"name":"\#(parts[1])","fields":[\#(lines.joined(separator: ","))]}"#
            return HTTPResponse(
                status: 200, headers: ["Content-Type": "application/json", "Last-Modified": state.catalogDate],
                body: Array(text.utf8))
        }
        if parts.count > 2, parts[2] == "deleted" {
            let list = (state.deleted[parts[1]] ?? []).map {
                #"{"id":"\#($0.id)","deletedDate":"\#(time($0.at))"}"#
            }
            return json(
                """
                {"deletedRecords":[\(list.joined(separator: ","))],"earliestDateAvailable":"\(time(0))",
                 "latestDateCovered":"\(time(state.now - 60_000))"}
                """)
        }
        guard parts.count > 2, let row = state.rows[parts[1]]?[parts[2]] else {
            return refusal(404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible")
        }
        if row["IsDeleted"] == "true" { return refusal(404, "ENTITY_IS_DELETED", "entity is deleted") }
        return json(#"{"attributes":{"type":"\#(parts[1])"},"Id":"\#(parts[2])"}"#)
    }

    private static func query(_ soql: String, _ state: inout State) -> HTTPResponse {
        if soql.hasSuffix("FROM Organization") {
            return json(
                """
                {"totalSize":1,"done":true,"records":[{"attributes":{"type":"Organization"},"Id":"\(state.org)",
                 "TimeZoneSidKey":"Europe/Berlin"}]}
                """)
        }
        guard
            let match = soql.wholeMatch(of: /SELECT (.*?) FROM (\w+)(?: WHERE (.*?))?(?: ORDER BY (.*))?/)
        else { return refusal(400, "MALFORMED_QUERY", "unexpected token") }
        let object = String(match.2)
        guard let known = state.fields[object] else {
            return refusal(400, "INVALID_TYPE", "sObject type '\(object)' is not supported.")
        }
        let fields = match.1.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        if fields != ["COUNT()"], let bad = fields.first(where: { !known.contains($0) && $0 != "Id" }) {
            return refusal(400, "INVALID_FIELD", "No such column '\(bad)' on entity '\(object)'")
        }
        var rows = Array((state.rows[object] ?? [:]).values)
        for condition in (match.3 ?? "").components(separatedBy: " AND ") where !condition.isEmpty {
            rows = rows.filter { holds(condition, $0) }
        }
        rows.sort { (key($0, match.4), $0["Id"] ?? "") < (key($1, match.4), $1["Id"] ?? "") }
        if fields == ["COUNT()"] { return json(#"{"totalSize":\#(rows.count),"done":true,"records":[]}"#) }
        let view = "0r8\(state.views.count)"
        state.views[view] = (object, fields, rows)
        return page(view + "-0", &state)
    }

    private static func key(_ row: Row, _ order: Substring?) -> String {
        let field = order?.split(separator: ",").first.map(String.init) ?? "Id"
        return row[field] ?? ""
    }

    private static func holds(_ condition: String, _ row: Row) -> Bool {
        if let match = condition.wholeMatch(of: /(\w+) (>=|<) (\S+)/) {
            guard let text = row[String(match.1)] else { return false }
            let left = text.dropFirst().prefix(19)
            let right = match.3.prefix(19)
            return match.2 == "<" ? left < right : left >= right
        }
        if condition == "IsDeleted = false" { return row["IsDeleted"] != "true" }
        if let match = condition.wholeMatch(of: /Id IN \((.*)\)/) {
            let ids = match.1.split(separator: ",").map { String($0).replacing("'", with: "\"") }
            return ids.contains(row["Id"] ?? "")
        }
        return false
    }

    private static func page(_ locator: String, _ state: inout State) -> HTTPResponse {
        let parts = locator.split(separator: "-")
        guard parts.count == 2, let view = state.views[String(parts[0])], let start = Int(parts[1]) else {
            return refusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        }
        let end = min(view.rows.count, start + state.pageSize)
        let records = view.rows[start..<end].map { row -> String in
            let members = view.fields.filter { !$0.contains(".") }.map { "\"\($0)\":\(row[$0] ?? "null")" }
            let url = #""attributes":{"type":"\#(view.object)"}"#
            return "{" + ([url] + members).joined(separator: ",") + "}"
        }
        let next =
            end < view.rows.count ? #","nextRecordsUrl":"/services/data/v62.0/query/\#(parts[0])-\#(end)""# : ""
        return json(
            """
            {"totalSize":\(view.rows.count),"done":\(next.isEmpty)\(next),"records":[\(records.joined(separator: ","))]}
            """)
    }
}
