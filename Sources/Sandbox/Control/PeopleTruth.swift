/// What ties two records to the same person, and can be seen in the data.
public enum PersonEvidence: String, CaseIterable, Sendable {
    /// The same address, whatever its case; addresses that several people share are none.
    case email
    /// Addresses that differ in what stands after a plus sign. Evidence only for a reader that believes the domain ignores it.
    case plusAddress
    /// A number that nobody else has.
    case phone
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
        register.enterHubSpot(hasTies: salesforce != nil)
        register.enterSalesforce()
        return register.settled(believed)
    }
}

/// Collects what every record says of itself.
private struct PeopleRegister {
    let world: World
    let org: Org?
    private var records: [PersonRecord] = []
    /// Who has an address or number, and how it came to light.
    private var holders: [String: [(record: Int, evidence: PersonEvidence)]] = [:]
    private var links: [PersonLink] = []
    private var byID: [String: Int] = [:]

    init(world: World, org: Org?) {
        self.world = world
        self.org = org
    }

    private mutating func hold(_ kind: String, _ value: String, _ record: Int, _ evidence: PersonEvidence) {
        guard !value.isEmpty else { return }
        holders[kind + value, default: []].append((record, evidence))
    }

    private mutating func hold(address: String, _ record: Int, _ evidence: PersonEvidence = .email) {
        let address = address.lowercased()
        guard !address.hasPrefix("info@") else { return }
        hold("@", address, record, evidence)
        guard let plus = address.firstIndex(of: "+"), let at = address.firstIndex(of: "@"), plus < at else { return }
        hold("@", String(address[..<plus]) + String(address[at...]), record, .plusAddress)
    }

    private mutating func hold(phone: String, _ record: Int) {
        // The last ten digits: some write the country, some do not.
        let digits = phone.filter(\.isNumber)
        hold("#", String(digits.suffix(digits.count > 11 ? 11 : 10)), record, .phone)
    }

    private mutating func enter(_ system: String, _ type: String, _ id: String, _ person: Int, _ isDeleted: Bool) -> Int
    {
        records.append(
            PersonRecord(
                system: system, type: type, id: id, person: person, cluster: records.count, isDeleted: isDeleted))
        byID[id] = records.count - 1
        return records.count - 1
    }

    mutating func enterHubSpot(hasTies: Bool) {
        for row in 0..<world[.person].count {
            let state = world[.person].state[row]
            guard state == .live || state == .archived else { continue }
            let record = enter("hubspot", "contacts", String(world[.person].ids[row]), row, state == .archived)
            hold(address: world.text(world[.person].slot(row, PersonField.email.rawValue)), record)
            let more = world.text(world[.person].slot(row, PersonField.additionalEmails.rawValue))
            for address in more.split(separator: ";") { hold(address: String(address), record) }
            hold(phone: world.text(world[.person].slot(row, PersonField.phone.rawValue)), record)
        }
    }

    mutating func enterSalesforce() {
        guard let org else { return }
        for kind in [SObjectKind.lead, .contact] {
            for row in 0..<org[kind].count where !org[kind].flags[row].contains(.purged) {
                let reference = RecordReference(kind, row)
                let person = world[.person].survivor(Int(org[kind].source[row]))
                let record = enter(
                    "salesforce", SObject.of(kind).name, RecordID.text(reference), person,
                    org[kind].flags[row].contains(.deleted))
                for (name, isAddress) in [("Email", true), ("Phone", false)] {
                    guard let text = org.text(of: org.value(reference, name, world), world) else { continue }
                    if isAddress { hold(address: text, record) } else { hold(phone: text, record) }
                }
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
                let record = byID[RecordID.text(contact)]
            else { continue }
            let old = org[.contactHistory].slot(row, HistorySlot.old)
            if old != .absent { hold(address: org.text(old, world), record, .formerEmail) }
        }
        for row in 0..<world[.person].count {
            guard let custom = world[.person].custom[UInt32(row)], let record = byID[String(world[.person].ids[row])]
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

    mutating func settled(_ believed: Set<PersonEvidence>) -> (records: [PersonRecord], links: [PersonLink]) {
        for (_, holders) in holders where holders.count > 1 {
            let people = Set(holders.map { records[$0.record].person })
            // What two people have is evidence of nobody.
            guard people.count == 1 else { continue }
            // Through one that has it plainly, else through the first.
            let plain = holders.first { $0.evidence == .email || $0.evidence == .phone } ?? holders[0]
            for holder in holders where holder.record != plain.record {
                links.append(
                    PersonLink(evidence: holder.evidence, first: plain.record, second: holder.record))
            }
        }
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
