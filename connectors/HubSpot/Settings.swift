import ConnectorKit
import JSON

/// The people to whom records are assigned: read first, because teams are known by them.
let owners = RecordStream(
    name: "owners", scopes: ["crm.objects.owners.read"], id: "id", revision: "updatedAt", modifiedAt: "updatedAt",
    reading: .snapshot(
        listing: Listing(
            request: RequestTemplate(get: "{owners}", query: ["limit": "{limit}", "after": "{cursor}"]),
            page: PageShape(records: "results", next: .cursor(at: "paging.next.after", hasMore: nil)), limit: 100),
        every: nil),
    staff: StaffDirectory(email: "email", teams: "teams[].name"),
    displayName: ["firstName", "lastName"])

/// Pipelines and their stages, one stream per object type; the answer has no pages.
let pipelines = ["deals", "tickets", "leads"].map { type in
    RecordStream(
        name: "\(type.dropLast())_pipelines",
        scopes: [type == "tickets" ? "tickets" : "crm.objects.\(type).read"], isOptional: type == "leads", id: "id",
        revision: "updatedAt", modifiedAt: "updatedAt",
        reading: .snapshot(
            listing: Listing(
                request: RequestTemplate(get: "{pipelines}/\(type)"), page: PageShape(records: "results"), limit: 100),
            every: nil))
}
