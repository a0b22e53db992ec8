extension OrgMirror {
    /// Part of the calls, e-mails, meetings and tasks are logged in both systems.
    mutating func follow(activitiesOf world: World) {
        let isFirst = org[.task].count == 0
        for kind in [Kind.task, .call, .email, .meeting] {
            let start = rows[Int(kind.rawValue)].count
            rows[Int(kind.rawValue)].reserveCapacity(world[kind].count)
            for row in start..<world[kind].count {
                if kind == .email { messageOf.append(OrgTable.nothing) }
                var random = dice(Part.activity, row &* 16 &+ Int(kind.rawValue))
                guard random.chance(configuration.activityShare), world[kind].state[row] != .purged,
                    let person = world.firstLink(kind, row, to: .person), let who = record(of: person)
                else {
                    know(kind, nil)
                    continue
                }
                log(kind, row, person, who, world)
            }
        }
        if isFirst, configuration.phoneBankTasks > 0 { logPhoneBank(world) }
    }

    private mutating func log(_ kind: Kind, _ row: Int, _ person: Int, _ who: RecordReference, _ world: World) {
        let at = world[kind].created[row]
        // The activity of a lead that became a contact since was moved at that moment.
        let modified = max(world[kind].modified[row], who.kind == .contact ? created(.contact, who.row) : at)
        let deal = world.firstLink(kind, row, to: .deal).flatMap { self.row(.deal, $0) }
        let account = who.kind == .contact ? org[.contact].reference(who.row, ContactSlot.account) : nil
        let what = deal.map { RecordReference(.opportunity, $0) } ?? account
        guard kind != .meeting else { return meet(row, who, what, at: at, modified, world) }
        let origin: TaskOrigin = kind == .task ? .task : kind == .call ? .call : .email
        let task = org[.task].append(source: row, at: at, modified: modified)
        org[.task].put(task, TaskSlot.origin, origin.rawValue)
        org[.task].put(task, TaskSlot.who, who)
        org[.task].put(task, TaskSlot.what, what)
        org[.task].put(task, TaskSlot.account, account)
        org[.task].put(task, TaskSlot.at, world[kind].slot(row, ActivityField.at))
        know(kind, task)
        share(.taskRelation, RecordReference(.task, task), kind, row, at: at, modified, world)
        guard kind == .email else { return }
        let message = org[.emailMessage].append(source: row, at: at, modified: world[kind].modified[row])
        messageOf[messageOf.count - 1] = UInt32(message)
        org[.emailMessage].put(message, MessageSlot.task, RecordReference(.task, task))
        org[.emailMessage].put(message, MessageSlot.relatedTo, what)
        let isIncoming = world[.email].slot(row, EmailField.direction.rawValue) == 1
        let owner = world[.email].slot(row, EmailField.owner.rawValue)
        let addresses = (
            world[.email].slot(row, EmailField.fromAddress.rawValue),
            world[.email].slot(row, EmailField.toAddress.rawValue)
        )
        let colleague = owner == .absent ? nil : RecordReference(.user, Int(owner))
        for (isSender, address) in [(true, addresses.0), (false, addresses.1)] {
            let relation = org[.emailMessageRelation].append(source: nil, at: at, modified: modified)
            org[.emailMessageRelation].put(
                relation, MessageRelationSlot.message, RecordReference(.emailMessage, message))
            org[.emailMessageRelation].put(
                relation, MessageRelationSlot.relation, isSender == isIncoming ? who : colleague)
            org[.emailMessageRelation].put(relation, MessageRelationSlot.isSender, isSender ? 1 : 0)
            org[.emailMessageRelation].put(relation, MessageRelationSlot.address, address)
        }
    }

    private mutating func meet(
        _ row: Int, _ who: RecordReference, _ what: RecordReference?, at: Instant, _ modified: Instant, _ world: World
    ) {
        let event = org[.event].append(source: row, at: at, modified: modified)
        org[.event].put(event, EventSlot.who, who)
        org[.event].put(event, EventSlot.what, what)
        know(.meeting, event)
        share(.eventRelation, RecordReference(.event, event), .meeting, row, at: at, modified, world)
    }

    /// Everybody of an activity, where there are several; of a meeting always, with their answers.
    private mutating func share(
        _ kind: SObjectKind, _ parent: RecordReference, _ source: Kind, _ row: Int, at: Instant, _ modified: Instant,
        _ world: World
    ) {
        var people = world.links(source, row, to: .person).compactMap { record(of: Int($0.row)) }
        // Somebody else of the company listened in, which only the org knows.
        if row % 8 == 5, let company = world.firstLink(source, row, to: .company),
            let colleague = world.firstLink(.company, company, to: .person).flatMap(record(of:)),
            !people.contains(colleague)
        {
            people.append(colleague)
        }
        guard people.count > 1 || kind == .eventRelation else { return }
        for person in people {
            let relation = org[kind].append(source: nil, at: at, modified: modified)
            org[kind].put(relation, RelationSlot.parent, parent)
            org[kind].put(relation, RelationSlot.relation, person)
            guard kind == .eventRelation else { continue }
            let outcome = world[.meeting].slot(row, MeetingField.outcome.rawValue)
            org[kind].put(relation, RelationSlot.status, outcome == 1 ? 1 : outcome == 4 ? 2 : 0)
            if outcome == 1 { org[kind].put(relation, RelationSlot.at, at) }
        }
    }

    /// Calls that a telephone service imported, two and more years ago: a big table in little memory.
    private mutating func logPhoneBank(_ world: World) {
        let people = (0..<leadOf.count).filter { record(of: $0) != nil }
        guard !people.isEmpty else { return }
        for number in 0..<configuration.phoneBankTasks {
            // Forty calls are imported in the same second.
            let at = world.origin - 500 * Span.day + Int64(number / 40) * 37 * Span.second
            let task = org[.task].append(source: nil, at: at)
            org[.task].put(task, TaskSlot.origin, TaskOrigin.phoneBank.rawValue)
            org[.task].put(task, TaskSlot.who, record(of: people[number % people.count]))
            org[.task].put(task, TaskSlot.at, at)
        }
    }

    mutating func follow(ticketsOf world: World) {
        for ticket in rows[Int(Kind.ticket.rawValue)].count..<world[.ticket].count {
            var random = dice(Part.ticket, ticket)
            guard random.chance(0.8), world[.ticket].state[ticket] != .purged else {
                know(.ticket, nil)
                continue
            }
            let at = world[.ticket].created[ticket]
            let row = org[.supportCase].append(source: ticket, at: at, modified: world[.ticket].modified[ticket])
            know(.ticket, row)
            let reference = RecordReference(.supportCase, row)
            let person = world.firstLink(.ticket, ticket, to: .person)
            if let person, let contact = record(of: person), contact.kind == .contact {
                org[.supportCase].put(row, CaseSlot.contact, contact)
                org[.supportCase].put(row, CaseSlot.account, org[.contact].reference(contact.row, ContactSlot.account))
                org[.supportCase].touch(row, at: created(.contact, contact.row))
            }
            if random.chance(0.2) { org[.supportCase].put(row, CaseSlot.queue, RecordReference(.group, 1)) }
            note(.caseHistory, reference, .created, at: at)
            for _ in 0..<random.below(3) {
                let comment = org[.caseComment].append(source: nil, at: at)
                org[.caseComment].put(comment, CommentSlot.parent, reference)
                org[.caseComment].put(comment, CommentSlot.body, Text.note.slot(random.next()))
            }
        }
    }

    /// Mass e-mails, webinars and trade fairs are campaigns; who got or joined them is a member.
    mutating func follow(mailOf world: World) {
        while org[.campaign].count < world.campaigns.count + 2 {
            let number = org[.campaign].count - 2
            // The first two stand for lists.
            let name: Slot
            let at: Instant
            if number < 0 {
                name = org.written(number == -2 ? "Webinar guests" : "Trade fairs")
                at = world.origin
            } else {
                name = world.campaigns[number].topic
                at = world.campaigns[number].sentAt
            }
            let row = org[.campaign].append(source: nil, at: min(at, world.now))
            org[.campaign].put(row, CampaignSlot.number, Slot(number))
            org[.campaign].put(row, CampaignSlot.name, name)
            org[.campaign].put(row, CampaignSlot.type, number < 0 ? Slot(-number == 2 ? 1 : 2) : 0)
            org[.campaign].put(row, CampaignSlot.startAt, at)
            for (order, label) in ["Sent", "Responded"].enumerated() {
                let status = org[.campaignMemberStatus].append(source: nil, at: min(at, world.now))
                let text = org.written(label)
                org[.campaignMemberStatus].put(status, SObject.SettingSlot.parent, RecordReference(.campaign, row))
                org[.campaignMemberStatus].put(status, SObject.SettingSlot.label, text)
                org[.campaignMemberStatus].put(status, SObject.SettingSlot.order, Slot(order + 1))
                org[.campaignMemberStatus].put(status, SObject.SettingSlot.isSet, Slot(order))
            }
        }
        for (campaign, list) in [(0, ListPlace.webinar), (1, .imports)] {
            let members = world.lists[list.rawValue].members
            let seen = listsSeen[campaign] ?? 0
            listsSeen[campaign] = members.count
            for member in members.dropFirst(seen) {
                join(campaign, Int(world[.person].survivor(Int(member.row))), at: member.at, responds: campaign == 0)
            }
        }
        followNewMail(world)
    }

    private mutating func followNewMail(_ world: World) {
        guard world.mailSerial > mailSeen else { return }
        let fresh = world.mail.lazy.filter { [mailSeen] in
            $0.serial >= mailSeen && ($0.type == .sent || $0.type == .clicked && !$0.isFiltered)
        }
        var wanted: [Slot: Int] = [:]
        for event in fresh { wanted[event.recipient] = -1 }
        for person in 0..<world[.person].count where world[.person].state[person] != .merged {
            let address = world[.person].slot(person, PersonField.email.rawValue)
            if wanted[address] != nil { wanted[address] = person }
        }
        for event in fresh {
            guard let person = wanted[event.recipient], person >= 0, event.at <= world.now else { continue }
            let campaign = Int(event.campaign) + 2
            // A third of the mass e-mails is known to the org.
            guard mixed(UInt64(person) &* 131 &+ UInt64(campaign)) % 3 == 0 else { continue }
            join(campaign, person, at: event.at, responds: event.type == .clicked)
        }
        mailSeen = world.mailSerial
    }

    private mutating func join(_ campaign: Int, _ person: Int, at: Instant, responds: Bool) {
        guard let who = record(of: person), org[who].isLive(who.row), campaign < org[.campaign].count else { return }
        let key = UInt64(campaign) << 32 | UInt64(person)
        let row: Int
        if let known = memberOf[key] {
            row = Int(known)
        } else {
            row = org[.campaignMember].append(source: nil, at: at)
            memberOf[key] = UInt32(row)
            org[.campaignMember].put(row, MemberSlot.campaign, RecordReference(.campaign, campaign))
            if leadOf[person] != OrgTable.nothing {
                org[.campaignMember].put(row, MemberSlot.lead, RecordReference(.lead, Int(leadOf[person])))
            }
            if who.kind == .contact {
                org[.campaignMember].put(row, MemberSlot.contact, who)
                org[.campaignMember].touch(row, at: created(.contact, who.row))
            }
        }
        guard responds, org[.campaignMember].slot(row, MemberSlot.respondedAt) == .absent else { return }
        org[.campaignMember].put(row, MemberSlot.respondedAt, at)
        org[.campaignMember].touch(row, at: at)
    }
}
