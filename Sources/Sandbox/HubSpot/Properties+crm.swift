extension Property {
    static let lifeStages = options([
        ("subscriber", "Subscriber"), ("lead", "Lead"), ("marketingqualifiedlead", "Marketing Qualified Lead"),
        ("salesqualifiedlead", "Sales Qualified Lead"), ("opportunity", "Opportunity"), ("customer", "Customer"),
        ("evangelist", "Evangelist"), ("other", "Other"), ("51439524", "Partner"),
    ])
    static let leadStatuses = options(
        "NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "ATTEMPTED_TO_CONTACT", "CONNECTED", "BAD_TIMING")
    static let origins = options(
        "ORGANIC_SEARCH", "PAID_SOCIAL", "OTHER_CAMPAIGNS", "OFFLINE", "REFERRALS", "DIRECT_TRAFFIC")
    static let dealStages = options([
        ("appointmentscheduled", "Appointment Scheduled"), ("qualifiedtobuy", "Qualified To Buy"),
        ("presentationscheduled", "Presentation Scheduled"), ("decisionmakerboughtin", "Decision Maker Bought-In"),
        ("contractsent", "Contract Sent"), ("closedwon", "Closed Won"), ("closedlost", "Closed Lost"),
        ("88110001", "Renewal due"), ("88110002", "Offer sent"), ("88110003", "Renewed"), ("88110004", "Churned"),
    ])
    static let dealPipelines = options([("default", "Sales Pipeline"), ("88110000", "Renewals")])
    static let ticketStages = options([
        ("1", "New"), ("2", "Waiting on contact"), ("3", "Waiting on us"), ("4", "Closed"),
    ])
    static let leadStages = options([
        ("new-stage-id", "New"), ("attempting-stage-id", "Attempting"), ("connected-stage-id", "Connected"),
        ("qualified-stage-id", "Qualified"), ("unqualified-stage-id", "Disqualified"),
    ])
    static let countries = options(Words.countries.map { ($0, $0) })
    static let industries = options(Words.industries.map { ($0, $0) })

    /// What every object has. Contacts, companies, deals and tickets spell two of the names in their own way.
    private static func identity(created: String, modified: String) -> [Property] {
        var id = Property("hs_object_id", "Record ID", .objectID)
        id.isUnique = true
        return [id, Property(created, "Create Date", .created), Property(modified, "Last Modified Date", .modified)]
    }

    static let engagementIdentity = identity(created: "hs_createdate", modified: "hs_lastmodifieddate")

    private static func entered(_ prefix: String, _ field: Int, _ stages: [Option]) -> [Property] {
        stages.enumerated().map { index, stage in
            Property("\(prefix)\(stage.value)", "Date entered \"\(stage.label)\"", .entered(field, Slot(index)))
        }
    }

    static let contacts: [Property] = {
        func field(_ field: PersonField, _ encoding: Encoding) -> Source { .field(field.rawValue, encoding) }
        var email = Property("email", "Email", field(.email, .text))
        email.isUnique = true
        return identity(created: "createdate", modified: "lastmodifieddate") + [
            email,
            Property("hs_additional_emails", "Additional email addresses", field(.additionalEmails, .text)),
            Property("firstname", "First Name", field(.firstName, .text)),
            Property("lastname", "Last Name", field(.lastName, .text)),
            Property("phone", "Phone Number", field(.phone, .text)),
            Property("jobtitle", "Job Title", field(.jobTitle, .text)),
            Property("country", "Country/Region", field(.country, .choice), countries),
            Property("city", "City", field(.city, .text)),
            Property("lifecyclestage", "Lifecycle Stage", field(.lifeStage, .choice), lifeStages),
            Property("hs_lead_status", "Lead Status", field(.leadStatus, .choice), leadStatuses),
            Property("hubspot_owner_id", "Contact owner", field(.owner, .owner)),
            Property("hs_analytics_source", "Original Traffic Source", field(.origin, .choice), origins),
            Property("hs_analytics_source_data_1", "Original Source Drill-Down 1", field(.originDetail, .text)),
            Property("hs_email_optout", "Unsubscribed from all email", field(.optedOut, .flag)),
            Property("hubspotscore", "HubSpot Score", field(.score, .integer)),
            Property(
                "newsletter_segment", "Newsletter segment", field(.segment, .choice),
                options("spring", "summer", "autumn", "winter")),
            Property("webinar_attended_on", "Webinar attended on", field(.webinarOn, .date)),
            Property("hs_merged_object_ids", "Merged record IDs", .mergedIDs),
            Property("hs_calculated_merged_vids", "Merged vids with timestamps", .mergedVids),
        ] + entered("hs_v2_date_entered_", PersonField.lifeStage.rawValue, lifeStages)
    }()

    static let companies: [Property] = {
        func field(_ field: CompanyField, _ encoding: Encoding) -> Source { .field(field.rawValue, encoding) }
        return identity(created: "createdate", modified: "hs_lastmodifieddate") + [
            Property("name", "Company name", field(.name, .text)),
            Property("domain", "Company Domain Name", field(.domain, .text)),
            Property("industry", "Industry", field(.industry, .choice), industries),
            Property("numberofemployees", "Number of Employees", field(.employees, .integer)),
            Property("annualrevenue", "Annual Revenue", field(.revenue, .decimal)),
            Property("country", "Country/Region", field(.country, .choice), countries),
            Property("city", "City", field(.city, .text)),
            Property("lifecyclestage", "Lifecycle Stage", field(.lifeStage, .choice), lifeStages),
            Property("hubspot_owner_id", "Company owner", field(.owner, .owner)),
            Property("phone", "Phone Number", field(.phone, .text)),
            Property("hs_ideal_customer_profile", "Tier", field(.tier, .choice), options("tier_1", "tier_2", "tier_3")),
            Property("hs_merged_object_ids", "Merged record IDs", .mergedIDs),
        ] + entered("hs_v2_date_entered_", CompanyField.lifeStage.rawValue, lifeStages)
    }()

    static let deals: [Property] = {
        func field(_ field: DealField, _ encoding: Encoding) -> Source { .field(field.rawValue, encoding) }
        return identity(created: "createdate", modified: "hs_lastmodifieddate") + [
            Property("dealname", "Deal Name", field(.name, .text)),
            Property("amount", "Amount", field(.amount, .decimal)),
            Property("deal_currency_code", "Currency", .fixed("EUR")),
            Property("pipeline", "Pipeline", field(.pipeline, .choice), dealPipelines),
            Property("dealstage", "Deal Stage", field(.stage, .choice), dealStages),
            Property("closedate", "Close Date", field(.closeAt, .instant)),
            Property("hubspot_owner_id", "Deal owner", field(.owner, .owner)),
            Property("dealtype", "Deal Type", field(.type, .choice), options("newbusiness", "existingbusiness")),
            Property(
                "closed_lost_reason", "Closed Lost Reason", field(.lossReason, .choice),
                options("price", "competitor", "no_budget", "no_answer")),
            Property("hs_next_step", "Next step", field(.nextStep, .text)),
            Property("hs_is_closed", "Is Deal Closed?", .closed),
            Property("hs_is_closed_won", "Is Closed Won", .won),
            Property("hs_is_closed_lost", "Is Closed Lost", .lost),
            Property("hs_merged_object_ids", "Merged record IDs", .mergedIDs),
        ] + entered("hs_v2_date_entered_", DealField.stage.rawValue, dealStages)
    }()

    static let tickets: [Property] = {
        func field(_ field: TicketField, _ encoding: Encoding) -> Source { .field(field.rawValue, encoding) }
        return identity(created: "createdate", modified: "hs_lastmodifieddate") + [
            Property("subject", "Ticket name", field(.subject, .text)),
            Property("content", "Ticket description", field(.content, .text)),
            Property("hs_pipeline", "Pipeline", field(.pipeline, .choice), options([("0", "Support Pipeline")])),
            Property("hs_pipeline_stage", "Ticket status", field(.stage, .choice), ticketStages),
            Property("hs_ticket_priority", "Priority", field(.priority, .choice), options("LOW", "MEDIUM", "HIGH")),
            Property(
                "hs_ticket_category", "Category", field(.category, .choice),
                options("PRODUCT_ISSUE", "BILLING_ISSUE", "FEATURE_REQUEST", "GENERAL_INQUIRY")),
            Property("source_type", "Source", field(.source, .choice), options("EMAIL", "FORM", "PHONE", "CHAT")),
            Property("hubspot_owner_id", "Ticket owner", field(.owner, .owner)),
            Property("closed_date", "Close date", field(.closedAt, .instant)),
            Property("hs_merged_object_ids", "Merged record IDs", .mergedIDs),
        ] + entered("hs_v2_date_entered_", TicketField.stage.rawValue, ticketStages)
    }()

    static let leads: [Property] = {
        func field(_ field: LeadField, _ encoding: Encoding) -> Source { .field(field.rawValue, encoding) }
        return engagementIdentity + [
            Property("hs_lead_name", "Lead Name", field(.name, .text)),
            Property(
                "hs_pipeline", "Lead Pipeline", field(.pipeline, .choice), options([("lead-pipeline-id", "Lead")])),
            Property("hs_pipeline_stage", "Lead Stage", field(.stage, .choice), leadStages),
            Property(
                "hs_lead_type", "Lead Type", field(.type, .choice), options("NEW_BUSINESS", "UPSELL", "RE_ATTEMPTING")),
            Property("hs_lead_label", "Lead Label", field(.label, .choice), options("HOT", "WARM", "COLD")),
            Property("hubspot_owner_id", "Lead Owner", field(.owner, .owner)),
        ]
    }()

    static let subscriptions: [Property] = {
        func field(_ field: SubscriptionField, _ encoding: Encoding) -> Source { .field(field.rawValue, encoding) }
        return engagementIdentity + [
            Property("name", "Name", field(.name, .text)),
            Property("plan", "Plan", field(.plan, .choice), options("starter", "team", "business", "enterprise")),
            Property("mrr", "Monthly recurring revenue", field(.monthly, .decimal)),
            Property("status", "Status", field(.status, .choice), options("active", "past_due", "cancelled")),
            Property("started_on", "Started on", field(.startedOn, .date)),
            Property("renewal_date", "Renewal date", field(.renewsOn, .date)),
            Property("cancelled_on", "Cancelled on", field(.cancelledOn, .date)),
        ]
    }()

    /// Long names on purpose: four hundred of them do not fit into one URL.
    static func custom(_ index: Int) -> Property {
        let number = String(10_001 + index).dropFirst()
        let name = "custom_\(number)_of_the_customer_data_platform"
        let encodings: [Encoding] = [.text, .integer, .choice, .date]
        let encoding = encodings[index % encodings.count]
        return Property(
            name, "Custom \(number)", .custom(index, encoding),
            index % encodings.count == 2 ? options("gold", "silver", "bronze") : [])
    }
}
