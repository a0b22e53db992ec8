extension Life {
    mutating func qualify(at: Instant, in world: inout World) {
        world.join(.qualified, person, at: at)
        world.set(.person, person, PersonField.leadStatus, LeadStatus.new.rawValue, at: at, .workflow)
        let lead = world.create(.lead, at: at)
        world.put(.lead, lead, LeadField.name, Text.leadName.slot(Int64(first | last << 7)))
        world.put(.lead, lead, LeadField.pipeline, 0)
        world.put(.lead, lead, LeadField.type, Slot(random.below(3)))
        world.put(.lead, lead, LeadField.label, Slot(random.below(3)))
        world.set(.lead, lead, LeadField.owner, world.owner(of: .sales, &random, at: at), at: at, .workflow)
        world.set(.lead, lead, LeadField.stage, LeadStage.new.rawValue, at: at, .workflow)
        greet(qualified: at, by: origin, in: &world)
        for _ in 0..<1 + random.below(2) { activity(around: at, within: 6 * Span.day, deal: nil, in: &world) }
        let tried = at + random.around(2 * Span.day)
        if tried < until {
            world.set(.lead, lead, LeadField.stage, LeadStage.attempting.rawValue, at: tried, .user)
            let decided = tried + random.around(6 * Span.day)
            if decided < until {
                let stage: LeadStage =
                    random.chance(0.55) ? .qualified : random.chance(0.5) ? .connected : .disqualified
                world.set(.lead, lead, LeadField.stage, stage.rawValue, at: decided, .user)
            }
        }
        world.link(.lead, lead, .person, person, [.plain, .primary])
        if let company { world.link(.lead, lead, .company, company) }
    }

    mutating func handOver(to team: Team, at: Instant, in world: inout World) {
        owner = world.owner(of: team, &random, at: at)
        let taken = min(until - 1, at + random.around(Span.day))
        world.set(.person, person, PersonField.owner, owner, at: taken, .user, by: ownerByte(owner))
        if team == .sales {
            world.set(.person, person, PersonField.leadStatus, LeadStatus.open.rawValue, at: taken, .user)
        }
        for _ in 0..<2 + random.below(4) {
            activity(around: taken, within: 10 * Span.day, deal: nil, in: &world)
        }
    }

    func ownerByte(_ owner: Slot) -> UInt8 {
        owner == .absent ? Change.nobody : UInt8(truncatingIfNeeded: owner)
    }

    /// Somebody who did not move on still hears from us now and then.
    mutating func linger(_ stage: LifeStage, at: Instant, in world: inout World) {
        for _ in 0..<random.below(stage == .lead ? 4 : 7) {
            activity(around: at, within: 60 * Span.day, deal: nil, in: &world)
        }
        if stage == .salesQualified || stage == .marketingQualified, random.chance(0.4) {
            let status: LeadStatus = random.chance(0.5) ? .unqualified : .badTiming
            world.set(.person, person, PersonField.leadStatus, status.rawValue, at: at, .user)
        }
    }

    mutating func activity(around at: Instant, within span: Int64, deal: Int?, in world: inout World) {
        let moment = world.officeHour(at + Int64(random.below(Int(span))), &random)
        guard moment < until, moment > at - Span.day else { return }
        world.logActivity(of: person, company: company, deal: deal, owner: owner, at: max(at, moment), &random)
    }

    /// Opens a deal and follows it; returns the stage the person ends in, nil when the deal is not won (yet).
    mutating func openDeal(at: inout Instant, in world: inout World) -> LifeStage? {
        let deal = world.openDeal(for: person, company, companyOrdinal, owner: owner, at: at, &random)
        for _ in 0..<4 + random.below(6) { activity(around: at, within: 30 * Span.day, deal: deal, in: &world) }
        let path: [DealStage] = [.qualified, .presentation, .decisionMaker, .contractSent, .won]
        for stage in path {
            at += random.around(9 * Span.day)
            guard at < until else { return nil }
            if random.chance(0.11) {
                world.moveDeal(deal, to: .lost, at: at, &random)
                world.set(.person, person, PersonField.leadStatus, LeadStatus.badTiming.rawValue, at: at, .user)
                return nil
            }
            if stage == .presentation, random.chance(0.2) { continue }
            world.moveDeal(deal, to: stage, at: at, &random)
        }
        world.set(.person, person, PersonField.lifeStage, LifeStage.customer.rawValue, at: at, .workflow)
        if let company {
            world.set(.company, company, CompanyField.lifeStage, LifeStage.customer.rawValue, at: at, .workflow)
        }
        world.join(.customers, person, at: at)
        beCustomer(from: at, deal: deal, in: &world)
        return .customer
    }
}

extension World {
    /// One call, mail, meeting, note, task, message or letter.
    mutating func logActivity(
        of person: Int, company: Int?, deal: Int?, owner: Slot, at: Instant, _ random: inout Randomness
    ) {
        let kinds: [Kind] = [.call, .email, .meeting, .note, .task, .message, .letter]
        let kind = kinds[random.pick([24, 34, 12, 12, 11, 6, 1])]
        // Most records are written a little after the fact; meetings and tasks before it.
        let isAhead = kind == .meeting || kind == .task
        let made = isAhead ? at : at + Int64(random.below(Int(10 * Span.minute)))
        let row = create(kind, at: min(made, max(at, now)))
        let happens = isAhead ? at + Int64(random.below(9)) * Span.day + Span.hour : at
        fillActivity(kind, row, person, owner, happens, &random)
        link(kind, row, .person, person)
        if let company { link(kind, row, .company, company) }
        if let deal { link(kind, row, .deal, deal) }
    }

