import ConnectorKit
import Foundation
import JSON
import JourneyStore

/// Holds every id that the source lists against every live id of the store.
///
/// The ids listed are kept, sorted, in a small store of their own that is thrown away: memory does not grow with them,
/// and the journey store is not written to.
struct IDSweep: Sendable {
    let run: StreamRun
    let comparison: RecordComparison
    /// Records to be compared field by field where the listing shows them whole.
    let sample: Set<String>

    /// One listing of the whole stream.
    func compare(_ listing: Listing, isWhole: Bool) async throws -> Findings {
        try await withSeen { seen, findings in
            try await list(listing, parent: nil, isWhole: isWhole, seen, &findings)
            findings.method = "ids of the whole listing"
        }
    }

    /// One listing per parent.
    func compare(_ reader: ChildrenReader) async throws -> Findings {
        var parents = 0
        var findings = try await withSeen { seen, findings in
            try await reader.eachParent { parent in
                parents += 1
                try await list(reader.children.listing, parent: parent, isWhole: true, seen, &findings)
            }
            findings.method = "ids of the listings of \(parents) \(reader.children.parent)"
        }
        if reader.children.newestFirst != nil {
            // What has happened stays true, also where the source lists it no longer.
            findings.forget(.extra)
        }
        return findings
    }

    private func withSeen(
        _ body: (SeenIDs, inout Findings) async throws -> Void
    ) async throws -> Findings {
        let folder = FileManager.default.temporaryDirectory.appending(path: "waymark-verify-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw SyncFailure.store("\(folder.path): \(error.localizedDescription)") }
        defer { try? FileManager.default.removeItem(at: folder) }
        let kept = try await JourneyStore.open(
            path: folder.appending(path: "ids.db").path, access: .readWrite(create: true))
        let result: Result<Findings, any Error>
        do {
            let seen = SeenIDs(run: run, listing: "verify", keptIn: kept)
            var findings = Findings()
            try await body(seen, &findings)
            let (missing, found) = try await seen.compareLive(prefix: nil)
            let unknown = try await run.withoutErased(found)
            findings.add(missing.map { VerifyReport.Difference(id: $0, kind: .extra) })
            findings.add(unknown.map { VerifyReport.Difference(id: $0, kind: .missing) })
            let collection = run.collection
            let live = try await run.store.read { reader in
                try reader.collections().first { $0.collection == collection }?.live ?? 0
            }
            findings.stored = live
            findings.source = live - missing.count + unknown.count
            findings.isCompared = true
            result = .success(findings)
        } catch { result = .failure(error) }
        try await kept.close()
        return try result.get()
    }

    private func list(
        _ listing: Listing, parent: String?, isWhole: Bool, _ seen: SeenIDs, _ findings: inout Findings,
        attempt: Int = 1
    ) async throws {
        let values = parent.map { run.values.setting("parent", $0) } ?? run.values
        let walker = PageWalker(run, listing: listing, values: values, withFields: isWhole)
        guard var page = try await walker.page(at: nil) else {
            guard parent == nil else { return }
            throw SyncFailure.stopStream("\(listing.request.path) does not exist for this account")
        }
        var rows = 0
        while true {
            rows += page.records.count
            try await note(page, parent: parent, isWhole: isWhole, seen, &findings)
            guard let next = page.next else { break }
            guard let following = try await walker.page(at: next, after: page) else {
                throw SyncFailure.stopStream("\(page.request): the listing ended in the middle")
            }
            page = following
        }
        guard let total = page.total, total != rows else { return }
        guard attempt < 3 else {
            throw SyncFailure.runAgain(
                "\(page.request): counts \(total) records and sends \(rows); it changes while it is read", at: nil)
        }
        try await list(listing, parent: parent, isWhole: isWhole, seen, &findings, attempt: attempt + 1)
    }

    private func note(
        _ page: Page, parent: String?, isWhole: Bool, _ seen: SeenIDs, _ findings: inout Findings
    ) async throws {
        var records: [String: JSONValue] = [:]
        for record in page.records {
            if let id = run.sink.id(of: record, parent: parent) { records[id] = record }
        }
        let (collection, ids) = (run.collection, records.keys.sorted())
        let known = try await run.store.read { try $0.revisions(collection, ids: ids) }
        // Not stored, and rightly so: it came after what is complete, or changed last before the connection's start.
        let outside = ids.filter { id in
            guard known[id] == nil, let time = records[id].flatMap(comparison.time) else { return false }
            return time >= comparison.through || time < run.start ?? .min
        }
        findings.changedSince += outside.filter { records[$0].map(comparison.isNewer) ?? false }.count
        let listed = Set(ids).subtracting(outside).sorted()
        try await seen.kept.write { tx in try tx.enqueue(seen.run.key, part: seen.part, ids: listed) }
        guard isWhole else { return }
        for id in ids where sample.contains(id) {
            findings.sampled += 1
            if let difference = try await comparison.difference(id, source: records[id]) { findings.add(difference) }
        }
    }
}
