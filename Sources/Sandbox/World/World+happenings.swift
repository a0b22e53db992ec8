/// One ordinary thing each; false when the company has nobody it could happen to.
extension World {
    mutating func newcomer() -> Bool {
        var life = Life(random: Randomness(fate.next()), until: now + 1)
        life.begin(at: now, by: nil, in: &self)
        return true
    }

    mutating func touch() -> Bool {
        guard let person = anyLive(.person) else { return false }
        let company = links(.person, person, to: .company).first.map { Int($0.row) }
        let deal = links(.person, person, to: .deal).first.map { Int($0.row) }
        let owner = self[.person].slot(person, PersonField.owner.rawValue)
        withFate { $0.logActivity(of: person, company: company, deal: deal, owner: owner, at: $0.now, &$1) }
        return true
    }

    mutating func mailing() -> Bool {
        guard let person = anyLive(.person, where: { $0[.person].slot($1, PersonField.optedOut.rawValue) == 0 }),
            let campaign = campaigns.lastIndex(where: { $0.sentAt <= now })
        else { return false }
        let address = self[.person].slot(person, PersonField.email.rawValue)
        // What the recipient makes of it lies ahead: see below.
        let sent = now
        _ = withFate { $0.send(campaign, to: person, address, at: sent, until: sent + 1, &$1) }
        for _ in 0..<fate.below(3) {
            // Somebody reacts to one of the last mails.
            let earlier = mail[mail.count - 1 - fate.below(min(mail.count, 300))]
            guard earlier.type != .bounced, earlier.type != .dropped, earlier.at < now else { continue }
            let type: MailEventType = [.delivered, .opened, .opened, .clicked][fate.below(4)]
            mail.append(
                MailEvent(
                    at: now, recipient: earlier.recipient, serial: mailSerial, sentSerial: earlier.sentSerial,
                    sinceSent: UInt32(truncatingIfNeeded: now - earlier.at + Int64(earlier.sinceSent)),
                    campaign: earlier.campaign, type: type, isFiltered: fate.chance(0.1)))
            mailSerial += 1
        }
        version += 1
        return true
    }

    mutating func smallEdit() -> Bool {
        if fate.chance(0.7) {
            guard let person = anyLive(.person) else { return false }
            switch fate.below(4) {
            case 0:
                let country = self[.person].slot(person, PersonField.country.rawValue)
                set(.person, person, PersonField.phone, Text.phone(country: country, fate.next()), at: now, .user)
            case 1: set(.person, person, PersonField.jobTitle, Text.jobTitle.slot(fate.next()), at: now, .user)
            case 2: set(.person, person, PersonField.score, Slot(fate.below(100)), at: now, .workflow)
            default: set(.person, person, PersonField.segment, Slot(fate.below(4)), at: now, .workflow)
            }
            return true
        }
        guard let company = anyLive(.company) else { return false }
        set(.company, company, CompanyField.employees, Slot(1 + fate.below(5_000)), at: now, .integration)
        return true
    }

    mutating func personMovesOn() -> Bool {
        let last = LifeStage.evangelist.rawValue
        guard
            let person = anyLive(
                .person, where: { (0..<last).contains($0[.person].slot($1, PersonField.lifeStage.rawValue)) })
        else { return false }
        let stage = self[.person].slot(person, PersonField.lifeStage.rawValue) + 1
        set(.person, person, PersonField.lifeStage, stage, at: now, .user)
        if stage == LifeStage.marketingQualified.rawValue { joinOnce(.qualified, person) }
        if stage == LifeStage.customer.rawValue { joinOnce(.customers, person) }
        return true
    }

    mutating func handoff() -> Bool {
        guard let person = anyLive(.person) else { return false }
        let stage = self[.person].slot(person, PersonField.lifeStage.rawValue)
        let team: Team = stage >= LifeStage.customer.rawValue ? .success : .sales
        let next = withFate { $0.owner(of: team, &$1, at: $0.now) }
        guard next != self[.person].slot(person, PersonField.owner.rawValue) else { return false }
        set(.person, person, PersonField.owner, next, at: now, .user)
        return true
    }

    mutating func dealOpens() -> Bool {
        guard let person = anyLive(.person) else { return false }
        let company = links(.person, person, to: .company).first.map { Int($0.row) }
        let ordinal = company.map { Int(self[.company].slot($0, CompanyField.name.rawValue) & 0xF_FFFF) } ?? 0
        let owner = withFate { $0.owner(of: .sales, &$1, at: $0.now) }
        _ = withFate { $0.openDeal(for: person, company, ordinal, owner: owner, at: $0.now, &$1) }
        return true
    }

    mutating func dealMoves() -> Bool {
        guard
            let deal = anyLive(
                .deal,
                where: { world, row in
                    let stage = DealStage(rawValue: world[.deal].slot(row, DealField.stage.rawValue))
                    return stage.map { !$0.isClosed } ?? false
                }),
            let stage = DealStage(rawValue: self[.deal].slot(deal, DealField.stage.rawValue))
        else { return false }
        let lost: DealStage = stage.rawValue > DealStage.lost.rawValue ? .renewalLost : .lost
        let next = fate.chance(0.15) ? lost : DealStage(rawValue: stage.rawValue + 1) ?? lost
        withFate { $0.moveDeal(deal, to: next, at: $0.now, &$1) }
        return true
    }

