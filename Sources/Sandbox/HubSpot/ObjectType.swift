/// One of HubSpot's object types and the kind of record behind it.
struct ObjectType {
    let kind: Kind
    /// As in paths: `contacts`.
    let name: String
    let singular: String
    let typeID: String
    let readScopes: [String]
    let writeScopes: [String]
    /// The columns of an answer when none were asked for.
    let defaults: [String]
    var isSearchable = true
    private(set) var properties: [Property] = []
    private(set) var byName: [String: Int] = [:]

    init(
        _ kind: Kind, _ name: String, _ singular: String, _ typeID: String, read: [String], write: [String],
        defaults: [String]
    ) {
        self.kind = kind
        self.name = name
        self.singular = singular
        self.typeID = typeID
        readScopes = read
        writeScopes = write
        self.defaults = defaults
    }

    mutating func add(_ more: [Property]) {
        for property in more {
            byName[property.name] = properties.count
            properties.append(property)
        }
    }

    /// Nil when there is no such property.
    mutating func remove(_ name: String) -> Property? {
        guard let place = byName[name] else { return nil }
        let old = properties.remove(at: place)
        let rest = properties
        (properties, byName) = ([], [:])
        add(rest)
        return old
    }

    func property(_ name: String) -> Property? {
        byName[name].map { properties[$0] }
    }

    /// The property whose value says when a record last changed.
    var modifiedName: String { kind == .person ? "lastmodifieddate" : "hs_lastmodifieddate" }
}

/// All object types of the portal.
struct ObjectTypes {
    private(set) var all: [ObjectType]
    private let byName: [String: Int]

    init(customProperties: Int, portalID: Int) {
        let common = ["hs_createdate", "hs_lastmodifieddate", "hs_object_id"]
        func crm(_ name: String) -> (read: [String], write: [String]) {
            (["crm.objects.\(name).read"], ["crm.objects.\(name).write"])
        }
        func type(
            _ kind: Kind, _ name: String, _ singular: String, _ typeID: String,
            _ scopes: (read: [String], write: [String]), _ defaults: [String], _ properties: [Property]
        ) -> ObjectType {
            var type = ObjectType(
                kind, name, singular, typeID, read: scopes.read, write: scopes.write, defaults: defaults)
            type.add(properties)
            return type
        }
        let contacts = crm("contacts")
        var types = [
            type(
                .person, "contacts", "contact", "0-1", contacts,
                ["createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"],
                Property.contacts),
            type(
                .company, "companies", "company", "0-2", crm("companies"),
                ["createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"], Property.companies),
            type(
                .deal, "deals", "deal", "0-3", crm("deals"),
                [
                    "amount", "closedate", "createdate", "dealname", "dealstage", "hs_lastmodifieddate", "hs_object_id",
                    "pipeline",
                ], Property.deals),
            type(
                .ticket, "tickets", "ticket", "0-5", (["tickets"], ["tickets"]),
                [
                    "content", "createdate", "hs_lastmodifieddate", "hs_object_id", "hs_pipeline", "hs_pipeline_stage",
                    "hs_ticket_category", "hs_ticket_priority", "subject",
                ], Property.tickets),
            type(.lead, "leads", "lead", "0-136", crm("leads"), common, Property.leads),
            type(.call, "calls", "call", "0-48", contacts, common, Property.calls),
            type(
                .email, "emails", "email", "0-49",
                (["crm.objects.contacts.read", "sales-email-read"], ["crm.objects.contacts.write"]), common,
                Property.emails),
            type(.meeting, "meetings", "meeting", "0-47", contacts, common, Property.meetings),
            type(.note, "notes", "note", "0-46", contacts, common, Property.notes),
            type(.task, "tasks", "task", "0-27", contacts, common, Property.tasks),
            type(.message, "communications", "communication", "0-18", contacts, common, Property.communications),
            type(.letter, "postal_mail", "postal_mail", "0-116", contacts, common, Property.letters),
            type(
                .survey, "feedback_submissions", "feedback_submission", "0-19",
                (["crm.objects.feedback_submissions.read"], []), common, Property.feedback),
            type(
                .subscription, "subscriptions", "subscription", "2-1234567", crm("custom"), common,
                Property.subscriptions),
        ]
        for index in types.indices where [.person, .company, .deal, .ticket].contains(types[index].kind) {
            types[index].add((0..<max(0, min(customProperties, 5_000))).map(Property.custom))
        }
        all = types
        var names: [String: Int] = [:]
        for (index, type) in types.enumerated() {
            names[type.name] = index
            names[type.singular] = index
            names[type.typeID] = index
        }
        if let custom = types.firstIndex(where: { $0.kind == .subscription }) {
            names["p\(portalID)_subscriptions"] = custom
            names["p_subscriptions"] = custom
        }
        byName = names
    }

    /// Adds what an integration with Salesforce brings: ids of leads and contacts, and the ids of messages.
    mutating func tieToSalesforce() {
        self[.person].add([
            Property("salesforceleadid", "Salesforce Lead ID", .tie(Property.salesforceLead)),
            Property("salesforcecontactid", "Salesforce Contact ID", .tie(Property.salesforceContact)),
        ])
        self[.email].add([Property("hs_email_message_id", "Email message ID", .messageID)])
    }

    /// By plural or singular name, type id or, for custom objects, fully qualified name.
    subscript(name: String) -> ObjectType? {
        (byName[name] ?? byName[name.lowercased()]).map { all[$0] }
    }

    subscript(kind: Kind) -> ObjectType {
        get { all[all.firstIndex { $0.kind == kind } ?? 0] }
        set { all[all.firstIndex { $0.kind == kind } ?? 0] = newValue }
    }
}
