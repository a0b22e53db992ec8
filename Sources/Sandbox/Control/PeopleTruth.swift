/// What ties two records to the same person, and can be seen in the data.
///
/// Only what stands there now is evidence: a record in the bin states nothing, and is gone from it after fifteen days.
public enum PersonEvidence: String, CaseIterable, Sendable {
    /// The same address, whatever its case; addresses that several people share are none.
    case email
    /// Addresses that differ in what stands after a plus sign. Evidence only for a reader that believes the domain ignores it.
    case plusAddress
    /// The same number, written with its country, that nobody else has, beside the same name: equal words, but for one
    /// slip of the pen in a word of five letters or more.
    case phone
    /// The same, where the names differ more. Evidence only for a reader that believes a number whoever has it.
    case phoneOtherName
    /// The same, where one of them is written without its country. Evidence only for a reader that guesses the country.
    case nationalPhone
    /// HubSpot holds the id of the other system's record.
    case salesforceID
    case leadConversion, merge
    /// The former address, in the contact's history.
    case formerEmail

    /// What every reader should believe.
    public static let certain: Set<PersonEvidence> = [.email, .phone, .salesforceID, .leadConversion, .merge]
}

/// A record of either system that is about a person, and who that is.
public struct PersonRecord: Sendable {
    /// `hubspot` or `salesforce`.
    public var system: String
    /// `contacts`, `Lead`, `Contact`.
    public var type: String
    public var id: String
    /// The human: equal for all records of the same one. A merge makes one of two.
    public var person: Int
    /// Equal for the records of a person that evidence joins, directly or by way of others.
    public var cluster: Int
    /// Archived, or in the recycle bin.
    public var isDeleted: Bool
}

/// Two records of one person, and what joins them.
public struct PersonLink: Sendable {
    public var evidence: PersonEvidence
    public var first: Int
    public var second: Int
}

extension Sandbox {
    /// Everybody's records, and which of them the data itself joins.
    ///
    /// Recall is measured over the pairs of one `cluster`, precision over the pairs of one `person`.
    ///
    /// - Returns: records, and links between them by their places in the list.
    public func people(
        by believed: Set<PersonEvidence> = PersonEvidence.certain
    ) -> (records: [PersonRecord], links: [PersonLink]) {
        salesforce?.mirror.catchUp(&world)
        var register = PeopleRegister(world: world, org: salesforce?.mirror.org)
        register.enterHubSpot()
        register.enterSalesforce()
        return register.settled(believed)
    }
}

/// Collects what every record says of itself.
private struct PeopleRegister {
    private struct Holder {
        var record: Int
        var evidence: PersonEvidence
    }

    let world: World
    let org: Org?
    private var records: [PersonRecord] = []
    /// By record: what it is called.
    private var names: [PlainName] = []
    /// Who has an address, and how it came to light.
    private var addresses: [String: [Holder]] = [:]
    /// Who has a number; those that are written without the country are found by their last eight digits.
    private var numbers: [String: [Holder]] = [:]
    private var links: [PersonLink] = []
    private var byID: [String: Int] = [:]

    init(world: World, org: Org?) {
        self.world = world
        self.org = org
    }

    private mutating func hold(address: String, _ record: Int, _ evidence: PersonEvidence = .email) {
        let address = address.lowercased()
        guard !address.isEmpty, !address.hasPrefix("info@") else { return }
        addresses[address, default: []].append(Holder(record: record, evidence: evidence))
        guard let plus = address.firstIndex(of: "+"), let at = address.firstIndex(of: "@"), plus < at else { return }
        let plain = String(address[..<plus]) + String(address[at...])
        addresses[plain, default: []].append(Holder(record: record, evidence: .plusAddress))
    }

    private mutating func hold(phone: String, _ record: Int) {
        let whole = PhonePlan.digits(ofValid: phone)
        if let whole { numbers["+" + whole, default: []].append(Holder(record: record, evidence: .phone)) }
        let digits = whole ?? phone.filter(\.isNumber)
        guard digits.count > 7 else { return }
        let evidence: PersonEvidence = whole == nil ? .nationalPhone : .phone
        numbers[String(digits.suffix(8)), default: []].append(Holder(record: record, evidence: evidence))
    }

    private mutating func enter(
        _ system: String, _ type: String, _ id: String, _ person: Int, _ isDeleted: Bool, _ name: PlainName
    ) -> Int {
        records.append(
            PersonRecord(
                system: system, type: type, id: id, person: person, cluster: records.count, isDeleted: isDeleted))
        names.append(name)
        byID[id] = records.count - 1
        return records.count - 1
    }

    mutating func enterHubSpot() {
        for row in 0..<world[.person].count {
            let state = world[.person].state[row]
            guard state == .live || state == .archived else { continue }
            func text(_ field: PersonField) -> String { world.text(world[.person].slot(row, field.rawValue)) }
            let record = enter(
                "hubspot", "contacts", String(world[.person].ids[row]), row, state == .archived,
                PlainName([text(.firstName), text(.lastName)]))
            guard state == .live else { continue }
            hold(address: text(.email), record)
            for address in text(.additionalEmails).split(separator: ";") { hold(address: String(address), record) }
            hold(phone: text(.phone), record)
        }
    }

