public import JSON

/// Reads many records by id in one call, and one record by id to learn what became of it.
public struct Lookup: Codable, Hashable, Sendable {
    /// Uses `{ids}`.
    public var request: RequestTemplate
    /// How `{ids}` is written where the API has no list of ids; absent: as a list.
    public var ids: IDTerms?
    public var records: JSONPath
    public var limit: Int
    public var limitWithHistory: Int?
    /// Asks for the single record `{id}`: an answer with another id means merged, `not_found` means gone.
    public var probe: RequestTemplate?
    /// A probed record for which all of these hold is gone although the system still shows it.
    public var goneWhen: [Condition]

    public init(
        request: RequestTemplate, ids: IDTerms? = nil, records: JSONPath, limit: Int, limitWithHistory: Int? = nil,
        probe: RequestTemplate? = nil, goneWhen: [Condition] = []
    ) {
        self.request = request
        self.ids = ids
        self.records = records
        self.limit = limit
        self.limitWithHistory = limitWithHistory
        self.probe = probe
        self.goneWhen = goneWhen
    }
}

/// Ids as terms of a query: `id = 5 OR id = 6`.
public struct IDTerms: Codable, Hashable, Sendable {
    /// One term; uses `{id}`.
    public var each: String
    /// Between two terms.
    public var separator: String

    public init(each: String, separator: String) {
        self.each = each
        self.separator = separator
    }

    public func text(_ ids: [String]) throws(TemplateError) -> String {
        var terms: [String] = []
        for id in ids {
            terms.append(try RequestTemplate.fill(each, TemplateValues(["id": .text(id)]), encode: { $0 }))
        }
        return terms.joined(separator: separator)
    }
}

/// A reading in its own rhythm for what the main reading cannot tell.
public enum Sweep: Codable, Hashable, Sendable {
    /// Lists the records that the source has set aside; a record that leaves this list was restored or purged.
    /// Where a listed record says itself that it was set aside, `when` tests it: an answer in which it does not is not
    /// the answer to this question.
    case archived(listing: Listing, goneAt: JSONPath?, when: [Condition], every: Int)
    /// Lists records that were merged into others, where the survivors do not tell.
    case merged(listing: Listing, old: JSONPath, survivor: JSONPath, every: Int)
    /// Lists the ids of all live records; what is stored and not listed is looked up one by one.
    case absent(listing: Listing, every: Int)
    /// Reads all associations again, because their changes leave no trace on the records. Those of records that have
    /// changed lately are read more often: `touched`, in seconds; a record is tied to others right after it was made.
    case associations(every: Int, touched: Int? = nil)
    /// Reads the source's own log of what was deleted: what is stored and in it is looked up by its id.
    case deletions(log: DeletionLog, every: Int)
    /// Reads all records again, because computed fields change without a trace; only where such fields are asked for.
    case formulas(listing: Listing, every: Int)

    /// Seconds between two sweeps.
    public var every: Int {
        switch self {
        case .archived(_, _, _, let every), .merged(_, _, _, let every), .absent(_, let every),
            .associations(let every, _), .deletions(_, let every), .formulas(_, let every):
            every
        }
    }

    /// The name of the sweep for associations of records that have changed lately.
    public static let touched = "touched"

    /// The sweep's name in the ledger and in messages.
    public var name: String {
        switch self {
        case .archived: "archived"
        case .merged: "merged"
        case .absent: "absent"
        case .associations: "associations"
        case .deletions: "deletions"
        case .formulas: "formulas"
        }
    }
}

/// A log of deletions by time, as far back as the source keeps it.
public struct DeletionLog: Codable, Hashable, Sendable {
    /// Uses `{from}` (inclusive) and `{to}` (exclusive).
    public var request: RequestTemplate
    public var records: JSONPath
    public var id: JSONPath
    /// The moment up to which the answer is complete: the next reading begins there.
    public var coveredThrough: JSONPath
    public var time: Window.TimeFormat
    /// Seconds back that the log reaches.
    public var reach: Int

    public init(
        request: RequestTemplate, records: JSONPath, id: JSONPath, coveredThrough: JSONPath, time: Window.TimeFormat,
        reach: Int
    ) {
        self.request = request
        self.records = records
        self.id = id
        self.coveredThrough = coveredThrough
        self.time = time
        self.reach = reach
    }
}

/// Which records of another stream a record is tied to.
public struct AssociationReading: Codable, Hashable, Sendable {
    /// The name of the other stream; it need not be read itself.
    public var to: String
    /// Uses `{ids}`; pages within one record are followed by asking again with the record's cursor as `{cursor}`.
    public var request: RequestTemplate
    /// Records per call.
    public var limit: Int
    public var results: JSONPath
    /// In one result: the record's id, the array of its targets, and the cursor if there are more.
    public var from: JSONPath
    public var targets: JSONPath
    public var next: JSONPath?
    /// In one target: its id, and the labels of the tie.
    public var target: JSONPath
    public var labels: JSONPath?
    /// One record's further pages: `{id}` and `{cursor}`.
    public var more: RequestTemplate?

    public init(
        to: String, request: RequestTemplate, limit: Int, results: JSONPath, from: JSONPath, targets: JSONPath,
        next: JSONPath? = nil, target: JSONPath, labels: JSONPath? = nil, more: RequestTemplate? = nil
    ) {
        self.to = to
        self.request = request
        self.limit = limit
        self.results = results
        self.from = from
        self.targets = targets
        self.next = next
        self.target = target
        self.labels = labels
        self.more = more
    }
}
