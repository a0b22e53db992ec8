import ConnectorKit
import JourneyStore

/// Reads large windows by jobs of the source: the window is cut by time into parts, each part is one job.
///
/// How far a job is stands in the ledger: its id from the moment it exists, then the place of its next download. A
/// killed run downloads one part of one file again. A job that fails or is forgotten is made anew; where the source
/// makes no job of it at all, the window's own query reads that part.
struct ExportReader: Sendable {
    typealias Close = @Sendable (StoreTransaction, LedgerEntry) throws -> Void

    let run: StreamRun
    let window: Window
    let job: ExportJob
    /// In the ledger: `records`, or `backfill`.
    let part: String
    /// What else belongs into the transaction that closes a part.
    let close: Close

    /// Whether a job takes fewer calls than the window's own query. Nobody is asked about less than a day: what changes
    /// from sync to sync is read by queries, whatever it is.
    func pays(from: Int64, to: Int64) async throws -> Bool {
        guard to - from > 86_400_000 else { return false }
        switch try await total(from..<to) {
        case .known(let total): return total >= job.minimum
        case .tooMany: return true
        case .untold: return false
        }
    }

    private enum Total {
        case known(Int)
        /// Too many to be counted in one query.
        case tooMany
        case untold
    }

    private func total(_ range: Range<Int64>) async throws -> Total {
        do {
            let total = try await run.caller.count(
                run.stream, window, from: range.lowerBound, to: range.upperBound)
            return total.map(Total.known) ?? .untold
        } catch is TooMuchAtOnce { return .tooMany }
    }

    /// Reads `[from, to)`.
    func read(from: Int64, to: Int64) async throws {
        let parts = try await cut(from..<to)
        run.report(.expects(stream: run.stream.name, rows: parts.reduce(0) { $0 + $1.count }))
        try await read(parts.map { ($0.range, $0.count) })
    }

    /// Goes on with jobs that an earlier run has begun.
    func goOn(with entries: [LedgerEntry]) async throws {
        try await read(
            entries.compactMap { entry in
                guard let from = entry.scope.fromMs, let to = entry.scope.toMs, from < to else { return nil }
                return (from..<to, nil)
            })
    }

    /// - Parameter parts: with the number of their records, where it has been asked.
    private func read(_ parts: [(range: Range<Int64>, count: Int?)]) async throws {
        var waiting = parts[...]
        try await withThrowingTaskGroup(of: Void.self) { group in
            func start() {
                guard let (range, count) = waiting.popFirst() else { return }
                group.addTask {
                    // What fits a page is no job.
                    if let count, count <= window.limit { try await query(range) } else { try await read(range) }
                }
            }
            for _ in 0..<max(1, job.atOnce) { start() }
            while try await group.next() != nil { start() }
        }
    }

    private func query(_ range: Range<Int64>) async throws {
        try await WindowReader(run: run, window: window, part: part)
            .read(from: range.lowerBound, to: range.upperBound, finish: close)
    }

    /// Parts of at most `maximum` records, and how many each has.
    private func cut(_ whole: Range<Int64>) async throws -> [(range: Range<Int64>, count: Int)] {
        var parts: [(range: Range<Int64>, count: Int)] = []
        var waiting = [whole]
        while let range = waiting.popLast() {
            let total = try await total(range)
            let middle = window.resolution.floor(range.lowerBound + (range.upperBound - range.lowerBound) / 2)
            let canBeCut = middle > range.lowerBound
            switch total {
            case .known(let count) where count <= job.maximum || !canBeCut:
                parts.append((range, count))
                continue
            case .tooMany where !canBeCut, .untold:
                parts.append((range, 0))
                continue
            case .known, .tooMany: break
            }
            waiting.append(middle..<range.upperBound)
            waiting.append(range.lowerBound..<middle)
        }
        return parts
    }

    // MARK: - One job

    private func read(_ range: Range<Int64>) async throws {
        let scope = LedgerScope(kind: .window, fromMs: range.lowerBound, toMs: range.upperBound)
        var words = ""
        for _ in 1...3 {
            let entry = try await ListingReader.open(
                run, part: part, scope: scope, projection: run.projection.text)
            do {
                let place = try await begun(entry)
                if try await isWhole(entry, place) { return }
                words = "its result was not the one it had counted"
            } catch let failure as JobFailure {
                words = failure.words
                guard failure.canBeMadeAnew else { break }
            }
            try await run.store.write { tx in
                try tx.updateLedger(id: entry.id, cursor: nil, rows: 0, state: .open)
            }
        }
        run.report(.note(stream: run.stream.name, "no export (\(words)); read by queries instead"))
        try await query(range)
    }