    mutating func enterSalesforce() {
        guard let org else { return }
        for kind in [SObjectKind.lead, .contact] {
            for row in 0..<org[kind].count where !org[kind].flags[row].contains(.purged) {
                let reference = RecordReference(kind, row)
                let person = world[.person].survivor(Int(org[kind].source[row]))
                func text(_ name: String) -> String { org.text(of: org.value(reference, name, world), world) ?? "" }
                let record = enter(
                    "salesforce", SObject.of(kind).name, RecordID.text(reference), person,
                    org[kind].flags[row].contains(.deleted), PlainName([text("FirstName"), text("LastName")]))
                guard !records[record].isDeleted else { continue }
                hold(address: text("Email"), record)
                for field in ["Phone", "MobilePhone"] { hold(phone: text(field), record) }
            }
        }
        for kind in [SObjectKind.lead, .contact] {
            for row in 0..<org[kind].count where !org[kind].flags[row].contains(.purged) {
                let id = RecordID.text(RecordReference(kind, row))
                if let winner = org[kind].master[UInt32(row)] {
                    join(id, RecordID.text(RecordReference(kind, Int(winner))), .merge)
                }
                if kind == .lead, let contact = org[.lead].reference(row, LeadSlot.contact) {
                    join(id, RecordID.text(contact), .leadConversion)
                }
            }
        }
        for row in 0..<org[.contactHistory].count
        where org[.contactHistory].slot(row, HistorySlot.field) == TrackedField.email.rawValue {
            guard let contact = org[.contactHistory].reference(row, HistorySlot.parent),
                let record = byID[RecordID.text(contact)], !records[record].isDeleted
            else { continue }
            let old = org[.contactHistory].slot(row, HistorySlot.old)
            if old != .absent { hold(address: org.text(old, world), record, .formerEmail) }
        }
        for row in 0..<world[.person].count {
            guard let custom = world[.person].custom[UInt32(row)], let record = byID[String(world[.person].ids[row])],
                !records[record].isDeleted
            else { continue }
            for place in [Property.salesforceLead, Property.salesforceContact] {
                guard let slot = custom[UInt16(place)], slot != .absent, let other = byID[world.text(slot)] else {
                    continue
                }
                links.append(PersonLink(evidence: .salesforceID, first: record, second: other))
            }
        }
    }

    private mutating func join(_ first: String, _ second: String, _ evidence: PersonEvidence) {
        guard let first = byID[first], let second = byID[second] else { return }
        links.append(PersonLink(evidence: evidence, first: first, second: second))
    }

    /// What two people have is evidence of nobody.
    private func isOnesOwn(_ holders: [Holder]) -> Bool {
        holders.count > 1 && Set(holders.map { records[$0.record].person }).count == 1
    }

    private mutating func linkAddresses() {
        for holders in addresses.values where isOnesOwn(holders) {
            // Through one that has it plainly, else through the first.
            let plain = holders.first { $0.evidence == .email } ?? holders[0]
            for holder in holders where holder.record != plain.record {
                links.append(PersonLink(evidence: holder.evidence, first: plain.record, second: holder.record))
            }
        }
    }

    /// Every two of them: names agree by pairs.
    private mutating func linkNumbers() {
        for (number, holders) in numbers where isOnesOwn(holders) {
            for (place, holder) in holders.enumerated() {
                for other in holders.dropFirst(place + 1) where other.record != holder.record {
                    let isNational = [holder, other].contains { $0.evidence == .nationalPhone }
                    // Two whole numbers are compared as such.
                    guard number.hasPrefix("+") || isNational else { continue }
                    let evidence: PersonEvidence =
                        isNational
                        ? .nationalPhone
                        : names[holder.record].agrees(with: names[other.record]) ? .phone : .phoneOtherName
                    links.append(PersonLink(evidence: evidence, first: holder.record, second: other.record))
                }
            }
        }
    }

    mutating func settled(_ believed: Set<PersonEvidence>) -> (records: [PersonRecord], links: [PersonLink]) {
        linkAddresses()
        linkNumbers()
        links.removeAll { records[$0.first].person != records[$0.second].person }
        links.sort { ($0.first, $0.second, $0.evidence.rawValue) < ($1.first, $1.second, $1.evidence.rawValue) }
        var parents = Array(records.indices)
        func root(_ place: Int) -> Int {
            var place = place
            while parents[place] != place {
                parents[place] = parents[parents[place]]
                place = parents[place]
            }
            return place
        }
        for link in links where believed.contains(link.evidence) {
            let (first, second) = (root(link.first), root(link.second))
            parents[max(first, second)] = min(first, second)
        }
        for place in records.indices { records[place].cluster = root(place) }
        return (records, links)
    }
}
