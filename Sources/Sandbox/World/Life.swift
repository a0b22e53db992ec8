/// One person's way through the funnel, as far as it got by `until`. Used for the past of everybody and, on the day of
/// arrival, for newcomers.
struct Life {
    var random: Randomness
    let until: Instant

    var person = 0
    var company: Int?
    var companyOrdinal = -1
    var first = 0
    var last = 0
    var address: Slot = .absent
    var owner: Slot = .absent
    var origin = Origin.form

    init(random: Randomness, until: Instant) {
        self.random = random
        self.until = until
    }

    mutating func begin(at arrival: Instant, by origin: Origin?, in world: inout World) {
        let origin = origin ?? [.form, .advert, .event, .referral, .outreach][random.pick([38, 26, 16, 8, 12])]
        arrive(at: arrival, origin, in: &world)
        world.mailings(to: person, address, after: arrival, until: until, &random)
        self.origin = origin
        var at = arrival
        let isEven = world.plan.story != .plain
        var stage = !isEven && (origin == .form || origin == .fileImport) ? LifeStage.subscriber : .lead
        reach(stage, at: at, sourceOf(origin), in: &world)
        while let next = step(after: stage, &at, in: &world) {
            stage = next
            if stage == .customer { break }
        }
    }

    private func sourceOf(_ origin: Origin) -> ChangeSource {
        switch origin {
        case .fileImport: .fileImport
        case .form, .advert, .event: .form
        case .referral, .outreach: .user
        }
    }

    private mutating func arrive(at: Instant, _ origin: Origin, in world: inout World) {
        first = random.below(Words.firstNames.count)
        last = random.below(Words.lastNames.count)
        let ordinal = world.personOrdinal
        world.personOrdinal += 1
        if random.chance(0.72) { joinCompany(at: at, in: &world) }
        address = Text.email(first: first, last: last, ordinal: ordinal, company: companyOrdinal)
        person = world.create(.person, at: at)
        world.put(.person, person, PersonField.firstName, Text.firstName.slot(Int64(first)))
        world.put(.person, person, PersonField.lastName, Text.lastName.slot(Int64(last)))
        world.put(.person, person, PersonField.email, address)
        let number = random.chance(0.6) ? random.next() : nil
        if random.chance(0.7) {
            world.put(.person, person, PersonField.jobTitle, Text.jobTitle.slot(Int64(random.below(12))))
        }
        let place = random.below(Words.cities.count)
        world.put(.person, person, PersonField.city, Text.city.slot(Int64(place)))
        let country = Slot(place % Words.countries.count)
        world.put(.person, person, PersonField.country, country)
        if let number { world.put(.person, person, PersonField.phone, Text.phone(country: country, number)) }
        world.put(.person, person, PersonField.origin, origin.rawValue)
        world.put(.person, person, PersonField.originDetail, Text.campaignTopic.slot(Int64(random.below(12))))
        world.put(.person, person, PersonField.optedOut, 0)
        world.put(.person, person, PersonField.score, Slot(random.below(60)))
        if origin == .event {
            world.put(.person, person, PersonField.webinarOn, at - at % Span.day)
            world.join(.webinar, person, at: at)
        }
        if origin == .fileImport { world.join(.imports, person, at: at) }
        if origin == .form {
            world.join(.newsletter, person, at: at)
            world.optChanges.append(OptChange(at: at, recipient: address, isSubscribed: true, campaign: nil))
        }
        if origin == .form || origin == .event {
            world.submit(origin == .event ? 4 : random.pick([40, 20, 20, 20]), address, at: at)
        }
        if let company {
            world.link(.person, person, .company, company, [.plain, .primary])
            if random.chance(0.03), company > 4 { world.link(.person, person, .company, random.below(company)) }
        }
        owner = world.owner(of: .marketing, &random, at: at)
        world.set(.person, person, PersonField.owner, owner, at: at, sourceOf(origin))
    }

    private mutating func joinCompany(at: Instant, in world: inout World) {
        let count = world[.company].count
        if count > 5, !random.chance(0.3) {
            // Old companies gather more people than new ones.
            let u = random.unit()
            let row = Int(u * u * Double(count))
            if world.isLive(.company, row) {
                company = row
                companyOrdinal = Int(world[.company].slot(row, CompanyField.domain.rawValue) & 0xF_FFFF)
                return
            }
        }
        companyOrdinal = world.companyOrdinal
        world.companyOrdinal += 1
        let row = world.create(.company, at: at)
        company = row
        let size = 1 + random.below(40) * random.below(40) * random.below(8)
        let place = random.below(Words.cities.count)
        world.put(.company, row, CompanyField.name, Text.companyName.slot(Int64(companyOrdinal)))
        world.put(.company, row, CompanyField.domain, Text.domain.slot(Int64(companyOrdinal)))
        world.put(.company, row, CompanyField.industry, Slot(random.below(Words.industries.count)))
        world.put(.company, row, CompanyField.employees, Slot(size))
        world.put(.company, row, CompanyField.revenue, Slot(size) * 12_345_600)
        world.put(.company, row, CompanyField.city, Text.city.slot(Int64(place)))
        let country = Slot(place % Words.countries.count)
        world.put(.company, row, CompanyField.country, country)
        world.put(.company, row, CompanyField.phone, Text.phone(country: country, random.next()))
        world.set(.company, row, CompanyField.lifeStage, LifeStage.lead.rawValue, at: at, .integration)
        world.set(
            .company, row, CompanyField.owner, world.owner(of: .marketing, &random, at: at), at: at, .integration)
        if size > 5_000 {
            world.put(.company, row, CompanyField.tier, 0)
            world.join(.keyAccounts, row, at: at)
        }
    }

    private mutating func reach(
        _ stage: LifeStage, at: Instant, _ source: ChangeSource, in world: inout World
    ) {
        world.set(.person, person, PersonField.lifeStage, stage.rawValue, at: at, source, by: ownerByte)
    }

    private var ownerByte: UInt8 { owner == .absent ? Change.nobody : UInt8(truncatingIfNeeded: owner) }

    /// The next stage, with what brings it about; nil when the person stays, or time is up.
    private mutating func step(
        after stage: LifeStage, _ at: inout Instant, in world: inout World
    ) -> LifeStage? {
        let (next, probability, pause): (LifeStage, Double, Int64) =
            switch stage {
            case .subscriber: (.lead, 0.62, 24)
            case .lead: (.marketingQualified, 0.58, 26)
            case .marketingQualified: (.salesQualified, 0.55, 9)
            case .salesQualified: (.opportunity, 0.62, 16)
            default: (.customer, 0, 1)
            }
        let goesOn = random.chance(chance(probability, in: world))
        let moment = world.officeHour(at + random.around(pause * Span.day), &random)
        guard goesOn else {
            if stage != .subscriber, moment < until { linger(stage, at: moment, in: &world) }
            return nil
        }
        guard moment > at, moment < until else { return nil }
        at = moment
        if stage == .lead, random.chance(0.01) {
            // Going back takes clearing the stage first: the history shows an empty value.
            world.set(.person, person, PersonField.lifeStage, .absent, at: at - Span.hour, .user, by: ownerByte)
        }
        reach(next, at: at, next == .marketingQualified ? .workflow : .user, in: &world)
        switch next {
        case .marketingQualified: qualify(at: at, in: &world)
        case .salesQualified: handOver(to: .sales, at: at, in: &world)
        case .opportunity: return openDeal(at: &at, in: &world)
        default: break
        }
        return next
    }
}
