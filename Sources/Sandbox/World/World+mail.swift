extension World {
    /// What happens to the mass e-mails a person gets after `arrival`. Runs over the next few campaigns, so a person who
    /// came yesterday has few.
    mutating func mailings(
        to person: Int, _ address: Slot, after arrival: Instant, until: Instant, _ random: inout Randomness
    ) {
        guard var number = campaigns.firstIndex(where: { $0.sentAt > arrival }) else { return }
        var left = 1 + random.below(6)
        while left > 0, number < campaigns.count {
            let at = campaigns[number].sentAt + Int64(person / 250) * 40
            guard at < until else { return }
            guard send(number, to: person, address, at: at, until: until, &random) else { return }
            number += 1 + random.below(3)
            left -= 1
        }
    }

    /// Sends one mail and lets the recipient react; false when the address is lost to further mail.
    mutating func send(
        _ campaign: Int, to person: Int, _ address: Slot, at: Instant, until: Instant, _ random: inout Randomness
    ) -> Bool {
        let sent = mailSerial
        func note(_ type: MailEventType, _ after: Int64, filtered: Bool = false, in world: inout World) {
            let moment = at + after
            guard moment < until else { return }
            world.mail.append(
                MailEvent(
                    at: moment, recipient: address, serial: world.mailSerial, sentSerial: sent,
                    sinceSent: UInt32(truncatingIfNeeded: after), campaign: UInt16(truncatingIfNeeded: campaign),
                    type: type, isFiltered: filtered))
            world.mailSerial += 1
        }
        if random.chance(0.008) {
            note(.dropped, 0, in: &self)
            return true
        }
        note(.sent, 0, in: &self)
        if random.chance(0.01) { note(.deferred, 2_000 + Int64(random.below(60_000)), in: &self) }
        if random.chance(0.014) {
            note(.bounced, 900 + Int64(random.below(9_000)), in: &self)
            return random.chance(0.5)
        }
        note(.delivered, 150 + Int64(random.below(4_000)), in: &self)
        if random.chance(0.09) {
            // A mail scanner opens, and sometimes follows, everything within seconds.
            note(.opened, 5_000 + Int64(random.below(4_000)), filtered: true, in: &self)
            if random.chance(0.3) { note(.clicked, 9_500 + Int64(random.below(2_000)), filtered: true, in: &self) }
        }
        guard random.chance(0.34) else { return true }
        let opened = random.around(9 * Span.hour)
        note(.opened, opened, in: &self)
        if random.chance(0.25) { note(.opened, opened + random.around(30 * Span.hour), in: &self) }
        if random.chance(0.24) {
            note(.clicked, opened + 4_000 + Int64(random.below(90_000)), in: &self)
            if random.chance(0.12) { submit(3, address, at: min(until - 1, at + opened + 200_000)) }
        }
        if random.chance(0.012), at + opened + 20_000 < until {
            unsubscribe(person, address, campaign, at: at + opened + 20_000)
            note(.statusChanged, opened + 20_000, in: &self)
            if random.chance(0.1) { note(.markedAsSpam, opened + 30_000, in: &self) }
            return false
        }
        return true
    }

    mutating func unsubscribe(_ person: Int, _ address: Slot, _ campaign: Int?, at: Instant) {
        optChanges.append(
            OptChange(at: at, recipient: address, isSubscribed: false, campaign: campaign.map(UInt16.init)))
        if keepsSnapshots {
            set(.person, person, PersonField.optedOut, 1, at: at, .workflow)
        } else {
            put(.person, person, PersonField.optedOut, 1)
            self[.person].modified[person] = max(self[.person].modified[person], at)
        }
        join(.unsubscribed, person, at: at)
    }
}
