extension HubSpot {
    /// Calls that need a token.
    mutating func route(_ call: Call, _ path: Endpoint, _ grant: Grant, world: inout World) throws -> Answer {
        switch (path.at(0), path.at(1), path.at(2)) {
        case ("crm", "v3", "objects"), ("crm", "v4", "objects"):
            return try objects(call, path, grant, world: &world)
        case ("crm", "v4", "associations"), ("crm", "v3", "associations"):
            return try associations(call, path, grant, world: &world)
        case ("crm", "v3", "owners"): return try owners(call, path, grant, world: world)
        case ("crm", "v3", "pipelines"): return try pipelines(call, path, grant, world: world)
        case ("crm", "v3", "properties"): return try properties(call, path, grant, world: world)
        case ("crm", "v3", "schemas"), ("crm-object-schemas", "v3", "schemas"):
            return try schemas(call, path, grant, world: world)
        case ("crm", "v3", "lists"): return try lists(call, path, grant, world: world)
        case ("email", "public", "v1"): return try emailAPI(call, path, grant, world: world)
        case ("marketing", "v3", "emails"): return try marketingEmails(call, path, grant, world: world)
        case ("marketing", "v3", "forms"): return try forms(call, path, grant, world: world)
        case ("form-integrations", "v1", "submissions"): return try submissions(call, path, grant, world: world)
        case ("account-info", "v3", _): return try account(call, path, world: world)
        default: throw Refusal.notFound
        }
    }

    /// A listing's limit: the default when absent, refused when it is not a number from 1 to `most`.
    func limit(_ call: Call, default usual: Int, most: Int) throws -> Int {
        guard let text = call["limit"] else { return usual }
        guard let limit = Int(text), limit >= 1 else {
            throw Refusal.validation("Invalid input. limit must be a positive number, was '\(text)'")
        }
        guard limit <= most else {
            throw Refusal.validation("Invalid limit: \(limit). The limit must be at most \(most).")
        }
        return limit
    }

    /// `"paging":{"next":{"after":…,"link":…}}`; the link repeats the call with the cursor replaced.
    func writePaging(_ after: String, _ call: Call, to writer: inout JSONWriter) {
        writer.key("paging")
        writer.object { writer in
            writer.key("next")
            writer.object { writer in
                writer.key("after")
                writer.value(after)
                let rest = call.target.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
                let kept = rest.split(separator: "&").filter { !$0.hasPrefix("after=") }
                writer.key("link")
                writer.value(baseURL + call.path + "?" + (kept + ["after=\(after)"]).joined(separator: "&"))
            }
        }
    }
}
