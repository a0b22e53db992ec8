extension World {
    /// Lets at least a millisecond pass, so that no two changes share an instant by accident.
    mutating func tick() {
        now += 1
    }

    /// Keeps the state of a record before a change, for a search index that lags behind.
    mutating func remember(_ kind: Kind, _ row: Int, existed: Bool, at: Instant) {
        let table = Int(kind.rawValue)
        let width = tables[table].width
        tables[table].recent.append(
            Snapshot(
                row: row, changedAt: at, existed: existed, modified: tables[table].modified[row],
                state: tables[table].state[row],
                slots: existed ? Array(tables[table].slots[row * width..<(row + 1) * width]) : [],
                custom: tables[table].custom[UInt32(row)] ?? [:],
                mergedFrom: tables[table].mergedFrom[UInt32(row)] ?? []))
    }

    /// Drops states that no search index can still hold.
    mutating func forgetOldSnapshots() {
        for table in tables.indices {
            let limit = now - snapshotSpan
            guard let first = tables[table].recent.first, first.changedAt <= limit else { continue }
            tables[table].recent.removeAll { $0.changedAt <= limit }
        }
    }

    mutating func setCustom(
        _ kind: Kind, _ row: Int, _ index: Int, _ value: Slot, from old: Slot, at: Instant, _ source: ChangeSource
    ) {
        if keepsSnapshots { remember(kind, row, existed: true, at: at) }
        let table = Int(kind.rawValue)
        let field = Change.customFlag | UInt16(index)
        if old != .absent, !hasHistory(kind, row, field) {
            tables[table].note(row, field, old, at: tables[table].created[row], .integration, Change.nobody)
        }
        tables[table].note(row, field, value, at: at, source, Change.nobody)
        tables[table].custom[UInt32(row), default: [:]][UInt16(index)] = value
        tables[table].modified[row] = max(tables[table].modified[row], at)
        version += 1
    }

    /// Moves a live record to the archive. Its modification time stays.
    @discardableResult
    mutating func archive(_ kind: Kind, _ row: Int, at: Instant) -> Bool {
        guard isLive(kind, row) else { return false }
        if keepsSnapshots { remember(kind, row, existed: true, at: at) }
        self[kind].state[row] = .archived
        self[kind].archivedAt[UInt32(row)] = at
        version += 1
        return true
    }

    /// Brings a record back from the archive, with its associations. Its modification time stays, which is the harder
    /// case for a reader.
    @discardableResult
    mutating func restore(_ kind: Kind, _ row: Int, at: Instant) -> Bool {
        guard self[kind].state[row] == .archived else { return false }
        if keepsSnapshots { remember(kind, row, existed: true, at: at) }
        self[kind].state[row] = .live
        self[kind].archivedAt[UInt32(row)] = nil
        version += 1
        return true
    }

    /// Removes a record for good, without a trace by its id. With `erasing`, everything under a person's addresses
    /// goes too, as privacy law asks.
    @discardableResult
    mutating func purge(_ kind: Kind, _ row: Int, at: Instant, erasing: Bool = false) -> Bool {
        let state = self[kind].state[row]
        guard state == .live || state == .archived else { return false }
        if keepsSnapshots { remember(kind, row, existed: true, at: at) }
        self[kind].state[row] = .purged
        self[kind].archivedAt[UInt32(row)] = nil
        if erasing, kind == .person {
            let address = self[kind].slot(row, PersonField.email.rawValue)
            mail.removeAll { $0.recipient == address }
            optChanges.removeAll { $0.recipient == address }
            for form in forms.indices { forms[form].submissions.removeAll { $0.email == address } }
        }
        version += 1
        return true
    }

    /// Merges `other` into `primary`; both must be live and different. People and companies become a new record with
    /// a new id, of other kinds the primary survives. Returns the survivor's row.
    mutating func merge(_ kind: Kind, _ primary: Int, _ other: Int, at: Instant) -> Int? {
        guard primary != other, isLive(kind, primary), isLive(kind, other) else { return nil }
        let survivor: Int
        if kind.mergeMakesNewRecord {
            survivor = create(kind, at: at)
            self[kind].created[survivor] = min(self[kind].created[primary], self[kind].created[other])
            copy(kind, from: primary, to: survivor)
        } else {
            survivor = primary
            if keepsSnapshots { remember(kind, survivor, existed: true, at: at) }
        }
        let width = self[kind].width
        for field in 0..<width where self[kind].slot(survivor, field) == .absent {
            self[kind].slots[survivor * width + field] = self[kind].slot(other, field)
        }
        if kind == .person { gatherAddresses(survivor, from: [primary, other]) }
        for old in [primary, other] where old != survivor {
            if keepsSnapshots { remember(kind, old, existed: true, at: at) }
            for edge in edges(kind, old) {
                unlink(kind, old, edge.kind, Int(edge.row))
                relink(kind, survivor, edge)
            }
            self[kind].state[old] = .merged
            self[kind].mergedInto[UInt32(old)] = UInt32(survivor)
            self[kind].mergedFrom[UInt32(survivor), default: []].append(MergedRecord(id: self[kind].ids[old], at: at))
        }
        if keepsSnapshots { moveMemberships(of: kind) }
        self[kind].modified[survivor] = at
        version += 1
        return survivor
    }

    private mutating func relink(_ kind: Kind, _ survivor: Int, _ edge: Edge) {
        let existing = edges(kind, survivor).first { $0.kind == edge.kind && $0.row == edge.row }
        if let existing {
            unlink(kind, survivor, edge.kind, Int(edge.row))
            link(kind, survivor, edge.kind, Int(edge.row), existing.labels.union(edge.labels))
            return
        }
        // A person has one primary company; the survivor keeps the first it got.
        var labels = edge.labels
        let hasPrimary = edges(kind, survivor).contains { $0.kind == .company && $0.labels.contains(.primary) }
        if kind == .person, edge.kind == .company, hasPrimary { labels.remove(.primary) }
        link(kind, survivor, edge.kind, Int(edge.row), labels)
    }

    private mutating func copy(_ kind: Kind, from old: Int, to new: Int) {
        let width = self[kind].width
        for field in 0..<width { self[kind].slots[new * width + field] = self[kind].slot(old, field) }
        if let custom = self[kind].custom[UInt32(old)] { self[kind].custom[UInt32(new)] = custom }
        // A list of its own: an iterator would share the changes while they grow, and so copy them all.
        let changes = self[kind].history(old)
        for change in changes.reversed() {
            self[kind].note(new, change.field, change.value, at: change.at, change.source, change.owner)
        }
    }

    private mutating func gatherAddresses(_ survivor: Int, from rows: [Int]) {
        let primary = text(self[.person].slot(survivor, PersonField.email.rawValue))
        var addresses: [String] = []
        for row in rows {
            let own = text(self[.person].slot(row, PersonField.email.rawValue))
            let more = text(self[.person].slot(row, PersonField.additionalEmails.rawValue))
            for address in [own] + more.split(separator: ";").map(String.init)
            where address != primary && !address.isEmpty && !addresses.contains(address) {
                addresses.append(address)
            }
        }
        guard !addresses.isEmpty else { return }
        put(.person, survivor, PersonField.additionalEmails, written(addresses.joined(separator: ";")))
    }

    /// Hands the memberships of merged records to their survivors, each list once.
    mutating func moveMemberships(of kind: Kind) {
        let states = self[kind].state
        for list in lists.indices where lists[list].kind == kind {
            let leaving = lists[list].members.filter { states[Int($0.row)] == .merged }
            guard !leaving.isEmpty else { continue }
            // Only survivors can now stand in the list twice; asking a set about everybody would be slow.
            var mayRepeat = [Bool](repeating: false, count: states.count)
            for member in leaving { mayRepeat[self[kind].survivor(Int(member.row))] = true }
            var seen: Set<UInt32> = []
            var members: [Member] = []
            members.reserveCapacity(lists[list].members.count)
            for member in lists[list].members {
                let isMerged = states[Int(member.row)] == .merged
                let row = isMerged ? UInt32(self[kind].survivor(Int(member.row))) : member.row
                guard !mayRepeat[Int(row)] || seen.insert(row).inserted else { continue }
                members.append(Member(row: row, at: member.at))
            }
            lists[list].members = members
        }
    }
}
