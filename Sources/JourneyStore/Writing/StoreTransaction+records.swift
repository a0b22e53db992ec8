import Touchpoints

extension StoreTransaction {
    /// Makes the records stand in the store as given.
    ///
    /// A live record whose payload has the stored digest is left alone entirely: no provenance, no `seq`. Reads of a
    /// record that was merged away or erased are stale and change nothing, unless it changed after its merge was known:
    /// then it was taken out of the other one again, and its alias goes.
    @discardableResult
    public func save(_ records: [RecordWrite], _ provenance: Provenance) throws -> WriteCounts {
        try mutating {
            var counts = WriteCounts()
            for record in records { try save(record, provenance, &counts) }
            return counts
        }
    }

    /// Applies a changed mapping to records that are stored and live; others are passed over as unchanged.
    ///
    /// Revision and provenance stay; so does the payload, unless the one given differs (fields were excluded since).
    /// New touchpoints are dated by when their record was fetched.
    @discardableResult
    public func remap(_ records: [RecordWrite]) throws -> WriteCounts {
        try mutating {
            var counts = WriteCounts()
            for record in records { try remap(record, &counts) }
            return counts
        }
    }

    /// Has the next reading of these records written whatever it brings: what is stored of them was found to be wrong.
    public func distrust(_ keys: [RecordKey]) throws {
        try mutating {
            for key in keys {
                guard let reference = try catalog.reference(key) else { continue }
                // No digest of a payload is empty, and the feed learns of the record when it is written.
                try connection.run(
                    "UPDATE records SET digest = x'' WHERE collection = ? AND record_id = ? AND digest IS NOT NULL",
                    .int(reference.collection), .text(reference.id))
            }
        }
    }

    private func save(_ record: RecordWrite, _ provenance: Provenance, _ counts: inout WriteCounts) throws {
        let reference = Reference(
            collection: try number(of: record.key.collection), id: record.key.id)
        guard let record = try admissible(record, reference) else {
            counts.unchanged += 1
            return
        }
        let digest = record.isRedacted ? try veiled(record.stored.digest) : record.stored.digest
        let observedAt = provenance.observedAt.milliseconds
        if let key = try insert(record, reference, digest, provenance) {
            counts.added += 1
            return try apply(record, reference, key: key, former: nil, observedAt: observedAt, &counts)
        }
        let former = try row(reference)
        let survivor = try Self.livesAgain(record, former) ? forgetMerge(of: reference) : nil
        // Without a row, it was merged away before it was ever read.
        guard let former, survivor != nil || former.gone?.isFinal != true else {
            // What it had absorbed before it was absorbed itself is no less true.
            try absorb(record.mergedIDs, into: reference, at: observedAt)
            counts.unchanged += 1
            return
        }
        guard former.gone != nil || former.digest != digest else {
            counts.unchanged += 1
            return
        }

        try update(record, former.key, digest, provenance)
        if former.digest == nil {
            counts.added += 1
        } else if former.gone != nil {
            counts.restored += 1
        } else {
            counts.changed += 1
        }
        try apply(record, reference, key: former.key, former: former, observedAt: observedAt, &counts)
        if former.gone != nil { try reappear(reference) }
        if let survivor { try part(reference, from: survivor) }
    }

    /// A page that was read before a merge tells of no change after it. Servers' clocks tell whole seconds.
    private static func livesAgain(_ record: RecordWrite, _ former: RecordRow?) -> Bool {
        guard former?.gone == .merged, let mergedAt = former?.goneAt, let modified = record.modifiedAt else {
            return false
        }
        return modified.milliseconds > mergedAt + 1_000
    }

