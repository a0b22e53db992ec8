import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

/// The store's counts beside the source's, and what the ledger knows to be missing.
public struct VerifyReport: Codable, Sendable {
    public struct Stream: Codable, Sendable {
        public var stream: String
        public var stored: Int
        /// Nil: the API cannot count.
        public var source: Int?
        public var completeThrough: Int64?
        public var gaps: [String]
        public var quarantined: Int
        /// Counted on both sides and not the same.
        public var differs: Bool { source.map { $0 != stored } ?? false }
    }

    public var connection: String
    public var streams: [Stream] = []
    public var exitCode: Int32 = 0

    init(connection: String) { self.connection = connection }
}

/// How far one stream has been read, as the store knows it.
public struct StreamStatus: Codable, Sendable {
    public var connection: String
    public var stream: String
    public var stored: Int
    public var completeThrough: Int64?
    public var gaps: [String]
    public var quarantined: Int
}

extension SyncEngine {
    /// Asks the source for its counts and holds the store against them; changes nothing.
    public func verify(_ connection: Connection) async throws -> VerifyReport {
        var result = VerifyReport(connection: connection.name)
        let opened = try await OpenConnection(connection, engine: self, options: SyncOptions(), pins: false)
        let states = try await status(opened.known)
        for state in states {
            guard let stream = opened.streams.first(where: { $0.name == state.stream }) else { continue }
            var line = VerifyReport.Stream(
                stream: state.stream, stored: state.stored, source: nil, completeThrough: state.completeThrough,
                gaps: state.gaps, quarantined: state.quarantined)
            // A stream that begins at a start date holds less than the source on purpose.
            if stream.entity != nil || connection.start == nil {
                do { line.source = try await firstRow(of: stream, opened) } catch {
                    let failure = Self.failure(error)
                    if failure.stopsConnection { throw failure }
                    line.gaps.append(failure.message)
                }
            }
            if line.differs || !line.gaps.isEmpty { result.exitCode = 75 }
            result.streams.append(line)
        }
        return result
    }

    /// How far a connection's streams have been read; asks nobody. Empty: it was never synced into this store.
    public func status(_ connection: Connection) async throws -> [StreamStatus] {
        guard let known = try await KnownConnection.recall(connection, from: store) else { return [] }
        return try await status(known)
    }

    private func status(_ known: KnownConnection) async throws -> [StreamStatus] {
        let (counts, quarantine, due) = try await store.read { reader in
            (
                Dictionary(try reader.collections().map { ($0.collection, $0.live) }, uniquingKeysWith: { a, _ in a }),
                try reader.quarantineCounts(), try reader.dueCounts()
            )
        }
        var result: [StreamStatus] = []
        for stream in known.streams where known.isWanted(stream) {
            let key = known.key(of: stream)
            var gaps: [String] = []
            let through = try await StreamState(known: known, store: store).completeThrough(stream)
            let open = try await store.read { try $0.ledger(key, part: nil) }.filter { $0.state == .open }
            for entry in open { gaps.append("\(entry.part): reading was interrupted after \(entry.rows) records") }
            for (part, count) in due where part.source == key && !StreamRun.Due.isSeen(part.part) && count > 0 {
                gaps.append("\(part.part): \(count) records are still to be read")
            }
            if through == nil, gaps.isEmpty { gaps.append("not read completely yet") }
            result.append(
                StreamStatus(
                    connection: known.connection.name, stream: stream.name,
                    stored: counts[known.collection(of: stream)] ?? 0, completeThrough: through, gaps: gaps.sorted(),
                    quarantined: quarantine[key] ?? 0))
        }
        return result
    }

    /// Maps a connection's stored records again, without one call.
    public func rebuild(_ connection: Connection) async throws -> [RebuildReport] {
        guard let known = try await KnownConnection.recall(connection, from: store) else { return [] }
        let store = store
        let run = try await store.write { tx in
            try tx.beginRun(kind: "rebuild", connection: connection.name, arguments: "{}")
        }
        let teams = try await TeamDirectory(known: known, store: store).teams()
        let upkeep = MappingUpkeep(known: known, store: store, run: run)
        var reports: [RebuildReport] = []
        for stream in known.streams where known.isWanted(stream) {
            reports.append(try await upkeep.rebuild(stream, teams: teams))
            try await upkeep.remember(stream, teams: teams)
        }
        let exitCode: Int32 = reports.contains { $0.quarantined > 0 } ? 65 : 0
        try await store.write { tx in
            try tx.finishRun(run, outcome: "complete", exitCode: exitCode, streams: [])
        }
        return reports
    }
}
