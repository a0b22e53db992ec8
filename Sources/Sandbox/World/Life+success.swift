extension Life {
    /// Onboarding, support, surveys, renewal or churn: what follows a won deal.
    mutating func beCustomer(from won: Instant, deal: Int, in world: inout World) {
        handOver(to: .success, at: won + Span.hour, in: &world)
        let subscription = subscribe(at: won, deal: deal, in: &world)
        let hadKickOff = welcome(customer: won, in: &world)
        let hadTrouble = trouble(customer: won, in: &world)
        for _ in 0..<random.pick([38, 30, 20, 12]) {
            let opened = won + Int64(random.below(Int(max(1, until - won))))
            world.followTicket(
                of: person, company: company, deal: random.chance(0.1) ? deal : nil, owner: owner, openedAt: opened,
                until: until, &random)
        }
        var asked = won + 30 * Span.day
        while asked < until {
            if random.chance(0.55) {
                world.answerSurvey(
                    .recommendation, person, ticket: nil, at: asked + Int64(random.below(900_000)), &random)
            }
            asked += 120 * Span.day
        }
        if random.chance(0.13), won + 60 * Span.day < until {
            let at = won + 60 * Span.day
            world.set(.person, person, PersonField.lifeStage, LifeStage.evangelist.rawValue, at: at, .user)
            world.join(.evangelists, person, at: at)
        }
        for _ in 0..<random.below(7) { activity(around: won, within: 300 * Span.day, deal: nil, in: &world) }
        let chance = renewal(hadKickOff: hadKickOff, hadTrouble: hadTrouble, in: world)
        renew(subscription, from: won, chance: chance, in: &world)
    }

    private mutating func subscribe(at: Instant, deal: Int, in world: inout World) -> Int {
        let row = world.create(.subscription, at: at)
        let plan = world[.deal].slot(deal, DealField.name.rawValue) & 3
        world.put(
            .subscription, row, SubscriptionField.name,
            Text.subscriptionName.slot(Int64(max(0, companyOrdinal)) << 2 | plan))
        world.put(.subscription, row, SubscriptionField.plan, plan)
        world.put(
            .subscription, row, SubscriptionField.monthly, world[.deal].slot(deal, DealField.amount.rawValue) / 12)
        world.put(.subscription, row, SubscriptionField.startedOn, at - at % Span.day)
        world.put(.subscription, row, SubscriptionField.renewsOn, at - at % Span.day + 365 * Span.day)
        world.set(
            .subscription, row, SubscriptionField.status, SubscriptionStatus.active.rawValue, at: at, .integration)
        world.link(.subscription, row, .person, person, .billing)
        if let company { world.link(.subscription, row, .company, company) }
        world.link(.subscription, row, .deal, deal)
        return row
    }

    private mutating func renew(_ subscription: Int, from won: Instant, chance: Double, in world: inout World) {
        let due = won + 335 * Span.day
        guard due < until else { return }
        let deal = world.openDeal(for: person, company, companyOrdinal, owner: owner, at: due, &random, renewing: true)
        world.link(.subscription, subscription, .deal, deal)
        let offered = due + random.around(8 * Span.day)
        guard offered < until else { return }
        world.moveDeal(deal, to: .renewalOffered, at: offered, &random)
        let decided = offered + random.around(15 * Span.day)
        guard decided < until else { return }
        if random.chance(chance) {
            world.moveDeal(deal, to: .renewalWon, at: decided, &random)
            let next = world[.subscription].slot(subscription, SubscriptionField.renewsOn.rawValue) + 365 * Span.day
            world.set(.subscription, subscription, SubscriptionField.renewsOn, next, at: decided, .integration)
        } else {
            world.moveDeal(deal, to: .renewalLost, at: decided, &random)
            let ended = decided - decided % Span.day
            world.set(.subscription, subscription, SubscriptionField.cancelledOn, ended, at: decided, .integration)
            world.set(
                .subscription, subscription, SubscriptionField.status, SubscriptionStatus.cancelled.rawValue,
                at: decided, .integration)
        }
    }
}

