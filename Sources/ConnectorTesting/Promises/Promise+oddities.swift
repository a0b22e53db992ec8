import HTTP
import JourneyStore
import SyncEngine

extension Promise {
    /// What records may look like.
    static let oddities: [Promise] = [
        Promise(
            "schema-drift",
            "A field that appears, vanishes, or changes name or type costs no record and no other field."
        ) { trial in
            for drift in Drift.allCases {
                try await trial.withSystem { system in
                    let connection = (await system.connection).sweepingAlways.askingForAll
                    try await trial.withStore { store in
                        try await trial.complete(connection, into: store)
                        await system.advance(seconds: 3_600)
                        for stream in await system.streams { _ = try await system.make(.drift(drift), in: stream) }
                        await system.settle()
                        try await trial.mapped(connection, into: store, "\(drift) between two runs")
                        try await trial.expectTruth(system, store, "\(drift) between two runs")
                    }
                }
                try await trial.withSystem { system in
                    let connection = (await system.connection).sweepingAlways.askingForAll
                    let streams = await system.streams
                    try await trial.withStore { store in
                        _ = try await trial.sync(connection, into: store) { request, number, send throws(HTTPError) in
                            if number == 9 {
                                do {
                                    for stream in streams { _ = try await system.make(.drift(drift), in: stream) }
                                } catch { throw HTTPError(.refused("\(error)"), for: request) }
                            }
                            return try await send()
                        }
                        await system.settle()
                        try await trial.mapped(connection, into: store, "\(drift) in the middle of a run")
                        try await trial.expectTruth(system, store, "\(drift) in the middle of a run")
                    }
                }
            }
        },
        Promise("values", "Whatever a field holds is kept as it came; what cannot be mapped is named.") { trial in
            try await trial.withBench { system, store in
                let connection = (await system.connection).sweepingAlways
                try await trial.complete(connection, into: store)
                await system.advance(seconds: 3_600)
                for stream in await system.streams { _ = try await system.make(.oddValues, in: stream) }
                await system.settle()
                try await trial.mapped(connection, into: store, "odd values")
                try await trial.expectTruth(system, store, "odd values")
                // And is not taken for something new the next time.
                let seq = try await store.read { try $0.lastSeq() }
                await system.settle()
                try await trial.mapped(connection, into: store, "odd values again")
                let after = try await store.read { try $0.lastSeq() }
                trial.expect(after == seq, "\(after - seq) rows were written although nothing had changed")
                let expected = try await Trial.canonical(store)
                try await trial.withStore { other in
                    try await trial.mapped(connection, into: other, "another store")
                    try await trial.expectEqual(other, to: expected, "odd values in another store")
                }
            }
        },
    ]
}

extension Trial {
    /// A sync that ends complete, or says that records could not be mapped and names every one.
    @discardableResult
    func mapped(_ connection: Connection, into store: JourneyStore, _ when: String) async throws -> SyncReport {
        let report = try await sync(connection, into: store)
        expect([0, 65].contains(report.exitCode), "\(when): ended with \(report.exitCode): \(report.words)")
        let entries = try await store.read { try $0.quarantined(nil, limit: 1_000_000) }
        expect(entries.allSatisfy { !$0.recordID.isEmpty && !$0.reason.isEmpty }, "\(when): a reason is not told")
        let told = report.streams.reduce(0) { $0 + $1.quarantined }
        expect(told == entries.count, "\(when): \(entries.count) records are set aside, \(told) are told of")
        if report.exitCode == 65 { expect(told > 0, "\(when): nobody says which record could not be mapped") }
        return report
    }
}

extension Connection {
    /// With every field that the system's catalog knows, where there is one.
    var askingForAll: Connection {
        var copy = self
        for stream in connector.streams where stream.fields?.catalog != nil {
            copy.settings[stream.name, default: StreamSettings()].fields = .all
        }
        return copy
    }
}
