/// A call on the sandbox that cannot be done, and why.
public struct SandboxError: Error, CustomStringConvertible, Sendable {
    public let description: String
}

/// What `advance` brought about.
public struct SandboxReport: Sendable {
    /// The virtual instant afterwards, in milliseconds.
    public var now: Int64
    /// How often each kind of thing happened.
    public var happenings: [String: Int] = [:]
    /// Per object type: how many records were created, modified, archived, restored, merged or purged.
    public var changed: [String: [String: Int]] = [:]
}

/// What can be done to the company from outside, with HubSpot's names for types and properties, or the exact names of
/// Salesforce's objects (`Contact`) where it is served. Every change lets a
/// millisecond of virtual time pass unless it says otherwise.
extension Sandbox {
    /// Lets the company live on. With `isQuiet` only the clock moves.
    @discardableResult
    public func advance(days: Double) -> SandboxReport {
        advance(seconds: days * 86_400, isQuiet: false)
    }

    @discardableResult
    public func advance(seconds: Double, isQuiet: Bool = false) -> SandboxReport {
        let span = Int64(min(max(0, seconds), 4e8) * 1_000)
        var report = SandboxReport(now: world.now + span)
        guard !isQuiet else {
            world.now += span
            world.forgetOldSnapshots()
            return report
        }
        let states = Kind.allCases.map { world[$0].state }
        let modified = Kind.allCases.map { world[$0].modified }
        let chronicle = world.live(until: world.now + span)
        for (what, count) in chronicle.counts { report.happenings[what.rawValue] = count }
        for (index, kind) in Kind.allCases.enumerated() {
            let changes = changes(kind, since: states[index], modified[index])
            if !changes.isEmpty { report.changed[hubspot.types[kind].name] = changes }
        }
        report.now = world.now
        return report
    }

    private func changes(_ kind: Kind, since states: [RecordState], _ modified: [Int64]) -> [String: Int] {
        var changes: [String: Int] = [:]
        let created = world[kind].count - states.count
        if created > 0 { changes["created"] = created }
        for row in states.indices {
            if world[kind].modified[row] != modified[row] { changes["modified", default: 0] += 1 }
            let state = world[kind].state[row]
            guard state != states[row] else { continue }
            switch state {
            case .live: changes["restored", default: 0] += 1
            case .archived: changes["archived", default: 0] += 1
            case .merged: changes["merged", default: 0] += 1
            case .purged: changes["purged", default: 0] += 1
            }
        }
        return changes
    }

    func place(_ type: String, _ id: String) throws -> (ObjectType, Int) {
        guard let known = hubspot.types[type] else { throw SandboxError(description: "no object type '\(type)'") }
        guard let row = hubspot.find(known, id, by: nil, in: world) else {
            throw SandboxError(description: "no \(known.singular) with the id \(id)")
        }
        return (known, row)
    }

    /// Sets properties of a live record, by HubSpot's names; an empty text clears. With `keepsInstant` the change has
    /// the same millisecond as whatever happened last.
    public func edit(
        _ type: String, id: String, properties: [String: String], keepsInstant: Bool = false
    ) throws {
        if isSalesforceObject(type) {
            return try editSalesforce(type, id: id, fields: properties, keepsInstant: keepsInstant)
        }
        let (type, row) = try place(type, id)
        let body = JSONBody.object(["properties": .object(properties.mapValues { .text($0) })])
        do {
            try hubspot.update(type, row, body, world: &world, keepsInstant: keepsInstant)
        } catch let refusal as Refusal {
            throw SandboxError(description: refusal.message)
        }
    }

    /// Sets properties of the first `count` live records within one millisecond: a bulk import's ties. Returns how many
    /// were changed.
    @discardableResult
    public func editMany(_ type: String, count: Int, properties: [String: String]) throws -> Int {
        if isSalesforceObject(type) {
            let ids = try salesforceIDs(type).prefix(count)
            for (place, id) in ids.enumerated() {
                try editSalesforce(type, id: id, fields: properties, keepsInstant: place > 0)
            }
            return ids.count
        }
        guard let known = hubspot.types[type] else { throw SandboxError(description: "no object type '\(type)'") }
        world.tick()
        var changed = 0
        for row in 0..<world[known.kind].count where changed < count && world.isLive(known.kind, row) {
            try edit(type, id: String(world[known.kind].ids[row]), properties: properties, keepsInstant: true)
            changed += 1
        }
        return changed
    }

