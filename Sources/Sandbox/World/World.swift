/// The simulated company: everything it knows at one virtual instant. A value without I/O; the same seed and the same
/// calls give the same company, byte for byte, on every machine.
struct World: Sendable {
    struct Plan: Sendable {
        var seed: UInt64
        var people: Int
        /// The virtual instant at which the company is first seen.
        var start: Instant
        var story = Story.plain
    }

    /// How long the company had lived at `Plan.start`.
    static let past: Int64 = 730 * Span.day

    let plan: Plan
    var now: Instant
    /// One per kind, in the order of `Kind`.
    var tables: [Table]
    var edges: [Edge] = []
    /// Edges given up by dissociation, for reuse.
    var freeEdges: [UInt32] = []
    /// Texts that somebody wrote (edits, owners), referred to by index.
    var texts: [String] = []
    var owners: [Owner] = []
    var campaigns: [Campaign] = []
    var forms: [Form] = []
    var lists: [MemberList] = []
    /// Oldest first.
    var mail: [MailEvent] = []
    /// Oldest first.
    var optChanges: [OptChange] = []
    var mailSerial: UInt32 = 0
    var submissionSerial: UInt32 = 0
    /// How many people and companies were ever made; names and addresses derive from these.
    var personOrdinal = 0
    var companyOrdinal = 0
    /// Rises with every change, so that readers can keep what they computed.
    var version = 0
    /// While false, no states are kept for the search index (during generation).
    var keepsSnapshots = false
    /// How long states are kept for the search index.
    var snapshotSpan: Int64 = 10 * Span.minute
    /// Drives what `live(until:)` lets happen.
    var fate: Randomness

    /// An empty company.
    init(plan: Plan) {
        self.plan = plan
        now = plan.start
        tables = Kind.allCases.map(Table.init)
        fate = Randomness(plan.seed, part: 99, 0)
    }

    var origin: Instant { plan.start - Self.past }

    subscript(kind: Kind) -> Table {
        _read { yield tables[Int(kind.rawValue)] }
        _modify { yield &tables[Int(kind.rawValue)] }
    }

    func isLive(_ kind: Kind, _ row: Int) -> Bool {
        tables[Int(kind.rawValue)].state[row] == .live
    }

    /// Keeps a text that somebody wrote.
    mutating func written(_ text: String) -> Slot {
        texts.append(text)
        return Text.written.slot(Int64(texts.count - 1))
    }

    // MARK: Making records

    mutating func create(_ kind: Kind, at: Instant) -> Int {
        let row = tables[Int(kind.rawValue)].append(at: at)
        if keepsSnapshots { remember(kind, row, existed: false, at: at) }
        version += 1
        return row
    }

    /// Fills a slot of a record that is just being made: no history, no change of its modification time.
    mutating func put(_ kind: Kind, _ row: Int, _ field: some RawRepresentable<Int>, _ value: Slot) {
        let width = tables[Int(kind.rawValue)].width
        tables[Int(kind.rawValue)].slots[row * width + field.rawValue] = value
    }

    /// Sets a field whose past matters (stage, status, owner) and moves the record's modification time.
    mutating func set(
        _ kind: Kind, _ row: Int, _ field: some RawRepresentable<Int>, _ value: Slot, at: Instant,
        _ source: ChangeSource, by owner: UInt8 = Change.nobody
    ) {
        setField(kind, row, field.rawValue, value, at: at, source, by: owner)
    }

    mutating func setField(
        _ kind: Kind, _ row: Int, _ field: Int, _ value: Slot, at: Instant, _ source: ChangeSource,
        by owner: UInt8 = Change.nobody
    ) {
        if keepsSnapshots { remember(kind, row, existed: true, at: at) }
        let table = Int(kind.rawValue)
        let index = row * tables[table].width + field
        let old = tables[table].slots[index]
        if old != .absent, !hasHistory(kind, row, UInt16(field)) {
            tables[table].note(
                row, UInt16(field), old, at: tables[table].created[row], .integration, Change.nobody)
        }
        tables[table].note(row, UInt16(field), value, at: at, source, owner)
        tables[table].slots[index] = value
        tables[table].modified[row] = max(tables[table].modified[row], at)
        version += 1
    }

    func hasHistory(_ kind: Kind, _ row: Int, _ field: UInt16) -> Bool {
        let table = tables[Int(kind.rawValue)]
        var next = table.firstChange[row]
        while next != Table.end {
            let change = table.changes[Int(next)]
            if change.field == field { return true }
            next = change.next
        }
        return false
    }
}
