import ConnectorKit
import JourneyStore

extension StreamReader {
    /// Reads a past range without touching the live cursor.
    func backfill(_ range: Range<Int64>) async throws {
        guard case .window(let window) = run.stream.reading else {
            run.report(.note(stream: run.stream.name, "has no dates to read by: nothing to backfill"))
            return
        }
        let run = run
        try await ZoneProof(run: run, window: window).demand()
        let now = try await run.serverNow()
        let to = min(range.upperBound, now - Int64(window.lag) * 1000)
        let whole =
            window.resolution.floor(
                range.lowerBound)..<max(
                window.resolution.floor(range.lowerBound), window.resolution.floor(to))
        // What a killed backfill of the last day has read counts; the live cursor knows nothing of it.
        let close: ExportReader.Close = { tx, entry in
            try tx.updateLedger(id: entry.id, cursor: nil, rows: entry.rows, state: .closed)
        }
        let exports = exports(window, part: "backfill", close: close)
        var begun: [LedgerEntry] = []
        var done: [Range<Int64>] = []
        for entry in try await run.ledger("backfill") {
            guard let from = entry.scope.fromMs, let to = entry.scope.toMs, from < to, isWanted(entry),
                from >= whole.lowerBound, to <= whole.upperBound, now - entry.asOf < 86_400_000
            else {
                try await exports?.abandon(entry)
                try await run.store.write { tx in try tx.removeLedger(ids: [entry.id]) }
                continue
            }
            let isJob = entry.cursor.flatMap(JobPlace.init) != nil
            if entry.state == .closed || isJob { done.append(from..<to) }
            if entry.state == .open, isJob { begun.append(entry) }
        }
        try await exports?.goOn(with: begun)
        for gap in whole.subtracting(done) {
            try await read(window, from: gap.lowerBound, to: gap.upperBound, part: "backfill", close: close)
        }
        // A finished backfill leaves no trace but its records.
        try await run.store.write { tx in
            try tx.removeLedger(ids: try tx.reader.ledger(run.key, part: "backfill").map(\.id))
        }
    }
}

extension Range<Int64> {
    /// What is left of a range without some others, in order.
    func subtracting(_ others: [Range<Int64>]) -> [Range<Int64>] {
        var rest: [Range<Int64>] = []
        var from = lowerBound
        for other in others.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if other.lowerBound > from { rest.append(from..<Swift.min(other.lowerBound, upperBound)) }
            from = Swift.max(from, other.upperBound)
        }
        if from < upperBound { rest.append(from..<upperBound) }
        return rest
    }
}
