/// What can be done to the org from outside, with Salesforce's names for objects and fields. Every change is stamped with
/// the second in which it is made; the first lets one pass.
extension Sandbox {
    /// The records of an object that somebody may see, in the order of their ids.
    public func salesforceIDs(_ object: String, all: Bool = false) throws -> [String] {
        let (object, face) = try org(object)
        return (0..<face.mirror.org[object.kind].count).filter {
            face.mirror.org.isVisible(object.kind, $0, all: all, world)
        }.map { RecordID.text(RecordReference(object.kind, $0)) }
    }

    private func org(_ name: String) throws -> (SObject, Salesforce) {
        salesforce?.mirror.catchUp(&world)
        guard let salesforce else { throw SandboxError(description: "Salesforce is not served") }
        guard let object = SObject.named(name) else { throw SandboxError(description: "no object '\(name)'") }
        return (object, salesforce)
    }

    /// True for the exact name of an object, `Contact`; HubSpot's types are written small.
    func isSalesforceObject(_ name: String) -> Bool { salesforce != nil && SObject.named(name)?.name == name }

    private func place(inOrg name: String, _ id: String) throws -> RecordReference {
        let (object, face) = try org(name)
        guard let reference = RecordID.reference(id), reference.kind == object.kind,
            reference.row < face.mirror.org[reference].count,
            !face.mirror.org[reference].flags[reference.row].contains(.purged)
        else { throw SandboxError(description: "no \(object.name) with the id \(id)") }
        return reference
    }

    private func live(inOrg name: String, _ id: String) throws -> RecordReference {
        let reference = try place(inOrg: name, id)
        guard salesforce?.mirror.org[reference].isLive(reference.row) == true else {
            throw SandboxError(description: "\(id) is in the recycle bin")
        }
        return reference
    }

    /// A second passes, so that the change has a stamp of its own.
    private func passSecond() {
        world.now += Span.second
        salesforce?.mirror.catchUp(&world)
    }

    private func change(_ body: (inout OrgMirror, inout World) -> Void) {
        guard var face = salesforce.take() else { return }
        body(&face.mirror, &world)
        salesforce = face
    }

    /// Sets fields of a live record; an empty text clears. What the org says of it no longer follows the company.
    ///
    /// - Parameters:
    ///   - keepsInstant: the change is stamped with the second of whatever happened last.
    ///   - isSilent: no stamp moves, as with a formula.
    public func editSalesforce(
        _ object: String, id: String, fields: [String: String], keepsInstant: Bool = false, isSilent: Bool = false
    ) throws {
        let reference = try live(inOrg: object, id)
        let schema = SObject.of(reference.kind)
        if salesforce?.mirror.org[reference].flags[reference.row].contains(.converted) == true {
            throw SandboxError(description: "a converted lead is read-only")
        }
        var changes: [(place: Int, kind: SField.Kind, text: String)] = []
        for (name, text) in fields.sorted(by: { $0.key < $1.key }) {
            guard let place = schema.place(of: name), schema.fields[place].isUpdateable || isSilent else {
                throw SandboxError(description: "no field '\(name)' of \(schema.name) that can be set")
            }
            guard Self.slot(text, schema.fields[place]) != nil else {
                throw SandboxError(description: "'\(text)' is no \(schema.fields[place].kind.rawValue) for \(name)")
            }
            changes.append((place, schema.fields[place].kind, text))
        }
        if !keepsInstant { passSecond() }
        change { mirror, world in
            for (place, kind, text) in changes {
                let field = schema.fields[place]
                let slot =
                    kind.isText && !text.isEmpty ? mirror.org.written(text) : Self.slot(text, field) ?? Org.cleared
                if kind == .email, reference.kind == .contact {
                    let old = mirror.org.value(schema, reference.row, place, world)
                    if case .text(let before) = old {
                        mirror.note(
                            .contactHistory, reference, .email, old: before, new: slot == Org.cleared ? .absent : slot,
                            at: world.now)
                    }
                }
                if case .own(let own) = field.source {
                    let width = mirror.org[reference].width
                    mirror.org[reference].slots[reference.row * width + own] = slot == Org.cleared ? .absent : slot
                } else {
                    mirror.org[reference].override(reference.row, place, slot)
                }
            }
            guard !isSilent else { return }
            mirror.org[reference].touch(reference.row, at: world.now)
            if reference.kind == .contact, let account = mirror.personAccount(of: reference.row) {
                mirror.org[account].touch(account.row, at: world.now)
            }
        }
    }

