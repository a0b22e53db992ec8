enum OpportunitySlot: Int, CaseIterable { case account, contact, campaign }
enum RoleSlot: Int, CaseIterable { case opportunity, contact, role, isPrimary }
enum CampaignSlot: Int, CaseIterable { case number, type, startAt, name }
enum MemberSlot: Int, CaseIterable { case campaign, lead, contact, respondedAt }
/// The world's record, the change in its list, and the values before and after.
enum HistorySlot: Int, CaseIterable { case parent, field, old, new, owner, amount, closeAt }

/// Opportunities, campaigns, and everything's past.
extension SObject {
    private static func stage(_ org: Org, _ world: World, _ row: Int) -> Int {
        Int(max(0, org.worldSlot(.opportunity, row, DealField.stage.rawValue, world)))
    }

    static let opportunities = SObject(
        .opportunity, "Opportunity", "Opportunity", "006", width: OpportunitySlot.allCases.count,
        identity() + [
            SField("Name", .string, .world(DealField.name.rawValue)),
            SField("AccountId", .reference, .own(OpportunitySlot.account.rawValue)).to("Account", .account),
            SField("ContactId", .reference, .own(OpportunitySlot.contact.rawValue)).to("Contact", .contact),
            SField("CampaignId", .reference, .own(OpportunitySlot.campaign.rawValue)).to("Campaign", .campaign),
            SField("Amount", .currency, .world(DealField.amount.rawValue)),
            SField("StageName", .picklist, .choice(DealField.stage.rawValue, StageWords.deal)),
            SField("CloseDate", .date, .world(DealField.closeAt.rawValue)),
            SField(
                "Type", .picklist, .choice(DealField.type.rawValue, ["New Customer", "Existing Customer - Renewal"])),
            SField("NextStep", .string, .world(DealField.nextStep.rawValue)),
            SField("OwnerId", .reference, .owner(DealField.owner.rawValue)).to("Owner", .user),
            computed("IsClosed", .boolean) { org, world, row in .flag(StageWords.isClosed(stage(org, world, row))) },
            computed("IsWon", .boolean) { org, world, row in .flag(StageWords.isWon(stage(org, world, row))) },
            computed("Probability", .percent) { org, world, row in
                .decimal(StageWords.probability(stage(org, world, row)))
            },
            computed("ForecastCategory", .picklist) { org, world, row in
                .word(StageWords.forecast(stage(org, world, row)))
            },
            SField("CurrencyIsoCode", .picklist, .word("EUR")),
            computed("LastStageChangeDate", .datetime) { org, world, row in
                let deal = Int(org[.opportunity].source[row])
                guard deal < world[.deal].count else { return .null }
                let last = world[.deal].history(deal).first { $0.field == UInt16(DealField.stage.rawValue) }
                return last.map { .instant($0.at - $0.at % Span.second) } ?? .null
            },
            // Another value every day, and no stamp.
            computed("Days_Open__c", .int) { org, world, row in
                .whole((world.now.splitSeconds - Int64(org[.opportunity].created[row])) / 86_400)
            }.formula,
        ])

    static let contactRoles = SObject(
        .contactRole, "OpportunityContactRole", "Opportunity Contact Role", "00K", width: RoleSlot.allCases.count,
        identity() + [
            SField("OpportunityId", .reference, .own(RoleSlot.opportunity.rawValue)).to("Opportunity", .opportunity),
            SField("ContactId", .reference, .own(RoleSlot.contact.rawValue)).to("Contact", .contact),
            SField("Role", .picklist, .own(RoleSlot.role.rawValue)).among(["Business User", "Decision Maker"]),
            SField("IsPrimary", .boolean, .own(RoleSlot.isPrimary.rawValue)),
        ])

