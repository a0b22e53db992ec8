extension HubSpot {
    private func sentCampaigns(_ world: World) -> [Campaign] {
        world.campaigns.filter { $0.sentAt <= world.now }
    }

    func campaigns(_ call: Call, _ world: World) throws -> Answer {
        let limit = try limit(call, default: 100, most: 500)
        let start = try cursor(call["offset"])
        let all = sentCampaigns(world)
        let page = all[min(start, all.count)..<min(start + limit, all.count)]
        return .json(capacity: page.count * 120) { writer in
            writer.object { writer in
                writer.key("hasMore")
                writer.value(start + page.count < all.count)
                writer.key("offset")
                writer.value("c\(start + page.count)")
                writer.key("campaigns")
                writer.array { writer in
                    for campaign in page {
                        writer.object { writer in
                            writer.key("id")
                            writer.value(campaign.id)
                            writer.key("appId")
                            writer.value(113)
                            writer.key("appName")
                            writer.value("Batch")
                            writer.key("lastUpdatedTime")
                            writer.value(campaign.sentAt)
                        }
                    }
                }
            }
        }
    }

    func campaign(_ id: String, _ world: World) throws -> Answer {
        guard let campaign = sentCampaigns(world).first(where: { String($0.id) == id }) else { throw Refusal.notFound }
        return .json { writer in
            writer.object { writer in
                writer.key("id")
                writer.value(campaign.id)
                writer.key("appId")
                writer.value(113)
                writer.key("appName")
                writer.value("Batch")
                writer.key("contentId")
                writer.value(campaign.id + 1_000_000)
                writer.key("name")
                writer.value("Newsletter \(campaign.number + 1)")
                writer.key("subject")
                writer.string { world.appendText(campaign.topic, to: &$0.bytes) }
                writer.key("type")
                writer.value("BATCH_EMAIL")
                writer.key("numIncluded")
                writer.value(
                    world.mail.reduce(0) {
                        $0 + ($1.type == .sent && Int($1.campaign) == campaign.number ? 1 : 0)
                    })
            }
        }
    }

    /// `GET /marketing/v3/emails[/{id}]`
    func marketingEmails(_ call: Call, _ path: Endpoint, _ grant: Grant, world: World) throws -> Answer {
        try require(grant, ["marketing-email"])
        guard call.method == "GET" else { throw Refusal.noSuchMethod(call.method) }
        var all = sentCampaigns(world)
        if let id = path.at(3) {
            guard let campaign = all.first(where: { String($0.id + 1_000_000) == id }) else { throw Refusal.notFound }
            return .json { write(campaign, world, to: &$0) }
        }
        if let text = call["updatedAfter"] {
            guard let from = parseInstant(text) ?? Int64(text) else {
                throw Refusal.validation("updatedAfter is not a time")
            }
            all = all.filter { $0.sentAt > from }
        }
        if call["sort"] == "-updatedAt" { all.reverse() }
        let limit = try limit(call, default: 10, most: 100)
        let start = try cursor(call["after"])
        let page = all[min(start, all.count)..<min(start + limit, all.count)]
        return .json(capacity: page.count * 400 + 200) { writer in
            writer.object { writer in
                writer.key("total")
                writer.value(all.count)
                writer.key("results")
                writer.array { writer in
                    for campaign in page { write(campaign, world, to: &writer) }
                }
                if start + page.count < all.count { writePaging("e\(start + page.count)", call, to: &writer) }
            }
        }
    }

    private func write(_ campaign: Campaign, _ world: World, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("id")
            writer.quotedNumber(campaign.id + 1_000_000)
            writer.key("name")
            writer.value("Newsletter \(campaign.number + 1)")
            writer.key("subject")
            writer.string { world.appendText(campaign.topic, to: &$0.bytes) }
            writer.key("state")
            writer.value("PUBLISHED")
            writer.key("type")
            writer.value("BATCH_EMAIL")
            writer.key("primaryEmailCampaignId")
            writer.quotedNumber(campaign.id)
            writer.key("allEmailCampaignIds")
            writer.value([String(campaign.id)])
            writer.key("publishDate")
            writer.time(campaign.sentAt)
            writer.key("createdAt")
            writer.time(campaign.sentAt - 2 * Span.day)
            writer.key("updatedAt")
            writer.time(campaign.sentAt)
            writer.key("isPublished")
            writer.value(true)
            writer.key("archived")
            writer.value(false)
        }
    }

    /// `GET /marketing/v3/forms[/{id}]`
    func forms(_ call: Call, _ path: Endpoint, _ grant: Grant, world: World) throws -> Answer {
        try require(grant, ["forms"])
        guard call.method == "GET" else { throw Refusal.noSuchMethod(call.method) }
        if let id = path.at(3) {
            guard let form = world.forms.first(where: { $0.id == id }) else { throw Refusal.notFound }
            return .json { write(form, to: &$0) }
        }
        let limit = try limit(call, default: 20, most: 50)
        let start = try cursor(call["after"])
        let page = world.forms[min(start, world.forms.count)..<min(start + limit, world.forms.count)]
        return .json { writer in
            writer.object { writer in
                writer.key("results")
                writer.array { writer in
                    for form in page { write(form, to: &writer) }
                }
                if start + page.count < world.forms.count { writePaging("f\(start + page.count)", call, to: &writer) }
            }
        }
    }

    private func write(_ form: Form, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("id")
            writer.value(form.id)
            writer.key("formType")
            writer.value("hubspot")
            writer.key("name")
            writer.value(form.name)
            writer.key("createdAt")
            writer.time(form.created)
            writer.key("updatedAt")
            writer.time(form.created)
            writer.key("archived")
            writer.value(false)
            writer.key("fieldGroups")
            writer.array { _ in }
        }
    }

    /// `GET /form-integrations/v1/submissions/forms/{guid}`, newest first.
    func submissions(_ call: Call, _ path: Endpoint, _ grant: Grant, world: World) throws -> Answer {
        try require(grant, ["forms"])
        guard call.method == "GET" else { throw Refusal.noSuchMethod(call.method) }
        guard path.at(3) == "forms", let form = world.forms.first(where: { $0.id == path.at(4) }) else {
            throw Refusal.notFound
        }
        let limit = try limit(call, default: 20, most: 50)
        // The cursor counts from the oldest, so that new submissions do not shift the pages behind it.
        let count = form.submissions.count
        let end: Int
        if let after = call["after"], !after.isEmpty { end = min(try cursor(after), count) } else { end = count }
        let start = max(0, end - limit)
        return .json(capacity: (end - start) * 500 + 200) { writer in
            writer.object { writer in
                writer.key("results")
                writer.array { writer in
                    for submission in form.submissions[start..<end].reversed() {
                        write(submission, form, world, to: &writer)
                    }
                }
                if start > 0 { writePaging("s\(start)", call, to: &writer) }
            }
        }
    }

    private func write(_ submission: Submission, _ form: Form, _ world: World, to writer: inout JSONWriter) {
        let digits = String(mixed(UInt64(submission.serial)), radix: 16)
        writer.object { writer in
            writer.key("conversionId")
            writer.value("\(digits.prefix(8))-0000-4000-8000-\(String(submission.serial, radix: 16))")
            writer.key("submittedAt")
            writer.value(submission.at)
            writer.key("values")
            writer.array { writer in
                func value(_ name: String, _ text: (inout JSONWriter) -> Void) {
                    writer.object { writer in
                        writer.key("name")
                        writer.value(name)
                        writer.key("value")
                        writer.string(text)
                        writer.key("objectTypeId")
                        writer.value("0-1")
                    }
                }
                value("email") { world.appendText(submission.email, to: &$0.bytes) }
                if submission.serial % 4 == 0 {
                    value("message") {
                        world.appendText(Text.note.slot(mixed(UInt64(submission.serial))), to: &$0.bytes)
                    }
                }
            }
            writer.key("pageUrl")
            writer.value(form.page)
        }
    }
}
