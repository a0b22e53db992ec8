import ConnectorKit
import Foundation
import HTTP
import JSON
import SyncEngine
import Synchronization
import Testing

/// A system with records at known seconds that can be queried by time, and exported by jobs as CSV.
///
/// Record *n* (from 0) was modified *n* seconds after the epoch, so that a window has as many records as seconds.
final class JobSystem: Sendable {
    struct State {
        /// Jobs that were made, in order, with their windows.
        var jobs: [(from: Int, to: Int)] = []
        var polls: [String: Int] = [:]
        var aborted: [String] = []
        var queries = 0
        var downloads: [String] = []
        /// Consulted before a request is answered: an answer given here is the answer.
        var trouble: (@Sendable (_ request: String, _ number: Int) throws -> HTTPResponse?)?
        var calls = 0
    }

    let count: Int
    let state = Mutex(State())

    init(count: Int) { self.count = count }

    func trouble(_ body: @escaping @Sendable (_ request: String, _ number: Int) throws -> HTTPResponse?) {
        state.withLock { $0.trouble = body }
    }

    static func stream(minimum: Int, maximum: Int, limit: Int, atOnce: Int = 1) -> RecordStream {
        let times = ["from": "{from}", "to": "{to}"]
        let request = RequestTemplate(
            get: "/query", query: times.merging(["fields": "{fields}", "after": "{cursor}"]) { $1 })
        let window = Window(
            request: request,
            page: PageShape(records: "results", total: "total", next: .cursor(at: "next", hasMore: nil)), limit: 5,
            cursor: "at", time: .epochSeconds, resolution: .second, lag: 0, overlap: 0,
            export: ExportJob(
                create: RequestTemplate(
                    post: "/jobs", body: ["from": "{from}", "to": "{to}", "fields": "{fields}"]),
                id: "id", poll: RequestTemplate(get: "/jobs/{job}"), state: "state", done: "JobComplete",
                failed: ["Failed", "Aborted"], reason: "why", total: "count",
                download: RequestTemplate(
                    get: "/jobs/{job}/results", query: ["locator": "{cursor}", "limit": "{limit}"]),
                limit: limit, nextHeader: "Locator", end: "null", countHeader: "Records",
                abort: RequestTemplate(patch: "/jobs/{job}", body: ["state": "Aborted"]), minimum: minimum,
                maximum: maximum, atOnce: atOnce,
                values: ["double": .number, "boolean": .boolean, "datetime": .instant]))
        return RecordStream(
            name: "rows", id: "id", revision: "at",
            fields: FieldSelection(
                required: ["id", "at", "n", "flag", "empty", "text"], container: "",
                catalog: FieldCatalog(
                    request: RequestTemplate(get: "/fields"), records: "fields", name: "name", type: "type")),
            reading: .window(window))
    }

    func transport() -> ScriptedTransport {
        ScriptedTransport { request, _ throws(HTTPError) in
            do { return try self.answer(request) } catch {
                throw error as? HTTPError ?? HTTPError(.cancelled, for: request)
            }
        }
    }

