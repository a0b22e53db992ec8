import ConnectorKit
import JourneyStore

/// What the store knows about how far a stream has been read, without asking anybody.
struct StreamState: Sendable {
    let known: KnownConnection
    let store: JourneyStore

    /// Everything up to this moment (Unix milliseconds) is in the store; nil: that cannot be said of any moment.
    func completeThrough(_ stream: RecordStream) async throws -> Int64? {
        try await Self.completeThrough(
            stream, key: known.key(of: stream), start: known.connection.start(of: stream),
            settings: known.connection.settings[stream.name] ?? StreamSettings(),
            list: stream.fields?.catalog?.isAuthority == true
                ? try await FieldList.recall(known.collection(of: stream), from: store) : nil, store: store)
    }

    static func completeThrough(
        _ stream: RecordStream, key: StreamKey, start: Int64?, settings: StreamSettings, list: FieldList?,
        store: JourneyStore
    ) async throws -> Int64? {
        let (ledger, due) = try await store.read { reader in
            let parts =
                [StreamRun.Due.lookup, StreamRun.Due.probe, StreamRun.Due.associations]
                + stream.associations.map { StreamRun.Due.associations($0.to) }
            var due = 0
            for part in parts { due += try reader.dueCount(key, part: part) }
            return (try reader.ledger(key, part: "records"), due)
        }
        guard due == 0 else { return nil }
        // With `properties: all` the account's catalog decides what is asked for; the ledger then says what was.
        let catalog =
            settings.fields == .all ? ledger.last.map { $0.projection.split(separator: ",").map(String.init) } : nil
        let projection = Projection(
            stream.fields, catalog: list?.names ?? catalog ?? [], settings: settings, list: list)
        if case .window = stream.reading, !settings.readsByListing {
            return Coverage(ledger, projection: projection, base: start ?? 0).through
        }
        guard !ledger.contains(where: { $0.state == .open }) else { return nil }
        return ledger.filter { projection.isCovered(by: $0.projection) }.map(\.asOf).min()
    }
}
