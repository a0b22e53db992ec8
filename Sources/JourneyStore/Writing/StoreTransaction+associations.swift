import Touchpoints

extension StoreTransaction {
    /// Makes the associations of the given records to one collection those given; a record without targets has none.
    ///
    /// - Parameters:
    ///   - from: records of one collection.
    ///   - targets: by the id of the record they start from.
    /// - Returns: how many of the records had a change.
    @discardableResult
    public func setAssociations(
        from: [RecordKey], to collection: RecordCollection, targets: [String: [AssociationTarget]]
    ) throws -> Int {
        try mutating {
            guard let first = from.first else { return 0 }
            guard from.allSatisfy({ $0.collection == first.collection }) else {
                throw StoreError.invalid(words: "associations from several collections in one call")
            }
            let fromNumber = try catalog.numberOrNew(first.collection)
            let toNumber = try catalog.numberOrNew(collection)
            var count = 0
            for key in from {
                let reference = Reference(collection: fromNumber, id: key.id)
                if try setAssociations(of: reference, to: toNumber, targets: targets[key.id] ?? []) { count += 1 }
            }
            return count
        }
    }

    private func setAssociations(
        of reference: Reference, to collection: Int64, targets: [AssociationTarget]
    ) throws -> Bool {
        var wanted: [String: Set<String>] = [:]
        if try isErased(reference) { return false }
        for target in targets where try !isErased(Reference(collection: collection, id: target.id)) {
            wanted[target.id, default: []].formUnion(target.labels)
        }
        let stored = Dictionary(
            try connection.all(
                """
                SELECT to_id, labels FROM associations
                WHERE from_collection = ? AND from_id = ? AND to_collection = ?
                """, .int(reference.collection), .text(reference.id), .int(collection),
                read: { ($0.text(0), $0.text(1)) }), uniquingKeysWith: { first, _ in first })
        var isChanged = false
        var targetsChanged = false
        for id in stored.keys.sorted() where wanted[id] == nil {
            try connection.run(
                """
                DELETE FROM associations
                WHERE from_collection = ? AND from_id = ? AND to_collection = ? AND to_id = ?
                """, .int(reference.collection), .text(reference.id), .int(collection), .text(id))
            targetsChanged = true
        }
        for (id, labels) in wanted.sorted(by: { $0.key < $1.key }) {
            let text = StringsText.array(labels.sorted())
            guard stored[id] != text else { continue }
            try connection.run(
                """
                INSERT OR REPLACE INTO associations(from_collection, from_id, to_collection, to_id, labels)
                VALUES (?, ?, ?, ?, ?)
                """, .int(reference.collection), .text(reference.id), .int(collection), .text(id), .text(text))
            isChanged = true
            if stored[id] == nil { targetsChanged = true }
        }
        guard isChanged || targetsChanged else { return false }
        if targetsChanged { try markTouchpoints(sharing: reference) }
        if let record = try row(reference) {
            // The feed's record carries its associations.
            try connection.run("UPDATE records SET seq = ? WHERE key = ?", .int(try nextSeq()), .int(record.key))
            if targetsChanged { try markTouchpoints(of: record.key) }
        }
        return true
    }
}