    static let subscriptions: SObject = {
        func field(_ field: SubscriptionField) -> SField.Source { .world(field.rawValue) }
        return SObject(
            .subscription, "Subscription__c", "Subscription", "a0B", width: 1,
            identity() + [
                SField("Name", .string, field(.name)), SField("Monthly__c", .currency, field(.monthly)),
                SField(
                    "Status__c", .picklist,
                    .choice(SubscriptionField.status.rawValue, ["active", "past due", "cancelled"])),
                SField("Started_On__c", .date, field(.startedOn)), SField("Renews_On__c", .date, field(.renewsOn)),
                SField("Account__c", .reference, .own(0)).to("Account__r", .account),
            ])
    }()

    static let campaigns = SObject(
        .campaign, "Campaign", "Campaign", "701", width: CampaignSlot.allCases.count,
        identity() + [
            SField("Name", .string, .own(CampaignSlot.name.rawValue)),
            SField("Type", .picklist, .own(CampaignSlot.type.rawValue)).among(["Email", "Webinar", "Trade Show"]),
            SField("StartDate", .date, .own(CampaignSlot.startAt.rawValue)),
            SField("Status", .picklist, .word("In Progress")).among(["Planned", "In Progress", "Completed"]),
            SField("ParentId", .reference, .fixed(.absent)).to("Parent", .campaign),
            SField("IsActive", .boolean, .fixed(1)),
        ])

    static let campaignMembers = SObject(
        .campaignMember, "CampaignMember", "Campaign Member", "00v", width: MemberSlot.allCases.count,
        identity() + [
            SField("CampaignId", .reference, .own(MemberSlot.campaign.rawValue)).to("Campaign", .campaign),
            SField("LeadId", .reference, .own(MemberSlot.lead.rawValue)).to("Lead", .lead),
            SField("ContactId", .reference, .own(MemberSlot.contact.rawValue)).to("Contact", .contact),
            computed("LeadOrContactId", .reference) { org, _, row in
                let person =
                    org[.campaignMember].reference(row, MemberSlot.contact)
                    ?? org[.campaignMember].reference(row, MemberSlot.lead)
                return person.map { .reference($0) } ?? .null
            }.to(nil, .contact, .lead),
            computed("Status", .picklist) { org, _, row in
                .word(org[.campaignMember].slot(row, MemberSlot.respondedAt) == .absent ? "Sent" : "Responded")
            }.among(["Sent", "Responded"]),
            computed("HasResponded", .boolean) { org, _, row in
                .flag(org[.campaignMember].slot(row, MemberSlot.respondedAt) != .absent)
            },
            SField("FirstRespondedDate", .date, .own(MemberSlot.respondedAt.rawValue)).readOnly,
        ])

    static let campaignMemberStatuses: SObject = {
        var object = SObject(
            .campaignMemberStatus, "CampaignMemberStatus", "Campaign Member Status", "01Y",
            width: SettingSlot.allCases.count,
            identity() + [
                SField("CampaignId", .reference, .own(SettingSlot.parent.rawValue)).to("Campaign", .campaign),
                SField("Label", .string, .own(SettingSlot.label.rawValue)),
                SField("SortOrder", .int, .own(SettingSlot.order.rawValue)),
                SField("HasResponded", .boolean, .own(SettingSlot.isSet.rawValue)),
            ])
        object.isBulkable = false
        return object
    }()

    /// One row per save that changed the stage, the newest state only.
    static let opportunityHistory = SObject(
        .opportunityHistory, "OpportunityHistory", "Opportunity: Stage History", "008",
        width: HistorySlot.allCases.count,
        [
            SField("Id", .id, .id), SField("IsDeleted", .boolean, .isDeleted),
            SField("CreatedDate", .datetime, .created), SField("SystemModstamp", .datetime, .stamp),
            SField("OpportunityId", .reference, .own(HistorySlot.parent.rawValue)).to("Opportunity", .opportunity)
                .readOnly,
            computed("CreatedById", .reference, historyUser(.opportunityHistory)).to("CreatedBy", .user),
            computed("StageName", .picklist) { org, _, row in
                .word(StageWords.deal[Int(max(0, org[.opportunityHistory].slot(row, HistorySlot.new)))])
            },
            computed("Probability", .percent) { org, _, row in
                .decimal(StageWords.probability(Int(max(0, org[.opportunityHistory].slot(row, HistorySlot.new)))))
            },
            computed("ForecastCategory", .picklist) { org, _, row in
                .word(StageWords.forecast(Int(max(0, org[.opportunityHistory].slot(row, HistorySlot.new)))))
            },
            SField("Amount", .currency, .own(HistorySlot.amount.rawValue)).readOnly,
            SField("CloseDate", .date, .own(HistorySlot.closeAt.rawValue)).readOnly,
        ])

