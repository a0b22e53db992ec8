extension World {
    /// A company that has lived for two years up to the plan's start.
    static func generated(_ plan: Plan) -> World {
        var world = World(plan: plan)
        world.furnish()
        world.reserve()
        world.peopleArrive()
        world.oneWorkflowTouchesMany()
        world.pastMishaps()
        world.settle()
        world.keepsSnapshots = true
        return world
    }

    /// Five trade fairs and purchased lists: each brings hundreds of people within one millisecond.
    private static let imports = 5

    private mutating func reserve() {
        let people = plan.people
        self[.person].reserve(people + people / 50)
        self[.company].reserve(people / 4)
        self[.call].reserve(people)
        self[.email].reserve(people)
        mail.reserveCapacity(people * 9)
        edges.reserveCapacity(people * 20)
    }

    private mutating func peopleArrive() {
        let block = max(1, plan.people / Self.imports)
        let importShare = block * 22 / 100
        for ordinal in 0..<plan.people {
            var random = Randomness(plan.seed, part: 2, ordinal)
            // A growing company: later months bring more people.
            let position = Double(ordinal) / Double(plan.people)
            let placed =
                origin + Int64(Double(Self.past - Span.hour) * (0.35 * position + 0.65 * position.squareRoot()))
            let isImport = ordinal % block >= block / 2 && ordinal % block < block / 2 + importShare
            let arrival: Instant
            if isImport {
                let first = Double(ordinal / block * block + block / 2) / Double(plan.people)
                arrival = origin + Int64(Double(Self.past - Span.day) * (0.35 * first + 0.65 * first.squareRoot()))
            } else {
                arrival = min(plan.start - 1, officeHour(placed, &random))
            }
            var life = Life(random: random, until: plan.start)
            life.begin(at: arrival, by: isImport ? .fileImport : nil, in: &self)
        }
    }

    /// Keeps the day, moves the hour into the working day of most customers.
    func officeHour(_ at: Instant, _ random: inout Randomness) -> Instant {
        let day = at - at % Span.day
        let hour = 6 + random.below(8) + random.below(6)
        return day + Int64(hour) * Span.hour + Int64(random.below(Int(Span.hour)))
    }

    /// A workflow that set one field on a tenth of all people in the same millisecond.
    private mutating func oneWorkflowTouchesMany() {
        let at = plan.start - 240 * Span.day + 3 * Span.hour
        for row in 0..<self[.person].count where row % 10 == 3 && self[.person].created[row] < at {
            put(.person, row, PersonField.segment, Slot(mixed(UInt64(row)) % 4))
            self[.person].modified[row] = max(self[.person].modified[row], at)
        }
    }

    /// Two years leave duplicates merged, records archived and records gone.
    private mutating func pastMishaps() {
        var random = Randomness(plan.seed, part: 5, 0)
        let people = self[.person].count
        for _ in 0..<max(3, people / 120) {
            let first = random.below(people)
            let second = first + 1 + random.below(20)
            guard second < people else { continue }
            let at = plan.start - Int64(random.below(Int(60 * Span.day))) - Span.hour
            let latest = max(self[.person].created[first], self[.person].created[second])
            if latest < at { _ = merge(.person, first, second, at: at) }
        }
        let companies = self[.company].count
        for _ in 0..<max(1, companies / 150) where companies > 2 {
            let first = random.below(companies)
            let second = random.below(companies)
            let at = plan.start - Int64(random.below(Int(60 * Span.day))) - Span.hour
            let latest = max(self[.company].created[first], self[.company].created[second])
            if latest < at { _ = merge(.company, first, second, at: at) }
        }
        for kind in Kind.allCases where kind != .survey {
            let count = self[kind].count
            for _ in 0..<count / 90 {
                let row = random.below(count)
                let lived = plan.start - self[kind].created[row]
                let at = plan.start - Int64(random.below(Int(max(1, min(lived, 89 * Span.day)))))
                if random.chance(0.85) { archive(kind, row, at: at) } else { purge(kind, row, at: at) }
            }
        }
    }

    private mutating func settle() {
        mail.sort { ($0.at, $0.serial) < ($1.at, $1.serial) }
        optChanges.sort { ($0.at, $0.recipient) < ($1.at, $1.recipient) }
        for form in forms.indices { forms[form].submissions.sort { ($0.at, $0.serial) < ($1.at, $1.serial) } }
        for kind in [Kind.person, .company] { moveMemberships(of: kind) }
        for list in lists.indices { lists[list].members.sort { ($0.at, $0.row) < ($1.at, $1.row) } }
        version += 1
    }
}
