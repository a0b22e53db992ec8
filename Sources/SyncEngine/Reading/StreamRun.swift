import ConnectorKit
import HTTP
import JSON
import JourneyStore
import Synchronization
import Touchpoints

/// Everything that reading one stream in one run needs.
struct StreamRun: Sendable {
    let stream: RecordStream
    let key: StreamKey
    let collection: RecordCollection
    /// Stream name → where its records are stored.
    let collections: [String: RecordCollection]
    /// Stream name → what the credentials must be allowed to read for it.
    let scopes: [String: [String]]
    let projection: Projection
    /// What the account says about the stream's fields, where it was asked.
    let fieldList: FieldList?
    let settings: StreamSettings
    let start: Int64?
    let options: SyncOptions
    let caller: Caller
    let store: JourneyStore
    let sink: RecordSink
    let relations: RecordRelations
    let run: Int64
    let counter: Counter
    let missing = MissingRecords()
    let report: @Sendable (Progress) -> Void

    /// Counts what a run did with a stream; shared by the tasks that read it.
    final class Counter: Sendable {
        private let state: Mutex<StreamReport>

        init(stream: String) { state = Mutex(StreamReport(stream: stream)) }

        func update(_ body: (inout StreamReport) -> Void) { state.withLock { body(&$0) } }
        var value: StreamReport { state.withLock { $0 } }
    }

    var values: TemplateValues {
        var values = caller.values(of: stream)
        if !projection.history.isEmpty { values = values.setting("history", list: projection.history) }
        return values
    }

    /// Whether the fields do not fit into one request of pages that are linked with each other: then only ids and
    /// revisions are read in pages.
    func readsParts(of shape: PageShape) -> Bool {
        guard case .link = shape.next, let selection = stream.fields, !selection.inEveryPart.isEmpty,
            stream.lookup != nil
        else { return false }
        return projection.parts(maximumBytes: selection.maximumBytes).count > 1
    }

    /// Whether what a record becomes depends on what is stored already.
    var looksBack: Bool { stream.parent != nil || !sink.mapper.namingStreams.isEmpty }

    var hasHistory: Bool { !projection.history.isEmpty }

    /// Where one of a stream's lists of ids is kept; see `StoreTransaction.enqueue`.
    enum Due {
        static let lookup = "lookup"
        static let probe = "probe"
        static func seen(_ listing: String) -> String { listing.isEmpty ? "seen" : "seen:" + listing }
        static func isSeen(_ part: String) -> Bool { part == "seen" || part.hasPrefix("seen:") }
        static let remap = "remap"
        /// Records of another stream whose associations this stream's records are.
        static func ties(_ from: String) -> String { "ties:" + from }
        /// Records whose associations are to be read, to whichever stream.
        static let associations = "associations"
        /// To one stream only: what was not allowed when the others were read.
        static func associations(_ target: String) -> String { "associations:" + target }
        /// What a sweep wants to be read again: within its budget, and no gap in what has been read.
        static func swept(_ part: String) -> String { "sweep:" + part }
        /// Records whose associations are read again soon: those touched since the last such sweep, and those that it
        /// has looked at once.
        static let touched = "touched"
        static let touchedOnce = "touched:once"
        /// Ids that are kept for later, not late.
        static func isKept(_ part: String) -> Bool { isSeen(part) || part == touched || part == touchedOnce }
    }

    /// How often something is done that has a rhythm of its own, in seconds.
    func every(_ rhythm: String) -> Int? { settings.sweeps[rhythm] ?? stream.rhythms[rhythm] }

    func count(read rows: Int) {
        counter.update { $0.read += rows }
        report(.read(stream: stream.name, rows: rows))
    }

    func count(_ counts: WriteCounts) {
        counter.update {
            $0.added += counts.added
            $0.changed += counts.changed
            $0.unchanged += counts.unchanged
            $0.restored += counts.restored
            $0.gone += counts.gone
            $0.touchpoints += counts.touchpointsAdded
        }
    }

    /// The server's clock, as of the last answer.
    func serverNow() async throws -> Int64 {
        if Sabotage.localClock.isOn { return caller.localNow }
        guard let time = await caller.serverTime else {
            throw SyncFailure.runAgain("no answer has told the server's time yet", at: nil)
        }
        return time
    }

    /// Whether a rhythm's time has come, by the server's clock. A last time well in the future is of a clock that was wrong.
    func isOver(seconds: Int, since last: Int64) async throws -> Bool {
        let age = try await serverNow() - last
        return age >= Int64(seconds) * 1000 || age < -3_600_000
    }

    func ledger(_ part: String) async throws -> [LedgerEntry] {
        let key = key
        return try await store.read { try $0.ledger(key, part: part) }
    }

    func provenance(_ request: String, at serverTime: Int64) -> Provenance {
        Provenance(
            run: run, request: request,
            observedAt: Moment(clamping: serverTime, precision: .millisecond))
    }
}
