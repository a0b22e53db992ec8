import ConnectorKit
import JourneyStore
import Touchpoints

/// Reads again what differs, and nothing else: by id where the system lets itself be asked so, else the smallest scope
/// that holds it. Every reading is the same as a sync's, with its transactions; the live cursor is not touched.
struct StreamRepair: Sendable {
    let verifier: StreamVerifier

    private var run: StreamRun { verifier.run }

    func repair(_ findings: Findings) async throws {
        let different = findings.ids(.different)
        switch run.stream.reading {
        case .window(let window):
            try await distrust(different, lookUp: run.stream.lookup == nil ? [] : findings.ids)
            try await repair(window, findings)
        case .snapshot(let listing, _):
            try await distrust(different, lookUp: run.stream.lookup == nil ? [] : findings.ids)
            if run.stream.lookup == nil { try await SnapshotReader(run: run).read(listing) }
        case .children(let children):
            try await distrust(different, lookUp: [])
            try await repair(try verifier.childrenReader(children), findings)
        }
        try await DueReader(run: run).read()
    }

    /// One transaction: a record that is not believed any more is due.
    private func distrust(_ ids: [String], lookUp: [String]) async throws {
        let run = run
        try await run.store.write { tx in
            try tx.distrust(ids.map { RecordKey(collection: run.collection, id: $0) })
            try tx.enqueue(run.key, part: StreamRun.Due.lookup, ids: lookUp)
            if run.readsAssociations { try tx.enqueue(run.key, part: StreamRun.Due.associations, ids: ids) }
        }
    }

    private func repair(_ window: Window, _ findings: Findings) async throws {
        let run = run
        var window = window
        // What is known is to be read all the same.
        window.isImmutable = false
        let hasLookup = run.stream.lookup != nil
        var ranges = findings.ranges.map { $0.from..<$0.to }
        if !hasLookup { ranges += findings.small }
        for range in Self.joined(ranges) {
            try await WindowReader(run: run, window: window, part: "backfill").read(
                from: window.resolution.floor(range.lowerBound), to: range.upperBound
            ) { tx, entry in
                try tx.removeLedger(ids: [entry.id])
            }
        }
        if hasLookup, !findings.ranges.isEmpty {
            // What the store has there and the source has not is known by its id only.
            let comparison = WindowComparison(run: run, window: window, comparison: verifier.comparison)
            var inside: [String] = []
            try await comparison.eachStored { id, time in
                if findings.ranges.contains(where: { time >= $0.from && time < $0.to }) { inside.append(id) }
            }
            let ids = inside
            try await run.store.write { tx in try tx.enqueue(run.key, part: StreamRun.Due.lookup, ids: ids) }
        }
        if !hasLookup {
            // Their range was read whole and counted: they are not there.
            _ = try await SnapshotReader(run: run).remove(findings.ids(.extra))
        }
    }

    private func repair(_ reader: ChildrenReader, _ findings: Findings) async throws {
        let isNamedByParent = run.stream.id.paths.first == "@parent"
        let parents = Set(findings.ids.compactMap { id in id.firstIndex(of: ":").map { String(id[..<$0]) } })
        var left = parents
        try await reader.eachParent { parent in
            guard !isNamedByParent || parents.contains(parent) else { return }
            left.remove(parent)
            try await reader.readAgain(parent)
        }
        // Children of parents that are no longer listed went with them.
        let orphans = findings.ids(.extra).filter { id in left.contains { id.hasPrefix($0 + ":") } }
        if isNamedByParent { _ = try await SnapshotReader(run: run).remove(orphans) }
    }

    /// Ranges that touch are read as one.
    static func joined(_ ranges: [Range<Int64>]) -> [Range<Int64>] {
        var result: [Range<Int64>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}
