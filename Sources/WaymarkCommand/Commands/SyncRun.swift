import HTTP
import JourneyStore
import SyncEngine

/// One run over some connections, from the configuration to the report; shared by `sync` and `backfill`.
struct SyncRun: Sendable {
    let workspace: Workspace
    var options: SyncOptions
    let waits: Bool
    let maximum: DurationText?

    init(workspace: Workspace, options: SyncOptions, waits: Bool, maximum: DurationText?) {
        self.workspace = workspace
        self.options = options
        self.waits = waits
        self.maximum = maximum
        if let memory = workspace.config.file.memory { self.options.bytesInFlight = memory.bytes }
    }

    func run(_ names: [String]) async throws {
        var connections: [Connection] = []
        for name in names { connections.append(try await workspace.config.signedConnection(name)) }
        let store = try await workspace.openStore(.readWrite(create: true))
        let progress = SyncProgress(log: workspace.log, connections: connections)
        let log = workspace.log
        let wanted = connections
        let reports: [SyncReport]
        do {
            reports = try await Interruption.run(
                maximum: maximum, onStop: { reason in progress.tell { log.warning(reason) } }
            ) {
                try await sync(wanted, store, progress)
            }
            try await dropOldPayloads(store)
        } catch {
            try? await store.close()
            throw error
        }
        try await store.close()
        let output = reports.map(SyncOutput.init)
        try workspace.print(output) { output.map(\.text).joined(separator: "\n") }
        let codes = reports.map(\.exitCode)
        for report in reports { tellProblems(of: report) }
        try CommandFailure.end(firstExitCode(codes))
    }

    /// Connections side by side: each has limits of its own.
    private func sync(
        _ connections: [Connection], _ store: JourneyStore, _ progress: SyncProgress
    ) async throws -> [SyncReport] {
        let configuration = CurlTransport.Configuration(userAgent: "waymark/\(Waymark.version)")
        return try await CurlTransport.withTransport(configuration) { transport in
            let display = Task { await progress.show() }
            let results = await withTaskGroup(of: (Int, Result<SyncReport, any Error>).self) { group in
                for (index, connection) in connections.enumerated() {
                    group.addTask {
                        let engine = SyncEngine(
                            store: store, transport: transport, report: progress.receiver(of: connection.name))
                        do {
                            return (index, .success(try await engine.sync(connection, options: options, waits: waits)))
                        } catch {
                            return (index, .failure(error))
                        }
                    }
                }
                var results: [(Int, Result<SyncReport, any Error>)] = []
                for await result in group { results.append(result) }
                return results.sorted { $0.0 < $1.0 }.map { $0.1 }
            }
            display.cancel()
            await display.value
            // One connection that cannot even begin does not take the others' reports away.
            if let failure = results.failures.first, results.count == 1 { throw failure }
            return zip(connections, results).map { connection, result in
                switch result {
                case .success(let report): return report
                case .failure(let error):
                    let failure = CommandFailure(error)
                    var report = SyncReport(connection: connection.name)
                    report.problems = [failure.message]
                    report.exitCode = failure.exitCode
                    return report
                }
            }
        }
    }

    /// On stderr, because a cron job may throw stdout away.
    private func tellProblems(of report: SyncReport) {
        for problem in report.problems { workspace.log.warning("\(report.connection): \(problem)") }
        let incomplete = report.streams.filter { $0.exitCode != 0 }.map(\.stream)
        guard report.problems.isEmpty, !incomplete.isEmpty else { return }
        let names = incomplete.prefix(5).joined(separator: ", ") + (incomplete.count > 5 ? ", …" : "")
        workspace.log.warning("\(report.connection): not all is well with \(names); the report says why")
    }

    /// What the configuration says about how long payloads are kept.
    private func dropOldPayloads(_ store: JourneyStore) async throws {
        guard let keep = workspace.config.file.keepPayloads else { return }
        let limit = SystemTime.milliseconds() - Int64(keep.seconds) * 1000
        let dropped = try await store.write { tx in try tx.dropPayloads(fetchedBefore: limit) }
        if dropped > 0 {
            workspace.log.note("dropped \(Printing.number(dropped)) payloads older than keep_payloads allows")
        }
    }
}

extension [Result<SyncReport, any Error>] {
    fileprivate var failures: [any Error] {
        compactMap { if case .failure(let error) = $0 { error } else { nil } }
    }
}
