import JSON
import JourneyStore

/// How far one stream has been read, as the store knows it.
public struct StreamStatus: Codable, Sendable {
    public var connection: String
    public var stream: String
    public var stored: Int
    public var completeThrough: Int64?
    public var gaps: [String]
    public var quarantined: Int
    /// What the last run that read the stream met; empty when it went well.
    public var problems: [String]
}

extension SyncEngine {
    /// How far a connection's streams have been read; asks nobody. Empty: it was never synced into this store.
    public func status(_ connection: Connection) async throws -> [StreamStatus] {
        guard let known = try await KnownConnection.recall(connection, from: store) else { return [] }
        return try await status(known)
    }

    /// - Parameter name: only this stream; nil: all that are wanted.
    func status(_ known: KnownConnection, only name: String? = nil) async throws -> [StreamStatus] {
        let (counts, quarantine, due) = try await store.read { reader in
            (
                Dictionary(try reader.collections().map { ($0.collection, $0.live) }, uniquingKeysWith: { a, _ in a }),
                try reader.quarantineCounts(), try reader.dueCounts()
            )
        }
        var result: [StreamStatus] = []
        for stream in known.streams where known.isWanted(stream) && name.map({ $0 == stream.name }) ?? true {
            if name == nil, try await known.isAbsent(stream, store) { continue }
            let key = known.key(of: stream)
            var gaps: [String] = []
            let through = try await StreamState(known: known, store: store).completeThrough(stream)
            let open = try await store.read { try $0.ledger(key, part: nil) }.filter { $0.state == .open }
            for entry in open { gaps.append("\(entry.part): reading was interrupted after \(entry.rows) records") }
            for (part, count) in due where part.source == key && !StreamRun.Due.isKept(part.part) && count > 0 {
                gaps.append("\(part.part): \(count) records are still to be read")
            }
            let connection = known.connection.name
            let last = try await store.read { try $0.lastResult(connection: connection, stream: stream.name) }
            let problems = last.flatMap { try? JSONDocument.parse(Array($0.json.utf8)).root["problems"] }
            if through == nil, gaps.isEmpty { gaps.append("not read completely yet") }
            result.append(
                StreamStatus(
                    connection: known.connection.name, stream: stream.name,
                    stored: counts[known.collection(of: stream)] ?? 0, completeThrough: through, gaps: gaps.sorted(),
                    quarantined: quarantine[key] ?? 0, problems: problems?.elements.compactMap(\.string) ?? []))
        }
        return result
    }
}
