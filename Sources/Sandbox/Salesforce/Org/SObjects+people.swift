enum AccountSlot: Int, CaseIterable { case person, contact }
enum ContactSlot: Int, CaseIterable { case account, isPersonAccount }
enum LeadSlot: Int, CaseIterable { case convertedAt, account, contact, opportunity, queue, company }
enum RelationSlot: Int, CaseIterable { case parent, relation, isDirect, status, at }

/// Accounts, contacts and leads.
extension SObject {
    private static func world(_ field: PersonField) -> SField.Source { .world(field.rawValue) }
    private static let sources = ["Web", "Advertisement", "Trade Show", "Purchased List", "Partner Referral", "Other"]

    /// What contacts and leads have in common.
    private static func person(_ kind: SObjectKind) -> [SField] {
        identity() + [
            SField("MasterRecordId", .reference, .master).to("MasterRecord", kind),
            SField("FirstName", .string, world(.firstName)), SField("LastName", .string, world(.lastName)),
            fullName(kind), SField("Email", .email, world(.email)), SField("Phone", .phone, world(.phone)),
            SField("MobilePhone", .phone, .fixed(.absent)).settable,
            SField("Title", .string, world(.jobTitle)),
            SField("LeadSource", .picklist, .choice(PersonField.origin.rawValue, sources)),
            SField("HasOptedOutOfEmail", .boolean, world(.optedOut)),
            // A formula of a score that somebody else computes: no stamp moves when it does.
            computed("Score_Band__c", .string) { org, world, row in
                let score = org.worldSlot(kind, row, PersonField.score.rawValue, world)
                return score == .absent ? .null : .word(score >= 40 ? "hot" : score >= 20 ? "warm" : "cold")
            }.formula,
        ]
    }

    private static func place(_ kind: SObjectKind, _ prefix: String) -> [SField] {
        let (city, country) = (PersonField.city.rawValue, PersonField.country.rawValue)
        return [
            SField("\(prefix)City", .string, .world(city)),
            SField("\(prefix)Country", .string, .choice(country, Words.countries)),
            computed("\(prefix)Address", .address) { org, world, row in
                let words = Words.countries
                let index = org.worldSlot(kind, row, country, world)
                let name = words.indices.contains(Int(truncatingIfNeeded: index)) ? words[Int(index)] : ""
                return .address(city: org.worldSlot(kind, row, city, world), country: name)
            },
        ]
    }

    static let contacts = SObject(
        .contact, "Contact", "Contact", "003", width: ContactSlot.allCases.count,
        person(.contact) + place(.contact, "Mailing") + [
            SField("AccountId", .reference, .own(ContactSlot.account.rawValue)).to("Account", .account),
            SField("IsPersonAccount", .boolean, .own(ContactSlot.isPersonAccount.rawValue)).readOnly,
            SField("OwnerId", .reference, .owner(PersonField.owner.rawValue)).to("Owner", .user),
            SField("Birthdate", .date, .fixed(.absent)), SField("Description", .textarea, .fixed(.absent)),
            // Changes when the account does, without the contact's stamp.
            computed("Account_Industry__c", .string) { org, world, row in
                guard let account = org[.contact].reference(row, ContactSlot.account) else { return .null }
                return org.value(account, "Industry", world)
            }.formula,
        ])

    static let leads = SObject(
        .lead, "Lead", "Lead", "00Q", width: LeadSlot.allCases.count,
        person(.lead) + place(.lead, "") + [
            // As somebody wrote it on the day the lead came.
            SField("Company", .string, .own(LeadSlot.company.rawValue)),
            computed("Status", .picklist) { org, world, row in
                let stage = org.worldSlot(.lead, row, PersonField.lifeStage.rawValue, world)
                return .word(
                    StageWords.leadStatus(stage, isConverted: org[.lead].flags[row].contains(.converted)))
            }.among(StageWords.lead),
            computed("IsConverted", .boolean) { org, _, row in .flag(org[.lead].flags[row].contains(.converted)) },
            SField("ConvertedDate", .date, .own(LeadSlot.convertedAt.rawValue)).readOnly,
            SField("ConvertedAccountId", .reference, .own(LeadSlot.account.rawValue)).to("ConvertedAccount", .account)
                .readOnly,
            SField("ConvertedContactId", .reference, .own(LeadSlot.contact.rawValue)).to("ConvertedContact", .contact)
                .readOnly,
            SField("ConvertedOpportunityId", .reference, .own(LeadSlot.opportunity.rawValue))
                .to("ConvertedOpportunity", .opportunity).readOnly,
            computed("OwnerId", .reference) { org, world, row in
                if let queue = org[.lead].reference(row, LeadSlot.queue) { return .reference(queue) }
                let owner = org.worldSlot(.lead, row, PersonField.owner.rawValue, world)
                return .reference(RecordReference(.user, owner == .absent ? 0 : Int(owner)))
            }.to("Owner", .group, .user),
        ])