    /// What a text means for a field; nil when it means nothing, `cleared` for none.
    private static func slot(_ text: String, _ field: SField) -> Slot? {
        if text.isEmpty { return Org.cleared }
        switch field.kind {
        case .boolean: return text == "true" ? 1 : text == "false" ? 0 : nil
        case .int: return Int64(text)
        case .double, .currency, .percent: return hundredths(text)
        case .date: return parseInstant(text)
        case .datetime: return parseInstant(text)
        case .id, .reference:
            return RecordID.reference(text).flatMap { field.references.contains($0.kind) ? $0.slot : nil }
        case .address: return nil
        default: return Org.cleared
        }
    }

    /// Into the recycle bin, where it stays for fifteen days.
    public func deleteSalesforce(_ object: String, id: String) throws {
        let reference = try live(inOrg: object, id)
        guard SObject.of(reference.kind).hasRecycleBin else {
            throw SandboxError(description: "\(object) has no recycle bin")
        }
        passSecond()
        change { $0.org[reference].delete(reference.row, at: $1.now) }
    }

    public func undeleteSalesforce(_ object: String, id: String) throws {
        let reference = try place(inOrg: object, id)
        guard let face = salesforce, face.mirror.org[reference].deletedAt[UInt32(reference.row)] != nil,
            face.mirror.org[reference].master[UInt32(reference.row)] == nil
        else { throw SandboxError(description: "\(id) is not in the recycle bin, or was merged") }
        passSecond()
        change {
            $0.org[reference].undelete(reference.row, at: $1.now)
            $0.org[reference].flags[reference.row].insert(.kept)
        }
    }

    /// Without a trace.
    public func purgeSalesforce(_ object: String, id: String) throws {
        let reference = try place(inOrg: object, id)
        passSecond()
        change { $0.purge(reference, at: $1.now) }
        settleSalesforce()
    }

    /// The loser points to the winner; what hangs on it moves.
    public func mergeSalesforce(_ object: String, winner: String, loser: String) throws {
        let (first, second) = (try live(inOrg: object, winner), try live(inOrg: object, loser))
        guard first != second, SObject.of(first.kind).masterField != nil else {
            throw SandboxError(description: "cannot merge \(winner) and \(loser)")
        }
        passSecond()
        change { $0.merge(loser: second, winner: first, at: $1.now) }
        settleSalesforce()
    }

    /// Returns the contact's id.
    @discardableResult
    public func convertLead(_ id: String) throws -> String {
        let lead = try live(inOrg: "Lead", id)
        guard salesforce?.mirror.org[lead].flags[lead.row].contains(.converted) == false else {
            throw SandboxError(description: "\(id) is converted already")
        }
        passSecond()
        var contact = 0
        change { contact = $0.convert(lead.row, at: $1.now, opportunity: nil, &$1) }
        settleSalesforce()
        return RecordID.text(RecordReference(.contact, contact))
    }

    /// Children of merged and converted records move with the next look at the world.
    private func settleSalesforce() {
        world.version += 1
        salesforce?.mirror.catchUp(&world)
    }

    /// Keeps a record out of all answers until an instant: its transaction has not been committed, whatever its stamp.
    public func hideSalesforce(_ object: String, id: String, until: Int64) throws {
        let reference = try place(inOrg: object, id)
        change { mirror, _ in mirror.org[reference].hiddenUntil[UInt32(reference.row)] = until }
    }

    /// Field-level security: the field is neither described nor can it be selected.
    public func setSalesforceField(_ object: String, _ field: String, hidden: Bool) throws {
        let (schema, _) = try org(object)
        guard schema.place(of: field) != nil else { throw SandboxError(description: "no field '\(field)'") }
        let name = "\(schema.name).\(field)".lowercased()
        change { mirror, _ in
            if hidden { mirror.org.hiddenFields.insert(name) } else { mirror.org.hiddenFields.remove(name) }
        }
        world.now += Span.second
        salesforce?.schemaChanged = world.now
    }

    /// The next query job fails with this message.
    public func failNextBulkJob(_ message: String = "InternalServerError : retries exhausted") {
        salesforce?.jobs.failures.append(message)
    }

    /// Every session ends; with `includingStatic` the one of the configuration's token too.
    public func endSalesforceSessions(includingStatic: Bool = false) {
        salesforce?.sessions.end(includingStatic: includingStatic)
    }

    public func revokeSalesforceRefreshTokens() { salesforce?.sessions.revokeRefreshTokens() }

    /// Open cursors are forgotten, as after two days.
    public func expireQueryLocators() { salesforce?.cursors.clear() }

    /// As if other programs had made this many calls.
    public func useSalesforceQuota(_ calls: Int) { salesforce?.usage.add(max(0, calls), now: world.now) }

