import Foundation
import Testing

@testable import Sandbox

/// Calls of Salesforce's API on a sandbox on loopback.
struct OrgClient {
    var client: SandboxClient

    init(_ sandbox: Sandbox) {
        client = SandboxClient(sandbox)
        client.token = "00DVw00000WAYMRK!sandbox-token"
    }

    func get(_ path: String) async throws -> SandboxClient.Reply {
        try await client.get("/services/data/v62.0/\(path)")
    }

    func call(_ method: String, _ path: String, _ body: String? = nil) async throws -> SandboxClient.Reply {
        try await client.call(method, "/services/data/v62.0/\(path)", body)
    }

    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    func query(_ soql: String, all: Bool = false) async throws -> SandboxClient.Reply {
        try await get("\(all ? "queryAll" : "query")?q=\(Self.encoded(soql))")
    }

    /// The records of all pages.
    func records(_ soql: String, all: Bool = false) async throws -> [JSONBody] {
        var page = try await query(soql, all: all).json
        var records = try #require(page["records"]?.list)
        while page["done"]?.flag == false {
            let next = try #require(page["nextRecordsUrl"]?.text)
            page = try await client.get(next).json
            records += try #require(page["records"]?.list)
        }
        return records
    }

    func error(_ soql: String) async throws -> (status: Int, code: String, message: String) {
        let reply = try await query(soql)
        let error = try #require(try reply.json.list?.first)
        return (reply.status, error["errorCode"]?.text ?? "", error["message"]?.text ?? "")
    }

    func truth(_ object: String) async throws -> [JSONBody] { try await client.truth("salesforce/\(object)") }
}

/// Serves a small company as both systems for as long as `body` runs.
func withOrg(
    people: Int = 200, _ change: (inout SalesforceConfiguration) -> Void = { _ in },
    _ body: @escaping @Sendable (Sandbox, OrgClient) async throws -> Void
) async throws {
    var salesforce = SalesforceConfiguration()
    change(&salesforce)
    let chosen = salesforce
    try await withCompany(people: people, { $0.salesforce = chosen }) { sandbox, _ in
        try await body(sandbox, OrgClient(sandbox))
    }
}
