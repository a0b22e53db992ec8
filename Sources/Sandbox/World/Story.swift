/// What is true of the company's journeys, for measures to find.
public enum Story: String, Sendable, CaseIterable {
    /// Nothing on purpose: sources, teams and customers differ as it happens.
    case plain
    /// Nothing at all: nobody's way depends on where they come from, on what they met, or on when.
    case even
    /// Four effects in an even company: whoever came by an event waits weeks for sales; customers who had a kick-off
    /// meeting stay; customers who need help in their first weeks leave; since a change of prices 75 days ago, customers are
    /// unhappy.
    case planted
}

// How a story shows in lives. The plain one draws no random number more: equal seeds stay equal.
extension Life {
    /// More of everybody come further than in the plain company: what happens to customers shows in a small one.
    func chance(_ usual: Double, in world: World) -> Double { world.plan.story == .plain ? usual : 0.78 }

    /// Sales reach out to who is qualified.
    mutating func greet(qualified at: Instant, by origin: Origin, in world: inout World) {
        guard world.plan.story != .plain else { return }
        let isSlow = world.plan.story == .planted && origin == .event
        let wait = isSlow ? Int64(12 + random.below(14)) * Span.day : Int64(1 + random.below(60)) * Span.hour
        reachOut(.call, at: at + wait, by: world.owner(of: .sales, &random, at: at), in: &world)
    }

    /// Success look after a new customer; returns whether there was a kick-off meeting.
    mutating func welcome(customer won: Instant, in world: inout World) -> Bool {
        guard world.plan.story != .plain else { return false }
        let owner = world.owner(of: .success, &random, at: won)
        reachOut(.email, at: won + Int64(2 + random.below(60)) * Span.hour, by: owner, in: &world)
        guard random.chance(0.5) else { return false }
        reachOut(.meeting, at: won + Int64(5 + random.below(25)) * Span.day, by: owner, in: &world)
        return true
    }

    /// Returns whether the customer needs help in the first weeks.
    mutating func trouble(customer won: Instant, in world: inout World) -> Bool {
        guard world.plan.story != .plain, random.chance(0.3) else { return false }
        let opened = world.officeHour(won + Int64(5 + random.below(35)) * Span.day, &random)
        guard opened < until else { return false }
        world.followTicket(
            of: person, company: company, deal: nil, owner: owner, openedAt: opened, until: until, &random)
        return true
    }

    /// The chance that a customer renews.
    func renewal(hadKickOff: Bool, hadTrouble: Bool, in world: World) -> Double {
        switch world.plan.story {
        case .plain: 0.82
        case .even: 0.7
        case .planted: (hadKickOff ? 0.92 : 0.55) * (hadTrouble ? 0.3 : 1)
        }
    }

    private mutating func reachOut(_ kind: Kind, at: Instant, by owner: Slot, in world: inout World) {
        guard at < until else { return }
        world.logOutreach(kind, of: person, company: company, owner: owner, at: at, &random)
    }
}

extension World {
    /// Whether prices went up before this.
    func isAfterPriceChange(_ at: Instant) -> Bool { plan.story == .planted && at > plan.start - 75 * Span.day }

    /// Something that somebody of the company did and that took place: a connected call, a mail out, a meeting held.
    mutating func logOutreach(
        _ kind: Kind, of person: Int, company: Int?, owner: Slot, at: Instant, _ random: inout Randomness
    ) {
        let row = create(kind, at: at)
        fillActivity(kind, row, person, owner, at, &random)
        switch kind {
        case .call:
            put(kind, row, CallField.direction, 1)
            put(kind, row, CallField.disposition, 0)
            put(kind, row, CallField.status, 0)
            put(kind, row, CallField.duration, 300_000)
        case .email:
            put(kind, row, EmailField.direction, 0)
            put(kind, row, EmailField.status, 0)
        case .meeting: put(kind, row, MeetingField.outcome, 1)
        default: break
        }
        link(kind, row, .person, person)
        if let company { link(kind, row, .company, company) }
    }
}