    /// Settings of `/_sandbox/settings` that are Salesforce's; false for others.
    func setSalesforce(_ name: String, _ value: JSONBody) throws -> Bool {
        guard salesforce != nil else { return false }
        switch (name, value.int, value.flag, value.text) {
        case ("salesforce.pageSize", .some(let count), _, _): configureSalesforce { $0.pageSize = max(1, count) }
        case ("salesforce.shrinksPages", _, .some(let flag), _): configureSalesforce { $0.shrinksPages = flag }
        case ("salesforce.hasLooseBulkOrder", _, .some(let flag), _):
            configureSalesforce { $0.hasLooseBulkOrder = flag }
        case ("salesforce.bulkPolls", .some(let count), _, _): configureSalesforce { $0.bulkPolls = count }
        case ("salesforce.bulkPageSize", .some(let count), _, _):
            configureSalesforce { $0.bulkPageSize = max(1, count) }
        case ("salesforce.commitLag", .some(let seconds), _, _): configureSalesforce { $0.commitLag = max(0, seconds) }
        case ("salesforce.locatorSeconds", .some(let seconds), _, _):
            configureSalesforce { $0.locatorSeconds = seconds }
        case ("salesforce.dailyRequests", .some(let count), _, _): configureSalesforce { $0.dailyRequests = count }
        case ("salesforce.dailyBulkJobs", .some(let count), _, _): configureSalesforce { $0.dailyBulkJobs = count }
        case ("salesforce.useQuota", .some(let count), _, _): useSalesforceQuota(count)
        case ("salesforce.enforcesLimits", _, .some(let flag), _): salesforce?.isEnforcingLimits = flag
        case ("salesforce.rotatesRefreshTokens", _, .some(let flag), _):
            configureSalesforce { $0.rotatesRefreshTokens = flag }
        case ("salesforce.endSessions", _, _, .some(let text)): endSalesforceSessions(includingStatic: text == "all")
        case ("salesforce.revokeRefreshTokens", _, .some(true), _): revokeSalesforceRefreshTokens()
        case ("salesforce.expireLocators", _, .some(true), _): expireQueryLocators()
        case ("salesforce.failBulkJob", _, _, .some(let message)): failNextBulkJob(message)
        case ("salesforce.hideField", _, _, .some(let path)), ("salesforce.showField", _, _, .some(let path)):
            let parts = path.split(separator: ".").map(String.init)
            guard parts.count == 2 else { throw SandboxError(description: "say Object.Field") }
            try setSalesforceField(parts[0], parts[1], hidden: name == "salesforce.hideField")
        default: return false
        }
        return true
    }

    public func configureSalesforce(_ body: (inout SalesforceConfiguration) -> Void) {
        guard var face = salesforce else { return }
        body(&face.configuration)
        face.mirror.configuration = face.configuration
        salesforce = face
    }
}

extension SandboxFault {
    /// An error of Salesforce's data API: `[{"message":…,"errorCode":…}]`.
    public static func salesforce(
        _ status: Int, _ code: String, _ message: String, pathContains: String = "/services/data", times: Int = 1,
        skip: Int = 0, atCall: Int? = nil
    ) -> SandboxFault {
        let body = String(decoding: SalesforceRefusal(status, code, message).answer().body, as: UTF8.self)
        return SandboxFault(
            .status, pathContains: pathContains, status: status,
            headers: ["Content-Type": "application/json;charset=UTF-8"], body: body, times: times, skip: skip,
            atCall: atCall)
    }

    /// The errors that mean something to a reader, by a short name.
    public static func salesforce(named name: String, pathContains: String = "/services/data", times: Int = 1)
        -> SandboxFault?
    {
        let known: [String: (Int, String, String)] = [
            "dailyLimit": (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
            "concurrentLimit": (
                403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded."
            ),
            "apiDisabled": (403, "API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner"),
            "noAccess": (403, "INSUFFICIENT_ACCESS", "insufficient access rights on cross-reference id"),
            "sessionEnded": (401, "INVALID_SESSION_ID", "Session expired or invalid"),
            "queryTimeout": (400, "QUERY_TIMEOUT", "Your query request was running for too long."),
            "locatorGone": (400, "INVALID_QUERY_LOCATOR", "invalid query locator"),
            "unavailable": (503, "SERVER_UNAVAILABLE", "The server is temporarily unavailable"),
            "rowLocked": (400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"),
            "tooManyBulkJobs": (400, "LIMIT_EXCEEDED", "Max Bulk API 2.0 query jobs per day exceeded"),
        ]
        return known[name].map {
            .salesforce($0.0, $0.1, $0.2, pathContains: pathContains, times: times)
        }
    }
}
