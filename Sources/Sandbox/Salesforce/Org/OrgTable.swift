/// All records of one object as parallel arrays. Times are whole seconds: the platform stamps no finer.
struct OrgTable: Sendable {
    struct Flags: OptionSet, Sendable {
        let rawValue: UInt8

        /// In the recycle bin.
        static let deleted = Flags(rawValue: 1)
        /// Out of the recycle bin, for good.
        static let purged = Flags(rawValue: 2)
        /// Some fields hold something else than the world's record.
        static let overridden = Flags(rawValue: 4)
        /// Deleted because the world's record went; comes back with it.
        static let followed = Flags(rawValue: 8)
        static let converted = Flags(rawValue: 16)
        /// Somebody took it out of the bin: it does not follow the world's record into it again.
        static let kept = Flags(rawValue: 32)
    }

    static let nothing = UInt32.max

    let kind: SObjectKind
    let width: Int
    /// The row of the world's record that this one stands for.
    var source: [UInt32] = []
    /// Seconds since 1970.
    var created: [UInt32] = []
    var stamp: [UInt32] = []
    var flags: [Flags] = []
    var slots: [Slot] = []
    /// What noise, or somebody in the org, wrote over the world's values.
    var overrides: [UInt32: [UInt16: Slot]] = [:]
    var deletedAt: [UInt32: Instant] = [:]
    var master: [UInt32: UInt32] = [:]
    /// Rows of a transaction that has not been committed, and when it will be.
    var hiddenUntil: [UInt32: Instant] = [:]

    init(_ object: SObject) {
        kind = object.kind
        width = object.width
    }

    var count: Int { source.count }

    func seconds(_ at: Instant) -> UInt32 { UInt32(clamping: at.splitSeconds) }

    mutating func append(source row: Int?, at: Instant, modified: Instant? = nil) -> Int {
        source.append(row.map { UInt32($0) } ?? Self.nothing)
        created.append(seconds(at))
        stamp.append(max(seconds(at), seconds(modified ?? at)))
        flags.append([])
        slots.append(contentsOf: repeatElement(.absent, count: width))
        return source.count - 1
    }

    func slot(_ row: Int, _ field: some RawRepresentable<Int>) -> Slot { slots[row * width + field.rawValue] }

    func reference(_ row: Int, _ field: some RawRepresentable<Int>) -> RecordReference? {
        RecordReference(slot: slot(row, field))
    }

    mutating func put(_ row: Int, _ field: some RawRepresentable<Int>, _ value: Slot) {
        slots[row * width + field.rawValue] = value
    }

    mutating func put(_ row: Int, _ field: some RawRepresentable<Int>, _ value: RecordReference?) {
        slots[row * width + field.rawValue] = value?.slot ?? .absent
    }

    mutating func override(_ row: Int, _ field: Int, _ value: Slot) {
        overrides[UInt32(row), default: [:]][UInt16(field)] = value
        flags[row].insert(.overridden)
    }

    mutating func touch(_ row: Int, at: Instant) { stamp[row] = max(stamp[row], seconds(at)) }

    func isLive(_ row: Int) -> Bool { flags[row].isDisjoint(with: [.deleted, .purged]) }

    mutating func delete(_ row: Int, at: Instant, into winner: Int? = nil) {
        flags[row].insert(.deleted)
        deletedAt[UInt32(row)] = at
        touch(row, at: at)
        if let winner { master[UInt32(row)] = UInt32(winner) }
    }

    mutating func undelete(_ row: Int, at: Instant) {
        flags[row].subtract([.deleted, .followed])
        deletedAt[UInt32(row)] = nil
        touch(row, at: at)
    }

    mutating func purge(_ row: Int) {
        flags[row].insert([.deleted, .purged])
        deletedAt[UInt32(row)] = nil
        // After the recycle bin nothing tells of it any more.
        master[UInt32(row)] = nil
    }

    /// The record that a merged one lives on in; the row itself when it was never merged.
    func winner(_ row: Int) -> Int {
        var row = row
        while let next = master[UInt32(row)] { row = Int(next) }
        return row
    }
}

extension Int64 {
    /// Whole seconds since 1970 of milliseconds.
    var splitSeconds: Int64 { self / Span.second }
}
