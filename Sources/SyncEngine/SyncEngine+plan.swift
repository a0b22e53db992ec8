import ConnectorKit
import JSON
import JourneyStore

/// What a sync would do, before it does it.
public struct PlanReport: Codable, Sendable {
    public struct Stream: Codable, Sendable {
        public var stream: String
        /// What would be read, in a few words.
        public var reading: String
        /// Records to be read; nil where the API does not count.
        public var rows: Int?
        /// Calls for these rows, their details and associations, page sizes full; a floor where rows are unknown.
        public var calls: Int
    }

    public var connection: String
    public var streams: [Stream] = []
    public var calls = 0
    /// Seconds at the tightest budget, if nobody else calls.
    public var seconds: Double = 0
    /// Share of the daily budget that is left for Waymark, 0…1; nil where there is none.
    public var shareOfDay: Double?

    init(connection: String) { self.connection = connection }
}

extension SyncEngine {
    /// Counts what is new with one cheap call per stream that can count; writes nothing.
    public func plan(_ connection: Connection, options: SyncOptions = SyncOptions()) async throws -> PlanReport {
        var result = PlanReport(connection: connection.name)
        let opened = try await OpenConnection(connection, engine: self, options: options, pins: false)
        var named: [String: Int] = [:]
        let lists = FieldLists()
        for stream in opened.streams
        where opened.known.isWanted(stream) && options.streams?.contains(stream.name) ?? true {
            let plan: PlanReport.Stream
            do { plan = try await self.plan(stream, opened, lists, options) } catch SyncFailure.missingPermission
                where stream.mayBeAbsent
            {
                plan = PlanReport.Stream(stream: stream.name, reading: "nothing: not in this account", calls: 0)
            } catch is AbsentObject {
                plan = PlanReport.Stream(stream: stream.name, reading: "nothing: not in this account", calls: 0)
            } catch SyncFailure.missingPermission {
                plan = PlanReport.Stream(stream: stream.name, reading: "nothing: a permission is missing", calls: 0)
            } catch let trouble as any Remediable {
                plan = PlanReport.Stream(stream: stream.name, reading: "nothing: \(trouble)", calls: 0)
            } catch SyncFailure.stopStream(let text) {
                plan = PlanReport.Stream(stream: stream.name, reading: "nothing: \(text)", calls: 0)
            }
            result.streams.append(plan)
            result.calls += plan.calls
            if case .window(let window) = stream.reading {
                for budget in window.request.budgets {
                    named[budget, default: 0] += (plan.rows ?? 0) / window.limit + 1
                }
            }
        }
        for budget in connection.connector.budgets {
            guard case .rolling(let seconds) = budget.period else { continue }
            let calls = budget.isNamedOnly ? named[budget.name] ?? 0 : result.calls
            result.seconds = max(result.seconds, Double(calls) * Double(seconds) / Double(max(1, budget.calls)))
        }
        if let left = try await opened.pacer.dailyCallsLeft() {
            result.shareOfDay = Double(result.calls) / Double(max(1, left))
        }
        return result
    }

    private func plan(
        _ stream: RecordStream, _ opened: OpenConnection, _ lists: FieldLists, _ options: SyncOptions
    ) async throws -> PlanReport.Stream {
        let settings = opened.connection.settings[stream.name] ?? StreamSettings()
        let key = opened.known.key(of: stream)
        let list = try await FieldList.recall(opened.known.collection(of: stream), from: store)
        let projection = Projection(stream.fields, catalog: list?.names ?? [], settings: settings, list: list)
        let hasHistory = !projection.history.isEmpty
        let start = opened.connection.start(of: stream)
        guard case .window(let window) = stream.reading else {
            let words = if case .children = stream.reading { "one listing per parent" } else { "a full listing" }
            let total = try await firstRow(of: stream, opened, lists)
            let limit = if case .snapshot(let listing, _) = stream.reading { listing.limit } else { 1 }
            return PlanReport.Stream(
                stream: stream.name, reading: words, rows: total, calls: max(1, ((total ?? 0) + limit - 1) / limit))
        }
        let ledger = try await store.read { try $0.ledger(key, part: "records") }
        let coverage = Coverage(ledger, projection: projection, base: start ?? 0)
        let isFirst = coverage.through == nil || options.full
        let now = await opened.caller.serverTime ?? clock.now()
        let from = isFirst ? start ?? 0 : (coverage.through ?? 0) - Int64(window.overlap) * 1000
        let rows = try await opened.caller.count(stream, window, from: max(0, from), to: now)
        let n = rows ?? 0
        func pages(_ limit: Int) -> Int { callsFor(n, limit) }
        var calls = 1
        var reading = isFirst ? "everything, for the first time" : "what changed since the last sync"
        if let export = window.export, n >= export.minimum {
            // Each job is made, asked after some times, and downloaded.
            let jobs = (n + export.maximum - 1) / export.maximum
            let exported = 1 + jobs * 5 + pages(export.limit)
            reading += "; by \(jobs) export\(jobs == 1 ? "" : "s"), as queries would take \(pages(window.limit)) calls"
            calls += exported
        } else if isFirst, let initial = window.initial, start == nil {
            calls += pages(hasHistory ? initial.limitWithHistory ?? initial.limit : initial.limit)
        } else {
            calls += pages(window.limit)
            if window.isPartial, let lookup = stream.lookup {
                calls += pages(hasHistory ? lookup.limitWithHistory ?? lookup.limit : lookup.limit)
            }
        }
        calls += stream.associations.reduce(0) { $0 + pages($1.limit) }
        if !isFirst, !settings.readsByListing, let look = window.secondLook,
            let range = try await secondLook(look, window, stream, key, settings, start, now: now)
        {
            let seen = try await opened.caller.count(stream, window, from: range.lowerBound, to: range.upperBound) ?? 0
            // What it finds unchanged, nearly everything, costs its pages only.
            calls += max(1, callsFor(seen, window.limit))
            let hours = (range.upperBound - range.lowerBound + 3_599_999) / 3_600_000
            reading += ", and a second look at the last \(hours) hours"
        }
        return PlanReport.Stream(stream: stream.name, reading: reading, rows: rows, calls: calls)
    }

    /// What a sync would read a second time; nil: it is not yet time for it.
    private func secondLook(
        _ look: Window.SecondLook, _ window: Window, _ stream: RecordStream, _ key: StreamKey,
        _ settings: StreamSettings, _ start: Int64?, now: Int64
    ) async throws -> Range<Int64>? {
        let ledger = try await store.read { try $0.ledger(key, part: Window.SecondLook.name) }
        if let open = ledger.first(where: { $0.state == .open })?.scope, let from = open.fromMs, let to = open.toMs {
            return from..<to
        }
        let every = settings.sweeps[Window.SecondLook.name] ?? look.every
        guard let last = SecondLookReader.last(ledger), now - last.asOf >= Int64(every) * 1000 else { return nil }
        return SecondLookReader.range(
            after: last, through: now - Int64(window.lag) * 1000, start: start, window, look)
    }

    private func callsFor(_ rows: Int, _ limit: Int) -> Int { (rows + limit - 1) / limit }
}
