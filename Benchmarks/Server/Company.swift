import Foundation
import Sandbox

/// Answers as HubSpot would, from what was rendered before: an answer costs the server a search for two numbers.
///
/// Every engagement is associated with one contact. Time stands still but for `POST /benchmark/advance?hours=N`;
/// `POST /benchmark/change?type=T&count=N` changes the first N records of a type now.
actor Company {
    private let tables: [String: Rendered]
    private var changed: [String: (count: Int, at: Instant)] = [:]
    private var now: Instant = 1_767_225_600_000

    init(_ shapes: [Rendered.Shape]) {
        tables = Dictionary(uniqueKeysWithValues: shapes.map { ($0.type, Rendered($0)) })
    }

    func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
        let body = answer(request.method, request.target, request.body)
        var date: [UInt8] = []
        date.appendHTTPDate(now)
        return LoopbackServer.Response(
            status: body == nil ? 400 : 200,
            headers: [("Content-Type", "application/json"), ("Date", String(decoding: date, as: UTF8.self))],
            body: body ?? [])
    }

    /// nil: nobody should ask this.
    private func answer(_ method: String, _ target: String, _ body: [UInt8]) -> [UInt8]? {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        let path = parts[0].split(separator: "/").map(String.init)
        let query = parts.count > 1 ? Self.query(parts[1]) : [:]
        switch (method, path.count) {
        case ("POST", 2) where path[0] == "benchmark": return control(path[1], query)
        case ("GET", 3) where path[0] == "account-info":
            return text(#"{"portalId":424242,"timeZone":"UTC","companyCurrency":"EUR","accountType":"STANDARD"}"#)
        case ("GET", 4) where path[2] == "properties": return properties(path[3])
        // As the second version of the API has it: the bare list.
        case ("GET", 4) where path[0] == "properties": return text("[\(described(path[2]))]")
        case ("GET", 4) where path[2] == "objects": return list(path[3], query)
        case ("POST", 5) where path[2] == "objects" && path[4] == "search": return search(path[3], body)
        case ("POST", 6) where path[2] == "objects" && path[4] == "batch": return batch(path[3], body)
        case ("POST", 7) where path[2] == "associations": return associations(path[3], path[4], body)
        // Everything else that an account has is empty here; each kind of list has a name of its own.
        default:
            return text(
                #"{"results":[],"lists":[],"campaigns":[],"events":[],"timeline":[],"total":0,"hasMore":false}"#)
        }
    }

    private func control(_ order: String, _ query: [String: String]) -> [UInt8]? {
        switch order {
        case "advance": now += (Instant(query["hours"] ?? "") ?? 0) * 3_600_000
        case "change": changed[query["type"] ?? ""] = (Int(query["count"] ?? "") ?? 0, now)
        default: return nil
        }
        return text("{}")
    }

    private func properties(_ type: String) -> [UInt8]? { text(#"{"results":[\#(described(type))]}"#) }

    private func described(_ type: String) -> String {
        guard let table = table(type) else { return "" }
        return Rendered.properties(of: table.shape).enumerated().map { place, name in
            #"{"name":"\#(name)","label":"\#(name)","type":"\#(Rendered.type(of: name, at: place))","#
                + #""fieldType":"text","groupName":"all"}"#
        }.joined(separator: ",")
    }

    /// HubSpot takes the name of a type in the singular too.
    private func table(_ type: String) -> Rendered? { tables[type] ?? tables[type + "s"] }

    private func list(_ type: String, _ query: [String: String]) -> [UInt8]? {
        guard let table = table(type), query["archived"] != "true" else { return text(#"{"results":[]}"#) }
        let first = Int(query["after"] ?? "") ?? 0
        let end = min(table.shape.count, first + (Int(query["limit"] ?? "") ?? 100))
        let history = !(query["propertiesWithHistory"] ?? "").isEmpty
        let rest = end < table.shape.count ? #"],"paging":{"next":{"after":"\#(end)","link":"?after=\#(end)"}}}"# : "]}"
        return text(#"{"results":["#) + table.slice(min(first, end)..<end, history: history) + text(rest)
    }

    /// What changed in the window that the filters tell: nobody asks for anything else here.
    private func search(_ type: String, _ body: [UInt8]) -> [UInt8]? {
        struct Search: Decodable {
            struct Group: Decodable { var filters: [Filter] }
            struct Filter: Decodable {
                var propertyName: String
                var `operator`: String
                var value: String?
            }
            var filterGroups: [Group]?
            var limit: Int?
            var after: String?
        }
        guard let search = try? JSONDecoder().decode(Search.self, from: Data(body)) else {
            return nil
        }
        guard let table = tables[type] else { return text(#"{"total":0,"results":[]}"#) }
        // Whoever reads everything by searching, unwindowed, gets it all; those of the window else.
        var (low, high, from, to) = (0, table.shape.count, Instant.min, Instant.max)
        for filter in search.filterGroups?.first?.filters ?? [] {
            guard let value = filter.value.flatMap({ Int($0) }) else { continue }
            switch (filter.propertyName, filter.operator) {
            case ("hs_object_id", "GTE"): low = max(low, RecordWriter.number(value))
            case ("hs_object_id", "GT"): low = max(low, RecordWriter.number(value) + 1)
            case ("hs_object_id", "LT"): high = min(high, max(0, RecordWriter.number(value)))
            case (_, "GTE"), (_, "GT"): from = max(from, Instant(value))
            case (_, "LT"), (_, "LTE"): to = min(to, Instant(value))
            default: continue
            }
        }
        if from > 1_765_000_000_000 {
            let change = changed[type] ?? (0, 0)
            high = change.at >= from && change.at < to ? min(high, change.count) : 0
        }
        let first = min(high, low + (search.after.flatMap { Int($0) } ?? 0))
        let end = min(high, first + (search.limit ?? 100))
        let next = end < high ? #","paging":{"next":{"after":"\#(end - low)"}}"# : ""
        return text(#"{"total":\#(max(0, high - low)),"results":["#)
            + records(table, Array(first..<max(first, end)), history: false) + text("]\(next)}")
    }

    private func batch(_ type: String, _ body: [UInt8]) -> [UInt8]? {
        guard let table = tables[type] else { return text(#"{"results":[]}"#) }
        let numbers = Self.ids(body).map(RecordWriter.number).filter { $0 >= 0 && $0 < table.shape.count }
        return text(#"{"status":"COMPLETE","results":["#) + records(table, numbers, history: true) + text("]}")
    }

    private func records(_ table: Rendered, _ numbers: [Int], history: Bool) -> [UInt8] {
        let change = changed[table.shape.type]
        let writer = change == nil ? nil : RecordWriter(table.shape)
        var bytes: [UInt8] = []
        for number in numbers {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
            if let change, let writer, number < change.count {
                let record = writer.record(number, modified: change.at)
                bytes += (history ? record.withHistory : record.plain).utf8
            } else {
                bytes += table.slice(number..<number + 1, history: history)
            }
        }
        return bytes
    }

    private func associations(_ from: String, _ to: String, _ body: [UInt8]) -> [UInt8]? {
        guard to == "contacts", let contacts = tables["contacts"], let table = tables[from], from != "contacts" else {
            return text(#"{"status":"COMPLETE","results":[]}"#)
        }
        var result = #"{"status":"COMPLETE","results":["#
        for (place, id) in Self.ids(body).enumerated() {
            let number = RecordWriter.number(id)
            guard number >= 0, number < table.shape.count else { continue }
            let contact = RecordWriter.id(number % contacts.shape.count)
            result +=
                (place == 0 ? "" : ",") + #"{"from":{"id":"\#(id)"},"to":[{"toObjectId":\#(contact),"#
                + #""associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":194,"label":null}]}]}"#
        }
        return text(result + "]}")
    }

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    static func query(_ text: String) -> [String: String] {
        Dictionary(
            text.split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
                return (parts[0], parts.count > 1 ? parts[1] : "")
            }, uniquingKeysWith: { $1 })
    }

    /// The numbers after each `"id":` of a body.
    private static func ids(_ body: [UInt8]) -> [Int] {
        var ids: [Int] = []
        var place = 0
        while place < body.count {
            guard body[place] == UInt8(ascii: "i"), body[place...].starts(with: #"id":"#.utf8) else {
                place += 1
                continue
            }
            place += 4
            var (id, digits) = (0, 0)
            while place < body.count {
                let digit = Int(body[place]) - 48
                if (0...9).contains(digit) {
                    (id, digits) = (id * 10 + digit, digits + 1)
                } else if digits > 0 {
                    break
                }
                place += 1
            }
            ids.append(id)
        }
        return ids
    }
}
