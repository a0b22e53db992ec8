import Touchpoints

extension StoreTransaction {
    /// Marks records as gone: their touchpoints leave, links to them sleep until they come back.
    ///
    /// A record that was never read gets a tombstone too, so that links to it sleep whatever was read first. A merged
    /// record can only become erased, an erased one stays erased; other reasons replace each other.
    ///
    /// - Parameter at: Unix milliseconds.
    /// - Returns: how many records are gone now that were not, or are gone for another reason.
    @discardableResult
    public func tombstone(_ keys: [RecordKey], reason: GoneReason, at: Int64) throws -> Int {
        try mutating {
            var count = 0
            for key in keys {
                if try isErased(key) { continue }
                let reference = Reference(collection: try number(of: key.collection), id: key.id)
                if try tombstone(reference, reason: reason, at: at, evenUnread: true) { count += 1 }
            }
            return count
        }
    }

    /// States that `old` stands for `new`: everything that names `old` means `new` from here on.
    ///
    /// Chains may arrive in any order. A statement that contradicts an earlier one (another survivor that is still
    /// live, or a circle) is not believed.
    ///
    /// - Parameter at: Unix milliseconds.
    /// - Returns: whether this was news.
    @discardableResult
    public func addAlias(_ old: RecordKey, to new: RecordKey, reason: AliasReason, at: Int64) throws -> Bool {
        try mutating {
            if try isErased(old) || isErased(new) { return false }
            return try addAlias(
                Reference(collection: try number(of: old.collection), id: old.id),
                to: Reference(collection: try number(of: new.collection), id: new.id), reason: reason,
                at: at)
        }
    }

    func tombstone(_ reference: Reference, reason: GoneReason, at: Int64, evenUnread: Bool) throws -> Bool {
        guard let former = try row(reference) else {
            guard evenUnread else { return false }
            try connection.run(
                """
                INSERT INTO records(collection, record_id, revision, gone, gone_at, seq) VALUES (?, ?, '', ?, ?, ?)
                """,
                .int(reference.collection), .text(reference.id), .text(reason.rawValue), .int(at), .int(try nextSeq()))
            try changeMeaning(of: reference)
            return true
        }
        switch former.gone {
        case reason, .erased: return false
        case .merged where reason != .erased: return false
        default: break
        }
        try connection.run(
            "UPDATE records SET gone = ?, gone_at = ?, seq = ? WHERE key = ?", .text(reason.rawValue), .int(at),
            .int(try nextSeq()), .int(former.key))
        guard former.gone == nil else { return true }
        try removeTouchpoints(of: former.key, at: at)
        try resolveIdentity(around: reference, record: former.key, entity: former.entity)
        try changeMeaning(of: reference)
        return true
    }

    /// After a tombstone was lifted.
    func reappear(_ reference: Reference) throws { try changeMeaning(of: reference) }

    func addAlias(_ old: Reference, to new: Reference, reason: AliasReason, at: Int64) throws -> Bool {
        let survivor = try alias(of: new)?.survivor ?? new
        guard survivor != old else { return false }
        if let known = try alias(of: old) {
            let isStronger = known.survivor == survivor && known.reason == .converted && reason == .merged
            guard try isStronger || (known.survivor != survivor && isGone(known.survivor)) else { return false }
        }
        knowsAliases = true
        try connection.run(
            """
            INSERT OR REPLACE INTO aliases(collection, old_id, new_collection, new_id, reason) VALUES (?, ?, ?, ?, ?)
            """,
            .int(old.collection), .text(old.id), .int(survivor.collection), .text(survivor.id),
            .text(reason.rawValue))
        try connection.run(
            "UPDATE aliases SET new_collection = ?, new_id = ? WHERE new_collection = ? AND new_id = ?",
            .int(survivor.collection), .text(survivor.id), .int(old.collection), .text(old.id))
        if reason == .merged { _ = try tombstone(old, reason: .merged, at: at, evenUnread: false) }
        try joinEntities(old, survivor)
        try changeMeaning(of: old)
        try markTouchpoints(associatedWith: old)
        return true
    }

    /// Takes the alias of a merge away. What the record had absorbed before stays with the survivor.
    ///
    /// - Returns: the record that stood for this one; nil: none did.
    func forgetMerge(of old: Reference) throws -> Reference? {
        guard let known = try alias(of: old), known.reason == .merged else { return nil }
        try connection.run(
            "DELETE FROM aliases WHERE collection = ? AND old_id = ?", .int(old.collection), .text(old.id))
        return known.survivor
    }

    /// After a merge was forgotten and the record is live again: each means itself.
    func part(_ old: Reference, from survivor: Reference) throws {
        try joinEntities(old, survivor)
        try changeMeaning(of: survivor)
        try markTouchpoints(associatedWith: old)
    }

    /// Links that were resolved from this record's key have to be looked at again.
    private func changeMeaning(of reference: Reference) throws {
        dirty.insert(try catalog.text(reference))
        try bumpEntity(of: reference)
    }
}
