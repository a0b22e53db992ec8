public import HTTP
import JSON
public import JourneyStore
import Touchpoints

/// Reads connections into a store.
///
/// The engine owns the algorithms; connectors describe what their systems offer. Everything that a page brings, and how
/// far reading has come, is one transaction: killed at any moment, the next run goes on.
public struct SyncEngine: Sendable {
    public let store: JourneyStore
    let transport: any HTTPTransport
    let clock: EngineClock
    let report: @Sendable (Progress) -> Void

    public init(
        store: JourneyStore, transport: any HTTPTransport, clock: EngineClock = .system,
        report: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.store = store
        self.transport = transport
        self.clock = clock
        self.report = report
    }

    /// Reads what is new, what is due and what sweeps find; see `SyncReport` for what came of it.
    ///
    /// - Parameter waits: when another process syncs the same connection, wait for it instead of failing.
    public func sync(
        _ connection: Connection, options: SyncOptions = SyncOptions(), waits: Bool = false
    ) async throws -> SyncReport {
        let lock = try await ConnectionLock(
            path: "\(store.path)-sync-\(Self.fileName(connection.name))", connection: connection.name, waits: waits,
            clock: clock)
        defer { withExtendedLifetime(lock) {} }
        let kind = options.backfill == nil ? "sync" : "backfill"
        let run = try await store.write { tx in
            try tx.beginRun(kind: kind, connection: connection.name, arguments: "{}")
        }
        var result = SyncReport(connection: connection.name)
        var opened: OpenConnection?
        do {
            let open = try await OpenConnection(connection, engine: self, options: options, pins: true)
            opened = open
            result.account = open.account.id
            try await ConnectionRun(opened: open, engine: self, options: options, run: run).read(into: &result)
        } catch {
            let failure = Self.failure(error)
            result.problems.append(failure.message)
            result.exitCode = failure.exitCode
        }
        if let caller = opened?.caller {
            result.calls = await caller.calls
            result.retries = await caller.refusals
            result.bytes = await caller.bytes
        }
        let codes = result.streams.map(\.exitCode) + [result.exitCode]
        result.exitCode = ExitCode.first(of: codes)
        let finished = result
        // A run that was stopped says so as well.
        try await Self.uncancelled {
            try await store.write { tx in
                try tx.finishRun(
                    run, outcome: finished.exitCode == 0 ? "complete" : finished.problems.first ?? "incomplete",
                    exitCode: finished.exitCode,
                    streams: finished.streams.map { RunStreamResult(stream: $0.stream, json: $0.json) })
            }
        }
        return result
    }

    /// Runs the last words of a run although its task was cancelled.
    static func uncancelled<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await Task { try await body() }.value
    }

    /// Every error as a failure that says what to do next.
    static func failure(_ error: any Error) -> SyncFailure {
        switch error {
        case let failure as SyncFailure: failure
        case let error as StoreError: .store(error.description)
        case is CancellationError: .cancelled
        case let error as HTTPError where error.kind == .cancelled: .cancelled
        case let error as HTTPError: .runAgain(error.description, at: nil)
        default: .stopStream("\(error)")
        }
    }

    static func fileName(_ name: String) -> String {
        String(name.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? $0 : "_" })
    }
}

extension StreamReport {
    /// As the store keeps it.
    var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            for (name, value) in [
                ("read", read), ("added", added), ("changed", changed), ("unchanged", unchanged),
                ("restored", restored), ("gone", gone), ("associations", associations), ("touchpoints", touchpoints),
                ("quarantined", quarantined), ("exit_code", Int(exitCode)),
            ] {
                writer.key(name)
                writer.integer(value)
            }
            writer.key("outcome")
            writer.string(outcome.rawValue)
            if let completeThrough {
                writer.key("complete_through")
                writer.integer(completeThrough)
            }
            writer.key("problems")
            writer.array { writer in for problem in problems { writer.string(problem) } }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
