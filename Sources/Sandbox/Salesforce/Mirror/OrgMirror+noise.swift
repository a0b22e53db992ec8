extension OrgMirror {
    /// What is typed wrong, left out or written otherwise than in HubSpot.
    mutating func disturb(_ kind: SObjectKind, _ row: Int, _ person: Int, variant: Int = 0, _ world: World) {
        let noise = configuration.noise
        var random = dice(Part.noise, person &* 8 &+ variant)
        let object = SObject.of(kind)
        func place(_ name: String) -> Int { object.place(of: name) ?? 0 }
        if random.chance(noise.typos) || variant > 0 && random.chance(0.4) {
            let field: PersonField = random.chance(0.5) ? .firstName : .lastName
            let name = Array(world.text(world[.person].slot(person, field.rawValue)))
            if name.count > 2 {
                var wrong = name
                wrong.swapAt(1, 2)
                let slot = org.written(String(wrong))
                org[kind].override(row, place(field == .firstName ? "FirstName" : "LastName"), slot)
            }
        }
        let phone = world[.person].slot(person, PersonField.phone.rawValue)
        if phone != .absent, random.chance(noise.phoneFormats) {
            let plain = "+\(world.text(phone).filter(\.isNumber))"
            let written = random.chance(0.5) ? world.nationalPhone(phone) ?? plain : plain
            org[kind].override(row, place("Phone"), org.written(written))
        }
        disturbNumbers(kind, row, person, variant, world)
        guard variant == 0, let address = disturbedAddress(person, hasPhone: phone != .absent, &random, world) else {
            return
        }
        org[kind].override(row, place("Email"), address.isEmpty ? Org.cleared : org.written(address))
    }

    /// Numbers that stand elsewhere, or are not the person's.
    private mutating func disturbNumbers(
        _ kind: SObjectKind, _ row: Int, _ person: Int, _ variant: Int, _ world: World
    ) {
        let noise = configuration.noise
        let object = SObject.of(kind)
        guard let phone = object.place(of: "Phone"), let mobile = object.place(of: "MobilePhone") else { return }
        var random = dice(Part.number, person &* 8 &+ variant)
        let own =
            org[kind].overrides[UInt32(row)]?[UInt16(phone)] ?? world[.person].slot(person, PersonField.phone.rawValue)
        let isMobile = own != .absent && random.chance(noise.mobileFields)
        if isMobile {
            org[kind].override(row, mobile, own)
            org[kind].override(row, phone, Org.cleared)
        }
        guard random.chance(noise.switchboards), let company = world.firstLink(.person, person, to: .company) else {
            return
        }
        org[kind].override(row, phone, world[.company].slot(company, CompanyField.phone.rawValue))
    }

    /// Nil for the person's own address, empty for none.
    private func disturbedAddress(
        _ person: Int, hasPhone: Bool, _ random: inout Randomness, _ world: World
    ) -> String? {
        let noise = configuration.noise
        let address = world.text(world[.person].slot(person, PersonField.email.rawValue))
        guard let at = address.firstIndex(of: "@") else { return nil }
        if random.chance(noise.withoutEmail), hasPhone { return "" }
        if random.chance(noise.sharedInboxes), let company = world.firstLink(.person, person, to: .company) {
            let domain = world[.company].slot(company, CompanyField.domain.rawValue)
            return domain == .absent ? nil : "info@\(world.text(domain))"
        }
        let isPrivate = address.hasSuffix("@example.org") || address.hasSuffix("@example.net")
        if isPrivate, random.chance(noise.plusAddresses) {
            return address[..<at] + "+crm" + address[at...]
        }
        if random.chance(noise.otherCase) {
            return address.split(separator: ".").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(
                separator: ".")
        }
        return nil
    }

    // MARK: What happens in the org alone

    mutating func plan(_ errand: Errand, at: Instant) {
        // Nobody does such things on the very second.
        agenda.append((at, errand))
    }

    /// Everything that is due, oldest first; an errand may make others.
    mutating func runErrands(_ world: inout World) {
        while true {
            let due = agenda.filter { $0.at <= world.now }.sorted { $0.at < $1.at }
            guard !due.isEmpty else { return }
            agenda.removeAll { $0.at <= world.now }
            for (at, errand) in due { run(errand, at: at, &world) }
        }
    }

    private mutating func run(_ errand: Errand, at: Instant, _ world: inout World) {
        var random = dice(Part.errand, Int(truncatingIfNeeded: at))
        switch errand {
        case .duplicate(let person, let first, let number):
            guard org[.lead].isLive(first) else { return }
            let lead = org[.lead].append(source: person, at: at, modified: world[.person].modified[person])
            org[.lead].put(lead, LeadSlot.company, companyName(of: person, world))
            disturb(.lead, lead, person, variant: number, world)
            note(.leadHistory, RecordReference(.lead, lead), .created, at: at)
            guard random.chance(configuration.noise.mergedDuplicates) else { return }
            let merged = at + Int64(10 + random.below(30)) * Span.day
            if number == 1, random.chance(0.3) {
                // A third one, merged into the second before that is merged into the first.
                plan(.duplicate(person: person, of: lead, number: 2), at: at + Span.day)
                plan(.mergeLeads(loser: lead, winner: first), at: merged + 60 * Span.day)
            } else {
                plan(.mergeLeads(loser: lead, winner: first), at: merged)
            }
        case .mergeLeads(let loser, let winner):
            guard !org[.lead].flags[winner].contains(.converted), !org[.lead].flags[loser].contains(.converted) else {
                return
            }
            merge(loser: RecordReference(.lead, loser), winner: RecordReference(.lead, winner), at: at)
        case .jobChange(let contact): changeJob(contact, at: at, &random, &world)
        case .delete(let record):
            guard org[record].isLive(record.row), !org[record].flags[record.row].contains(.converted) else { return }
            org[record].delete(record.row, at: at)
            if random.chance(0.5) { plan(.undelete(record), at: at + 3 * Span.day) }
        case .undelete(let record):
            guard org[record].deletedAt[UInt32(record.row)] != nil else { return }
            org[record].undelete(record.row, at: at)
        }
    }

    /// A new address at another company: on the old record, or on a new one beside it.
    private mutating func changeJob(
        _ contact: Int, at: Instant, _ random: inout Randomness, _ world: inout World
    ) {
        let companies = world[.company].count
        let person = Int(org[.contact].source[contact])
        guard companies > 3, org[.contact].isLive(contact),
            org[.contact].slot(contact, ContactSlot.isPersonAccount) == .absent,
            let old = org[.contact].reference(contact, ContactSlot.account)
        else { return }
        let company = random.below(companies)
        guard world.isLive(.company, company), let account = row(.company, company), account != old.row,
            org[.account].isLive(account), let email = SObject.of(.contact).place(of: "Email")
        else { return }
        let address = world.text(world[.person].slot(person, PersonField.email.rawValue))
        let domain = world.text(world[.company].slot(company, CompanyField.domain.rawValue))
        let written = org.written("\(address.prefix { $0 != "@" })@\(domain)")
        var row = contact
        if random.chance(0.5) {
            row = org[.contact].append(source: person, at: at)
            contactOf[person] = UInt32(row)
            note(.contactHistory, RecordReference(.contact, row), .created, at: at)
            relate(account, row, isDirect: true, at: at)
        } else {
            let before =
                org[.contact].overrides[UInt32(contact)]?[UInt16(email)]
                ?? world[.person].slot(person, PersonField.email.rawValue)
            note(.contactHistory, RecordReference(.contact, row), .email, old: before, new: written, at: at)
            relate(account, row, isDirect: true, at: at)
            for relation in 0..<org[.accountContactRelation].count
            where org[.accountContactRelation].reference(relation, RelationSlot.parent) == old
                && org[.accountContactRelation].reference(relation, RelationSlot.relation)?.row == contact
            {
                org[.accountContactRelation].put(relation, RelationSlot.isDirect, 0)
                org[.accountContactRelation].touch(relation, at: at)
            }
        }
        org[.contact].override(row, email, written)
        org[.contact].put(row, ContactSlot.account, RecordReference(.account, account))
        org[.contact].touch(row, at: at)
    }
}