    mutating func fillActivity(
        _ kind: Kind, _ row: Int, _ person: Int, _ owner: Slot, _ at: Instant, _ random: inout Randomness
    ) {
        let width = self[kind].width
        self[kind].slots[row * width + ActivityField.at] = at
        self[kind].slots[row * width + ActivityField.owner] = owner
        let body = Text.note.slot(random.next())
        let about = random.next()
        let isPast = at < now
        switch kind {
        case .call:
            let connected = random.chance(0.55)
            put(kind, row, CallField.title, Text.callTitle.slot(about))
            if connected { put(kind, row, CallField.body, body) }
            put(kind, row, CallField.direction, random.chance(0.2) ? 0 : 1)
            put(kind, row, CallField.disposition, connected ? 0 : Slot(1 + random.below(4)))
            put(kind, row, CallField.status, connected ? 0 : Slot(1 + random.below(3)))
            put(kind, row, CallField.duration, connected ? Slot(30_000 + random.below(1_500_000)) : 0)
            put(kind, row, CallField.fromNumber, Text.phone(country: 1, mixed(UInt64(owner == .absent ? 0 : owner))))
            put(kind, row, CallField.toNumber, self[.person].slot(person, PersonField.phone.rawValue))
        case .email:
            let direction = random.pick([60, 35, 5])
            let mine = owner == .absent ? Slot.absent : ownerAddress(Int(owner))
            let theirs = self[.person].slot(person, PersonField.email.rawValue)
            put(kind, row, EmailField.subject, Text.emailSubject.slot(about))
            put(kind, row, EmailField.text, body)
            put(kind, row, EmailField.direction, Slot(direction))
            put(kind, row, EmailField.status, Slot(random.pick([96, 2, 2])))
            put(kind, row, EmailField.fromAddress, direction == 1 ? theirs : mine)
            put(kind, row, EmailField.toAddress, direction == 1 ? mine : theirs)
            put(kind, row, EmailField.thread, Slot(random.below(1_000_000_000)))
        case .meeting:
            put(kind, row, MeetingField.title, Text.meetingTitle.slot(about))
            put(kind, row, MeetingField.endsAt, at + Int64(1 + random.below(3)) * 30 * Span.minute)
            put(kind, row, MeetingField.outcome, isPast ? Slot(1 + random.pick([72, 10, 9, 9])) : 0)
            put(kind, row, MeetingField.location, Text.meetingLink.slot(about))
            if isPast {
                put(kind, row, MeetingField.body, body)
                self[kind].modified[row] = max(self[kind].modified[row], min(now, at + Span.hour))
            }
        case .note: put(kind, row, NoteField.body, body)
        case .task:
            let isDone = isPast && random.chance(0.8)
            put(kind, row, TaskField.subject, Text.taskSubject.slot(about))
            put(kind, row, TaskField.body, body)
            put(kind, row, TaskField.status, isDone ? 1 : 0)
            put(kind, row, TaskField.type, Slot(random.below(3)))
            put(kind, row, TaskField.priority, Slot(random.below(4)))
            if isDone {
                let done = min(now, at + Int64(random.below(Int(2 * Span.day))))
                put(kind, row, TaskField.completedAt, done)
                self[kind].modified[row] = max(self[kind].modified[row], done)
            }
        case .message:
            put(kind, row, MessageField.channel, Slot(random.below(3)))
            put(kind, row, MessageField.body, body)
        case .letter: put(kind, row, LetterField.body, body)
        default: break
        }
    }

    /// The owners' addresses are the first texts, in order.
    func ownerAddress(_ owner: Int) -> Slot {
        Text.written.slot(Int64(owner))
    }

    mutating func openDeal(
        for person: Int, _ company: Int?, _ companyOrdinal: Int, owner: Slot, at: Instant, _ random: inout Randomness,
        renewing: Bool = false
    ) -> Int {
        let deal = create(.deal, at: at)
        let plan = random.below(4)
        put(.deal, deal, DealField.name, Text.dealName.slot(Int64(max(0, companyOrdinal)) << 8 | Int64(plan)))
        put(.deal, deal, DealField.amount, Slot((plan + 1) * (plan + 1)) * 120_000 + Slot(random.below(90_000)) * 5)
        let pipeline: DealPipeline = renewing ? .renewals : .sales
        put(.deal, deal, DealField.pipeline, pipeline.rawValue)
        put(.deal, deal, DealField.closeAt, at + 45 * Span.day)
        put(.deal, deal, DealField.type, renewing ? 1 : 0)
        let stage: DealStage = renewing ? .renewalDue : .appointment
        set(.deal, deal, DealField.stage, stage.rawValue, at: at, .user)
        set(.deal, deal, DealField.owner, owner, at: at, .user)
        link(.deal, deal, .person, person, random.chance(0.3) ? [.plain, .decisionMaker] : .plain)
        if let company { link(.deal, deal, .company, company, [.plain, .primary]) }
        return deal
    }

    mutating func moveDeal(_ deal: Int, to stage: DealStage, at: Instant, _ random: inout Randomness) {
        // The stage first: it keeps the state before, of all fields.
        set(.deal, deal, DealField.stage, stage.rawValue, at: at, .user)
        if stage.isClosed { put(.deal, deal, DealField.closeAt, at) }
        if stage.isLost { put(.deal, deal, DealField.lossReason, Slot(random.below(4))) }
    }

    mutating func join(_ place: ListPlace, _ row: Int, at: Instant) {
        lists[place.rawValue].members.append(Member(row: UInt32(row), at: at))
    }

    mutating func submit(_ form: Int, _ address: Slot, at: Instant) {
        submissionSerial += 1
        forms[form].submissions.append(Submission(at: at, email: address, serial: submissionSerial))
    }
}