    mutating func leadMoves() -> Bool {
        let open = LeadStage.qualified.rawValue
        guard let lead = anyLive(.lead, where: { $0[.lead].slot($1, LeadField.stage.rawValue) < open }) else {
            return false
        }
        let stage = self[.lead].slot(lead, LeadField.stage.rawValue) + 1
        set(.lead, lead, LeadField.stage, stage, at: now, .user)
        return true
    }

    mutating func ticketOpens() -> Bool {
        guard let person = anyLive(.person) else { return false }
        let company = links(.person, person, to: .company).first.map { Int($0.row) }
        let owner = withFate { $0.owner(of: .success, &$1, at: $0.now) }
        _ = withFate { $0.openTicket(of: person, company: company, deal: nil, owner: owner, at: $0.now, &$1) }
        return true
    }

    mutating func ticketMoves() -> Bool {
        guard let ticket = anyLive(.ticket) else { return false }
        let stage = self[.ticket].slot(ticket, TicketField.stage.rawValue)
        let next: TicketStage =
            switch TicketStage(rawValue: stage) {
            case .new: .waitingOnUs
            case .waitingOnUs: fate.chance(0.4) ? .waitingOnContact : .closed
            case .waitingOnContact: .waitingOnUs
            default: .waitingOnUs
            }
        moveTicket(ticket, to: next, at: now)
        return true
    }

    mutating func subscriptionChanges() -> Bool {
        guard let row = anyLive(.subscription) else { return false }
        let monthly = self[.subscription].slot(row, SubscriptionField.monthly.rawValue)
        if fate.chance(0.7) {
            set(.subscription, row, SubscriptionField.monthly, monthly + 5_000, at: now, .integration)
        } else {
            let status = SubscriptionStatus.cancelled.rawValue
            set(.subscription, row, SubscriptionField.status, status, at: now, .integration)
            set(.subscription, row, SubscriptionField.cancelledOn, now - now % Span.day, at: now, .integration)
        }
        return true
    }

    mutating func taskDone() -> Bool {
        guard let task = anyLive(.task, where: { $0[.task].slot($1, TaskField.status.rawValue) == 0 }) else {
            return false
        }
        set(.task, task, TaskField.status, 1, at: now, .user)
        set(.task, task, TaskField.completedAt, now, at: now, .user)
        return true
    }

    mutating func joinOnce(_ place: ListPlace, _ row: Int) {
        guard !lists[place.rawValue].members.contains(where: { $0.row == UInt32(row) }) else { return }
        join(place, row, at: now)
    }

    mutating func listJoined() -> Bool {
        guard let person = anyLive(.person) else { return false }
        if fate.chance(0.25), lists[ListPlace.webinar.rawValue].members.count > 10 {
            lists[ListPlace.webinar.rawValue].members.remove(at: fate.below(10))
        } else {
            joinOnce(fate.chance(0.5) ? .webinar : .evangelists, person)
        }
        version += 1
        return true
    }

    mutating func optOut() -> Bool {
        guard let person = anyLive(.person, where: { $0[.person].slot($1, PersonField.optedOut.rawValue) == 0 }) else {
            return false
        }
        unsubscribe(person, self[.person].slot(person, PersonField.email.rawValue), nil, at: now)
        return true
    }

    mutating func associates() -> Bool {
        let kind: Kind = [.note, .call, .email, .deal][fate.below(4)]
        guard let row = anyLive(kind), let person = anyLive(.person) else { return false }
        link(kind, row, .person, person)
        return true
    }

    mutating func dissociates() -> Bool {
        let kind: Kind = [.note, .call, .email, .meeting][fate.below(4)]
        guard let row = anyLive(kind, where: { !$0.links(kind, $1, to: .person).isEmpty }),
            let edge = links(kind, row, to: .person).first
        else { return false }
        return unlink(kind, row, .person, Int(edge.row))
    }

    mutating func mergeAny(_ kind: Kind) -> Bool {
        guard let first = anyLive(kind), let second = anyLive(kind, where: { $1 != first }) else { return false }
        return merge(kind, first, second, at: now) != nil
    }

    mutating func archiveAny() -> Bool {
        let kind: Kind = [.person, .company, .deal, .note, .call, .ticket][fate.below(6)]
        guard let row = anyLive(kind) else { return false }
        return archive(kind, row, at: now)
    }

    mutating func restoreAny() -> Bool {
        for kind in [Kind.person, .deal, .note, .call, .company] {
            // The one longest in the archive that may still be restored; by row, for the order of a dictionary varies.
            guard let row = self[kind].archivedAt.keys.min() else { continue }
            return restore(kind, Int(row), at: now)
        }
        return false
    }

    mutating func purgeAny() -> Bool {
        let kind: Kind = [.person, .note, .call, .deal][fate.below(4)]
        guard let row = anyLive(kind) else { return false }
        return purge(kind, row, at: now)
    }
}
