import ConnectorKit

/// The people to whom records are assigned. Users are never deleted, only made inactive.
let users = sobject(
    "users", "User", traits: SObjectTraits(hasRecycleBin: false, isReplicated: false),
    fields: ["Name", "Email", "IsActive"], optional: ["UserRole.Name", "Department", "UserType", "CreatedDate"],
    staff: StaffDirectory(email: "Email", teams: "UserRole.Name"), displayName: ["Name"])

/// Queues own leads and cases; a team is configured by the queue's name.
let groups = setting(
    "groups", "Group", fields: ["Name", "Type"], optional: ["Email"],
    staff: StaffDirectory(email: "Email", teams: "Name"), displayName: ["Name"])

let opportunityStages = setting(
    "opportunity_stages", "OpportunityStage",
    fields: ["ApiName", "MasterLabel", "IsClosed", "IsWon", "DefaultProbability", "SortOrder", "ForecastCategoryName"])

let leadStatuses = setting(
    "lead_statuses", "LeadStatus", fields: ["ApiName", "MasterLabel", "IsConverted", "SortOrder"])

/// Objects of the org's own, each if the configuration names it. What its records mean only the company knows.
let customObjects: StreamDiscovery = {
    var template = sobject(
        "custom_object", nil, traits: SObjectTraits(isOptional: true), fields: ["CreatedDate"],
        optional: ["Name", "OwnerId"])
    template.objectType = nil
    return StreamDiscovery(
        request: RequestTemplate(get: "{data}/sobjects"), records: "sobjects", name: "name", objectType: "name",
        when: [
            .endsWith(path: "name", values: ["__c"]), .equals(path: "queryable", value: "true"),
            .noneOf(path: "customSetting", values: ["true"]),
        ], template: template)
}()
