import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

/// Holds one stream of the store against the source, in the most thorough way that its system allows.
struct StreamVerifier: Sendable {
    let run: StreamRun
    let options: VerifyOptions
    let comparison: RecordComparison
    /// Ids of records that are compared field by field.
    let sample: [String]

    /// - Parameter through: Unix milliseconds: up to then everything should be in the store.
    init(run: StreamRun, through: Int64, options: VerifyOptions, seed: UInt64) async throws {
        self.run = run
        self.options = options
        comparison = RecordComparison(run: run, through: through, options: options)
        sample = try await run.sample(options.sample, seed: seed)
    }

    /// Writes nothing to the store.
    func verify() async throws -> Findings {
        var findings: Findings
        switch run.stream.reading {
        case .window(let window): findings = try await verify(window)
        case .snapshot(let listing, _):
            findings = try await sweep.compare(listing, isWhole: true)
        case .children(let children):
            findings = try await sweep.compare(try childrenReader(children))
        }
        try await compareSample(&findings)
        try await missPayloads(&findings)
        return findings
    }

    /// Looks again at what was found, after it was repaired: names what still differs.
    func verifyAgain(_ before: Findings) async throws -> Findings {
        var left = before
        left.forget(before.ids)
        if let lookup = run.stream.lookup {
            left.add(try await comparison.differences(of: before.ids, by: lookup))
        } else if case .window(let window) = run.stream.reading {
            let (collection, ids) = (run.collection, before.ids)
            let stored = try await run.store.read { try $0.revisions(collection, ids: ids) }
            for id in ids where stored[id] != nil { try await compare(id, window, &left) }
            left.add(before.ids(.missing).filter { stored[$0] == nil }.compactMap { before.differences[$0] })
            left.sampled = before.sampled
        } else {
            // A listing has no cheaper way of asking for a few of its records.
            return try await verify()
        }
        if case .window(let window) = run.stream.reading {
            left.ranges = try await WindowComparison(run: run, window: window, comparison: comparison)
                .compareAgain(before.ranges)
        }
        return left
    }

    func childrenReader(_ children: Children) throws -> ChildrenReader {
        guard let parents = run.collections[children.parent] else {
            throw SyncFailure.stopStream("its parent stream \(children.parent) is not read")
        }
        return ChildrenReader(run: run, children: children, parents: parents)
    }

    private var sweep: IDSweep {
        IDSweep(run: run, comparison: comparison, sample: run.stream.lookup == nil ? Set(sample) : [])
    }

    // MARK: - All records

    private func verify(_ window: Window) async throws -> Findings {
        var reason = "the source does not count"
        if window.page.total != nil {
            do {
                return try await WindowComparison(run: run, window: window, comparison: comparison).compare()
            } catch let error as WindowComparison.Incomparable { reason = error.reason }
        }
        for case .absent(let listing, _) in run.stream.sweeps {
            var findings = try await sweep.compare(listing, isWhole: false)
            findings.method += ": " + reason
            return findings
        }
        var findings = Findings()
        findings.method = "a sample only: \(reason), and lists no ids"
        return findings
    }

    private func missPayloads(_ findings: inout Findings) async throws {
        guard options.keepsPayloads else { return }
        let collection = run.collection
        let ids = try await run.store.read { try $0.idsWithoutPayload(collection, after: nil, limit: 1_000) }
        findings.add(
            ids.map {
                VerifyReport.Difference(
                    id: $0, kind: .different,
                    fields: [VerifyReport.Difference.Field(path: "(payload)", stored: nil, source: nil)])
            })
    }

    // MARK: - Single records

    private func compareSample(_ findings: inout Findings) async throws {
        if let lookup = run.stream.lookup {
            // What was named already is looked at first: it may have changed or gone only since.
            let named = findings.ids.prefix(1_000)
            let ids = Set(sample).union(named).sorted()
            let verdicts = try await comparison.differences(of: ids, by: lookup)
            findings.forget(Array(named))
            findings.add(verdicts)
            findings.sampled += sample.count
            return
        }
        if case .window(let window) = run.stream.reading {
            for id in sample { try await compare(id, window, &findings) }
            if findings.sampled > 0 { findings.isCompared = true }
        }
        findings.add(try await comparison.associationDifferences(of: sample))
    }

    /// Reads the moment of one record again: all that happened in one tick.
    private func compare(_ id: String, _ window: Window, _ findings: inout Findings) async throws {
        let key = RecordKey(collection: run.collection, id: id)
        guard let stored = try await run.store.read({ try $0.record(key) }) else { return }
        let payload = stored.payload.flatMap { try? JSONDocument.parse($0).root }
        guard let time = payload.flatMap(comparison.time) ?? stored.modifiedAt?.milliseconds else { return }
        let from = window.resolution.floor(time)
        guard from >= run.start ?? .min, time < comparison.through else { return }
        let to = from + window.resolution.milliseconds
        var values = window.values(run.values, from: from, to: to)
        if window.splitsByID, let number = Int64(id) {
            values = values.setting("from_id", String(number)).setting("to_id", String(number + 1))
        }
        let walker = PageWalker(
            run, request: window.request, shape: window.page, limit: window.limit, values: values)
        var page = try await walker.page(at: nil)
        var pages = 1
        while let current = page {
            let record = current.records.first { run.sink.id(of: $0, parent: nil) == id }
            if record == nil, let next = current.next {
                // A mass mailing may fill a tick: one record is not worth reading all of it.
                guard pages < 20 else { return }
                pages += 1
                page = try await walker.page(at: next, after: current)
                continue
            }
            findings.sampled += 1
            if let difference = try await comparison.difference(id, source: record) {
                findings.add(difference)
                findings.small.append(from..<to)
            }
            return
        }
    }
}