    /// The usual case of a first sync, without a question: nil where the store knows of the record.
    private func insert(
        _ record: RecordWrite, _ reference: Reference, _ digest: [UInt8], _ provenance: Provenance
    ) throws -> Int64? {
        if try alias(of: reference)?.reason == .merged { return nil }
        let modified = record.modifiedAt
        let inserted = try connection.change(
            """
            INSERT OR IGNORE INTO records(collection, record_id, entity, revision, modified_at, modified_precision,
                digest, seq, run, fetched_at, request) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .int(reference.collection), .text(reference.id), .text(record.entity?.rawValue), .text(record.revision),
            .int(modified?.milliseconds), .text(modified?.precision.rawValue), .blob(digest), .int(try comingSeq()),
            .int(provenance.run), .int(provenance.observedAt.milliseconds), .text(provenance.request))
        guard inserted == 1 else { return nil }
        _ = try nextSeq()
        let key = connection.lastInsertedKey
        try storePayload(record, of: key)
        return key
    }

    private func update(
        _ record: RecordWrite, _ key: Int64, _ digest: [UInt8], _ provenance: Provenance
    ) throws {
        let modified = record.modifiedAt
        try connection.run(
            """
            UPDATE records SET entity = ?, revision = ?, modified_at = ?, modified_precision = ?, digest = ?,
                gone = NULL, gone_at = NULL, seq = ?, run = ?, fetched_at = ?, request = ? WHERE key = ?
            """,
            .text(record.entity?.rawValue), .text(record.revision), .int(modified?.milliseconds),
            .text(modified?.precision.rawValue), .blob(digest), .int(try nextSeq()), .int(provenance.run),
            .int(provenance.observedAt.milliseconds), .text(provenance.request), .int(key))
        try storePayload(record, of: key)
    }

    private func remap(_ record: RecordWrite, _ counts: inout WriteCounts) throws {
        guard let reference = try catalog.reference(record.key), let former = try row(reference), former.gone == nil
        else {
            counts.unchanged += 1
            return
        }
        guard let record = try admissible(record, reference) else {
            counts.unchanged += 1
            return
        }
        let before = counts
        let digest = record.isRedacted ? try veiled(record.stored.digest) : record.stored.digest
        if former.digest != digest {
            try connection.run(
                "UPDATE records SET entity = ?, digest = ?, seq = ? WHERE key = ?", .text(record.entity?.rawValue),
                .blob(digest), .int(try nextSeq()), .int(former.key))
            try storePayload(record, of: former.key)
        } else if former.entity != record.entity {
            try connection.run(
                "UPDATE records SET entity = ?, seq = ? WHERE key = ?", .text(record.entity?.rawValue),
                .int(try nextSeq()), .int(former.key))
        }
        try apply(record, reference, key: former.key, former: former, observedAt: former.fetchedAt ?? now(), &counts)
        if former.digest != digest || former.entity != record.entity || counts != before {
            counts.changed += 1
        } else {
            counts.unchanged += 1
        }
    }

    /// All that the mapping made of a record, beside the record itself.
    private func apply(
        _ record: RecordWrite, _ reference: Reference, key: Int64, former: RecordRow?, observedAt: Int64,
        _ counts: inout WriteCounts
    ) throws {
        if let entity = record.entity, try catalog.entry(reference.collection).entity == nil {
            try declare(number: reference.collection, entity: entity)
        }
        try identify(reference, record: key, as: record, former: former)
        try absorb(record.mergedIDs, into: reference, at: observedAt)
        try writeTouchpoints(
            record.touchpoints, of: key, reference, entity: record.entity, isNew: former == nil,
            observedAt: observedAt, &counts)
        try writeHistory(record.history, record: key, isNew: former == nil)
        try track(record.tracked, record: key, at: observedAt, isNew: former == nil)
    }

    private func absorb(_ ids: [String], into survivor: Reference, at: Int64) throws {
        for id in ids where id != survivor.id {
            if try isErased(Reference(collection: survivor.collection, id: id)) { continue }
            _ = try addAlias(
                Reference(collection: survivor.collection, id: id), to: survivor, reason: .merged, at: at)
        }
    }

    private func storePayload(_ write: RecordWrite, of record: Int64) throws {
        guard !write.isRedacted else {
            return try connection.run("DELETE FROM payloads WHERE record = ?", .int(record))
        }
        try connection.run(
            "INSERT OR REPLACE INTO payloads(record, codec, bytes) VALUES (?, ?, ?)", .int(record),
            .text(write.stored.codec.rawValue), .blob(write.stored.bytes))
    }
}

extension GoneReason {
    /// A read of such a record is stale, or must not bring it back.
    var isFinal: Bool { self == .merged || self == .erased }
}
