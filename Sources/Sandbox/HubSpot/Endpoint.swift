/// A path of either family, made alike: `/crm/objects/2026-03/contacts` reads as `/crm/v3/objects/contacts`.
struct Endpoint {
    var segments: [String]
    var isDated = false

    static let dates: Set<String> = ["2026-03", "2026-09"]

    init(_ call: Call) {
        segments = call.segments
        guard let place = segments.firstIndex(where: Self.dates.contains), place > 0 else { return }
        isDated = true
        segments.remove(at: place)
        switch segments[0] {
        case "crm":
            let version = segments.count > 1 && segments[1] == "associations" ? "v4" : "v3"
            segments.insert(version, at: 1)
        case "oauth", "account-info", "marketing": segments.insert("v3", at: 1)
        default: break
        }
    }

    /// What calls are counted under.
    var family: String {
        switch segments.first {
        case "oauth": return "oauth"
        case "account-info": return "account-info"
        case "email": return "email-events"
        case "marketing", "form-integrations": return segments.count > 2 ? segments[2] : "marketing"
        case "crm", "crm-object-schemas": break
        default: return "other"
        }
        if isSearch { return "search" }
        if segments.contains("associations") { return "associations" }
        guard segments.count > 2 else { return "crm" }
        if segments[2] == "objects" { return segments.contains("batch") ? "objects-batch" : "objects" }
        return segments[2]
    }

    /// Search shares its own limit, and its answers carry no rate headers.
    var isSearch: Bool {
        segments.count == 5 && segments[0] == "crm" && segments[2] == "objects" && segments[4] == "search"
    }

    /// No bearer token is asked for.
    var isOpen: Bool { segments.first == "oauth" }

    func matches(_ prefix: String...) -> Bool {
        segments.starts(with: prefix)
    }

    func at(_ index: Int) -> String? {
        segments.indices.contains(index) ? segments[index] : nil
    }
}
