import Foundation
import FoundationNetworking
import Testing

@testable import Sandbox

/// A plain HTTP client for a sandbox on loopback.
struct SandboxClient {
    struct Reply {
        var status: Int
        var headers: [String: String]
        var body: [UInt8]
        /// Where redirects led.
        var address: URL?

        /// Checked by Foundation first, which knows nothing of our own parser.
        var json: JSONBody {
            get throws {
                _ = try JSONSerialization.jsonObject(with: Data(body), options: .fragmentsAllowed)
                return try #require(JSONBody(body))
            }
        }

        var results: [JSONBody] {
            get throws { try #require(json["results"]?.list) }
        }

        var ids: [String] {
            get throws { try results.compactMap { $0["id"]?.text } }
        }
    }

    let base: String
    var token = "sandbox-token"

    init(_ sandbox: Sandbox) {
        base = sandbox.baseURL
    }

    func call(_ method: String, _ path: String, _ body: String? = nil, form: Bool = false) async throws -> Reply {
        var request = URLRequest(url: try #require(URL(string: base + path)))
        request.httpMethod = method
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        if let body {
            request.httpBody = Data(body.utf8)
            let type = form ? "application/x-www-form-urlencoded" : "application/json"
            request.setValue(type, forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        var headers: [String: String] = [:]
        for (name, value) in http.allHeaderFields { headers["\(name)".lowercased()] = "\(value)" }
        return Reply(status: http.statusCode, headers: headers, body: Array(data), address: http.url)
    }

    func get(_ path: String) async throws -> Reply { try await call("GET", path) }

    func post(_ path: String, _ body: String) async throws -> Reply { try await call("POST", path, body) }

    /// The lines of a truth stream.
    func truth(_ path: String) async throws -> [JSONBody] {
        let reply = try await get("/_sandbox/truth/\(path)")
        return try reply.body.split(separator: 10).map { try #require(JSONBody(Array($0))) }
    }

    func liveIDs(_ type: String) async throws -> [String] {
        try await truth(type).filter { $0["archived"]?.flag == false }.compactMap { $0["id"]?.text }
    }

    /// The total a search finds for one filter on contacts.
    func total(_ property: String, _ operation: String, _ value: String) async throws -> Int {
        let body = """
            {"filterGroups":[{"filters":[{"propertyName":"\(property)","operator":"\(operation)","value":"\(value)"}]}]}
            """
        return try #require(try await post("/crm/v3/objects/contacts/search", body).json["total"]?.int)
    }
}

/// Serves a small company for as long as `body` runs.
func withCompany(
    people: Int = 300, _ change: (inout SandboxConfiguration) -> Void = { _ in },
    _ body: @escaping @Sendable (Sandbox, SandboxClient) async throws -> Void
) async throws {
    var configuration = SandboxConfiguration()
    configuration.people = people
    change(&configuration)
    try await Sandbox.withServer(configuration) { sandbox in try await body(sandbox, SandboxClient(sandbox)) }
}
