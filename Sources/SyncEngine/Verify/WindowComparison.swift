import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

/// Compares counts per window of time, and narrows a window that differs until its records can be named.
///
/// Both sides are counted by the stream's cursor time, up to `through`. A record that changed since has left its window
/// at the source: which those are is asked first, and the store's side is counted without them.
struct WindowComparison: Sendable {
    let run: StreamRun
    let window: Window
    let comparison: RecordComparison

    /// Windows that are counted at first, at most.
    static let windows = 12
    /// Calls that narrowing may cost, at most.
    static let calls = 64
    /// Records that changed since the last sync, beyond which nothing is compared.
    static let mostChanged = 10_000
    /// Milliseconds of the narrowest range: an hour, or what the API's times can tell apart.
    var step: Int64 { max(3_600_000, window.resolution.milliseconds) }

    private var from: Int64 { run.start ?? 0 }
    private var through: Int64 { comparison.through }

    struct Incomparable: Error { var reason: String }

    /// Throws `Incomparable` where times or changes forbid it.
    func compare() async throws -> Findings {
        var findings = Findings()
        try await ZoneProof(run: run, window: window).demand()
        guard from < through else { throw Incomparable(reason: "nothing lies between its start and now") }
        let changed = try await changedSince()
        findings.changedSince = changed.count
        let hours = try await StoredHours(self, leavingOut: changed)
        var leaves: [(from: Int64, to: Int64, ids: Set<String>)] = []
        var sums = (stored: 0, source: 0)
        let windows = hours.cut(into: Self.windows, aim: window.limit)
        var calls = Self.calls
        for (from, to) in windows {
            let stored = hours.count(from, to)
            let source = try await count(from, to)
            sums = (sums.stored + stored, sums.source + source)
            var open = stored == source ? [] : [(from: from, to: to, stored: stored, source: source)]
            while let part = open.popLast() {
                guard part.stored != part.source else { continue }
                if part.source <= window.limit, part.stored <= 5 * window.limit, calls > 0 {
                    calls -= 1
                    // What changes meanwhile leaves the range: the records in it are looked at one by one anyhow.
                    if let ids = try await ids(part.from, part.to, most: 2 * window.limit) {
                        leaves.append((part.from, part.to, ids))
                        continue
                    }
                }
                guard calls > 0, let middle = hours.middle(part.from, part.to) else {
                    findings.ranges.append(
                        VerifyReport.Range(from: part.from, to: part.to, stored: part.stored, source: part.source))
                    continue
                }
                calls -= 1
                let (stored, source) = (hours.count(part.from, middle), try await count(part.from, middle))
                open.append((part.from, middle, stored, source))
                open.append((middle, part.to, part.stored - stored, part.source - source))
            }
        }
        let erased = try await name(leaves, leavingOut: changed, &findings)
        (findings.stored, findings.source) = (sums.0, sums.1 - erased)
        findings.isCompared = true
        findings.method = windows.count == 1 ? "counted in 1 window" : "counted in \(windows.count) windows"
        return findings
    }

    /// Counts ranges again, after they were repaired.
    func compareAgain(_ ranges: [VerifyReport.Range]) async throws -> [VerifyReport.Range] {
        guard !ranges.isEmpty else { return [] }
        let hours = try await StoredHours(self, leavingOut: try await changedSince())
        var left: [VerifyReport.Range] = []
        for var range in ranges {
            range.source = try await count(range.from, range.to)
            range.stored = hours.count(range.from, range.to)
            if range.source != range.stored { left.append(range) }
        }
        return left
    }

    private func count(_ from: Int64, _ to: Int64) async throws -> Int {
        guard let count = try await run.caller.count(run.stream, window, from: from, to: to) else {
            throw Incomparable(reason: "the source does not count")
        }
        return count
    }

    private func changedSince() async throws -> Set<String> {
        let end = max(try await run.serverNow(), through) + 86_400_000
        guard let ids = try await ids(through, end, most: Self.mostChanged) else {
            throw Incomparable(reason: "too much changed at the source since the last sync; sync first")
        }
        return ids
    }

    // MARK: - Both sides of a range by name

    /// Ids that the source has in `[from, to)`; nil: more than `most`, or not to be had by ids.
    private func ids(_ from: Int64, _ to: Int64, most: Int) async throws -> Set<String>? {
        let values = window.values(run.values, from: from, to: to)
        func walker(_ values: TemplateValues) -> PageWalker {
            PageWalker(
                run, request: window.request, shape: window.page, limit: window.limit, values: values,
                withFields: !window.isPartial)
        }
        var ids: Set<String> = []
        var ranges: [(low: Int64, high: Int64)] = [(0, Window.endOfIDs)]
        while let (low, high) = ranges.popLast() {
            let walker = walker(values.setting("from_id", String(low)).setting("to_id", String(high)))
            guard var page = try await walker.page(at: nil) else { return nil }
            guard let total = page.total, ids.count + total <= most else { return nil }
            var gone: Set<String> = []
            func take(_ page: Page) -> Set<String> {
                let ids = page.records.compactMap { run.sink.id(of: $0, parent: nil) }
                gone.formUnion(page.records.filter(run.sink.isGone).compactMap { run.sink.id(of: $0, parent: nil) })
                return Set(ids)
            }
            var found = take(page)
            if total > page.records.count, window.splitsByID {
                // The order of the ids is only a hint for where to cut.
                let inside = found.compactMap { Int64($0) }.filter { $0 > low && $0 < high }.sorted()
                let cut = inside.count > 1 ? inside[inside.count * 4 / 5] : low + (high - low) / 2
                guard cut > low, cut < high else { return nil }
                ranges += [(cut, high), (low, cut)]
                continue
            }
            while let next = page.next, found.count < total,
                let following = try await walker.page(at: next, after: page)
            {
                found.formUnion(take(following))
                page = following
            }
            guard found.count == total else { return nil }
            // A query that also shows what is gone has it for itself.
            ids.formUnion(found.subtracting(gone))
        }
        return ids
    }

