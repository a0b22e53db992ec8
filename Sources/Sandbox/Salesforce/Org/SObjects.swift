extension SObject {
    /// In the order of `SObjectKind`.
    static let all: [SObject] = SObjectKind.allCases.map { kind in
        switch kind {
        case .user: users
        case .group: groups
        case .account: accounts
        case .contact: contacts
        case .lead: leads
        case .opportunity: opportunities
        case .campaign: campaigns
        case .campaignMember: campaignMembers
        case .campaignMemberStatus: campaignMemberStatuses
        case .contactRole: contactRoles
        case .accountContactRelation: accountContactRelations
        case .task: tasks
        case .event: events
        case .taskRelation: relations(.taskRelation, "TaskRelation", "Task Relation", "0RT", of: .task, "Task")
        case .eventRelation: relations(.eventRelation, "EventRelation", "Event Relation", "0RE", of: .event, "Event")
        case .emailMessage: emailMessages
        case .emailMessageRelation: emailMessageRelations
        case .supportCase: supportCases
        case .caseComment: caseComments
        case .opportunityHistory: opportunityHistory
        case .opportunityFieldHistory: history(.opportunityFieldHistory, "OpportunityFieldHistory", "017", .opportunity)
        case .leadHistory: history(.leadHistory, "LeadHistory", "0LH", .lead)
        case .contactHistory: history(.contactHistory, "ContactHistory", "03H", .contact)
        case .accountHistory: history(.accountHistory, "AccountHistory", "0AH", .account)
        case .caseHistory: history(.caseHistory, "CaseHistory", "0CH", .supportCase)
        case .opportunityStage: opportunityStages
        case .leadStatus: leadStatuses
        case .caseStatus: caseStatuses
        case .subscription: subscriptions
        case .organization: organization
        }
    }

    static func of(_ kind: SObjectKind) -> SObject { all[Int(kind.rawValue)] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name.lowercased(), $0.kind) })

    static func named(_ name: some StringProtocol) -> SObject? { byName[name.lowercased()].map(of) }

    static let taskDue = of(.task).place(of: "ActivityDate") ?? 0
    static let taskClosed = of(.task).place(of: "IsClosed") ?? 0
    static let eventEnd = of(.event).place(of: "EndDateTime") ?? 0

    /// What nearly every object has.
    static func identity(hasStamp: Bool = true) -> [SField] {
        var fields = [
            SField("Id", .id, .id), SField("IsDeleted", .boolean, .isDeleted),
            SField("CreatedDate", .datetime, .created),
            SField("CreatedById", .reference, .fixed(RecordReference(.user, 0).slot)).to("CreatedBy", .user),
        ]
        guard hasStamp else { return fields }
        fields += [
            SField("LastModifiedDate", .datetime, .stamp),
            SField("LastModifiedById", .reference, .fixed(RecordReference(.user, 0).slot)).to("LastModifiedBy", .user),
            SField("SystemModstamp", .datetime, .stamp),
        ]
        return fields
    }

    static func computed(
        _ name: String, _ kind: SField.Kind, _ compute: @escaping @Sendable (Org, World, Int) -> SValue
    ) -> SField {
        SField(name, kind, .computed(compute))
    }

    /// First and last name in one.
    static func fullName(_ kind: SObjectKind) -> SField {
        computed("Name", .string) { org, world, row in
            let reference = RecordReference(kind, row)
            let parts = [org.value(reference, "FirstName", world), org.value(reference, "LastName", world)]
            return .word(parts.compactMap { org.text(of: $0, world) }.joined(separator: " "))
        }
    }

    /// Slots of tables of settings: one text, one number.
    enum SettingSlot: Int, CaseIterable { case label, order, isSet, parent }

    private static func settings(
        _ kind: SObjectKind, _ name: String, _ label: String, _ prefix: String, _ more: [SField]
    ) -> SObject {
        var object = SObject(
            kind, name, label, prefix, width: SettingSlot.allCases.count,
            [
                SField("Id", .id, .id), SField("MasterLabel", .string, .own(SettingSlot.label.rawValue)).readOnly,
                SField("ApiName", .string, .own(SettingSlot.label.rawValue)).readOnly,
                SField("SortOrder", .int, .own(SettingSlot.order.rawValue)).readOnly,
                SField("CreatedDate", .datetime, .created), SField("SystemModstamp", .datetime, .stamp),
            ] + more)
        object.isBulkable = false
        object.isReplicateable = false
        object.hasRecycleBin = false
        return object
    }

    private static let opportunityStages = settings(
        .opportunityStage, "OpportunityStage", "Opportunity Stage", "01J",
        [
            SField("IsActive", .boolean, .fixed(1)),
            computed("IsClosed", .boolean) { _, _, row in .flag(StageWords.isClosed(row)) },
            computed("IsWon", .boolean) { _, _, row in .flag(StageWords.isWon(row)) },
            computed("DefaultProbability", .percent) { _, _, row in .decimal(StageWords.probability(row)) },
            computed("ForecastCategoryName", .picklist) { _, _, row in .word(StageWords.forecast(row)) },
        ])

    private static let leadStatuses = settings(
        .leadStatus, "LeadStatus", "Lead Status", "01K",
        [computed("IsConverted", .boolean) { _, _, row in .flag(row == StageWords.lead.count - 1) }])

    private static let caseStatuses = settings(
        .caseStatus, "CaseStatus", "Case Status", "01L",
        [computed("IsClosed", .boolean) { _, _, row in .flag(row == StageWords.support.count - 1) }])

    /// The org itself: one row, by which a reader knows whose data these are.
    private static let organization: SObject = {
        var object = SObject(
            .organization, "Organization", "Organization", "00D", width: SettingSlot.allCases.count,
            [
                SField("Id", .id, .id),
                SField("Name", .string, .own(SettingSlot.label.rawValue)).readOnly,
                SField("TimeZoneSidKey", .picklist, .word("Etc/UTC")),
                SField("CreatedDate", .datetime, .created), SField("SystemModstamp", .datetime, .stamp),
            ])
        object.isBulkable = false
        object.isReplicateable = false
        object.hasRecycleBin = false
        return object
    }()

    private static let groups = SObject(
        .group, "Group", "Group", "00G", width: SettingSlot.allCases.count,
        [
            SField("Id", .id, .id), SField("Name", .string, .own(SettingSlot.label.rawValue)),
            SField("DeveloperName", .string, .own(SettingSlot.label.rawValue)).readOnly,
            SField("Type", .picklist, .word("Queue")).among(["Queue", "Regular"]),
            SField("CreatedDate", .datetime, .created), SField("LastModifiedDate", .datetime, .stamp),
            SField("SystemModstamp", .datetime, .stamp),
        ])

    private static let users = SObject(
        .user, "User", "User", "005",
        [
            SField("Id", .id, .id),
            computed("Username", .string) { _, world, row in .word(world.owners[row].email + ".crm") },
            computed("FirstName", .string) { _, world, row in .word(world.owners[row].firstName) },
            computed("LastName", .string) { _, world, row in .word(world.owners[row].lastName) },
            computed("Name", .string) { _, world, row in
                .word("\(world.owners[row].firstName) \(world.owners[row].lastName)")
            },
            computed("Email", .email) { _, world, row in .word(world.owners[row].email) },
            computed("IsActive", .boolean) { _, world, row in .flag(!world.owners[row].isArchived) },
            computed("Department", .string) { _, world, row in .word(world.owners[row].team.name) },
            SField("UserType", .picklist, .word("Standard")), SField("CreatedDate", .datetime, .created),
            SField("LastModifiedDate", .datetime, .stamp), SField("SystemModstamp", .datetime, .stamp),
        ])
}

