public import JSON

/// How a stream's records are read: a closed set. The engine owns the algorithms, the description supplies requests.
public enum Reading: Codable, Hashable, Sendable {
    /// By time of modification, or of happening.
    case window(Window)
    /// Only a full listing exists: what is missing from a complete one is gone.
    /// `every`: seconds between two listings; absent: at every sync.
    case snapshot(listing: Listing, every: Int?)
    /// One listing per record of another stream.
    case children(Children)
}

/// A full listing in pages. The order must not depend on what changes: by id, or by the server's own cursor.
public struct Listing: Codable, Hashable, Sendable {
    public var request: RequestTemplate
    public var page: PageShape
    /// Records per page, for `{limit}`.
    public var limit: Int
    /// Records per page when the history of fields is asked for.
    public var limitWithHistory: Int?

    public init(request: RequestTemplate, page: PageShape, limit: Int, limitWithHistory: Int? = nil) {
        self.request = request
        self.page = page
        self.limit = limit
        self.limitWithHistory = limitWithHistory
    }
}

/// A query by time, `[from, to)`.
public struct Window: Codable, Hashable, Sendable {
    public enum TimeFormat: String, Codable, CaseIterable, Sendable {
        case epochMilliseconds = "epoch_ms"
        case epochSeconds = "epoch_s"
        /// `2026-05-02T08:15:30.412Z`
        case rfc3339
        /// `2026-05-02T08:15:30Z`
        case rfc3339Seconds = "rfc3339_s"
        /// `2026-05-02 08:15:30`, UTC.
        case sql
        /// `2026-05-02`
        case date
    }

    public enum Resolution: String, Codable, CaseIterable, Sendable {
        case millisecond = "ms"
        case second = "s"
        case day

        public var milliseconds: Int64 {
            switch self {
            case .millisecond: 1
            case .second: 1_000
            case .day: 86_400_000
            }
        }
    }

    /// Uses `{from}` (inclusive) and `{to}` (exclusive), where ids split a window also `{from_id}` (inclusive) and `{to_id}` (exclusive).
    public var request: RequestTemplate
    public var page: PageShape
    public var limit: Int
    /// The record's time that the query goes by.
    public var cursor: JSONPath
    public var time: TimeFormat
    public var resolution: Resolution
    /// Seconds after which a change can be relied on to be visible to the query.
    public var lag: Int
    /// Seconds of the past that every sync reads again, against what became visible late.
    public var overlap: Int
    /// Where changes are known to become visible later than the overlap looks back.
    public var secondLook: SecondLook?
    /// The query answers at most this many records, whatever their total.
    public var cap: Int?
    /// Ids are integers and the request bounds them: a window is cut into disjoint ranges of ids that fit one page each.
    public var splitsByID: Bool
    /// The answer has only part of each record: they are read again through `lookup`.
    public var isPartial: Bool
    /// All pages that begin with one answer are one view of the data, however long their reading takes: a window is read
    /// to the end of its view and held against its total, and gone on with where it was interrupted.
    public var isOneView: Bool
    /// Counts the live records of `{from}` and `{to}` without reading them; the number stands at the page's `total`.
    public var count: RequestTemplate?
    /// A window of more records than this is first cut into shorter ones, by counting: each is complete for itself.
    public var piece: Int?
    /// Records never change: those already stored need no second look.
    public var isImmutable: Bool
    /// Reads everything once, before the first window, where that takes fewer calls.
    public var initial: Listing?
    /// Reads large windows by a job, where that takes fewer calls.
    public var export: ExportJob?
    /// Asks for the record that changed last. For APIs whose queries have times without a zone: before anything is read,
    /// that record must be found in the window of its own time, else the account reads times in a zone of its own.
    public var newest: RequestTemplate?

    public init(
        request: RequestTemplate, page: PageShape, limit: Int, cursor: JSONPath, time: TimeFormat,
        resolution: Resolution, lag: Int, overlap: Int, secondLook: SecondLook? = nil, cap: Int? = nil,
        splitsByID: Bool = false, isPartial: Bool = false, isOneView: Bool = false, count: RequestTemplate? = nil,
        piece: Int? = nil, isImmutable: Bool = false, initial: Listing? = nil, export: ExportJob? = nil,
        newest: RequestTemplate? = nil
    ) {
        self.request = request
        self.page = page
        self.limit = limit
        self.cursor = cursor
        self.time = time
        self.resolution = resolution
        self.lag = lag
        self.overlap = overlap
        self.secondLook = secondLook
        self.cap = cap
        self.splitsByID = splitsByID
        self.isPartial = isPartial
        self.isOneView = isOneView
        self.count = count
        self.piece = piece
        self.isImmutable = isImmutable
        self.initial = initial
        self.export = export
        self.newest = newest
    }
}

extension Window {
    /// Reading a stretch of time once more, after everything in it has become visible.
    public struct SecondLook: Codable, Hashable, Sendable {
        /// The rhythm's name in the ledger, in `sweeps:` and in messages.
        public static let name = "late"

        /// Seconds between two such readings.
        public var every: Int
        /// Seconds after which a change is visible at the latest.
        public var reach: Int

        public init(every: Int, reach: Int) {
            self.every = every
            self.reach = reach
        }
    }
}

/// One listing per parent record, `{parent}` in the request.
public struct Children: Codable, Hashable, Sendable {
    public var parent: String
    /// Only parents for which these hold, e.g. lists of contacts.
    public var when: [Condition]
    public var listing: Listing
    /// The listing begins with the newest record: reading stops at what the last complete reading had seen.
    public var newestFirst: NewestFirst?
    /// Seconds between two full readings of one parent; absent: at every sync. Meaningless with `newestFirst`.
    public var every: Int?
    /// Being listed is a state that ends as a matter of course, such as membership: many that leave many listings in one
    /// run are no sign of a mistake. Too many leaving *one* listing are held back all the same.
    public var comesAndGoes: Bool

    public struct NewestFirst: Codable, Hashable, Sendable {
        public var time: JSONPath
        /// Seconds of the past that are read again.
        public var overlap: Int

        public init(time: JSONPath, overlap: Int) {
            self.time = time
            self.overlap = overlap
        }
    }

    public init(
        parent: String, when: [Condition] = [], listing: Listing, newestFirst: NewestFirst? = nil, every: Int? = nil,
        comesAndGoes: Bool = false
    ) {
        self.parent = parent
        self.when = when
        self.listing = listing
        self.newestFirst = newestFirst
        self.every = every
        self.comesAndGoes = comesAndGoes
    }
}

/// Where an answer has its records and how the next page is asked for.
public struct PageShape: Codable, Hashable, Sendable {
    /// The array of records; the empty path is the answer itself.
    public var records: JSONPath
    /// How many records the query has in all.
    public var total: JSONPath?
    /// Absent: the answer has no further pages.
    public var next: Paging?

    public init(records: JSONPath, total: JSONPath? = nil, next: Paging? = nil) {
        self.records = records
        self.total = total
        self.next = next
    }
}

/// How the next page is asked for.
public enum Paging: Codable, Hashable, Sendable {
    /// The answer names it: `{cursor}`. `hasMore`, where given, must be true for there to be another page.
    case cursor(at: JSONPath, hasMore: JSONPath?)
    /// `{page}` counts from `first`; `pages`, where given, tells the last one; else a page that is not full is the last.
    case number(first: Int, pages: JSONPath?)
    /// `{offset}` counts records; `hasMore` or a page that is not full tells the end.
    case offset(hasMore: JSONPath?)
    /// The answer has the next page's address, which must be of the same origin.
    case link(at: JSONPath)
}
