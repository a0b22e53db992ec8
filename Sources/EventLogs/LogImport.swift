import Dispatch
import Glibc
public import JourneyStore
import Synchronization
import Touchpoints

/// Puts an event log into a journey store: one case becomes one person, one event one touchpoint.
///
/// Batches are committed as they are read, so memory does not grow with the log. A log that turns out to be broken leaves
/// what stands before the break; importing the mended one adds the rest. Importing a log again changes nothing; what a
/// later version of it no longer has stays.
public struct LogImport: Sendable {
    public struct Report: Hashable, Sendable, Encodable {
        public var log: String
        public var cases = 0
        public var events = 0
        public var added = 0
        public var changed = 0
        public var unchanged = 0
        public var quarantined = 0
    }

    private let mapping: EventMapping
    private let store: JourneyStore
    private let file: LogFile
    /// Names of the cases that this import has seen, and numbers of those whose name had been seen: the store holds
    /// them, so that memory does not.
    private static let seen = "import"
    private static let repeated = "import:repeated"

    /// - Parameter log: tells this log from others in the store.
    public init(path: String, log: String, into store: JourneyStore) {
        file = LogFile(path: path)
        mapping = EventMapping(log: log)
        self.store = store
    }

    /// - Throws: `EventLogError`, `StoreError`.
    public func run() async throws -> Report {
        let mapping = mapping
        let run = try await store.write { tx in
            try tx.declare(mapping.cases, entity: .person)
            try Self.forgetNames(mapping, tx)
            // What is still wrong is set aside again.
            while case let entries = try tx.reader.quarantined(mapping.source, limit: 1_000), !entries.isEmpty {
                try tx.clearQuarantine(mapping.source, ids: entries.map(\.recordID))
            }
            return try tx.beginRun(kind: "import", connection: nil, arguments: "{}")
        }
        var report = Report(log: mapping.log)
        var exitCode: Int32 = 75
        var outcome = "stopped"
        let result: Result<Report, any Error>
        do {
            report = try await file.withDescriptor { try await read($0, run) }
            exitCode = report.quarantined > 0 ? 65 : 0
            outcome = "complete"
            result = .success(report)
        } catch {
            if error is EventLogError { exitCode = 65 }
            result = .failure(error)
        }
        let (code, word) = (exitCode, outcome)
        try await store.write { tx in
            try Self.forgetNames(mapping, tx)
            try tx.finishRun(run, outcome: word, exitCode: code, streams: [])
        }
        return try result.get()
    }

    private func read(_ descriptor: Int32, _ run: Int64) async throws -> Report {
        var report = Report(log: mapping.log)
        // The parser runs on a thread of its own and waits until its batch is saved.
        let handover = try Handover(mapping: mapping, descriptor: descriptor)
        defer { handover.stop() }
        for await batch in handover.start() {
            try await save(batch, run, &report)
            handover.next()
        }
        try Task.checkCancellation()
        if let failure = handover.failure { throw failure }
        return report
    }

    private func save(_ batch: EventBatch, _ run: Int64, _ report: inout Report) async throws {
        let (mapping, now) = (mapping, JourneyStore.systemMilliseconds())
        let part = try await store.write { tx -> Report in
            try Self.save(
                batch, mapping, tx,
                Provenance(
                    run: run, request: "import \(mapping.log)",
                    observedAt: Moment(clamping: now, precision: .millisecond)))
        }
        report.cases += part.cases
        report.events += part.events
        report.added += part.added
        report.changed += part.changed
        report.unchanged += part.unchanged
        report.quarantined += part.quarantined
    }

    private static func save(
        _ batch: EventBatch, _ mapping: EventMapping, _ tx: StoreTransaction, _ provenance: Provenance
    ) throws -> Report {
        var report = Report(log: mapping.log)
        var writes: [RecordWrite] = []
        var refused: [(id: String, reason: String, payload: [UInt8])] = []
        for entry in batch.entries {
            switch entry {
            case .named(let trace, let id):
                if try tx.reader.isDue(mapping.source, part: seen, id: id) {
                    try tx.enqueue(mapping.source, part: repeated, ids: [String(trace)])
                    let reason = "the log has another case of the name \"\(id.prefix(80))\": it is left out"
                    refused.append(("case \(trace + 1)", reason, []))
                } else {
                    try tx.enqueue(mapping.source, part: seen, ids: [id])
                }
            case .write(let write, let trace, let isCase):
                if try tx.reader.isDue(mapping.source, part: repeated, id: String(trace)) { continue }
                writes.append(write)
                if isCase { report.cases += 1 } else { report.events += 1 }
            case .refused(let id, let reason, let payload): refused.append((id, reason, payload))
            }
        }
        // Cases first: what their events are linked to is known then.
        let counts = try tx.save(writes.filter { $0.entity != nil } + writes.filter { $0.entity == nil }, provenance)
        for entry in refused {
            try tx.quarantine(
                QuarantineEntry(
                    source: mapping.source, recordID: entry.id, reason: entry.reason, payload: entry.payload,
                    run: provenance.run))
        }
        report.added = counts.added + counts.restored
        report.changed = counts.changed
        report.unchanged = counts.unchanged
        report.quarantined = refused.count
        return report
    }

    private static func forgetNames(_ mapping: EventMapping, _ tx: StoreTransaction) throws {
        for part in [seen, repeated] { try tx.dropDue(mapping.source, part: part) }
    }
}

extension EventMapping {
    fileprivate var source: StreamKey { StreamKey(system: Self.system, account: log, stream: "events") }
}

/// Brings batches from the parser's thread to the task that saves them, one at a time.
private final class Handover: Sendable {
    private let mapping: EventMapping
    /// Its own: the thread may be the last to use it.
    private let descriptor: Int32
    private let state = Mutex<(isStopped: Bool, failure: EventLogError?)>((false, nil))
    private let saved = DispatchSemaphore(value: 0)
    private static let queue = DispatchQueue(label: "EventLogs.parsing", attributes: .concurrent)

    init(mapping: EventMapping, descriptor: Int32) throws {
        self.mapping = mapping
        self.descriptor = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        if self.descriptor < 0 { throw EventLogError.unreadable(String(cString: strerror(errno))) }
    }

    var failure: EventLogError? { state.withLock { $0.failure } }

    /// To be called once.
    func start() -> AsyncStream<EventBatch> {
        let (batches, continuation) = AsyncStream<EventBatch>.makeStream()
        Self.queue.async { [self] in
            parse(continuation)
            close(descriptor)
            continuation.finish()
        }
        return batches
    }

    private func parse(_ continuation: AsyncStream<EventBatch>.Continuation) {
        var batcher = EventBatcher(mapping: mapping)
        do throws(EventLogError) {
            try XESReader.read(descriptor: descriptor) { item in
                guard let batch = batcher.add(item) else { return true }
                return self.hand(batch, continuation)
            }
        } catch {
            state.withLock { $0.failure = error }
        }
        if let batch = batcher.take() { _ = hand(batch, continuation) }
    }

    private func hand(_ batch: EventBatch, _ continuation: AsyncStream<EventBatch>.Continuation) -> Bool {
        if state.withLock({ $0.isStopped }) { return false }
        continuation.yield(batch)
        saved.wait()
        return !state.withLock { $0.isStopped }
    }

    /// The batch is saved: the parser may go on.
    func next() { saved.signal() }

    /// Has the parser end where it stands.
    func stop() {
        state.withLock { $0.isStopped = true }
        saved.signal()
    }
}
