import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

/// Reads what is due: records found by id only, associations of records that were touched, records that went missing.
///
/// The list of due ids is part of the store: what a page found and what is still to be read about it are one
/// transaction, and nothing is forgotten when the process dies in between.
struct DueReader: Sendable {
    let run: StreamRun

    func read() async throws {
        try await run.remapDue()
        try await lookups()
        try await probes()
        // A probe may have found a record that has to be read again.
        try await lookups()
        try await run.remapDue()
        try await run.retie()
        try await associations()
    }

    /// Reads the associations that sweeps want to be read again.
    func readSwept() async throws {
        try await associations(directions) { StreamRun.Due.swept(StreamRun.Due.associations($0)) }
    }

    private func take(_ part: String, limit: Int, after: String? = nil) async throws -> [DueItem] {
        let key = run.key
        return try await run.store.read { try $0.take(key, part: part, limit: limit, after: after) }
    }

    // MARK: - Records

    private func lookups() async throws {
        guard let lookup = run.stream.lookup else { return }
        let limit = run.limit(of: lookup)
        var items = try await take(StreamRun.Due.lookup, limit: limit)
        while !items.isEmpty {
            try await self.lookup(lookup, items)
            items = try await take(StreamRun.Due.lookup, limit: limit, after: items[items.count - 1].id)
        }
    }

    private func lookup(_ lookup: Lookup, _ items: [DueItem]) async throws {
        let page: Page?
        do { page = try await run.lookUp(items.map(\.id), by: lookup) } catch SyncFailure.stopStream(let text)
            where items.count > 1
        {
            // One bad id may spoil the whole batch: read them in halves until it stands alone.
            run.report(.note(stream: run.stream.name, "\(text); reading \(items.count) records in halves"))
            try await self.lookup(lookup, Array(items[..<(items.count / 2)]))
            try await self.lookup(lookup, Array(items[(items.count / 2)...]))
            return
        }
        let records = page?.records ?? []
        run.count(read: records.count)
        let batch = try await run.batch(records)
        let found = Set(batch.toldIDs)
        let missing = items.map(\.id).filter { !found.contains($0) }
        let provenance = run.provenance(page?.request ?? lookup.request.path, at: try await run.serverNow())
        let run = run
        run.count(
            try await run.store.write { tx in
                let counts = try run.save(batch, tx, provenance, associations: true)
                try tx.enqueue(run.key, part: StreamRun.Due.probe, ids: missing)
                try tx.done(run.key, part: StreamRun.Due.lookup, items)
                return counts
            })
    }

    // MARK: - What became of a record

    private func probes() async throws {
        guard let lookup = run.stream.lookup, let probe = lookup.probe else { return }
        var gone: [DueItem] = []
        var items = try await take(StreamRun.Due.probe, limit: 100)
        while !items.isEmpty {
            for item in items where try await isGone(item, probe, lookup) { gone.append(item) }
            items = try await take(StreamRun.Due.probe, limit: 100, after: items[items.count - 1].id)
        }
        let run = run
        let ids = gone.map(\.id)
        let live = try await run.store.read { try $0.revisions(run.collection, ids: ids) }
        // A server that suddenly knows nothing of many records is not believed at once; they stay due. What was never
        // stored, and only other records tell of, may be gone in any number.
        guard !gone.isEmpty, try await MassDelete(run: run).allows(live.count) else { return }
        let (lost, at) = (gone, try await run.serverNow())
        let count = try await run.store.write { tx in
            let keys = lost.map { RecordKey(collection: run.collection, id: $0.id) }
            try tx.done(run.key, part: StreamRun.Due.probe, lost)
            try run.relations.remapChildren(of: keys, tx)
            return try tx.tombstone(keys, reason: .deleted, at: at)
        }
        run.counter.update { $0.gone += count }
    }

    /// Asks what became of a record. True: it is gone for good. Otherwise what was found out is stored.
    private func isGone(_ item: DueItem, _ probe: RequestTemplate, _ lookup: Lookup) async throws -> Bool {
        let run = run
        let key = RecordKey(collection: run.collection, id: item.id)
        let outcome = try await run.caller.call(probe, run.values.setting("id", item.id))
        let at = try await run.serverNow()
        switch outcome {
        case .splitRequest: throw SyncFailure.stopStream("\(probe.path): the request is too long")
        case .notFound: return true
        case .answer(let answer):
            let record = answer.root
            let id = run.sink.id(of: record, parent: nil) ?? item.id
            let input = RecordInput(id: id, record: record)
            let isGone = try !lookup.goneWhen.isEmpty && lookup.goneWhen.allSatisfy { try $0.holds(input) }
            if id == item.id ? isGone : Sabotage.forgetMerges.isOn { return true }
            let merged = try await run.store.write { tx in
                var merged = 0
                if id != item.id {
                    // Asked for one record, got another: the one asked for was merged into it.
                    let survivor = RecordKey(collection: run.collection, id: id)
                    if try tx.addAlias(key, to: survivor, reason: .merged, at: at) {
                        merged = 1
                        try run.relations.remapChildren(of: [key], tx)
                    }
                    try tx.enqueue(run.key, part: StreamRun.Due.lookup, ids: [id])
                }
                try tx.done(run.key, part: StreamRun.Due.probe, [item])
                return merged
            }
            run.counter.update { $0.gone += merged }
            if id == item.id {
                run.report(
                    .note(
                        stream: run.stream.name,
                        "\(item.id) exists, but the batch left it out; it is read again next time"))
                try await run.store.write { tx in
                    try tx.enqueue(run.key, part: StreamRun.Due.lookup, ids: [item.id])
                }
            }
            return false
        }
    }

    // MARK: - Associations

