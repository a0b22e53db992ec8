import ConnectorKit
import JourneyStore
import Touchpoints

extension SyncEngine {
    /// Holds the store against the source: counts or ids of every stream, and a sample field by field.
    ///
    /// Without `options.repairs` the store is only read, and may be open for reading only. With it, what differs is read
    /// again under the connection's lock, and compared once more.
    ///
    /// - Parameter waits: when another process syncs the same connection, wait for it instead of failing.
    public func verify(
        _ connection: Connection, options: VerifyOptions = VerifyOptions(), waits: Bool = false
    ) async throws -> VerifyReport {
        let seed = options.seed ?? UInt64(clock.random() * 4_294_967_296)
        var result = VerifyReport(connection: connection.name, seed: seed)
        guard options.repairs else {
            await verifyAndTell(connection, options, run: nil, &result)
            return result
        }
        let lock = try await ConnectionLock(
            path: "\(store.path)-sync-\(Self.fileName(connection.name))", connection: connection.name, waits: waits,
            clock: clock)
        defer { withExtendedLifetime(lock) {} }
        let run = try await store.write { tx in
            try tx.beginRun(kind: "verify", connection: connection.name, arguments: #"{"repair":true}"#)
        }
        await verifyAndTell(connection, options, run: run, &result)
        let finished = result
        try await Self.uncancelled {
            try await store.write { tx in
                try tx.finishRun(
                    run, outcome: finished.exitCode == 0 ? "complete" : finished.problems.first ?? "incomplete",
                    exitCode: finished.exitCode, streams: [])
            }
        }
        return result
    }

    /// What was compared before something stopped the connection is told as well.
    private func verifyAndTell(
        _ connection: Connection, _ options: VerifyOptions, run: Int64?, _ result: inout VerifyReport
    ) async {
        do { try await verify(connection, options, run: run, into: &result) } catch {
            let failure = Self.failure(error)
            result.problems.append(failure.message)
            result.exitCode = ExitCode.first(of: result.streams.map(\.exitCode) + [failure.exitCode])
        }
    }

    /// - Parameter run: repairs belong to it; nil: nothing is repaired.
    private func verify(
        _ connection: Connection, _ options: VerifyOptions, run: Int64?, into result: inout VerifyReport
    ) async throws {
        let sync = SyncOptions(
            streams: options.streams, maximumCalls: options.maximumCalls,
            allowsMassDelete: options.allowsMassDelete, bytesInFlight: options.bytesInFlight)
        let opened = try await OpenConnection(connection, engine: self, options: sync, pins: run != nil)
        let work = ConnectionRun(opened: opened, engine: self, options: sync, run: run ?? 0)
        let wanted = try work.wanted()
        let teams = run == nil ? [:] : try await TeamDirectory(known: opened.known, store: store).teams()
        var failed: (any Error)?
        // Parents first: what is repaired of them is what their children are looked for under.
        for stream in ConnectionRun.levels(wanted).joined() {
            if try await opened.known.isAbsent(stream, store) { continue }
            do {
                let line = try await InFlight.$owner.withValue(stream.name) {
                    try await verify(stream, work, options, teams, seed: result.seed, repairs: run != nil)
                }
                result.streams.append(line)
            } catch {
                failed = error
                break
            }
        }
        if run != nil, failed == nil {
            // A repair of one stream may make something due in another: that is read, and its gaps told anew.
            try await work.readWhatOthersAskedFor(wanted, teams: teams)
            for index in result.streams.indices {
                guard let stream = wanted.first(where: { $0.name == result.streams[index].stream }) else { continue }
                result.streams[index].take(try await status(opened.known, stream))
            }
        }
        result.streams.sort { $0.stream < $1.stream }
        result.calls = await opened.caller.calls
        if let failed { throw failed }
        result.exitCode = ExitCode.first(of: result.streams.map(\.exitCode))
    }

    private func verify(
        _ stream: RecordStream, _ work: ConnectionRun, _ options: VerifyOptions, _ teams: [String: Team],
        seed: UInt64, repairs: Bool
    ) async throws -> VerifyReport.Stream {
        let known = work.opened.known
        let before = try await status(known, stream)
        var line = VerifyReport.Stream(
            stream: stream.name, stored: before.stored, method: "not compared", completeThrough: before.completeThrough,
            gaps: before.gaps, quarantined: before.quarantined)
        let counter = StreamRun.Counter(stream: stream.name)
        do {
            guard let through = before.completeThrough else {
                line.method = "not compared: it has not been read completely yet"
                line.take(before)
                return line
            }
            let run = try await work.prepare(stream, teams: teams, counter: counter)
            let verifier = try await StreamVerifier(run: run, through: through, options: options, seed: seed)
            var findings = try await verifier.verify()
            (line.comparedStored, line.source) = (findings.stored, findings.source)
            if repairs, findings.differs {
                try await StreamRepair(verifier: verifier).repair(findings)
                let left = try await verifier.verifyAgain(findings)
                line.repaired = max(0, findings.count - left.count)
                findings = left
            }
            line.take(findings)
        } catch {
            let failure = Self.failure(error).naming(scopes: stream.scopes)
            line.problems.append(failure.message)
            line.failure = failure.exitCode
            if await !work.opened.isConfined(failure) { throw failure }
        }
        line.problems += counter.value.problems
        line.failure = ExitCode.first(of: [line.failure, counter.value.exitCode])
        line.take(before)
        return line
    }

    private func status(_ known: KnownConnection, _ stream: RecordStream) async throws -> StreamStatus {
        guard let state = try await status(known, only: stream.name).first else {
            throw SyncFailure.fixConfig("stream \(stream.name) is not read")
        }
        return state
    }
}

extension VerifyReport.Stream {
    /// What the store says of itself belongs to the verdict.
    fileprivate mutating func take(_ state: StreamStatus) {
        (stored, completeThrough, gaps) = (state.stored, state.completeThrough, state.gaps)
        exitCode = ExitCode.first(of: [failure, differs || !gaps.isEmpty ? 75 : 0])
    }

    fileprivate mutating func take(_ findings: Findings) {
        method = findings.method
        isCompared = findings.isCompared
        sampled = findings.sampled
        changedSince = findings.changedSince
        differences = findings.named
        differenceCount = findings.ids.count
        ranges = findings.ranges
    }
}