    private static func historyUser(_ kind: SObjectKind) -> @Sendable (Org, World, Int) -> SValue {
        { org, world, row in
            let owner = org[kind].slot(row, HistorySlot.owner)
            return .reference(
                RecordReference(.user, world.owners.indices.contains(Int(truncatingIfNeeded: owner)) ? Int(owner) : 0))
        }
    }

    /// A tracked field's past. No stamp: only the moment at which each row was written.
    static func history(_ kind: SObjectKind, _ name: String, _ prefix: String, _ parent: SObjectKind) -> SObject {
        let parentName =
            parent == .supportCase ? "Case" : name.replacing("FieldHistory", with: "").replacing("History", with: "")
        var object = SObject(
            kind, name, name, prefix, width: HistorySlot.allCases.count,
            [
                SField("Id", .id, .id), SField("IsDeleted", .boolean, .isDeleted),
                SField("\(parentName)Id", .reference, .own(HistorySlot.parent.rawValue)).to(parentName, parent)
                    .readOnly,
                computed("CreatedById", .reference, historyUser(kind)).to("CreatedBy", .user),
                SField("CreatedDate", .datetime, .created),
                computed("Field", .picklist) { org, _, row in
                    .word(TrackedField(rawValue: org[kind].slot(row, HistorySlot.field))?.name ?? "")
                },
                computed("DataType", .picklist) { org, _, row in
                    let field = TrackedField(rawValue: org[kind].slot(row, HistorySlot.field))
                    return field == .ownerID ? .word("EntityId") : .word("Text")
                },
                computed("OldValue", .anyType) { org, world, row in
                    org.historyValue(kind, row, org[kind].slot(row, HistorySlot.old), world)
                },
                computed("NewValue", .anyType) { org, world, row in
                    org.historyValue(kind, row, org[kind].slot(row, HistorySlot.new), world)
                },
            ])
        object.isReplicateable = false
        return object
    }
}

/// What the org keeps the past of.
enum TrackedField: Int64 {
    case created, stageName, leadStatus, caseStatus, email, owner, ownerID, leadConverted, contactMerged, accountType

    var name: String {
        switch self {
        case .created: "created"
        case .stageName: "StageName"
        case .leadStatus, .caseStatus: "Status"
        case .email: "Email"
        case .owner, .ownerID: "Owner"
        case .leadConverted: "leadConverted"
        case .contactMerged: "contactMerged"
        case .accountType: "Type"
        }
    }
}

extension Org {
    fileprivate func historyValue(_ kind: SObjectKind, _ row: Int, _ slot: Slot, _ world: World) -> SValue {
        guard slot != .absent, let field = TrackedField(rawValue: self[kind].slot(row, HistorySlot.field)) else {
            return .null
        }
        switch field {
        case .created, .leadConverted, .contactMerged: return .null
        case .stageName: return .word(StageWords.deal[Int(slot)])
        case .leadStatus: return .word(StageWords.leadStatus(slot, isConverted: false))
        case .caseStatus: return .word(StageWords.support[Int(slot)])
        case .accountType: return .word(slot >= LifeStage.customer.rawValue ? "Customer" : "Prospect")
        case .email: return .text(slot)
        case .owner, .ownerID:
            guard world.owners.indices.contains(Int(slot)) else { return .null }
            let owner = world.owners[Int(slot)]
            return field == .ownerID
                ? .reference(RecordReference(.user, Int(slot))) : .word("\(owner.firstName) \(owner.lastName)")
        }
    }
}
