import ConnectorKit
import JourneyStore

/// Reads once more the stretch of time of which a system may have shown less than there was.
///
/// It begins where everything had become visible when the last one was made (its end less the reach) and ends where the
/// live reading has come to. It has a part of the ledger of its own: killed, it goes on where it was, and the live
/// cursor knows nothing of it. What is stored as the source shows it costs its share of a page, and no lookup.
struct SecondLookReader: Sendable {
    let run: StreamRun
    let window: Window
    let look: Window.SecondLook

    private static let part = Window.SecondLook.name

    func read() async throws {
        let run = run
        guard let through = try await through(), !Sabotage.noSecondLook.isOn else { return }
        let entries = try await run.ledger(Self.part)
        // A first reading, or one of everything, has nothing behind it that could have come late.
        if run.options.full || entries.isEmpty {
            try await begin(at: through, instead: entries)
            return
        }
        for open in entries where open.state == .open {
            guard let from = open.scope.fromMs, let to = open.scope.toMs else { continue }
            try await read(from: from, to: to)
        }
        let every = run.every(Self.part) ?? look.every
        guard let last = Self.last(try await run.ledger(Self.part)),
            try await run.isOver(seconds: every, since: last.asOf),
            let range = Self.range(after: last, through: through, start: run.start, window, look)
        else { return }
        try await read(from: range.lowerBound, to: range.upperBound)
    }

    /// What the second look after `last` reads; nil: nothing.
    ///
    /// - Parameter through: up to where the stream has been read, Unix milliseconds.
    static func range(
        after last: LedgerEntry, through: Int64, start: Int64?, _ window: Window, _ look: Window.SecondLook
    ) -> Range<Int64>? {
        let covered = min(last.scope.toMs ?? through, through)
        let from = max(start ?? 0, window.resolution.floor(covered - Int64(look.reach) * 1000))
        return from < through ? from..<through : nil
    }

    /// The second look that was ended last.
    static func last(_ ledger: [LedgerEntry]) -> LedgerEntry? {
        ledger.filter { $0.part == part && $0.state == .closed }.max { $0.asOf < $1.asOf }
    }

    private func through() async throws -> Int64? {
        Coverage(try await run.ledger("records"), projection: run.projection, base: run.start ?? 0).through
    }

    private func begin(at through: Int64, instead of: [LedgerEntry]) async throws {
        let entry = LedgerEntry(
            source: run.key, part: Self.part, projection: run.projection.text,
            scope: LedgerScope(kind: .window, fromMs: through, toMs: through), state: .closed,
            asOf: try await run.serverNow())
        try await run.store.write { tx in
            try tx.removeLedger(ids: of.map(\.id))
            _ = try tx.insertLedger(entry)
        }
    }

    private func read(from: Int64, to: Int64) async throws {
        let run = run
        try await WindowReader(run: run, window: window, part: Self.part).read(from: from, to: to) { tx, entry in
            let older = try tx.reader.ledger(run.key, part: Self.part).filter { $0.id != entry.id }
            try tx.removeLedger(ids: older.map(\.id))
            try tx.updateLedger(id: entry.id, cursor: nil, rows: entry.rows, state: .closed)
        }
        run.report(.note(stream: run.stream.name, "swept: \(Self.part)"))
    }
}
