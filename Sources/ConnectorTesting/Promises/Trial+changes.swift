import ConnectorKit
import JourneyStore
import SyncEngine

extension Trial {
    /// Makes the changes in each stream that knows them, syncs with every sweep, and compares.
    func onEachStream(_ changes: [Change], sweeping: Bool = false) async throws {
        try await withBench { system, store in
            var connection = await system.connection
            if sweeping { connection = connection.sweepingAlways }
            try await self.complete(connection, into: store)
            await system.advance(seconds: 3_600)
            var made = 0
            for change in changes {
                for stream in await system.streams where try await system.make(change, in: stream) { made += 1 }
                // One after the other: a record that came and went between two syncs was never there.
                await system.settle()
                try await self.complete(connection, into: store, "after \(change)")
                try await self.expectTruth(system, store, "after \(change)")
            }
            guard made > 0 else {
                throw NotApplicable("the description gives no way to see it")
            }
        }
    }
}

extension Connection {
    /// The first stream, by the order given, that is read by time and whose records change.
    func firstEditableWindow(_ names: [String]) -> (stream: String, window: Window)? {
        for name in names {
            if let stream = connector.stream(named: name), case .window(let window) = stream.reading,
                !window.isImmutable
            {
                return (name, window)
            }
        }
        return nil
    }
}
