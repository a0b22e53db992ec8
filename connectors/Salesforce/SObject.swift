import ConnectorKit
import JSON
import Touchpoints

/// Live rows only.
func query(_ soql: String) -> RequestTemplate { RequestTemplate(get: "{data}/query", query: ["q": soql]) }

/// All rows: those in the recycle bin, merged ones and archived activities as well.
func queryAll(_ soql: String) -> RequestTemplate { RequestTemplate(get: "{data}/queryAll", query: ["q": soql]) }

/// Pages are linked, and all pages of one query are one view of the data.
private let rows = PageShape(records: "records", total: "totalSize", next: .link(at: "nextRecordsUrl"))

/// How an object is read.
struct SObjectTraits {
    /// The time that windows go by: `SystemModstamp` moves with every change, history has `CreatedDate` only.
    var cursor = "SystemModstamp"
    /// Rows stay in the recycle bin for 15 days and say so.
    var hasRecycleBin = true
    /// `getDeleted` knows it.
    var isReplicated = true
    var isMergeable = false
    /// Rows are written once.
    var isHistory = false
    var mayBeAbsent = false
    var isOptional = false
}

/// The shape shared by all objects: windows by stamp over a query's view, lookups by id, and what is gone says so.
///
/// - Parameters:
///   - fields: needed by the mapping; `Id` and what every object has are added.
///   - optional: there in some orgs only.
func sobject(
    _ name: String, _ object: String?, entity: EntityKind? = nil, traits: SObjectTraits = SObjectTraits(),
    fields: [String], optional: [String] = [], conversions: [Conversion] = [], references: [RecordReference] = [],
    ties: [Tie] = [], series: Series? = nil, parent: ParentReference? = nil, staff: StaffDirectory? = nil,
    emails: [EmailList] = [], identifiers: [IdentifierReading] = [], displayName: [JSONPath] = [],
    tracked: [String] = [], touchpoints: [TouchpointRule] = []
) -> RecordStream {
    let cursor = traits.cursor
    let live = traits.hasRecycleBin ? " AND IsDeleted = false" : ""
    let bounds = "\(cursor) >= {from} AND \(cursor) < {to}"
    let identifying =
        ["Id", cursor] + (traits.hasRecycleBin ? ["IsDeleted"] : []) + (traits.isMergeable ? ["MasterRecordId"] : [])
    let window = Window(
        request: queryAll("SELECT {fields} FROM {object_type} WHERE \(bounds) ORDER BY \(cursor), Id"), page: rows,
        limit: 2_000, cursor: path(cursor), time: .rfc3339Seconds, resolution: .second, lag: 120, overlap: 600,
        isOneView: true, count: queryAll("SELECT COUNT() FROM {object_type} WHERE \(bounds)\(live)"), piece: 50_000,
        isImmutable: traits.isHistory, export: bulkQuery("SELECT {fields} FROM {object_type} WHERE \(bounds)"))
    func all(_ fields: String) -> Listing {
        let condition = traits.hasRecycleBin ? " WHERE IsDeleted = false" : ""
        return Listing(
            request: queryAll("SELECT \(fields) FROM {object_type}\(condition) ORDER BY Id"), page: rows, limit: 2_000)
    }
    var sweeps: [Sweep] = []
    if traits.isReplicated { sweeps.append(.deletions(log: deletions, every: 86_400)) }
    if traits.hasRecycleBin { sweeps.append(.absent(listing: all("Id"), every: 604_800)) }
    if !traits.isHistory { sweeps.append(.formulas(listing: all("{fields}"), every: 604_800)) }
    return RecordStream(
        name: name, objectType: object, objectTypeAt: "attributes.type", entity: entity,
        scopes: ["Read on \(object ?? "the object")", "View All Data"],
        isOptional: traits.isOptional, mayBeAbsent: traits.mayBeAbsent, id: "Id", revision: path(cursor),
        modifiedAt: path(cursor),
        fields: FieldSelection(
            required: identifying + fields.filter { !identifying.contains($0) }, optional: optional,
            // A GET of more than about 16 kB is refused; 200 ids take 5 of them.
            inEveryPart: identifying, maximumBytes: 9_000, container: "", catalog: describe, dropped: ["attributes"]),
        reading: .window(window), lookup: lookup, sweeps: sweeps,
        gone: traits.hasRecycleBin
            ? [GoneRule(when: [.equals(path: "IsDeleted", value: "true")], reason: .deleted)] : [],
        mergedInto: traits.isMergeable ? "MasterRecordId" : nil, conversions: conversions, references: references,
        ties: ties, series: series, parent: parent, staff: staff, emails: emails,
        identifiers: identifiers, displayName: displayName,
        tracked: tracked.map { TrackedField(name: $0, value: path($0)) }, touchpoints: touchpoints)
}