    static let accounts: SObject = {
        func company(_ name: String, _ kind: SField.Kind, _ field: CompanyField) -> SField {
            computed(name, kind) { org, world, row in
                guard org[.account].slot(row, AccountSlot.person) == .absent else { return .null }
                let slot = org.worldSlot(.account, row, field.rawValue, world)
                return slot == .absent
                    ? .null : kind == .int ? .whole(slot) : kind == .currency ? .decimal(slot) : .text(slot)
            }.settable
        }
        return SObject(
            .account, "Account", "Account", "001", width: AccountSlot.allCases.count,
            identity() + [
                SField("MasterRecordId", .reference, .master).to("MasterRecord", .account),
                computed("Name", .string) { org, world, row in
                    guard let contact = org[.account].reference(row, AccountSlot.contact) else {
                        return .text(org.worldSlot(.account, row, CompanyField.name.rawValue, world))
                    }
                    return org.value(contact, "Name", world)
                }.settable,
                computed("Type", .picklist) { org, world, row in
                    guard org[.account].slot(row, AccountSlot.person) == .absent else { return .word("Customer") }
                    let stage = org.worldSlot(.account, row, CompanyField.lifeStage.rawValue, world)
                    return .word(stage >= LifeStage.customer.rawValue ? "Customer" : "Prospect")
                }.among(["Prospect", "Customer"]),
                computed("Website", .url) { org, world, row in
                    guard org[.account].slot(row, AccountSlot.person) == .absent else { return .null }
                    let domain = org.worldSlot(.account, row, CompanyField.domain.rawValue, world)
                    return domain == .absent ? .null : .word("https://www.\(world.text(domain))/")
                }.settable,
                computed("Industry", .picklist) { org, world, row in
                    guard org[.account].slot(row, AccountSlot.person) == .absent else { return .null }
                    let index = org.worldSlot(.account, row, CompanyField.industry.rawValue, world)
                    return Words.industries.indices.contains(Int(truncatingIfNeeded: index))
                        ? .word(Words.industries[Int(index)]) : .null
                }.among(Words.industries).settable,
                company("NumberOfEmployees", .int, .employees), company("AnnualRevenue", .currency, .revenue),
                company("BillingCity", .string, .city), company("Phone", .phone, .phone),
                computed("OwnerId", .reference) { org, world, row in
                    let isPerson = org[.account].slot(row, AccountSlot.person) != .absent
                    let field = isPerson ? PersonField.owner.rawValue : CompanyField.owner.rawValue
                    let owner = org.worldSlot(.account, row, field, world)
                    return .reference(RecordReference(.user, owner == .absent ? 0 : Int(owner)))
                }.to("Owner", .user),
                SField("IsPersonAccount", .boolean, .own(AccountSlot.person.rawValue)).readOnly,
                SField("PersonContactId", .reference, .own(AccountSlot.contact.rawValue)).to("PersonContact", .contact)
                    .readOnly,
                computed("PersonEmail", .email) { org, world, row in
                    org[.account].reference(row, AccountSlot.contact).map { org.value($0, "Email", world) } ?? .null
                },
                computed("Employee_Band__c", .string) { org, world, row in
                    guard case .whole(let size) = org.value(RecordReference(.account, row), "NumberOfEmployees", world)
                    else { return .null }
                    return .word(size > 1_000 ? "large" : size > 100 ? "medium" : "small")
                }.formula,
            ])
    }()

    static let accountContactRelations = SObject(
        .accountContactRelation, "AccountContactRelation", "Account Contact Relationship", "07k",
        width: RelationSlot.allCases.count,
        identity() + [
            SField("AccountId", .reference, .own(RelationSlot.parent.rawValue)).to("Account", .account),
            SField("ContactId", .reference, .own(RelationSlot.relation.rawValue)).to("Contact", .contact),
            SField("IsDirect", .boolean, .own(RelationSlot.isDirect.rawValue)),
            computed("IsActive", .boolean) { org, _, row in
                .flag(org[.accountContactRelation].slot(row, RelationSlot.isDirect) == 1)
            },
        ])
}

extension SField {
    /// A computed value that may still be written over.
    var settable: SField {
        var field = self
        field.isUpdateable = true
        return field
    }
}

extension World {
    /// The row of one live record that this one is tied to: the primary one, else the first.
    func firstLink(_ kind: Kind, _ row: Int, to other: Kind) -> Int? {
        guard row < self[kind].count else { return nil }
        var found: Edge?
        var next = tables[Int(kind.rawValue)].firstEdge[row]
        while next != Table.end {
            let edge = edges[Int(next)]
            next = edge.next
            guard edge.kind == other, tables[Int(other.rawValue)].state[Int(edge.row)] == .live else { continue }
            if edge.labels.contains(.primary) { return Int(edge.row) }
            if found.map({ edge.row < $0.row }) ?? true { found = edge }
        }
        return found.map { Int($0.row) }
    }
}
