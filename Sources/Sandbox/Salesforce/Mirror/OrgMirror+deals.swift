extension OrgMirror {
    /// A deal is an opportunity; the lead that it begins with is converted.
    mutating func follow(dealsOf world: inout World) {
        for deal in rows[Int(Kind.deal.rawValue)].count..<world[.deal].count {
            guard world[.deal].state[deal] == .live || world[.deal].state[deal] == .archived else {
                know(.deal, nil)
                continue
            }
            let at = world[.deal].created[deal]
            let opportunity = org[.opportunity].append(source: deal, at: at, modified: world[.deal].modified[deal])
            know(.deal, opportunity)
            let reference = RecordReference(.opportunity, opportunity)
            note(.opportunityFieldHistory, reference, .created, at: at)
            var people = world.links(.deal, deal, to: .person)
            people.sort { $0.row < $1.row }
            var account = world.firstLink(.deal, deal, to: .company).flatMap { row(.company, $0) }
            for (place, edge) in people.enumerated() {
                guard let contact = contact(for: Int(edge.row), at: at, place == 0 ? opportunity : nil, &world) else {
                    continue
                }
                let role = org[.contactRole].append(source: nil, at: max(at, created(.contact, contact)))
                org[.contactRole].put(role, RoleSlot.opportunity, reference)
                org[.contactRole].put(role, RoleSlot.contact, RecordReference(.contact, contact))
                org[.contactRole].put(role, RoleSlot.role, edge.labels.contains(.decisionMaker) ? 1 : 0)
                org[.contactRole].put(role, RoleSlot.isPrimary, place == 0 ? 1 : 0)
                if place == 0 {
                    org[.opportunity].put(opportunity, OpportunitySlot.contact, RecordReference(.contact, contact))
                    account = account ?? org[.contact].reference(contact, ContactSlot.account)?.row
                }
            }
            org[.opportunity].put(
                opportunity, OpportunitySlot.account, account.map { RecordReference(.account, $0) })
        }
        for row in rows[Int(Kind.subscription.rawValue)].count..<world[.subscription].count {
            guard world[.subscription].state[row] != .purged else {
                know(.subscription, nil)
                continue
            }
            let made = org[.subscription].append(
                source: row, at: world[.subscription].created[row], modified: world[.subscription].modified[row])
            let company = world.firstLink(.subscription, row, to: .company).flatMap { self.row(.company, $0) }
            org[.subscription].slots[made] = company.map { RecordReference(.account, $0).slot } ?? .absent
            know(.subscription, made)
        }
    }

    func created(_ kind: SObjectKind, _ row: Int) -> Instant { Int64(org[kind].created[row]) * Span.second }

    /// The contact of somebody who is part of a deal: the one there is, the one the lead becomes, or a new one.
    private mutating func contact(
        for person: Int, at: Instant, _ opportunity: Int?, _ world: inout World
    ) -> Int? {
        guard let known = record(of: person) else {
            return opportunity == nil ? nil : makeContact(person, at: at, &world)
        }
        if known.kind == .contact { return known.row }
        let lead = known.row
        guard org[.lead].isLive(lead) else { return makeContact(person, at: at, &world) }
        return convert(lead, at: max(at, created(.lead, lead)), opportunity: opportunity, &world)
    }

    /// A row of a history table.
    @discardableResult
    mutating func note(
        _ kind: SObjectKind, _ parent: RecordReference, _ field: TrackedField, old: Slot = .absent, new: Slot = .absent,
        by owner: Slot = 0, at: Instant
    ) -> Int {
        let row = org[kind].append(source: nil, at: at)
        org[kind].put(row, HistorySlot.parent, parent)
        org[kind].put(row, HistorySlot.field, field.rawValue)
        org[kind].put(row, HistorySlot.old, old)
        org[kind].put(row, HistorySlot.new, new)
        org[kind].put(row, HistorySlot.owner, owner)
        return row
    }

    /// What changed of records that the org knows: their stamps move, their past grows, what went goes here too.
    mutating func noticeChanges(since: Instant, isFirst: Bool, _ world: World) {
        for kind in Kind.allCases {
            let first = changesSeen[Int(kind.rawValue)]
            changesSeen[Int(kind.rawValue)] = world[kind].changes.count
            for row in 0..<world[kind].count {
                let isTouched = world[kind].modified[row] >= since
                let state = world[kind].state[row]
                guard isTouched || state == .purged || state == .merged else { continue }
                for record in records(kind, row) {
                    guard org[record].source[record.row] == UInt32(row) else { continue }
                    if isTouched { org[record].touch(record.row, at: world[kind].modified[row]) }
                    if isTouched || isFirst { noteChanges(kind, row, record, from: first, since: since, world) }
                    if state == .purged { vanish(record, at: min(world.now, world[kind].modified[row] + Span.hour)) }
                    if state == .merged, kind == .deal || kind == .ticket { vanish(record, at: world.now) }
                }
            }
            followArchive(kind, world)
        }
    }

    /// What stands for a record of the world.
    private func records(_ kind: Kind, _ row: Int) -> [RecordReference] {
        guard kind != .person else {
            guard row < leadOf.count else { return [] }
            var found: [RecordReference] = []
            if leadOf[row] != OrgTable.nothing { found.append(RecordReference(.lead, Int(leadOf[row]))) }
            if contactOf[row] != OrgTable.nothing {
                found.append(RecordReference(.contact, Int(contactOf[row])))
                if let account = personAccount(of: Int(contactOf[row])) { found.append(account) }
            }
            return found
        }
        guard let mirrored = self.row(kind, row), let object = Self.object(of: kind) else { return [] }
        let found = [RecordReference(object, mirrored)]
        guard kind == .email, messageOf[row] != OrgTable.nothing else { return found }
        return found + [RecordReference(.emailMessage, Int(messageOf[row]))]
    }

    static func object(of kind: Kind) -> SObjectKind? {
        switch kind {
        case .company: .account
        case .deal: .opportunity
        case .ticket: .supportCase
        case .call, .email, .task: .task
        case .meeting: .event
        case .subscription: .subscription
        default: nil
        }
    }

    private mutating func vanish(_ record: RecordReference, at: Instant) {
        guard org[record].isLive(record.row), !org[record].flags[record.row].contains(.converted) else { return }
        org[record].delete(record.row, at: max(at, Int64(org[record].stamp[record.row]) * Span.second))
    }

    /// Archived in HubSpot means thrown away here, for every second record; and restored there, restored here.
    private mutating func followArchive(_ kind: Kind, _ world: World) {
        for (row, at) in world[kind].archivedAt.sorted(by: { $0.key < $1.key }) {
            var random = dice(Part.fate, Int(row) &* 16 &+ Int(kind.rawValue))
            guard random.chance(0.5) else { continue }
            for record in records(kind, Int(row)) where org[record].isLive(record.row) {
                guard !org[record].flags[record.row].contains(.converted) else { continue }
                if !org[record].flags[record.row].isDisjoint(with: [.followed, .kept]) { continue }
                org[record].delete(record.row, at: at)
                org[record].flags[record.row].insert(.followed)
            }
        }
        guard let object = kind == .person ? .lead : Self.object(of: kind) else { return }
        let objects: [SObjectKind] =
            kind == .person ? [.lead, .contact, .account] : kind == .email ? [.task, .emailMessage] : [object]
        for object in objects {
            for row in org[object].deletedAt.keys.sorted()
            where org[object].flags[Int(row)].contains(.followed)
                && org.worldKind(object, Int(row)) == kind && world.isLive(kind, Int(org[object].source[Int(row)]))
            {
                org[object].undelete(Int(row), at: world.now)
            }
        }
    }

    /// Tracked fields: the stages of deals, leads and cases, and owners.
    private mutating func noteChanges(
        _ kind: Kind, _ row: Int, _ record: RecordReference, from first: Int, since: Instant, _ world: World
    ) {
        let stage: (Int, TrackedField, SObjectKind)
        switch record.kind {
        case .opportunity: stage = (DealField.stage.rawValue, .stageName, .opportunityFieldHistory)
        case .lead: stage = (PersonField.lifeStage.rawValue, .leadStatus, .leadHistory)
        case .supportCase: stage = (TicketField.stage.rawValue, .caseStatus, .caseHistory)
        case .account where kind == .company: stage = (CompanyField.lifeStage.rawValue, .accountType, .accountHistory)
        default: return
        }
        guard org.worldKind(record.kind, record.row) == kind else { return }
        var places: [Int] = []
        var next = world[kind].firstChange[row]
        while next != Table.end, Int(next) >= first {
            places.append(Int(next))
            next = world[kind].changes[Int(next)].next
        }
        // The values before: the rest of the chain has them.
        for place in places.reversed() {
            let change = world[kind].changes[place]
            // A merge copies the past of one record to another; that is no news.
            guard change.at >= since, change.at.splitSeconds >= Int64(org[record].created[record.row]),
                Int(change.field) == stage.0 || kind.ownerField == Int(change.field)
            else { continue }
            var before = Slot.absent
            var older = change.next
            while older != Table.end {
                if world[kind].changes[Int(older)].field == change.field {
                    before = world[kind].changes[Int(older)].value
                    break
                }
                older = world[kind].changes[Int(older)].next
            }
            let by = change.owner == Change.nobody ? 0 : Slot(change.owner)
            if Int(change.field) == stage.0 {
                if record.kind == .opportunity {
                    let entry = note(
                        .opportunityHistory, record, .stageName, new: change.value, by: by, at: change.at)
                    let amount = world[.deal].slot(row, DealField.amount.rawValue)
                    org[.opportunityHistory].put(entry, HistorySlot.amount, amount)
                    let closeAt = world[.deal].slot(row, DealField.closeAt.rawValue)
                    org[.opportunityHistory].put(entry, HistorySlot.closeAt, closeAt)
                }
                if before != .absent {
                    note(stage.2, record, stage.1, old: before, new: change.value, by: by, at: change.at)
                }
            } else if before != .absent {
                // A reference leaves two rows: its name and its id.
                for field in [TrackedField.owner, .ownerID] {
                    note(stage.2, record, field, old: before, new: change.value, by: by, at: change.at)
                }
            }
        }
    }
}
