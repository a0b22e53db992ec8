extension HubSpot {
    private static let mostEvents = 1_000

    /// `/email/public/v1/{events|subscriptions/timeline|campaigns…}`
    func emailAPI(_ call: Call, _ path: Endpoint, _ grant: Grant, world: World) throws -> Answer {
        try require(grant, ["content"])
        guard call.method == "GET" else { throw Refusal.noSuchMethod(call.method) }
        switch (path.at(3), path.at(4), path.at(5)) {
        case ("events", nil, _): return try events(call, world)
        case ("subscriptions", "timeline", nil): return try timeline(call, world)
        case ("campaigns", "by-id", nil), ("campaigns", nil, _): return try campaigns(call, world)
        case ("campaigns", .some(let id), nil): return try campaign(id, world)
        default: throw Refusal.notFound
        }
    }

    /// `{"hasMore":…,"offset":…,NAME:[…]}` over places given newest first.
    private func stream<Places: RandomAccessCollection<Int>>(
        _ call: Call, _ name: StaticString, over places: Places, where fits: (Int) -> Bool,
        write: (Int, inout JSONWriter) -> Void
    ) throws -> Answer {
        let limit = try limit(call, default: 100, most: Self.mostEvents)
        var rest = places[...]
        if let offset = call["offset"], !offset.isEmpty {
            guard let place = opened(offset) else { throw Refusal.validation("Invalid offset: '\(offset)'") }
            // Newest first: everything above the place was shown before.
            var low = rest.startIndex
            var high = rest.endIndex
            while low < high {
                let middle = rest.index(low, offsetBy: rest.distance(from: low, to: high) / 2)
                if rest[middle] > place { low = rest.index(after: middle) } else { high = middle }
            }
            rest = rest[low...]
        }
        var page: [Int] = []
        var next: Int?
        for place in rest where fits(place) {
            if page.count == limit {
                next = place
                break
            }
            page.append(place)
        }
        return .json(capacity: page.count * 360 + 128) { writer in
            writer.object { writer in
                writer.key("hasMore")
                writer.value(next != nil)
                writer.key("offset")
                writer.value(sealed(next ?? page.last ?? 0))
                writer.key(name)
                writer.array { writer in
                    for place in page { write(place, &writer) }
                }
            }
        }
    }

    /// Offsets are opaque: a place in a scrambled spelling.
    private func sealed(_ place: Int) -> String {
        "Cgk" + String(UInt64(place) &* 0x1_0000_0001 ^ 0x5_DEEC_E66D, radix: 36) + "=="
    }

    private func opened(_ offset: String) -> Int? {
        guard offset.hasPrefix("Cgk"), offset.hasSuffix("=="),
            let value = UInt64(offset.dropFirst(3).dropLast(2), radix: 36)
        else { return nil }
        let place = (value ^ 0x5_DEEC_E66D) & 0xFFFF_FFFF
        return sealed(Int(place)) == offset ? Int(place) : nil
    }

    private func window(_ call: Call, count: Int, at: (Int) -> Instant) throws -> ReversedCollection<Range<Int>> {
        func bound(_ name: String) throws -> Instant? {
            guard let text = call[name] else { return nil }
            guard let value = Int64(text) else { throw Refusal.validation("\(name) must be in milliseconds") }
            return value
        }
        func lowerBound(_ instant: Instant) -> Int {
            var low = 0
            var high = count
            while low < high {
                let middle = (low + high) / 2
                if at(middle) < instant { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let from = try bound("startTimestamp").map(lowerBound) ?? 0
        let to = try bound("endTimestamp").map { lowerBound($0 == .max ? $0 : $0 + 1) } ?? count
        return (from..<max(from, to)).reversed()
    }

    private func events(_ call: Call, _ world: World) throws -> Answer {
        let places = try window(call, count: world.mail.count) { world.mail[$0].at }
        let type = call["eventType"]
        let recipient = call["recipient"]?.lowercased()
        let campaign = call["campaignId"].flatMap { id in world.campaigns.firstIndex { String($0.id) == id } }
        let excludesFiltered = call.flag("excludeFilteredEvents")
        return try stream(call, "events", over: places) { place in
            let event = world.mail[place]
            if excludesFiltered, event.isFiltered { return false }
            if let type, Self.name(event.type) != type { return false }
            if call["campaignId"] != nil, campaign != Int(event.campaign) { return false }
            if let recipient, world.text(event.recipient) != recipient { return false }
            return true
        } write: { place, writer in
            write(world.mail[place], world, to: &writer)
        }
    }

    static func name(_ type: MailEventType) -> String {
        switch type {
        case .sent: "SENT"
        case .delivered: "DELIVERED"
        case .deferred: "DEFERRED"
        case .dropped: "DROPPED"
        case .bounced: "BOUNCE"
        case .opened: "OPEN"
        case .clicked: "CLICK"
        case .statusChanged: "STATUSCHANGE"
        case .markedAsSpam: "SPAMREPORT"
        }
    }

    /// Only the pair of id and instant is unique: some deliveries carry the id of their sending.
    func eventID(_ event: MailEvent) -> String {
        let sharesID = event.type == .delivered && event.serial % 50 == 0 && event.sinceSent > 0
        let serial = sharesID ? event.sentSerial : event.serial
        let digits = String(mixed(UInt64(serial)), radix: 16)
        return "\(digits.prefix(8))-\(digits.suffix(4))-3000-8000-\(String(serial, radix: 16))"
    }

    private func write(_ event: MailEvent, _ world: World, to writer: inout JSONWriter) {
        let campaign = world.campaigns[min(Int(event.campaign), world.campaigns.count - 1)]
        writer.object { writer in
            writer.key("id")
            writer.value(eventID(event))
            writer.key("created")
            writer.value(event.at)
            writer.key("type")
            writer.value(Self.name(event.type))
            writer.key("recipient")
            writer.string { world.appendText(event.recipient, to: &$0.bytes) }
            writer.key("portalId")
            writer.value(settings.portalID)
            writer.key("appId")
            writer.value(113)
            writer.key("appName")
            writer.value("Batch")
            writer.key("emailCampaignId")
            writer.value(campaign.id)
            if event.type != .sent, event.type != .dropped {
                writer.key("sentBy")
                writer.object { writer in
                    var sending = event
                    sending.type = .sent
                    sending.serial = event.sentSerial
                    writer.key("id")
                    writer.value(eventID(sending))
                    writer.key("created")
                    writer.value(event.at - Int64(event.sinceSent))
                }
            }
            switch event.type {
            case .opened, .clicked:
                writer.key("deviceType")
                writer.value(event.serial % 3 == 0 ? "MOBILE" : "COMPUTER")
                writer.key("filteredEvent")
                writer.value(event.isFiltered)
                if event.type == .clicked {
                    writer.key("url")
                    writer.value("https://www.waymark-demo.example.com/news/\(campaign.number)")
                    writer.key("linkId")
                    writer.value(Int(event.serial % 7))
                } else {
                    writer.key("duration")
                    writer.value(Int(event.serial % 9_000))
                }
            case .bounced:
                writer.key("category")
                writer.value("UNKNOWN_USER")
                writer.key("status")
                writer.value("5.1.1")
                writer.key("response")
                writer.value("550 5.1.1 User unknown")
            case .dropped:
                writer.key("dropReason")
                writer.value("PREVIOUSLY_BOUNCED")
                writer.key("dropMessage")
                writer.value("address bounced before")
            case .statusChanged:
                writer.key("source")
                writer.value("SOURCE_RECIPIENT")
                writer.key("portalSubscriptionStatus")
                writer.value("UNSUBSCRIBED")
                writer.key("bounced")
                writer.value(false)
            default: break
            }
        }
    }

    private func timeline(_ call: Call, _ world: World) throws -> Answer {
        let places = try window(call, count: world.optChanges.count) { world.optChanges[$0].at }
        return try stream(call, "timeline", over: places) { place in
            call["recipient"].map { $0.lowercased() == world.text(world.optChanges[place].recipient) } ?? true
        } write: { place, writer in
            let change = world.optChanges[place]
            writer.object { writer in
                writer.key("timestamp")
                writer.value(change.at)
                writer.key("portalId")
                writer.value(settings.portalID)
                writer.key("recipient")
                writer.string { world.appendText(change.recipient, to: &$0.bytes) }
                writer.key("normalizedEmailId")
                writer.value("n-" + String(mixed(UInt64(bitPattern: change.recipient)), radix: 16))
                writer.key("changes")
                writer.array { writer in
                    writer.object { writer in
                        writer.key("change")
                        writer.value(change.isSubscribed ? "SUBSCRIBED" : "UNSUBSCRIBED")
                        writer.key("source")
                        writer.value("SOURCE_RECIPIENT")
                        writer.key("portalId")
                        writer.value(settings.portalID)
                        writer.key("subscriptionId")
                        writer.value(7_701)
                        writer.key("changeType")
                        writer.value("SUBSCRIPTION_STATUS")
                        if let campaign = change.campaign, world.campaigns.indices.contains(Int(campaign)) {
                            writer.key("causedByEvent")
                            writer.object { writer in
                                writer.key("emailCampaignId")
                                writer.value(world.campaigns[Int(campaign)].id)
                            }
                        }
                    }
                }
            }
        }
    }
}
