import ConnectorKit
import HTTP
import JSON
import Sandbox

/// What passes by itself: the request is answered the next time.
enum Storm: String, CaseIterable {
    case requestTimeout = "408"
    case conflict = "409"
    case locked = "423"
    case tooMany = "429"
    case retryAfter = "429 Retry-After: seconds"
    case retryAfterDate = "429 Retry-After: date"
    case migrating = "477"
    case internalError = "500"
    case unavailable = "503"
    case gatewayTimeout = "504"
    case burst = "502, 503, 504, 500 in a row"
    case reset = "no answer"
    case html = "200 with HTML"
    case nothing = "200 with nothing"
    case halfJSON = "200 with half a body"

    /// Seconds that `Retry-After` asks for.
    static let patience = 7
    private static let bursting = [502, 503, 504, 500]

    /// How often each request fails.
    var times: Int { if case .burst = self { Self.bursting.count } else { 1 } }

    /// HubSpot's own 477 means something only to who knows it.
    func canHappen(to connector: Connector) -> Bool {
        guard case .migrating = self else { return true }
        return connector.errors.contains { $0.status.contains(477) && $0.action == .retry }
    }

    /// - Parameters:
    ///   - time: which time it is that this request fails, from 0.
    ///   - now: the server's clock, Unix milliseconds.
    func answer(
        _ request: HTTPRequest, time: Int, now: Int64, _ send: @Sendable () async throws(HTTPError) -> HTTPResponse
    ) async throws(HTTPError) -> HTTPResponse {
        switch self {
        case .requestTimeout: return .refusal(408)
        case .conflict: return .refusal(409)
        case .locked: return .refusal(423)
        case .tooMany: return .refusal(429)
        case .retryAfter: return .refusal(429, ["Retry-After": String(Self.patience)])
        case .retryAfterDate:
            let until = now + Int64(Self.patience) * 1_000
            return .refusal(429, ["Date": httpDate(now), "Retry-After": httpDate(until)])
        case .migrating: return .refusal(477)
        case .internalError: return .refusal(500)
        case .unavailable: return HTTPResponse(status: 503, headers: ["Content-Type": "text/html"], body: [])
        case .gatewayTimeout: return .refusal(504)
        case .burst: return .refusal(Self.bursting[time % Self.bursting.count])
        case .reset: throw HTTPError(.transport, for: request)
        case .html:
            return HTTPResponse(
                status: 200, headers: ["Content-Type": "text/html"], body: Array("<html>Maintenance</html>".utf8))
        case .nothing: return HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: [])
        case .halfJSON:
            let response = try await send()
            return response.holding(Array(response.body.prefix(response.body.count / 2)))
        }
    }
}

extension HTTPResponse {
    /// The same answer with another body.
    func holding(_ body: [UInt8]) -> HTTPResponse { HTTPResponse(status: status, headers: headers, body: body) }

    /// An answer that gives nothing, in a shape that no connector knows.
    static func refusal(_ status: Int, _ more: HTTPHeaders = [:], body: String? = nil) -> HTTPResponse {
        var headers = more
        headers["Content-Type"] = "application/json"
        return HTTPResponse(
            status: status, headers: headers, body: Array((body ?? #"{"message": "refused with \#(status)"}"#).utf8))
    }
}

extension Connector {
    /// How the system says that the day's calls are used up: as the description knows it, else by a wait of hours.
    var answerAtQuotaEnd: HTTPResponse {
        let now: Int64 = 1_788_249_600_000
        guard let rule = errors.first(where: { $0.action == .stopUntilRenewed }), let status = rule.status.first else {
            return .refusal(429, ["Date": httpDate(now), "Retry-After": "21600"])
        }
        var body = JSONTemplate.object([.init("message", .text("the daily limit is reached"))])
        if let path = rule.path, let value = rule.value { body = body.setting(.text(value), at: path) }
        return .refusal(status, ["Date": httpDate(now)], body: String(decoding: body.bytes, as: UTF8.self))
    }
}

/// An answer with status 200 that is JSON, and wrong.
enum Lie: String, CaseIterable {
    case previousPage, foreignLink, emptyObject, null, message, missingRecord

    /// nil: it cannot be told with this answer.
    func spoil(
        _ body: [UInt8], of request: HTTPRequest, _ previous: [UInt8]?, _ connector: Connector, _ baseURL: String
    ) -> [UInt8]? {
        switch self {
        case .previousPage: return previous.flatMap { $0 == body ? nil : $0 }
        case .foreignLink:
            let text = String(decoding: body, as: UTF8.self)
            return text.contains(baseURL) ? Array(text.replacing(baseURL, with: "http://127.0.0.2:9").utf8) : nil
        case .emptyObject: return Array("{}".utf8)
        case .null: return Array("null".utf8)
        case .message: return Array(#"{"message": "ok"}"#.utf8)
        case .missingRecord: return Self.withoutOne(body, request, connector, baseURL)
        }
    }

    /// The last record of a page left out, where the answer counts its records.
    private static func withoutOne(
        _ body: [UInt8], _ request: HTTPRequest, _ connector: Connector, _ baseURL: String
    ) -> [UInt8]? {
        guard
            let shape = (try? Route.all(of: connector))?.first(where: { $0.match(request, at: baseURL) != nil })?.page,
            let total = shape.total, let root = (try? JSONDocument.parse(body)).map({ JSONTemplate($0.root) }),
            root.value(at: total)?.text != nil,
            case .array(let records)? = root.value(at: shape.records), records.count > 1
        else { return nil }
        return root.setting(.array(records.dropLast()), at: shape.records).bytes
    }
}
