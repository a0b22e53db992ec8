import Foundation
import HTTP
import JSON

/// Request Tracker in miniature: answers what `RequestTracker.yaml` asks as the real one does, and fails in the ways
/// that README.md tells of. What the real one says is `make check-real`'s business.
actor SmallTracker: HTTPTransport {
    struct Ticket {
        var id: Int
        var subject = "Order did not arrive"
        var status = "new"
        var requestors: [Int]
        /// Unix seconds.
        var updated: Int64
        /// The survivor, once merged.
        var into: Int?
    }

    struct Transaction {
        var id: Int
        var ticket: Int
        var type: String
        var creator: Int
        var old = ""
        var new = ""
        /// Unix seconds.
        var created: Int64
    }

    var tickets: [Int: Ticket] = [:]
    var transactions: [Transaction] = []
    var people = [2: "ann@acme.test", 3: "kim@shop.test", 4: "lee@shop.test"]
    /// Unix seconds.
    var now: Int64 = 1_790_000_000
    /// Seconds that are added to the times in TicketSQL: the account's time zone.
    var zone: Int64 = 0
    var isSuperUser = true
    /// So many of the next answers are refusals, or pages that count and hold nothing.
    var refusals = 0
    var emptyPages = 0
    var calls: [String] = []

    func change(_ body: @Sendable (isolated SmallTracker) -> Void) { body(self) }

    func merge(_ old: Int, into new: Int) {
        now += 60
        tickets[old]?.into = new
        let absorbed = tickets[old]?.requestors ?? []
        tickets[new]?.requestors += absorbed
        tickets[new]?.updated = now
    }

    /// Something happens on a ticket.
    func happen(_ type: String, on ticket: Int, by creator: Int, old: String = "", new: String = "") {
        now += 60
        transactions.append(
            Transaction(
                id: transactions.count + 1, ticket: ticket, type: type, creator: creator, old: old, new: new,
                created: now))
        tickets[ticket]?.updated = now
        if type == "Status" { tickets[ticket]?.status = new }
    }

    func open(_ id: Int, by requestors: [Int], creator: Int? = nil) {
        tickets[id] = Ticket(id: id, requestors: requestors, updated: now)
        happen("Create", on: id, by: creator ?? requestors[0])
    }

    // MARK: - Answers

    func open(_ request: HTTPRequest) async throws(HTTPError) -> HTTPDownload {
        throw HTTPError(.transport, for: request)
    }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        guard let url = URLComponents(string: request.url) else { return answer(400, "{}") }
        calls.append(url.path)
        if refusals > 0 {
            refusals -= 1
            return answer(401, #"{"message":"Unauthorized"}"#)
        }
        var query: [String: String] = [:]
        for item in url.queryItems ?? [] { query[item.name] = item.value }
        let body = request.body.flatMap { try? JSONDocument.parse($0).root }
        switch url.path {
        case "/REST/2.0/users":
            if let name = body?[0]?["value"]?.string, name == "RT_System" {
                let created = isSuperUser ? "2026-01-01T08:00:00Z" : "1970-01-01T00:00:00Z"
                return page([#"{"id":1,"Created":"\#(created)"}"#], query, counts: true)
            }
            return page(
                people.sorted { $0.key < $1.key }.map { #"{"id":\#($0.key),"EmailAddress":"\#($0.value)"}"# }, query,
                counts: true)
        case "/REST/2.0/queues/all": return page([#"{"id":1,"Name":"General"}"#], query, counts: true)
        case "/REST/2.0/tickets": return page(find(query["query"] ?? "", query), query, counts: true)
        case "/REST/2.0/transactions": return page(transactions(body), query, counts: isSuperUser)
        default:
            guard let id = Int(url.path.split(separator: "/").last ?? ""), var ticket = tickets[id] else {
                return answer(404, #"{"message":"Not Found"}"#)
            }
            while let into = ticket.into, let survivor = tickets[into] { ticket = survivor }
            return answer(200, Self.text(ticket))
        }
    }

    private func find(_ sql: String, _ query: [String: String]) -> [String] {
        let times = sql.matches(of: /'([^']*)'/).compactMap { Self.seconds(String($0.output.1)) }.map { $0 + zone }
        let ids = sql.matches(of: /\bid (?:>=|<|>|=) (\d+)/).compactMap { Int($0.output.1) }
        let found: [Ticket]
        if sql == "EffectiveId != id" {
            found = tickets.values.filter { $0.into != nil }
        } else {
            let visible = tickets.values.filter { $0.into == nil && $0.status != "deleted" }
            switch true {
            case times.count == 2:
                found = visible.filter {
                    (times[0]..<times[1]).contains($0.updated) && (ids[0]..<ids[1]).contains($0.id)
                }
            case sql.contains("id = "): found = visible.filter { ids.contains($0.id) }
            default: found = visible
            }
        }
        let byTime = query["orderby"] == "LastUpdated"
        return found.sorted { byTime ? $0.updated > $1.updated : $0.id < $1.id }.map(Self.text)
    }

    private func transactions(_ body: JSONValue?) -> [String] {
        let limits = (body?.elements.map { $0 } ?? []).reduce(into: [String: String]()) { limits, limit in
            limits[(limit["field"]?.string ?? "") + (limit["operator"]?.string ?? "")] = limit["value"]?.text
        }
        let times = Self.seconds(limits["Created>="] ?? "")..<Self.seconds(limits["Created<"] ?? "")
        let ids = (Int(limits["id>="] ?? "") ?? 0)..<(Int(limits["id<"] ?? "") ?? 0)
        return transactions.filter { times.contains($0.created) && ids.contains($0.id) }.map {
            #"{"id":\#($0.id),"Type":"\#($0.type)","ObjectId":"\#($0.ticket)","OldValue":"\#($0.old)","#
                + #""NewValue":"\#($0.new)","Created":"\#(Self.text($0.created))","Creator":{"id":\#($0.creator)}}"#
        }
    }

    private func page(_ rows: [String], _ query: [String: String], counts: Bool) -> HTTPResponse {
        let size = Int(query["per_page"] ?? "") ?? 20
        let number = Int(query["page"] ?? "") ?? 1
        var shown = Array(rows.dropFirst((number - 1) * size).prefix(size))
        // The first answer tells the account; what follows is what can be lost.
        if emptyPages > 0, !shown.isEmpty, calls.count > 1 {
            emptyPages -= 1
            shown = []
        }
        let (total, pages) = counts ? ("\(rows.count)", "\((rows.count + size - 1) / size)") : ("null", "null")
        return answer(
            200,
            #"{"total":\#(total),"pages":\#(pages),"count":\#(shown.count),"items":[\#(shown.joined(separator: ","))]}"#
        )
    }

    private func answer(_ status: Int, _ text: String) -> HTTPResponse {
        let date = DateFormatter()
        date.locale = Locale(identifier: "en_US_POSIX")
        date.timeZone = TimeZone(identifier: "UTC")
        date.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return HTTPResponse(
            status: status,
            headers: [
                "Date": date.string(from: Date(timeIntervalSince1970: Double(now))),
                "Content-Type": "application/json; charset=\"utf-8\"",
            ], body: Array(text.utf8))
    }

    private static func text(_ ticket: Ticket) -> String {
        let requestors = ticket.requestors.map { #"{"id":\#($0)}"# }.joined(separator: ",")
        return #"{"id":\#(ticket.id),"EffectiveId":"\#(ticket.into ?? ticket.id)","Subject":"\#(ticket.subject)","#
            + #""Status":"\#(ticket.status)","Queue":{"id":1},"Requestor":[\#(requestors)],"#
            + #""LastUpdated":"\#(text(ticket.updated))"}"#
    }

    private static func text(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }

    /// `2026-09-21 14:13:20`, read as UTC.
    private static func seconds(_ text: String) -> Int64 {
        let iso = text.replacing(" ", with: "T") + "Z"
        return (try? Date(iso, strategy: .iso8601)).map { Int64($0.timeIntervalSince1970) } ?? 0
    }
}
