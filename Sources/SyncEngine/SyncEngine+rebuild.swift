import JourneyStore

extension SyncEngine {
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
        // What a stream's records name or are can tie and change records of streams before it.
        for index in reports.indices {
            guard let stream = known.streams.first(where: { $0.name == reports[index].stream }) else { continue }
            reports[index] += try await upkeep.settle(stream, teams: teams)
        }
        let exitCode: Int32 = reports.contains { $0.quarantined > 0 } ? 65 : 0
        try await store.write { tx in
            try tx.finishRun(run, outcome: "complete", exitCode: exitCode, streams: [])
        }
        return reports
    }
}
