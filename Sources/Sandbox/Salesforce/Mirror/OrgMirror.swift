/// Follows the world: whatever happened there since the last look appears in the org, with the stamps of its own time.
///
/// Deterministic: what is made of a record of the world depends on the seed and on that record.
struct OrgMirror: Sendable {
    /// Part numbers of the random sequences; the world uses those below 100.
    enum Part {
        static let person: UInt64 = 300, activity: UInt64 = 301, errand: UInt64 = 302, ticket: UInt64 = 303
        static let campaign: UInt64 = 304, noise: UInt64 = 305, fate: UInt64 = 306
    }

    /// Something that is going to happen in the org alone.
    enum Errand: Sendable {
        case duplicate(person: Int, of: Int, number: Int)
        case mergeLeads(loser: Int, winner: Int)
        case jobChange(contact: Int)
        case delete(RecordReference)
        case undelete(RecordReference)
    }

    let configuration: SalesforceConfiguration
    let seed: UInt64
    var org = Org()
    /// Per kind of the world and row there: the row of what stands for it.
    var rows: [[UInt32]] = Array(repeating: [], count: Kind.allCases.count)
    var leadOf: [UInt32] = []
    var contactOf: [UInt32] = []
    var agenda: [(at: Instant, errand: Errand)] = []
    var memberOf: [UInt64: UInt32] = [:]
    var mailSeen: UInt32 = 0
    var listsSeen: [Int: Int] = [:]
    var changesSeen = Array(repeating: 0, count: Kind.allCases.count)
    /// Leads that became contacts during this look: their activities move.
    var moves: [RecordReference: (to: RecordReference, at: Instant)] = [:]
    private var version = -1
    private var lastNow = Instant.min

    init(_ configuration: SalesforceConfiguration, seed: UInt64) {
        self.configuration = configuration
        self.seed = seed
    }

    mutating func catchUp(_ world: inout World) {
        guard version != world.version || lastNow != world.now else { return }
        let isFirst = version < 0
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
        moveChildren()
        emptyBin(now: world.now)
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
    }

    /// The rest of the recycle bin goes after fifteen days.
    private mutating func emptyBin(now: Instant) {
        for table in org.tables.indices where !org.tables[table].deletedAt.isEmpty {
            let due = org.tables[table].deletedAt.filter { $0.value + Org.recycleBin <= now }.keys
            for row in due { org.tables[table].purge(Int(row)) }
        }
    }

    /// Whoever was tied to a lead is tied to the contact that it became, from that moment on.
    private mutating func moveChildren() {
        guard !moves.isEmpty else { return }
        let places: [(SObjectKind, Int)] = [
            (.task, TaskSlot.who.rawValue), (.event, EventSlot.who.rawValue),
            (.taskRelation, RelationSlot.relation.rawValue), (.eventRelation, RelationSlot.relation.rawValue),
            (.emailMessageRelation, MessageRelationSlot.relation.rawValue),
            (.supportCase, CaseSlot.contact.rawValue), (.contactRole, RoleSlot.contact.rawValue),
            (.accountContactRelation, RelationSlot.relation.rawValue),
        ]
        for (kind, slot) in places {
            let width = org[kind].width
            for row in 0..<org[kind].count {
                guard let old = RecordReference(slot: org[kind].slots[row * width + slot]), let move = moves[old] else {
                    continue
                }
                org[kind].slots[row * width + slot] = move.to.slot
                org[kind].touch(row, at: move.at)
            }
        }
        for row in 0..<org[.campaignMember].count {
            for slot in [MemberSlot.lead, .contact] {
                guard let old = org[.campaignMember].reference(row, slot), let move = moves[old] else { continue }
                // A converted lead's memberships name both.
                org[.campaignMember].put(row, move.to.kind == .contact ? MemberSlot.contact : .lead, move.to)
                org[.campaignMember].touch(row, at: move.at)
            }
        }
        moves = [:]
    }
}
