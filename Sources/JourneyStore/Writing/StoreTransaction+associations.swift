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
        try setAssociations(from: from, [collection: targets])
    }

    /// The same for several collections at once: the records' touchpoints are linked anew once.
    ///
    /// - Returns: how many changes there were, one for each record and collection.
    @discardableResult
    public func setAssociations(
        from: [RecordKey], _ targets: [RecordCollection: [String: [AssociationTarget]]]
    ) throws -> Int {
        try mutating {
            guard let first = from.first else { return 0 }
            guard from.allSatisfy({ $0.collection == first.collection }) else {
                throw StoreError.invalid(words: "associations from several collections in one call")
            }
            let fromNumber = try number(of: first.collection)
            let directions = try targets.map { (to: try number(of: $0.key), targets: $0.value) }.sorted {
                $0.to < $1.to
            }
            var count = 0
            for key in from {
                let reference = Reference(collection: fromNumber, id: key.id)
                if try isErased(reference) { continue }
                count += try setAssociations(
                    of: reference, directions.map { (to: $0.to, targets: $0.targets[key.id] ?? []) })
            }
            return count
        }
    }

    private func setAssociations(
        of reference: Reference, _ directions: [(to: Int64, targets: [AssociationTarget])]
    ) throws -> Int {
        let stored = try connection.all(
            "SELECT to_collection, to_id, labels FROM associations WHERE from_collection = ? AND from_id = ?",
            .int(reference.collection), .text(reference.id),
            read: { (target: Reference(collection: $0.int(0), id: $0.text(1)), labels: $0.text(2)) })
        var changes = 0
        var targetsChanged = false
        for (collection, targets) in directions {
            let known = stored.filter { $0.target.collection == collection }
            guard !known.isEmpty || !targets.isEmpty else { continue }
            let moved = try setAssociations(
                of: reference, to: collection, targets,
                known: Dictionary(known.map { ($0.target.id, $0.labels) }, uniquingKeysWith: { first, _ in first }))
            guard let moved else { continue }
            changes += 1
            targetsChanged = targetsChanged || moved
        }
        guard changes > 0 else { return 0 }
        if targetsChanged { try markTouchpoints(sharing: reference) }
        if let record = try row(reference) {
            // The feed's record carries its associations.
            try connection.run("UPDATE records SET seq = ? WHERE key = ?", .int(try nextSeq()), .int(record.key))
            if targetsChanged {
                try markTouchpoints(
                    of: TouchpointOwner(record: record.key, reference: reference, entity: record.entity))
            }
        }
        return changes
    }

    /// - Returns: nil where all stands there already; else whether more than labels has changed.
    private func setAssociations(
        of reference: Reference, to collection: Int64, _ targets: [AssociationTarget], known: [String: String]
    ) throws -> Bool? {
        var wanted: [String: Set<String>] = [:]
        for target in targets where try !isErased(Reference(collection: collection, id: target.id)) {
            wanted[target.id, default: []].formUnion(target.labels)
        }
        var isChanged = false
        var targetsChanged = false
        for id in known.keys.sorted() where wanted[id] == nil {
            try connection.run(
                """
                DELETE FROM associations
                WHERE from_collection = ? AND from_id = ? AND to_collection = ? AND to_id = ?
                """, .int(reference.collection), .text(reference.id), .int(collection), .text(id))
            targetsChanged = true
        }
        for (id, labels) in wanted.sorted(by: { $0.key < $1.key }) {
            let text = StringsText.array(labels.sorted())
            guard known[id] != text else { continue }
            try connection.run(
                """
                INSERT OR REPLACE INTO associations(from_collection, from_id, to_collection, to_id, labels)
                VALUES (?, ?, ?, ?, ?)
                """, .int(reference.collection), .text(reference.id), .int(collection), .text(id), .text(text))
            isChanged = true
            if known[id] == nil { targetsChanged = true }
        }
        return isChanged || targetsChanged ? targetsChanged : nil
    }
}