    private func answer(_ request: HTTPRequest) throws -> HTTPResponse {
        let url = try #require(URLComponents(string: request.url))
        let items = Dictionary(
            (url.queryItems ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
        let name = request.method.rawValue + " " + url.path
        let (number, trouble) = state.withLock { state in
            state.calls += 1
            return (state.calls, state.trouble)
        }
        if let answer = try trouble?(name + (items["locator"].map { "?" + $0 } ?? ""), number) { return answer }
        let body = request.body.flatMap { try? JSONDocument.parse($0).root }
        switch name {
        case "GET /account": return .json(#"{"id": "1"}"#)
        case "GET /fields":
            return .json(
                #"{"fields": [{"name": "id", "type": "id"}, {"name": "at", "type": "datetime"}, "#
                    + #"{"name": "n", "type": "double"}, {"name": "flag", "type": "boolean"}, "#
                    + #"{"name": "empty", "type": "string"}, {"name": "text", "type": "string"}]}"#)
        case "GET /query":
            return query(
                Int(items["from"] ?? "") ?? 0, Int(items["to"] ?? "") ?? 0, after: Int(items["after"] ?? ""))
        case "POST /jobs":
            let id = state.withLock { state in
                state.jobs.append(
                    (Int(body?[path: "from"]?.text ?? "") ?? 0, Int(body?[path: "to"]?.text ?? "") ?? 0))
                return state.jobs.count
            }
            return .json(#"{"id": "j\#(id)", "state": "UploadComplete"}"#)
        default: return jobs(request.method, url.path.split(separator: "/").map(String.init), items)
        }
    }

    private func jobs(_ method: HTTPMethod, _ path: [String], _ items: [String: String]) -> HTTPResponse {
        guard path.count >= 2, path[0] == "jobs", let number = Int(path[1].dropFirst()) else {
            return .json("{}", status: 404)
        }
        let id = path[1]
        if method == .patch {
            state.withLock { $0.aborted.append(id) }
            return .json(#"{"state": "Aborted"}"#)
        }
        let (from, to) = state.withLock { $0.jobs[number - 1] }
        let numbers = Array(range(from, to))
        guard path.count == 3 else {
            let polls = state.withLock { state in
                state.polls[id, default: 0] += 1
                return state.polls[id, default: 0]
            }
            let isDone = polls > 1
            return .json(#"{"state": "\#(isDone ? "JobComplete" : "InProgress")", "count": \#(numbers.count)}"#)
        }
        let place = Int(items["locator"] ?? "") ?? 0
        let limit = Int(items["limit"] ?? "") ?? 10
        state.withLock { $0.downloads.append("\(id)@\(place)") }
        let rows = numbers.dropFirst(place).prefix(limit)
        let next = place + rows.count < numbers.count ? String(place + rows.count) : "null"
        let lines = rows.map { number in
            #""\#(number)","\#(Self.time(number).dropLast(5))Z","\#(number).50","\#(number % 2 == 0)","","\#(Self.text(number).replacing("\"", with: "\"\""))""#
        }
        return HTTPResponse(
            status: 200,
            headers: [
                "Content-Type": "text/csv", "Locator": next, "Records": String(rows.count),
                "Date": "Tue, 01 Sep 2026 08:00:00 GMT",
            ],
            body: Array((["\"id\",\"at\",\"n\",\"flag\",\"empty\",\"text\""] + lines).joined(separator: "\n").utf8))
    }

    private func range(_ from: Int, _ to: Int) -> Range<Int> {
        let from = min(max(0, from), count)
        return from..<max(from, min(to, count))
    }

    private func query(_ from: Int, _ to: Int, after: Int?) -> HTTPResponse {
        state.withLock { $0.queries += 1 }
        let numbers = range(from, to)
        let page = numbers.filter { $0 >= after ?? 0 }.prefix(5)
        let records = page.map { number in
            var writer = JSONWriter()
            writer.object { writer in
                writer.key("id")
                writer.string(String(number))
                writer.key("at")
                writer.string(Self.time(number))
                writer.key("n")
                writer.number(token: "\(number).50")
                writer.key("flag")
                writer.bool(number % 2 == 0)
                writer.key("empty")
                writer.null()
                writer.key("text")
                writer.string(Self.text(number))
            }
            return String(decoding: writer.bytes, as: UTF8.self)
        }
        let next = page.last.flatMap { $0 + 1 < numbers.upperBound ? #", "next": "\#($0 + 1)""# : nil } ?? ""
        return .json("{\"total\": \(numbers.count), \"results\": [\(records.joined(separator: ", "))]\(next)}")
    }

    private static func time(_ number: Int) -> String {
        let (minutes, seconds) = (number / 60, number % 60)
        return "1970-01-01T00:"
            + [minutes, seconds].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":") + ".000+0000"
    }

    private static func text(_ number: Int) -> String {
        ["NA", "say \"hi\"", "one\ntwo", "a,b", "nul\u{0}", "plain"][number % 6]
    }
}
