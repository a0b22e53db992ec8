extension OrgMirror {
    /// Every company is an account.
    mutating func follow(companiesOf world: World) {
        for row in rows[Int(Kind.company.rawValue)].count..<world[.company].count {
            let merged = world[.company].mergedFrom[UInt32(row)] ?? []
            let known = merged.compactMap { world[.company].row(id: $0.id) }.compactMap { self.row(.company, $0) }
            guard let first = known.first, let at = merged.first?.at else {
                guard world[.company].state[row] != .purged else {
                    know(.company, nil)
                    continue
                }
                let account = org[.account].append(
                    source: row, at: world[.company].created[row], modified: world[.company].modified[row])
                know(.company, account)
                note(.accountHistory, RecordReference(.account, account), .created, at: world[.company].created[row])
                continue
            }
            // What HubSpot merged into a new record goes on as the first one here; the others are merged into it,
            // or stay behind as duplicates.
            org[.account].source[first] = UInt32(row)
            org[.account].touch(first, at: at)
            know(.company, first)
            var random = dice(Part.fate, row)
            for other in known.dropFirst() where random.chance(0.5) && org[.account].isLive(other) && other != first {
                merge(loser: RecordReference(.account, other), winner: RecordReference(.account, first), at: at)
            }
        }
    }

    mutating func follow(peopleOf world: inout World) {
        for person in leadOf.count..<world[.person].count {
            leadOf.append(OrgTable.nothing)
            contactOf.append(OrgTable.nothing)
            let merged = world[.person].mergedFrom[UInt32(person)] ?? []
            if let at = merged.first?.at {
                let old = merged.compactMap { world[.person].row(id: $0.id) }
                if adopt(person, from: old, at: at, world) { continue }
            }
            guard world[.person].state[person] != .purged else { continue }
            var random = dice(Part.person, person)
            guard random.chance(configuration.peopleShare) else { continue }
            let at = world[.person].created[person]
            if random.chance(0.15) {
                makeContact(person, at: at, &world)
            } else {
                makeLead(person, at: at, &random, &world)
            }
        }
    }

    /// A person that HubSpot made by merging: the first one's record goes on; half of the others are merged into it.
    private mutating func adopt(_ person: Int, from old: [Int], at: Instant, _ world: World) -> Bool {
        let known = old.filter { record(of: $0) != nil }
        guard let first = known.first, let record = record(of: first) else { return false }
        for kind in [SObjectKind.lead, .contact] {
            let rows = kind == .lead ? leadOf : contactOf
            guard rows[first] != OrgTable.nothing else { continue }
            org[kind].source[Int(rows[first])] = UInt32(person)
            org[kind].touch(Int(rows[first]), at: at)
            if kind == .contact, let account = personAccount(of: Int(rows[first])) {
                org[.account].source[account.row] = UInt32(person)
                org[.account].touch(account.row, at: at)
            }
        }
        leadOf[person] = leadOf[first]
        contactOf[person] = contactOf[first]
        var random = dice(Part.fate, person &+ 7_000_000)
        for other in known.dropFirst() {
            guard let loser = self.record(of: other), loser.kind == record.kind, random.chance(0.5) else { continue }
            merge(loser: loser, winner: record, at: at)
        }
        return true
    }

    /// The contact, else the lead, that stands for a person now; nil once both are gone for good.
    func record(of person: Int) -> RecordReference? {
        guard person < contactOf.count else { return nil }
        for (kind, row) in [(SObjectKind.contact, contactOf[person]), (.lead, leadOf[person])]
        where row != OrgTable.nothing && !org[kind].flags[Int(row)].contains(.purged) {
            return RecordReference(kind, Int(row))
        }
        return nil
    }

    func companyName(of person: Int, _ world: World) -> Slot {
        guard let company = world.firstLink(.person, person, to: .company) else { return .absent }
        return world[.company].slot(company, CompanyField.name.rawValue)
    }

    /// The account that shows a contact's own values.
    func personAccount(of contact: Int) -> RecordReference? {
        guard org[.contact].slot(contact, ContactSlot.isPersonAccount) == 1 else { return nil }
        return org[.contact].reference(contact, ContactSlot.account)
    }

    private mutating func makeLead(_ person: Int, at: Instant, _ random: inout Randomness, _ world: inout World) {
        let lead = org[.lead].append(source: person, at: at, modified: world[.person].modified[person])
        leadOf[person] = UInt32(lead)
        if random.chance(0.1) { org[.lead].put(lead, LeadSlot.queue, RecordReference(.group, 0)) }
        org[.lead].put(lead, LeadSlot.company, companyName(of: person, world))
        disturb(.lead, lead, person, world)
        note(.leadHistory, RecordReference(.lead, lead), .created, at: at)
        tie(person, RecordReference(.lead, lead), at: at, &world)
        if random.chance(configuration.noise.duplicates) {
            let later = at + Int64(2 + random.below(60)) * Span.day + Int64(random.below(40_000)) * Span.second
            plan(.duplicate(person: person, of: lead, number: 1), at: later)
        }
        if random.chance(configuration.noise.discarded) {
            plan(.delete(RecordReference(.lead, lead)), at: at + Int64(3 + random.below(400)) * Span.day)
        }
    }

    @discardableResult
    mutating func makeContact(_ person: Int, at: Instant, from lead: Int? = nil, _ world: inout World) -> Int {
        let contact = org[.contact].append(source: person, at: at, modified: world[.person].modified[person])
        contactOf[person] = UInt32(contact)
        let reference = RecordReference(.contact, contact)
        if let lead {
            // What was wrong in the lead is wrong in the contact.
            for (place, slot) in org[.lead].overrides[UInt32(lead)] ?? [:] {
                let name = SObject.of(.lead).fields[Int(place)].name
                if let place = SObject.of(.contact).place(of: name) { org[.contact].override(contact, place, slot) }
            }
        } else {
            disturb(.contact, contact, person, world)
        }
        if let company = world.firstLink(.person, person, to: .company), let account = row(.company, company) {
            org[.contact].put(contact, ContactSlot.account, RecordReference(.account, account))
            relate(account, contact, isDirect: true, at: at)
        } else if configuration.hasPersonAccounts {
            let account = org[.account].append(source: person, at: at)
            org[.account].put(account, AccountSlot.person, 1)
            org[.account].put(account, AccountSlot.contact, reference)
            org[.contact].put(contact, ContactSlot.account, RecordReference(.account, account))
            org[.contact].put(contact, ContactSlot.isPersonAccount, 1)
        }
        note(.contactHistory, reference, .created, at: at)
        tie(person, reference, at: at, &world)
        var random = dice(Part.errand, person)
        if random.chance(configuration.noise.jobChanges) {
            plan(.jobChange(contact: contact), at: at + Int64(60 + random.below(240)) * Span.day + 9 * Span.hour)
        }
        return contact
    }

    mutating func relate(_ account: Int, _ contact: Int, isDirect: Bool, at: Instant) {
        let row = org[.accountContactRelation].append(source: nil, at: at)
        org[.accountContactRelation].put(row, RelationSlot.parent, RecordReference(.account, account))
        org[.accountContactRelation].put(row, RelationSlot.relation, RecordReference(.contact, contact))
        org[.accountContactRelation].put(row, RelationSlot.isDirect, isDirect ? 1 : 0)
    }

    /// Part of the people have the other system's id in a property of HubSpot's.
    private mutating func tie(_ person: Int, _ record: RecordReference, at: Instant, _ world: inout World) {
        guard configuration.linksHubSpot else { return }
        var random = dice(Part.noise, person &+ 9_000_000)
        guard random.chance(configuration.tiedShare) else { return }
        let index = record.kind == .contact ? Property.salesforceContact : Property.salesforceLead
        let slot = world.written(RecordID.text(record))
        if at < world.now || !world.keepsSnapshots {
            // Before anybody looked: as if it had always been there.
            world[.person].custom[UInt32(person), default: [:]][UInt16(index)] = slot
            if world.keepsSnapshots, world[.person].modified[person] < at { world[.person].modified[person] = at }
        } else {
            world.setCustom(.person, person, index, slot, from: .absent, at: at, .integration)
        }
    }

    /// A lead becomes a contact, with an account and perhaps a deal. What was logged for the lead moves.
    @discardableResult
    mutating func convert(_ lead: Int, at: Instant, opportunity: Int?, _ world: inout World) -> Int {
        let person = Int(org[.lead].source[lead])
        let contact: Int
        if let known = record(of: person), known.kind == .contact {
            contact = known.row
        } else {
            contact = makeContact(person, at: at, from: lead, &world)
        }
        let (old, new) = (RecordReference(.lead, lead), RecordReference(.contact, contact))
        org[.lead].flags[lead].insert(.converted)
        org[.lead].put(lead, LeadSlot.convertedAt, at)
        org[.lead].put(lead, LeadSlot.contact, new)
        org[.lead].put(lead, LeadSlot.account, org[.contact].reference(contact, ContactSlot.account))
        org[.lead].put(lead, LeadSlot.opportunity, opportunity.map { RecordReference(.opportunity, $0) })
        org[.lead].touch(lead, at: at)
        note(.leadHistory, old, .leadConverted, at: at)
        moves[old] = (new, at)
        return contact
    }

    mutating func merge(loser: RecordReference, winner: RecordReference, at: Instant) {
        guard loser != winner, org[loser].isLive(loser.row), org[winner].isLive(winner.row) else { return }
        org[loser].delete(loser.row, at: at, into: winner.row)
        org[winner].touch(winner.row, at: at)
        moves[loser] = (winner, at)
        if loser.kind == .contact { note(.contactHistory, winner, .contactMerged, at: at) }
    }
}
