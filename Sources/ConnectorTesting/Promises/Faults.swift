import ConnectorKit
import HTTP
import JSON
import Sandbox

/// What passes by itself: the request is answered the next time.
enum Storm: String, CaseIterable {
    case unavailable, internalError, tooMany, retryAfter, locked, reset, html, nothing, halfJSON

    /// Seconds that `retryAfter` asks for.
    static let patience = 7

    func answer(
        _ request: HTTPRequest, _ send: @Sendable () async throws(HTTPError) -> HTTPResponse
    ) async throws(HTTPError) -> HTTPResponse {
        let json: HTTPHeaders = ["Content-Type": "application/json"]
        switch self {
        case .unavailable: return HTTPResponse(status: 503, headers: json, body: [])
        case .internalError: return HTTPResponse(status: 500, headers: json, body: Array(#"{"message": "oops"}"#.utf8))
        case .tooMany: return HTTPResponse(status: 429, headers: json, body: [])
        case .retryAfter:
            var headers = json
            headers["Retry-After"] = String(Self.patience)
            return HTTPResponse(status: 429, headers: headers, body: [])
        case .locked: return HTTPResponse(status: 423, headers: json, body: [])
        case .reset: throw HTTPError(.transport, for: request)
        case .html:
            return HTTPResponse(
                status: 200, headers: ["Content-Type": "text/html"], body: Array("<html>Maintenance</html>".utf8))
        case .nothing: return HTTPResponse(status: 200, headers: json, body: [])
        case .halfJSON:
            let response = try await send()
            return response.holding(Array(response.body.prefix(response.body.count / 2)))
        }
    }
}

extension HTTPResponse {
    /// The same answer with another body.
    func holding(_ body: [UInt8]) -> HTTPResponse { HTTPResponse(status: status, headers: headers, body: body) }
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
        let received = LoopbackServer.Request(
            method: request.method.rawValue, target: String(request.url.dropFirst(baseURL.count)), headers: [],
            body: request.body ?? [])
        guard let shape = (try? Route.all(of: connector))?.first(where: { $0.match(received) != nil })?.page,
            let total = shape.total, let root = (try? JSONDocument.parse(body)).map({ JSONTemplate($0.root) }),
            root.value(at: total)?.text != nil,
            case .array(let records)? = root.value(at: shape.records), records.count > 1
        else { return nil }
        return root.setting(.array(records.dropLast()), at: shape.records).bytes
    }
}