    /// - Returns: how many the source has that were erased here on purpose.
    private func name(
        _ leaves: [(from: Int64, to: Int64, ids: Set<String>)], leavingOut changed: Set<String>,
        _ findings: inout Findings
    ) async throws -> Int {
        guard !leaves.isEmpty else { return 0 }
        var erased = 0
        let ordered = leaves.sorted { $0.from < $1.from }
        var stored: [Set<String>] = ordered.map { _ in [] }
        try await eachStored { id, time in
            guard !changed.contains(id), let index = ordered.firstIndex(where: { time >= $0.from && time < $0.to })
            else { return }
            stored[index].insert(id)
        }
        for (leaf, here) in zip(ordered, stored) {
            let unknown = leaf.ids.subtracting(here)
            let missing = try await run.withoutErased(Array(unknown))
            erased += unknown.count - missing.count
            findings.add(missing.map { VerifyReport.Difference(id: $0, kind: .missing) })
            findings.add(here.subtracting(leaf.ids).map { VerifyReport.Difference(id: $0, kind: .extra) })
            findings.small.append(leaf.from..<leaf.to)
        }
        return erased
    }

    /// Live stored records with their cursor's time, one page of the store after another.
    func eachStored(_ body: (_ id: String, _ time: Int64) throws -> Void) async throws {
        let isModifiedAt = window.cursor == run.stream.modifiedAt
        let (collection, store) = (run.collection, run.store)
        var after: String?
        while true {
            let from = after
            let page = try await store.read { reader in
                isModifiedAt
                    ? try reader.liveRecords(collection, after: from, limit: 5_000)
                    : try reader.payloads(collection, after: from, limit: 500)
            }
            guard let last = page.last else { return }
            for record in page {
                let text = record.payload.flatMap { try? JSONDocument.parse($0).root[path: window.cursor]?.text }
                let time = text.flatMap { Moment(parsing: $0)?.milliseconds } ?? record.modifiedAt?.milliseconds
                guard let time else {
                    throw Incomparable(reason: "stored records do not tell their \(window.cursor)")
                }
                try body(record.key.id, time)
            }
            after = last.key.id
        }
    }

    /// How many stored records each hour (or day) has: memory grows with the years, not with the records.
    struct StoredHours {
        private var counts: [(hour: Int64, count: Int)] = []
        private let from: Int64
        private let through: Int64
        private let step: Int64

        init(_ comparison: WindowComparison, leavingOut changed: Set<String>) async throws {
            (from, through, step) = (comparison.from, comparison.through, comparison.step)
            var byHour: [Int64: Int] = [:]
            let (from, through, step) = (from, through, step)
            try await comparison.eachStored { id, time in
                guard time >= from, time < through, !changed.contains(id) else { return }
                byHour[time / step, default: 0] += 1
            }
            counts = byHour.map { ($0.key, $0.value) }.sorted { $0.hour < $1.hour }
        }

        /// Bounds are those of the whole, or full hours.
        func count(_ from: Int64, _ to: Int64) -> Int {
            counts.reduce(0) { sum, entry in
                let start = max(entry.hour * step, self.from)
                return start >= from && start < to ? sum + entry.count : sum
            }
        }

        /// Windows with about the same number of stored records each, together everything.
        func cut(into most: Int, aim: Int) -> [(from: Int64, to: Int64)] {
            let total = counts.reduce(0) { $0 + $1.count }
            let parts = max(1, min(most, total / max(1, aim)))
            var bounds = [from]
            var sum = 0
            for (hour, count) in counts {
                let start = hour * step
                if sum >= total * bounds.count / parts, bounds.count < parts, start > bounds[bounds.count - 1] {
                    bounds.append(start)
                }
                sum += count
            }
            bounds.append(through)
            return zip(bounds, bounds.dropFirst()).map { ($0, $1) }
        }

        /// Where to halve a range: in the middle of what is stored, else in the middle of the time. Nil: one step, or less.
        func middle(_ from: Int64, _ to: Int64) -> Int64? {
            let (first, last) = (from / step + 1, (to - 1) / step)
            guard first <= last else { return nil }
            let inside = counts.filter { $0.hour >= from / step && $0.hour <= last }
            let half = inside.reduce(0) { $0 + $1.count } / 2
            var sum = 0
            for (index, entry) in inside.enumerated() {
                sum += entry.count
                guard sum > half else { continue }
                // The hour that holds the middle stands at one of the two ends of a half.
                let cut = index == 0 ? entry.hour + 1 : entry.hour
                if cut >= first, cut <= last { return cut * step }
                break
            }
            return (first + (last - first) / 2) * step
        }
    }
}