/// The words of the org's stages, by the world's numbers.
enum StageWords {
    static let deal = [
        "Prospecting", "Qualification", "Proposal/Price Quote", "Id. Decision Makers", "Negotiation/Review",
        "Closed Won", "Closed Lost", "Renewal Due", "Renewal Offered", "Renewal Won", "Renewal Lost",
    ]
    static let lead = ["Open - Not Contacted", "Working - Contacted", "Closed - Not Converted", "Closed - Converted"]
    static let support = ["New", "Waiting on Customer", "Working", "Closed"]

    private static func stage(_ number: Int) -> DealStage? { DealStage(rawValue: Int64(number)) }

    static func isClosed(_ number: Int) -> Bool { stage(number)?.isClosed ?? false }

    static func isWon(_ number: Int) -> Bool { stage(number)?.isWon ?? false }

    /// In hundredths of a percent point, as `SValue.decimal`.
    static func probability(_ number: Int) -> Int64 {
        isWon(number) ? 10_000 : isClosed(number) ? 0 : Int64(1_000 + number % 7 * 1_500)
    }

    static func forecast(_ number: Int) -> String {
        isClosed(number) ? isWon(number) ? "Closed" : "Omitted" : number % 7 > 2 ? "BestCase" : "Pipeline"
    }

    /// A lead's status from its person's stage of life.
    static func leadStatus(_ lifeStage: Slot, isConverted: Bool) -> String {
        if isConverted { return lead[3] }
        switch LifeStage(rawValue: lifeStage) {
        case .subscriber, .lead, nil: return lead[0]
        case .other: return lead[2]
        default: return lead[1]
        }
    }
}
