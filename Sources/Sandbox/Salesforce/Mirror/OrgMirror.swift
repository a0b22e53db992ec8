/// Follows the world: whatever happened there since the last look appears in the org, with the stamps of its own time.
///
/// Deterministic: what is made of a record of the world depends on the seed and on that record.
struct OrgMirror: Sendable {
    /// Part numbers of the random sequences; the world uses those below 100.
    enum Part {
        static let person: UInt64 = 300, activity: UInt64 = 301, errand: UInt64 = 302, ticket: UInt64 = 303
        static let campaign: UInt64 = 304, noise: UInt64 = 305, fate: UInt64 = 306, number: UInt64 = 307
    }

    /// Something that is going to happen in the org alone.
    enum Errand: Sendable {
        case duplicate(person: Int, of: Int, number: Int)
        case mergeLeads(loser: Int, winner: Int)
        case jobChange(contact: Int)
        case delete(RecordReference)
        case undelete(RecordReference)
    }

    var configuration: SalesforceConfiguration
    let seed: UInt64
    var org = Org()
    /// Per kind of the world and row there: the row of what stands for it.
    var rows: [[UInt32]] = Array(repeating: [], count: Kind.allCases.count)
    var leadOf: [UInt32] = []
    var contactOf: [UInt32] = []
    /// Per e-mail of the world: the message beside the task.
    var messageOf: [UInt32] = []
    var agenda: [(at: Instant, errand: Errand)] = []
    var memberOf: [UInt64: UInt32] = [:]
    var mailSeen: UInt32 = 0
    var listsSeen: [Int: Int] = [:]
    var changesSeen = Array(repeating: 0, count: Kind.allCases.count)
    /// Leads that became contacts during this look: their activities move.
    var moves: [RecordReference: (to: RecordReference, at: Instant)] = [:]
    private var gone: [RecordReference: Instant] = [:]
    private var version = -1
    private var lastNow = Instant.min

    init(_ configuration: SalesforceConfiguration, seed: UInt64) {
        self.configuration = configuration
        self.seed = seed
    }

    mutating func catchUp(_ world: inout World) {
        guard version != world.version || lastNow != world.now else { return }
        let isFirst = version < 0
        let counts = org.tables.map(\.count)
        if isFirst { furnish(world) }
        if version != world.version {
            follow(companiesOf: world)
            follow(peopleOf: &world)
            follow(dealsOf: &world)
        }
        runErrands(&world)
        if version != world.version {
            follow(activitiesOf: world)
            follow(ticketsOf: world)
            follow(mailOf: world)
            noticeChanges(since: lastNow, isFirst: isFirst, world)
        }
        emptyBin(now: world.now)
        moveChildren()
        if !isFirst { holdBack(after: counts, now: world.now) }
        version = world.version
        lastNow = world.now
    }

    func row(_ kind: Kind, _ row: Int) -> Int? {
        let known = rows[Int(kind.rawValue)]
        return row < known.count && known[row] != OrgTable.nothing ? Int(known[row]) : nil
    }

    mutating func know(_ kind: Kind, _ row: Int?) {
        rows[Int(kind.rawValue)].append(row.map { UInt32($0) } ?? OrgTable.nothing)
    }

    func dice(_ part: UInt64, _ ordinal: Int) -> Randomness { Randomness(seed, part: part, ordinal) }

    /// Users, queues and tables of settings.
    private mutating func furnish(_ world: World) {
        for owner in world.owners { _ = org[.user].append(source: nil, at: owner.created, modified: owner.updated) }
        func add(_ kind: SObjectKind, _ words: [String]) {
            for (place, word) in words.enumerated() {
                let row = org[kind].append(source: nil, at: world.origin)
                let label = org.written(word)
                org[kind].put(row, SObject.SettingSlot.label, label)
                org[kind].put(row, SObject.SettingSlot.order, Slot(place + 1))
            }
        }
        add(.group, ["Inbound Leads", "Support", "Renewals"])
        add(.opportunityStage, StageWords.deal)
        add(.leadStatus, StageWords.lead)
        add(.caseStatus, StageWords.support)
        add(.organization, ["Waymark Demo"])
    }

    /// Every twentieth new record comes of a transaction that takes longer.
    private mutating func holdBack(after counts: [Int], now: Instant) {
        for table in org.tables.indices {
            if !org.tables[table].hiddenUntil.isEmpty {
                org.tables[table].hiddenUntil = org.tables[table].hiddenUntil.filter { $0.value > now }
            }
            guard configuration.commitLag > 0 else { continue }
            for row in counts[table]..<org.tables[table].count where mixed(UInt64(row)) % 20 == 0 {
                let committed = (Int64(org.tables[table].stamp[row]) + Int64(configuration.commitLag)) * Span.second
                if committed > now { org.tables[table].hiddenUntil[UInt32(row)] = committed }
            }
        }
    }

    /// The rest of the recycle bin goes after fifteen days.
    private mutating func emptyBin(now: Instant) {
        for table in org.tables.indices where !org.tables[table].deletedAt.isEmpty {
            for (row, at) in org.tables[table].deletedAt where at + Org.recycleBin <= now {
                purge(RecordReference(org.tables[table].kind, Int(row)), at: now)
            }
        }
    }

    mutating func purge(_ record: RecordReference, at: Instant) {
        org[record].purge(record.row)
        gone[record] = at
    }

    /// References that a merge or a purge changes: those that a record has of itself.
    private static let references: [(kind: SObjectKind, field: SField, slot: Int)] = SObject.all.flatMap { object in
        object.fields.compactMap { field in
            guard field.kind == .reference, field.isUpdateable, case .own(let slot) = field.source else { return nil }
            return (object.kind, field, slot)
        }
    }

    /// Whoever was tied to a lead is tied to the contact that it became, from that moment on; so with merged records. What
    /// was tied to a record that is gone for good is tied to nothing.
    private mutating func moveChildren() {
        guard !moves.isEmpty || !gone.isEmpty else { return }
        for (kind, field, slot) in Self.references {
            let table = Int(kind.rawValue)
            let width = org.tables[table].width
            for row in 0..<org.tables[table].count {
                guard let old = RecordReference(slot: org.tables[table].slots[row * width + slot]) else { continue }
                if let move = destination(of: old) {
                    guard field.references.contains(move.to.kind) else {
                        if kind == .campaignMember, move.to.kind == .contact {
                            // A converted lead's memberships name both.
                            org[.campaignMember].put(row, MemberSlot.contact, move.to)
                            org[.campaignMember].touch(row, at: move.at)
                        }
                        continue
                    }
                    org.tables[table].slots[row * width + slot] = move.to.slot
                    org.tables[table].touch(row, at: move.at)
                    if kind == .task, slot == TaskSlot.who.rawValue, old.kind == .lead, move.to.kind == .contact {
                        let account = org[.contact].reference(move.to.row, ContactSlot.account)
                        org[.task].put(row, TaskSlot.account, account)
                    }
                } else if let at = gone[old] {
                    org.tables[table].slots[row * width + slot] = .absent
                    org.tables[table].touch(row, at: at)
                }
            }
        }
        moves = [:]
        gone = [:]
    }

    /// Where the end of a chain of merges is.
    private func destination(of record: RecordReference) -> (to: RecordReference, at: Instant)? {
        guard var move = moves[record] else { return nil }
        var steps = 0
        while let next = moves[move.to], steps < 100 {
            move = (next.to, max(move.at, next.at))
            steps += 1
        }
        return move
    }
}
