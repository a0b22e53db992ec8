extension World {
    /// Employees, mass e-mails, forms and lists: what is there before the first customer.
    mutating func furnish() {
        var random = Randomness(plan.seed, part: 1, 0)
        let teams: [Team] = [
            .marketing, .marketing, .marketing, .sales, .sales, .sales, .sales, .sales, .success, .success, .success,
            .sales,
        ]
        for (index, team) in teams.enumerated() {
            let first = Words.firstNames[(index * 11 + random.below(7)) % Words.firstNames.count]
            let last = Words.lastNames[(index * 13 + random.below(7)) % Words.lastNames.count]
            let joined = origin - Span.day * Int64(30 + random.below(300))
            owners.append(
                Owner(
                    id: 61_000_000 + Int64(index) * 7_919, userID: 4_100_000 + Int64(index) * 313, firstName: first,
                    lastName: last, email: "\(first.lowercased().filter(\.isASCII)).\(index)@waymark-demo.example.com",
                    team: team, isArchived: index == 2 || index == 7 || index == 11, created: joined,
                    updated: joined + Span.day))
        }
        texts += owners.map(\.email)
        for number in 0..<49 {
            addCampaign(at: origin + Int64(number) * 15 * Span.day + 9 * Span.hour, number: number)
        }
        let pages = [
            ("Newsletter", "newsletter"), ("Contact us", "contact"), ("Request a demo", "demo"),
            ("Guide download", "guide"), ("Webinar registration", "webinar"), ("Partner application", "partners"),
        ]
        for (index, page) in pages.enumerated() {
            let digits = String(format12(mixed(plan.seed &+ UInt64(index) &+ 7_000)))
            forms.append(
                Form(
                    id: "5b1c\(index)a7e-0f2d-4c3b-9a1\(index)-\(digits)", name: page.0,
                    page: "https://www.waymark-demo.example.com/\(page.1)", created: origin - Span.day))
        }
        let names: [(String, Kind, MemberList.Processing)] = [
            ("Newsletter subscribers", .person, .dynamic), ("Marketing qualified", .person, .dynamic),
            ("Customers", .person, .dynamic), ("Webinar guests", .person, .manual),
            ("Trade fair imports", .person, .snapshot), ("Unsubscribed", .person, .dynamic),
            ("Evangelists", .person, .manual), ("Key accounts", .company, .manual),
        ]
        for (index, name) in names.enumerated() {
            lists.append(
                MemberList(
                    id: Int64(101 + index * 3), name: name.0, kind: name.1, processing: name.2, created: origin))
        }
    }

    mutating func addCampaign(at: Instant, number: Int) {
        campaigns.append(
            Campaign(
                id: 910_000_000 + Int64(number) * 1_237, sentAt: at, topic: Text.campaignTopic.slot(UInt64(number)),
                number: number))
    }

    private func format12(_ value: UInt64) -> String {
        let digits = String(value & 0xFFFF_FFFF_FFFF, radix: 16)
        return String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// An employee of a team, archived ones included only for the past.
    func owner(of team: Team, _ random: inout Randomness, at: Instant) -> Slot {
        let long = plan.start - 200 * Span.day
        let choices = owners.indices.filter { owners[$0].team == team && (!owners[$0].isArchived || at < long) }
        return choices.isEmpty ? .absent : Slot(choices[random.below(choices.count)])
    }
}

/// Where each list stands in `World.lists`.
enum ListPlace: Int {
    case newsletter, qualified, customers, webinar, imports, unsubscribed, evangelists, keyAccounts
}