    /// Which way associations are read: to the records of one other stream.
    private struct Direction: Sendable {
        var reading: AssociationReading
        var target: RecordCollection
    }

    private var directions: [Direction] {
        run.stream.associations.compactMap { reading in
            run.collections[reading.to].map { Direction(reading: reading, target: $0) }
        }
    }

    /// What the given records are tied to, and the directions that may not be asked for.
    private struct Found: Sendable {
        var items: [DueItem]
        var targets: [RecordCollection: [String: [AssociationTarget]]] = [:]
        var refused: [String: SyncFailure] = [:]
    }

    /// All directions of a record are stored together, so that its touchpoints are linked once; the next records are
    /// asked for meanwhile.
    private func associations() async throws {
        var allowed = directions
        var refused: [String: SyncFailure] = [:]
        guard let limit = allowed.map(\.reading.limit).min() else { return }
        let part = StreamRun.Due.associations
        var items = try await take(part, limit: limit)
        var found: Found?
        while found != nil || !items.isEmpty {
            let (asked, wanted) = (allowed, items)
            async let next = wanted.isEmpty ? nil : read(asked, wanted)
            if let found { try await store(found, refused: Array(refused.keys)) }
            found = try await next
            refused.merge(found?.refused ?? [:]) { $1 }
            allowed.removeAll { refused[$0.reading.to] != nil }
            if let last = items.last { items = try await take(part, limit: limit, after: last.id) }
        }
        // What an earlier run was not allowed to read.
        try await associations(allowed) { StreamRun.Due.associations($0) }
        if let failure = refused.values.first { throw failure }
    }

    private func read(_ directions: [Direction], _ items: [DueItem]) async throws -> Found {
        let ids = items.map(\.id)
        return try await withThrowingTaskGroup(
            of: (Direction, Result<[String: [AssociationTarget]], SyncFailure>).self
        ) { group in
            for direction in directions {
                group.addTask { (direction, try await targets(of: ids, direction)) }
            }
            var found = Found(items: items)
            for try await (direction, result) in group {
                switch result {
                case .success(let targets): found.targets[direction.target] = targets
                case .failure(let failure): found.refused[direction.reading.to] = failure
                }
            }
            return found
        }
    }

    /// A failure stands for a missing permission: without it the other associations can still be read.
    private func targets(
        of ids: [String], _ direction: Direction
    ) async throws -> Result<[String: [AssociationTarget]], SyncFailure> {
        do {
            let targets = try await AssociationReader(run: run, reading: direction.reading, target: direction.target)
                .targets(of: ids)
            return .success(targets)
        } catch SyncFailure.missingPermission(let text) {
            let name = direction.reading.to
            return .failure(
                .missingPermission("associations to \(name): \(text)").naming(scopes: run.scopes[name] ?? []))
        }
    }

    /// - Parameter refused: what is still to be read of these records, once it may be.
    private func store(_ found: Found, refused: [String]) async throws {
        let run = run
        let changed = try await run.store.write { tx in
            let keys = found.items.map { RecordKey(collection: run.collection, id: $0.id) }
            let changed = try tx.setAssociations(from: keys, found.targets)
            for name in refused.sorted() {
                try tx.enqueue(run.key, part: StreamRun.Due.associations(name), ids: found.items.map(\.id))
            }
            try tx.done(run.key, part: StreamRun.Due.associations, found.items)
            return changed
        }
        run.counter.update { $0.associations += changed }
    }

    /// Each direction by itself.
    ///
    /// - Parameter part: where the due ids are kept, by the name of the stream that they are tied to.
    private func associations(
        _ directions: [Direction], _ part: @escaping @Sendable (String) -> String
    ) async throws {
        try await withThrowingTaskGroup(of: SyncFailure?.self) { group in
            for direction in directions {
                group.addTask { try await associations(direction, part(direction.reading.to)) }
            }
            var refused: SyncFailure?
            for try await failure in group { refused = failure ?? refused }
            if let refused { throw refused }
        }
    }

    /// - Returns: why it may not be read.
    private func associations(_ direction: Direction, _ part: String) async throws -> SyncFailure? {
        var items = try await take(part, limit: direction.reading.limit)
        while !items.isEmpty {
            let found: [String: [AssociationTarget]]
            switch try await targets(of: items.map(\.id), direction) {
            case .success(let targets): found = targets
            case .failure(let failure): return failure
            }
            let (run, taken) = (run, items)
            let changed = try await run.store.write { tx in
                let keys = taken.map { RecordKey(collection: run.collection, id: $0.id) }
                let changed = try tx.setAssociations(from: keys, to: direction.target, targets: found)
                try tx.done(run.key, part: part, taken)
                return changed
            }
            run.counter.update { $0.associations += changed }
            items = try await take(part, limit: direction.reading.limit, after: taken[taken.count - 1].id)
        }
        return nil
    }
}

extension StreamRun {
    /// Reads records by their ids in one call; nil: there is no such request. Who is not in the answer was left out.
    func lookUp(_ ids: [String], by lookup: Lookup) async throws -> Page? {
        let values: TemplateValues
        if let terms = lookup.ids {
            do { values = self.values.setting("ids", try terms.text(ids)) } catch {
                throw SyncFailure.fixConfig("stream \(stream.name): \(error)")
            }
        } else {
            values = self.values.setting("ids", list: ids)
        }
        return try await PageWalker(
            self, request: lookup.request, shape: PageShape(records: lookup.records), limit: ids.count, values: values
        ).page(at: nil)
    }

    /// Records per call of a lookup.
    func limit(of lookup: Lookup) -> Int { hasHistory ? lookup.limitWithHistory ?? lookup.limit : lookup.limit }
}