/// Small tables of settings, which have no bin: read whole, once a day.
func setting(
    _ name: String, _ object: String, fields: [String], optional: [String] = [], staff: StaffDirectory? = nil,
    displayName: [JSONPath] = []
) -> RecordStream {
    RecordStream(
        name: name, objectType: object, objectTypeAt: "attributes.type", scopes: ["Read on \(object)"], id: "Id",
        revision: "SystemModstamp",
        modifiedAt: "SystemModstamp",
        fields: FieldSelection(
            required: ["Id", "SystemModstamp"] + fields, optional: optional, maximumBytes: 9_000, container: "",
            catalog: describe,
            dropped: ["attributes"]),
        reading: .snapshot(
            listing: Listing(
                request: query("SELECT {fields} FROM {object_type} ORDER BY Id"), page: rows, limit: 2_000),
            every: 86_400), staff: staff, displayName: displayName)
}

/// Bulk API 2.0: a job per part of a window. Without ORDER BY the org can read its parts side by side. What Bulk does
/// not know (`INVALIDENTITY`) or has no allowance for (`LIMIT_EXCEEDED`) is read by queries.
private func bulkQuery(_ soql: String) -> ExportJob {
    ExportJob(
        create: RequestTemplate(
            post: "{data}/jobs/query",
            body: [
                "operation": "queryAll", "query": .text(soql), "contentType": "CSV", "columnDelimiter": "COMMA",
                "lineEnding": "LF",
            ]),
        id: "id", poll: RequestTemplate(get: "{data}/jobs/query/{job}"), state: "state", done: "JobComplete",
        failed: ["Failed", "Aborted"], reason: "errorMessage", total: "numberRecordsProcessed",
        download: RequestTemplate(
            get: "{data}/jobs/query/{job}/results", query: ["maxRecords": "{limit}", "locator": "{cursor}"]),
        limit: 50_000, nextHeader: "Sforce-Locator", end: "null", countHeader: "Sforce-NumberOfRecords",
        abort: RequestTemplate(patch: "{data}/jobs/query/{job}", body: ["state": "Aborted"]),
        // A query sends 2,000 records per call; a job costs about five calls before its first record.
        minimum: 20_000, maximum: 500_000, atOnce: 3,
        values: [
            "boolean": .boolean, "int": .number, "long": .number, "double": .number, "currency": .number,
            "percent": .number, "datetime": .instant,
        ])
}

/// What the org says about an object's fields. Compound fields repeat their parts, base64 ones are files; a field that
/// field-level security hides is not in it, and a query that names it is refused as a whole.
private let describe = FieldCatalog(
    request: RequestTemplate(get: "{data}/sobjects/{object_type}/describe"), records: "fields", name: "name",
    type: "type", relationship: "relationshipName", calculated: "calculated",
    skip: [.oneOf(path: "type", values: ["address", "location", "base64", "complexvalue"])], isAuthority: true)

private let lookup = Lookup(
    request: queryAll("SELECT {fields} FROM {object_type} WHERE Id IN ({ids})"),
    ids: IDTerms(each: "'{id}'", separator: ","), records: "records", limit: 200,
    probe: RequestTemplate(get: "{data}/sobjects/{object_type}/{id}", query: ["fields": "Id"]))

/// Reaches back 15 days.
private let deletions = DeletionLog(
    request: RequestTemplate(
        get: "{data}/sobjects/{object_type}/deleted/", query: ["start": "{from}", "end": "{to}"]),
    records: "deletedRecords", id: "id", coveredThrough: "latestDateCovered", time: .rfc3339Seconds, reach: 1_296_000)

func path(_ name: String) -> JSONPath { JSONPath(stringLiteral: name) }

/// Opens the record in Salesforce.
let link = "{base_url}/{id}"

/// Whom activities are with, by how the id begins.
let who: StreamChoice = ["003": "contacts", "00Q": "leads"]
/// What they are about; campaigns and objects of the org's own are in the record, and no side of a touchpoint.
let what: StreamChoice = ["001": "accounts", "006": "opportunities", "500": "cases"]
let whoOrWhat: StreamChoice = [
    "003": "contacts", "00Q": "leads", "001": "accounts", "006": "opportunities", "500": "cases",
]

/// Users and queues: reference fields yield two history rows, one with the id and one with the name.
let ownerIDs = ["005", "00G"]
