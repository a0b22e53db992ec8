enum RecordState: UInt8 {
    case live, archived
    /// Its id still leads to the record it was merged into.
    case merged
    /// Gone for good.
    case purged
}

/// One past value of one field. Chained per record, newest first.
struct Change {
    var at: Instant
    var value: Slot
    var next: UInt32
    /// A field's index, or `Change.customFlag` plus the index of a custom property.
    var field: UInt16
    var source: ChangeSource
    /// Who did it, as an index into the owners; 255 is nobody.
    var owner: UInt8

    static let customFlag: UInt16 = 0x8000
    static let nobody: UInt8 = 255
}

/// A record as it was before a change, kept while the search index has not seen the change.
struct Snapshot {
    var row: Int
    /// When the change happened that this is the state before.
    var changedAt: Instant
    /// False when the change was the creation.
    var existed: Bool
    var modified: Instant
    var state: RecordState
    var slots: [Slot]
    var custom: [UInt16: Slot]
    /// What had been merged into it by then.
    var mergedFrom: [MergedRecord]
}

struct MergedRecord {
    var id: Int64
    var at: Instant
}

/// All records of one kind as parallel arrays. Rows are appended with rising ids and never move.
struct Table {
    static let end = UInt32.max

    let kind: Kind
    let width: Int
    private(set) var ids: [Int64] = []
    var created: [Instant] = []
    var modified: [Instant] = []
    var state: [RecordState] = []
    var slots: [Slot] = []
    var firstEdge: [UInt32] = []
    var firstChange: [UInt32] = []
    var changes: [Change] = []
    var archivedAt: [UInt32: Instant] = [:]
    var mergedInto: [UInt32: UInt32] = [:]
    var mergedFrom: [UInt32: [MergedRecord]] = [:]
    /// Custom properties that somebody set; all others are derived from the id.
    var custom: [UInt32: [UInt16: Slot]] = [:]
    /// States that the search index may still hold, oldest first.
    var recent: [Snapshot] = []
    private var nextID: Int64

    init(kind: Kind) {
        self.kind = kind
        width = kind.width
        nextID = 20_000_000_000 + Int64(kind.rawValue) * 10_000_000_000 + 401
    }

    var count: Int { ids.count }

    mutating func reserve(_ capacity: Int) {
        ids.reserveCapacity(capacity)
        created.reserveCapacity(capacity)
        modified.reserveCapacity(capacity)
        state.reserveCapacity(capacity)
        slots.reserveCapacity(capacity * width)
        firstEdge.reserveCapacity(capacity)
        firstChange.reserveCapacity(capacity)
    }

    mutating func append(at: Instant) -> Int {
        let row = ids.count
        ids.append(nextID)
        nextID += 1 + Int64(mixed(UInt64(bitPattern: nextID)) & 7)
        created.append(at)
        modified.append(at)
        state.append(.live)
        slots.append(contentsOf: repeatElement(.absent, count: width))
        firstEdge.append(Self.end)
        firstChange.append(Self.end)
        return row
    }

    func slot(_ row: Int, _ field: Int) -> Slot {
        slots[row * width + field]
    }

    /// The first row whose id is at least `id`.
    func lowerBound(_ id: Int64) -> Int {
        var low = 0
        var high = ids.count
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func row(id: Int64) -> Int? {
        let row = lowerBound(id)
        return row < ids.count && ids[row] == id ? row : nil
    }

    /// Where a merged record lives now; the row itself when it was never merged.
    func survivor(_ row: Int) -> Int {
        var row = row
        while let next = mergedInto[UInt32(row)] { row = Int(next) }
        return row
    }

    mutating func note(_ row: Int, _ field: UInt16, _ value: Slot, at: Instant, _ source: ChangeSource, _ owner: UInt8)
    {
        changes.append(
            Change(at: at, value: value, next: firstChange[row], field: field, source: source, owner: owner))
        firstChange[row] = UInt32(changes.count - 1)
    }

    /// The changes of a record, newest first.
    func history(_ row: Int) -> [Change] {
        var found: [Change] = []
        var place = firstChange[row]
        while place != Self.end {
            found.append(changes[Int(place)])
            place = changes[Int(place)].next
        }
        return found
    }
}