extension World {
    /// A support case from opening to closing, as far as it got.
    mutating func followTicket(
        of person: Int, company: Int?, deal: Int?, owner: Slot, openedAt: Instant, until: Instant,
        _ random: inout Randomness
    ) {
        var at = officeHour(openedAt, &random)
        guard at < until else { return }
        let ticket = openTicket(of: person, company: company, deal: deal, owner: owner, at: at, &random)
        let path: [TicketStage] =
            random.chance(0.5) ? [.waitingOnUs, .closed] : [.waitingOnUs, .waitingOnContact, .waitingOnUs, .closed]
        for stage in path {
            at += random.around(18 * Span.hour)
            guard at < until else { return }
            moveTicket(ticket, to: stage, at: at)
        }
        if random.chance(0.4), at + Span.hour < until {
            answerSurvey(
                random.chance(0.7) ? .satisfaction : .effort, person, ticket: ticket, at: at + Span.hour, &random)
        }
        if random.chance(0.06), at + Span.day < until { moveTicket(ticket, to: .waitingOnUs, at: at + Span.day) }
    }

    mutating func openTicket(
        of person: Int, company: Int?, deal: Int?, owner: Slot, at: Instant, _ random: inout Randomness
    ) -> Int {
        let ticket = create(.ticket, at: at)
        put(.ticket, ticket, TicketField.subject, Text.ticketSubject.slot(Int64(random.below(10))))
        put(.ticket, ticket, TicketField.content, Text.note.slot(random.next()))
        put(.ticket, ticket, TicketField.pipeline, 0)
        put(.ticket, ticket, TicketField.priority, Slot(random.pick([40, 40, 20])))
        if random.chance(0.8) { put(.ticket, ticket, TicketField.category, Slot(random.below(4))) }
        put(.ticket, ticket, TicketField.source, Slot(random.below(4)))
        set(.ticket, ticket, TicketField.owner, owner, at: at, .workflow)
        set(.ticket, ticket, TicketField.stage, TicketStage.new.rawValue, at: at, .form)
        link(.ticket, ticket, .person, person)
        if let company { link(.ticket, ticket, .company, company, [.plain, .primary]) }
        if let deal { link(.ticket, ticket, .deal, deal) }
        return ticket
    }

    mutating func moveTicket(_ ticket: Int, to stage: TicketStage, at: Instant) {
        set(.ticket, ticket, TicketField.stage, stage.rawValue, at: at, .user)
        put(.ticket, ticket, TicketField.closedAt, stage == .closed ? at : .absent)
    }

    mutating func answerSurvey(
        _ type: SurveyType, _ person: Int, ticket: Int?, at: Instant, _ random: inout Randomness
    ) {
        guard at < now || keepsSnapshots else { return }
        let row = create(.survey, at: at)
        let score: Int
        let group: Slot
        switch type {
        case .recommendation:
            let isUnhappy = isAfterPriceChange(at)
            score =
                [10, 9, 8, 7, 6, 4, 2][
                    random.pick(isUnhappy ? [6, 8, 12, 16, 16, 24, 18] : [24, 26, 18, 12, 8, 7, 5])]
            group = score >= 9 ? 0 : score >= 7 ? 1 : 2
        case .satisfaction:
            score = 1 + random.pick([4, 6, 12, 38, 40])
            group = score >= 4 ? 0 : score == 3 ? 1 : 2
        case .effort:
            score = 1 + random.pick([3, 4, 6, 12, 20, 30, 25])
            group = score >= 5 ? 0 : score == 4 ? 1 : 2
        }
        put(.survey, row, SurveyField.at, at)
        put(.survey, row, SurveyField.type, type.rawValue)
        put(.survey, row, SurveyField.name, type.rawValue)
        put(.survey, row, SurveyField.channel, Slot(random.below(2)))
        put(.survey, row, SurveyField.score, Slot(score))
        put(.survey, row, SurveyField.group, group)
        put(.survey, row, SurveyField.sentiment, group)
        if random.chance(0.5) { put(.survey, row, SurveyField.comment, Text.surveyComment.slot(random.next())) }
        put(.survey, row, SurveyField.person, self[.person].ids[person])
        link(.survey, row, .person, person)
        if let ticket {
            put(.survey, row, SurveyField.ticket, self[.ticket].ids[ticket])
            link(.survey, row, .ticket, ticket)
        }
    }
}
