extension World {
    /// Lets the company live on until an instant: everything of `Happening` at its rate, and from one day on
    /// everything at least once a day. Deterministic in the seed and in the calls made before.
    mutating func live(until end: Instant) -> Chronicle {
        var chronicle = Chronicle()
        while now < end {
            let stop = min(end, now + Span.day)
            liveOneDay(until: stop, &chronicle)
            now = max(now, stop)
            forgetOldSnapshots()
        }
        return chronicle
    }

    private mutating func liveOneDay(until end: Instant, _ chronicle: inout Chronicle) {
        let begin = now
        let span = end - begin
        let share = Double(span) / Double(Span.day)
        var agenda: [(at: Instant, order: Int, what: Happening)] = []
        for what in Happening.allCases {
            var count = fate.count(what.rate * share * Double(max(plan.people, 200)) / 1_000)
            if span >= Span.day { count = max(1, count) }
            for _ in 0..<count {
                agenda.append((begin + 1 + Int64(fate.below(Int(max(1, span - 1)))), agenda.count, what))
            }
        }
        agenda.sort { ($0.at, $0.order) < ($1.at, $1.order) }
        sendDueCampaigns(until: end)
        var mailFrom = mail.count
        var optFrom = optChanges.count
        for entry in agenda {
            now = max(now + 1, entry.at)
            // A dense day must not run past its end.
            guard now <= end else { break }
            if happens(entry.what) { chronicle.note(entry.what) }
        }
        tidyMail(&mailFrom, &optFrom)
    }

    /// Mail written today may lie out of order; what is older cannot change any more.
    private mutating func tidyMail(_ mailFrom: inout Int, _ optFrom: inout Int) {
        if mailFrom <= mail.count {
            mail[mailFrom...].sort { ($0.at, $0.serial) < ($1.at, $1.serial) }
        }
        if optFrom <= optChanges.count {
            optChanges[optFrom...].sort { ($0.at, $0.recipient) < ($1.at, $1.recipient) }
        }
        for form in forms.indices {
            forms[form].submissions.sort { ($0.at, $0.serial) < ($1.at, $1.serial) }
        }
    }

    private mutating func sendDueCampaigns(until end: Instant) {
        while let last = campaigns.last, last.sentAt + 15 * Span.day < end {
            addCampaign(at: last.sentAt + 15 * Span.day, number: campaigns.count)
        }
    }

    /// A live row of a kind, drawn at random; nil when there is none to be found.
    mutating func anyLive(_ kind: Kind, where fits: (World, Int) -> Bool = { _, _ in true }) -> Int? {
        let count = self[kind].count
        guard count > 0 else { return nil }
        for _ in 0..<60 {
            let row = fate.below(count)
            if self[kind].state[row] == .live, fits(self, row) { return row }
        }
        return (0..<count).first { self[kind].state[$0] == .live && fits(self, $0) }
    }

    private mutating func happens(_ what: Happening) -> Bool {
        switch what {
        case .arrival: return newcomer()
        case .activity: return touch()
        case .mailing: return mailing()
        case .edit: return smallEdit()
        case .stageMove: return personMovesOn()
        case .handoff: return handoff()
        case .dealOpened: return dealOpens()
        case .dealMove: return dealMoves()
        case .leadMove: return leadMoves()
        case .ticketOpened: return ticketOpens()
        case .ticketMove: return ticketMoves()
        case .survey:
            guard let person = anyLive(.person) else { return false }
            let type: SurveyType = [.recommendation, .satisfaction, .effort][fate.below(3)]
            withFate { $0.answerSurvey(type, person, ticket: nil, at: $0.now, &$1) }
            return true
        case .subscriptionChange: return subscriptionChanges()
        case .taskDone: return taskDone()
        case .submission:
            guard let person = anyLive(.person) else { return false }
            submit(fate.below(forms.count), self[.person].slot(person, PersonField.email.rawValue), at: now)
            version += 1
            return true
        case .listJoined: return listJoined()
        case .optOut: return optOut()
        case .association: return associates()
        case .dissociation: return dissociates()
        case .merge: return mergeAny(.person)
        case .companyMerge: return mergeAny(.company)
        case .dealMerge: return mergeAny(.deal)
        case .archive: return archiveAny()
        case .restore: return restoreAny()
        case .purge: return purgeAny()
        }
    }

    /// Lends the random source to a step that takes it beside the world itself.
    mutating func withFate<Result>(_ step: (inout World, inout Randomness) -> Result) -> Result {
        var random = fate
        let result = step(&self, &random)
        fate = random
        return result
    }
}