    /// Why a job gives nothing.
    private struct JobFailure: Error {
        var words: String
        var canBeMadeAnew: Bool
    }

    /// The job of an entry: the one that stands there, or a new one.
    private func begun(_ entry: LedgerEntry) async throws -> JobPlace {
        if let place = entry.cursor.flatMap(JobPlace.init) { return place }
        let values = window.values(run.values, from: entry.scope.fromMs ?? 0, to: entry.scope.toMs ?? 0)
            .setting("fields", run.projection.fields.joined(separator: run.stream.fields?.separator ?? ","))
        let outcome: Caller.Outcome
        do { outcome = try await run.caller.call(job.create, values) } catch SyncFailure.stopStream(let text) {
            throw JobFailure(words: text, canBeMadeAnew: false)
        } catch SyncFailure.missingPermission(let text) {
            throw JobFailure(words: text, canBeMadeAnew: false)
        }
        guard case .answer(let answer) = outcome, let id = answer.root[path: job.id]?.text, !id.isEmpty else {
            throw JobFailure(words: "\(job.create.path): no job was made", canBeMadeAnew: false)
        }
        let place = JobPlace(job: id, next: nil)
        try await run.store.write { tx in
            try tx.updateLedger(id: entry.id, cursor: place.text, rows: 0, state: .open)
        }
        return place
    }

    private func values(_ place: JobPlace) -> TemplateValues {
        run.values.setting("job", place.job).setting("cursor", place.next).setting("limit", String(job.limit))
    }

    /// Waits until the job is done and downloads what is left of its result. False: it is not what was counted.
    private func isWhole(_ entry: LedgerEntry, _ begun: JobPlace) async throws -> Bool {
        let total = try await finished(begun)
        var place = begun
        // A result is downloaded from its first part or from the place that the ledger has.
        var rows = begun.next == nil ? 0 : entry.rows
        while true {
            let (count, next) = try await ExportDownload(run: run, job: job).read(values(place))
            rows += count
            let isLast = next == nil
            if isLast, let total, total != rows { return false }
            place.next = next
            let (cursor, soFar) = (place.text, rows)
            try await run.store.write { tx in
                guard isLast else {
                    return try tx.updateLedger(id: entry.id, cursor: cursor, rows: soFar, state: .open)
                }
                var closing = entry
                (closing.cursor, closing.rows) = (nil, soFar)
                try close(tx, closing)
            }
            if isLast { return true }
        }
    }

    /// Waits for a job; how many records its result has, where the source tells.
    private func finished(_ place: JobPlace) async throws -> Int? {
        var wait = Duration.seconds(1)
        while true {
            let outcome: Caller.Outcome
            do { outcome = try await run.caller.call(job.poll, values(place)) } catch SyncFailure.stopStream(
                let text)
            {
                throw JobFailure(words: text, canBeMadeAnew: true)
            }
            guard case .answer(let answer) = outcome else {
                throw JobFailure(words: "the source knows nothing of job \(place.job)", canBeMadeAnew: true)
            }
            let state = answer.root[path: job.state]?.text ?? ""
            if state == job.done {
                return job.total.flatMap { answer.root[path: $0]?.text }.flatMap { Int($0) }
            }
            if job.failed.contains(state) {
                let reason = job.reason.flatMap { answer.root[path: $0]?.text } ?? state
                throw JobFailure(words: "job \(place.job): \(reason.prefix(200))", canBeMadeAnew: true)
            }
            try await run.caller.pause(wait)
            wait = min(wait * 3 / 2, .seconds(30))
        }
    }

    // MARK: - Jobs nobody waits for

    /// Ends the job of an entry that does not count any more. That it cannot be ended harms nobody.
    func abandon(_ entry: LedgerEntry) async throws {
        guard let abort = job.abort, let place = entry.cursor.flatMap(JobPlace.init) else { return }
        do { _ = try await run.caller.call(abort, values(place)) } catch SyncFailure.stopStream(_) {}
    }
}

/// A job and the next part of its result, as the ledger keeps them.
struct JobPlace: Hashable, Sendable {
    var job: String
    /// nil: the first part.
    var next: String?

    var text: String { "job\t\(job)" + (next.map { "\t" + $0 } ?? "") }

    init(job: String, next: String?) {
        self.job = job
        self.next = next
    }

    /// nil: the ledger's place is none of a job.
    init?(_ text: String) {
        let parts = text.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "job", !parts[1].isEmpty else { return nil }
        self.init(job: String(parts[1]), next: parts.count == 3 ? String(parts[2]) : nil)
    }
}
