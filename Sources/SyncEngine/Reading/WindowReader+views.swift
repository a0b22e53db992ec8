import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

// Windows of which the server keeps one view, and hands it out page by page (Salesforce's query locators). Nothing slips
// between two pages, however many records share one moment and whatever changes meanwhile; the total is held against
// what came. A view is gone on with after a kill; where the server has forgotten it, the window is read anew.
extension WindowReader {
    /// Reads the window piece by piece: each is complete for itself, so that little is lost with a view.
    func readViews(
        from: Int64, to: Int64, _ finish: @escaping @Sendable (StoreTransaction, LedgerEntry) throws -> Void
    ) async throws {
        var pieces: [(from: Int64, to: Int64)] = try await self.pieces(from, to).reversed()
        while let (from, to) = pieces.popLast() {
            let scope = LedgerScope(kind: .window, fromMs: from, toMs: to)
            let listing = Listing(request: window.request, page: window.page, limit: window.limit)
            do {
                try await ListingReader.read(
                    run, listing, part: part, scope: scope, values: values(scope), withFields: !window.isPartial,
                    looksBack: true,
                    prepare: { page in
                        try refuseStrangers(page, from, to)
                        return try await prepare(page)
                    }, close: finish)
            } catch let much as TooMuchAtOnce {
                guard let middle = middle(from, to) else { throw much }
                let entry = try await ListingReader.open(
                    run, part: part, scope: scope, projection: window.isPartial ? "" : run.projection.text)
                try await run.store.write { tx in try tx.removeLedger(ids: [entry.id]) }
                pieces += [(middle, to), (from, middle)]
            }
        }
    }

    /// A page of another window would pass for a part of this one.
    private func refuseStrangers(_ page: Page, _ from: Int64, _ to: Int64) throws {
        let stranger = page.records.lazy.compactMap { $0[path: window.cursor]?.text }.first { text in
            Moment(parsing: text).map { $0.milliseconds < from || $0.milliseconds >= to } ?? true
        }
        guard let stranger, !Sabotage.believeShortPages.isOn else { return }
        throw SyncFailure.runAgain(
            "\(page.request): asked for \(window.time.text(from)) to \(window.time.text(to)), and got a record of "
                + "\(stranger.prefix(40))", at: nil)
    }

    private func middle(_ from: Int64, _ to: Int64) -> Int64? {
        let middle = window.resolution.floor(from + (to - from) / 2)
        return middle > from && middle < to ? middle : nil
    }

    /// A window cut so that no piece has more records than it should; one that is being read stays as it is.
    private func pieces(_ from: Int64, _ to: Int64) async throws -> [(from: Int64, to: Int64)] {
        guard let most = window.piece, window.count != nil else { return [(from, to)] }
        let begun = try await run.ledger(part).contains { entry in
            entry.state == .open && entry.cursor != nil && entry.scope.fromMs == from && entry.scope.toMs == to
        }
        let total = begun ? nil : try await count(from, to)
        guard !begun, let total, total > most else { return [(from, to)] }
        run.report(.expects(stream: run.stream.name, rows: total))
        var pieces: [(from: Int64, to: Int64, count: Int)] = []
        var rest = [(from: from, to: to, count: total)]
        while let part = rest.popLast() {
            guard part.count > most, let middle = middle(part.from, part.to) else {
                // What is small joins its neighbour: a stretch without records needs no call of its own.
                if let last = pieces.last, last.count + part.count <= most {
                    pieces[pieces.count - 1] = (last.from, part.to, last.count + part.count)
                } else {
                    pieces.append(part)
                }
                continue
            }
            let first = try await count(part.from, middle)
            rest += [(middle, part.to, max(0, part.count - first)), (part.from, middle, first)]
        }
        return pieces.map { ($0.from, $0.to) }
    }

    /// More than anybody wants where the source cannot even count them in time.
    private func count(_ from: Int64, _ to: Int64) async throws -> Int {
        do { return try await run.caller.count(run.stream, window, from: from, to: to) ?? 0 } catch is TooMuchAtOnce {
            return Int(Int32.max)
        }
    }

    /// The records that are not older than what is stored: a view that is gone on with shows them as they were.
    func withoutOlder(_ records: [JSONValue]) async throws -> [JSONValue] {
        let (collection, sink) = (run.collection, run.sink)
        guard let path = run.stream.modifiedAt else { return records }
        let ids = records.compactMap { sink.id(of: $0, parent: nil) }
        let known = try await run.store.read { reader in
            var times: [String: Int64] = [:]
            for id in ids {
                let record = try reader.record(RecordKey(collection: collection, id: id), payload: false)
                times[id] = record?.gone == nil ? record?.modifiedAt?.milliseconds : nil
            }
            return times
        }
        return records.filter { record in
            guard let id = sink.id(of: record, parent: nil), let stored = known[id],
                let time = record[path: path]?.text.flatMap({ Moment(parsing: $0)?.milliseconds })
            else { return true }
            return time >= stored
        }
    }
}
