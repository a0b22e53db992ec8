import ConnectorKit
import JSON
import Touchpoints

/// The shape shared by everything under `/crm/v3/objects`: listed, searched, batch-read, archived and associated alike.
///
/// - Parameters:
///   - changed: the property that moves with every change; `lastmodifieddate` for contacts, `hs_lastmodifieddate` else.
///   - history: properties whose past values are read with each record; pages are then limited to 50 records.
func crmObject(
    _ name: String, objectType: String? = nil, entity: EntityKind? = nil, scopes: [String],
    changed: String = "hs_lastmodifieddate", properties: [String], history: [String] = [],
    associatedWith targets: [String], merges: [MergedIDs] = [], emails: [EmailList] = [],
    identifiers: [IdentifierReading] = [], displayName: [JSONPath] = [],
    reading: Reading? = nil, touchpoints: [TouchpointRule]
) -> RecordStream {
    let records: PageShape = PageShape(
        records: "results", next: .cursor(at: "paging.next.after", hasMore: nil))
    func listing(_ query: [String: String], limitWithHistory: Int?) -> Listing {
        Listing(
            request: RequestTemplate(
                get: "{objects}/{object_type}", query: query.merging(["limit": "{limit}", "after": "{cursor}"]) { $1 }),
            page: records, limit: 100, limitWithHistory: limitWithHistory)
    }
    let all = listing(["properties": "{fields}", "propertiesWithHistory": "{history}"], limitWithHistory: 50)
    let search = RequestTemplate(
        post: "{objects}/{object_type}/search",
        body: [
            "filterGroups": [
                [
                    "filters": [
                        ["propertyName": .text(changed), "operator": "GTE", "value": "{from}"],
                        ["propertyName": .text(changed), "operator": "LT", "value": "{to}"],
                        ["propertyName": "hs_object_id", "operator": "GTE", "value": "{from_id}"],
                        ["propertyName": "hs_object_id", "operator": "LT", "value": "{to_id}"],
                    ]
                ]
            ],
            "sorts": [["propertyName": "hs_object_id", "direction": "ASCENDING"]],
            "properties": ["hs_object_id", .text(changed)],
            "limit": "{limit}", "after": "{cursor}",
        ], budgets: ["search", "daily"])
    let window = Window(
        request: search,
        page: PageShape(records: "results", total: "total", next: .cursor(at: "paging.next.after", hasMore: nil)),
        limit: 200, cursor: JSONPath(stringLiteral: "properties.\(changed)"), time: .epochMilliseconds,
        resolution: .millisecond, lag: 60, overlap: 900,
        secondLook: Window.SecondLook(every: 86_400, reach: 7_200), cap: 10_000, splitsByID: true, isPartial: true,
        initial: all)
    return RecordStream(
        name: name, objectType: objectType, entity: entity, scopes: scopes, id: "id", revision: "updatedAt",
        modifiedAt: "updatedAt",
        fields: FieldSelection(
            required: properties + [changed, "hs_object_id"], history: history, maximumBytes: 15_000,
            container: "properties",
            catalog: FieldCatalog(
                request: RequestTemplate(get: "{properties}/{object_type}"), records: "results", name: "name")),
        reading: reading ?? .window(window),
        lookup: Lookup(
            request: RequestTemplate(
                post: "{objects}/{object_type}/batch/read",
                body: [
                    "properties": "{fields}", "propertiesWithHistory": "{history}",
                    "inputs": ["each": "ids", "as": ["id": "{each}"]],
                ], accept: [207]),
            records: "results", limit: 100, limitWithHistory: 50,
            probe: RequestTemplate(get: "{objects}/{object_type}/{id}", query: ["properties": "hs_object_id"])),
        sweeps: [
            .archived(
                listing: listing(["archived": "true", "properties": "hs_object_id"], limitWithHistory: nil),
                goneAt: "archivedAt", when: [.equals(path: "archived", value: "true")], every: 86_400),
            .absent(listing: listing(["properties": "hs_object_id"], limitWithHistory: nil), every: 604_800),
            .associations(every: 604_800, touched: 3_600),
        ],
        associations: targets.map(association), merges: merges, emails: emails,
        identifiers: identifiers, displayName: displayName,
        tracked: history.map { property in
            TrackedField(
                name: property, value: JSONPath(stringLiteral: "properties.\(property)"),
                history: HistoryShape(
                    entries: JSONPath(stringLiteral: "propertiesWithHistory.\(property)"), value: "value",
                    at: "timestamp"))
        },
        touchpoints: touchpoints)
}

/// Every listing of CRM objects that has no other way of being read incrementally.
func crmListing(every: Int) -> Reading {
    .snapshot(
        listing: Listing(
            request: RequestTemplate(
                get: "{objects}/{object_type}",
                query: [
                    "properties": "{fields}", "propertiesWithHistory": "{history}", "limit": "{limit}",
                    "after": "{cursor}",
                ]),
            page: PageShape(records: "results", next: .cursor(at: "paging.next.after", hasMore: nil)), limit: 100,
            limitWithHistory: 50), every: every)
}

/// Associations v4. Inline ones in listings are cut off per record, so they are not used.
private func association(to target: String) -> AssociationReading {
    let path = "{associations}/{object_type}/{to_type}/batch/read"
    return AssociationReading(
        to: target,
        request: RequestTemplate(
            post: path, body: ["inputs": ["each": "ids", "as": ["id": "{each}"]]],
            budgets: ["burst", "daily", "associations"], accept: [207]),
        limit: 1_000, results: "results", from: "from.id", targets: "to", next: "paging.next.after",
        target: "toObjectId", labels: "associationTypes[].typeId",
        more: RequestTemplate(
            post: path, body: ["inputs": [["id": "{id}", "after": "{cursor}"]]],
            budgets: ["burst", "daily", "associations"], accept: [207]))
}

/// A property of a CRM object.
func property(_ name: String) -> JSONPath { JSONPath(stringLiteral: "properties.\(name)") }

/// A link that opens a record in HubSpot, by the number of its type.
func link(_ typeID: String) -> String { "https://app.hubspot.com/contacts/{account}/record/\(typeID)/{id}" }