    /// Creates a record from HubSpot's property names; returns its id.
    @discardableResult
    public func create(_ type: String, properties: [String: String]) throws -> String {
        guard let known = hubspot.types[type] else { throw SandboxError(description: "no object type '\(type)'") }
        let body = JSONBody.object(["properties": .object(properties.mapValues { .text($0) })])
        do {
            let row = try hubspot.create(known, body, world: &world)
            return String(world[known.kind].ids[row])
        } catch let refusal as Refusal {
            throw SandboxError(description: refusal.message)
        }
    }

    /// Returns the survivor's id: a new one for contacts and companies.
    @discardableResult
    public func merge(_ type: String, primary: String, other: String) throws -> String {
        if isSalesforceObject(type) {
            try mergeSalesforce(type, winner: primary, loser: other)
            return primary
        }
        let (known, first) = try place(type, primary)
        let (_, second) = try place(type, other)
        world.tick()
        guard let row = world.merge(known.kind, first, second, at: world.now) else {
            throw SandboxError(description: "cannot merge \(primary) and \(other): both must be live, and different")
        }
        return String(world[known.kind].ids[row])
    }

    public func archive(_ type: String, id: String) throws {
        if isSalesforceObject(type) { return try deleteSalesforce(type, id: id) }
        let (known, row) = try place(type, id)
        world.tick()
        guard world.archive(known.kind, row, at: world.now) else {
            throw SandboxError(description: "\(known.singular) \(id) is not live")
        }
    }

    public func restore(_ type: String, id: String) throws {
        if isSalesforceObject(type) { return try undeleteSalesforce(type, id: id) }
        let (known, row) = try place(type, id)
        world.tick()
        guard world.restore(known.kind, row, at: world.now) else {
            throw SandboxError(description: "\(known.singular) \(id) is not archived")
        }
    }

    /// Removes a record for good; `erasing` a contact also removes what lies under the e-mail address.
    public func purge(_ type: String, id: String, erasing: Bool = false) throws {
        if isSalesforceObject(type) { return try purgeSalesforce(type, id: id) }
        let (known, row) = try place(type, id)
        world.tick()
        guard world.purge(known.kind, row, at: world.now, erasing: erasing) else {
            throw SandboxError(description: "\(known.singular) \(id) is not there any more")
        }
    }

    /// Adds or removes an association; moves nobody's modification time. `typeID` nil is the unlabelled one.
    public func associate(
        _ from: String, id: String, with to: String, id otherID: String, typeID: Int? = nil, removing: Bool = false
    ) throws {
        let (fromType, row) = try place(from, id)
        let (toType, other) = try place(to, otherID)
        guard world.isLive(fromType.kind, row), world.isLive(toType.kind, other) else {
            throw SandboxError(description: "both records must be live")
        }
        world.tick()
        if removing {
            guard world.unlink(fromType.kind, row, toType.kind, other) else {
                throw SandboxError(description: "\(id) and \(otherID) are not associated")
            }
            return
        }
        var labels = Labels.plain
        if let typeID {
            guard let named = AssociationTypes.labels(typeID: typeID, fromType.kind, toType.kind) else {
                throw SandboxError(description: "no association type \(typeID) between \(from) and \(to)")
            }
            labels.formUnion(named)
        }
        world.link(fromType.kind, row, toType.kind, other, labels)
    }

    public func queue(_ fault: SandboxFault) {
        faults.add(fault)
    }

    public func setIndexLag(seconds: Int) {
        hubspot.settings.indexLag = Int64(max(0, seconds)) * Span.second
        world.snapshotSpan = max(world.snapshotSpan, hubspot.settings.indexLag)
    }

    public func setPortalID(_ id: Int) {
        hubspot.settings.portalID = id
    }

    public func setEnforcesLimits(_ isOn: Bool) {
        hubspot.limits.isEnforced = isOn
    }

    /// OAuth tokens stop working at once; with `includingStatic` the private-app token too.
    public func expireAccessTokens(includingStatic: Bool = false) {
        hubspot.tokens.expireAccessTokens(now: world.now, includingStatic: includingStatic)
    }

    public func setScope(_ scope: String, granted: Bool) {
        hubspot.tokens.setScope(scope, granted: granted)
    }

    /// Another private-app token, with only these scopes.
    public func addToken(_ token: String, scopes: Set<String>) {
        hubspot.tokens.addStatic(token, scopes: scopes)
    }
}
