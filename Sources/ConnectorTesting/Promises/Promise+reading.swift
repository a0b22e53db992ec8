import JourneyStore
import SyncEngine

extension Promise {
    /// What holds when nothing goes wrong.
    static let reading: [Promise] = [
        Promise("complete", "A first sync holds exactly what the source holds.") { trial in
            try await trial.withBench { system, store in
                let report = try await trial.complete(await system.connection, into: store)
                for stream in report.streams where stream.outcome == .complete {
                    trial.expect(stream.completeThrough != nil, "\(stream.stream) does not say through when")
                }
                trial.expect(report.streams.contains { $0.added > 0 }, "nothing was read")
                try await trial.expectTruth(system, store)
            }
        },
        Promise("same-everywhere", "Two machines that read the same source hold the same, byte for byte.") { trial in
            try await trial.withBench { system, store in
                try await trial.complete(await system.connection, into: store)
                let expected = try await Trial.canonical(store)
                trial.expect(Set(expected).count == expected.count, "a line of the export stands there twice")
                try await trial.withStore { other in
                    try await trial.complete(await system.connection, into: other)
                    try await trial.expectEqual(other, to: expected, "another store")
                }
            }
        },
        Promise("second-run-empty", "A sync with nothing new changes nothing.") { trial in
            try await trial.withBench { system, store in
                let connection = await system.connection
                try await trial.complete(connection, into: store)
                let seq = try await store.read { try $0.lastSeq() }
                await system.advance(seconds: 3_600)
                let second = try await trial.complete(connection, into: store)
                let changed = second.streams.filter { $0.added + $0.changed + $0.gone + $0.restored > 0 }
                trial.expect(changed.isEmpty, "changed: \(changed.map(\.stream))")
                let after = try await store.read { try $0.lastSeq() }
                trial.expect(after == seq, "\(after - seq) rows were written")
            }
        },
        Promise("start-honoured", "A start date leaves older happenings alone; without it they come.") { trial in
            try await trial.withBench { system, store in
                var connection = await system.connection
                connection.start = await system.now - 20 * 3_600_000
                let dated = connection.connector.streams.filter { stream in
                    guard case .window = stream.reading, stream.ties.isEmpty else { return false }
                    return connection.start(of: stream) != nil && connection.only?.contains(stream.name) ?? true
                }
                guard !dated.isEmpty else {
                    throw Trial.NotApplicable("every stream with dates is of people, accounts, deals or tickets")
                }
                let limited = try await trial.complete(connection, into: store)
                connection.start = nil
                let all = try await trial.complete(connection, into: store)
                for stream in dated {
                    let added = { (report: SyncReport) in
                        report.streams.first { $0.stream == stream.name }?.added ?? 0
                    }
                    trial.expect(added(all) > 0, "\(stream.name): nothing older came (\(added(limited)) before)")
                }
                try await trial.expectTruth(system, store)
            }
        },
        Promise("finds-changes", "What is created or changed at the source is found by the next sync.") { trial in
            try await trial.onEachStream([.create(3), .edit(5)])
        },
        Promise("ties", "However many records change within one tick of the source's clock, all are found.") { trial in
            try await trial.withSystem { system in
                let connection = await system.connection
                var tried = 0
                for stream in await system.streams.prefix(2) {
                    guard case .window(let window)? = connection.connector.stream(named: stream)?.reading else {
                        continue
                    }
                    // What one answer can hold is where it is decided whether ties are lost.
                    let cap = min(window.limit, window.cap ?? .max)
                    for count in [1, cap - 1, cap, cap + 1, 3 * cap] {
                        let isMade = try await trial.withStore { store in
                            try await trial.complete(connection, into: store)
                            await system.advance(seconds: 3_600)
                            guard try await system.make(.editAtOnce(count), in: stream) else { return false }
                            await system.settle()
                            try await trial.complete(connection, into: store, "\(count) ties in \(stream)")
                            try await trial.expectTruth(system, store, "\(count) ties in \(stream)")
                            return true
                        }
                        if isMade { tried += 1 }
                    }
                }
                guard tried > 0 else { throw Trial.NotApplicable("no stream is read by time") }
            }
        },
        Promise("mass-update", "Thirty thousand records that change within one millisecond are all found.") { trial in
            try await trial.withBench(people: 40) { system, store in
                guard let connection = await system.largeConnection, let stream = connection.only?.sorted().first
                else {
                    throw Trial.NotApplicable("the simulated system is not made for so many")
                }
                try await trial.complete(connection, into: store)
                await system.advance(seconds: 3_600)
                guard try await system.make(.editAtOnce(30_000), in: stream) else {
                    throw Trial.NotApplicable("nothing can change")
                }
                await system.settle()
                let report = try await trial.complete(connection, into: store)
                let read = report.streams.first { $0.stream == stream }.map { $0.added + $0.changed } ?? 0
                trial.expect(read >= 30_000, "\(read) records were found")
                let differences = try await system.differences(from: store, before: nil)
                    .filter { $0.hasPrefix(stream + " ") && !$0.contains("→") }
                trial.expect(differences.isEmpty, differences.joined(separator: "; "))
            }
        },
        Promise("bounds", "A record exactly at the end of one window is in the next one.") { trial in
            try await trial.withBench { system, store in
                let connection = await system.connection
                guard let (stream, window) = connection.firstEditableWindow(await system.streams) else {
                    throw Trial.NotApplicable("no stream whose records change is read by time")
                }
                try await trial.complete(connection, into: store)
                await system.advance(seconds: 7_200)
                // Several, so that one falls on the very end, whatever the call costs.
                guard try await system.make(.edit(4), in: stream) else {
                    throw Trial.NotApplicable("nothing can change")
                }
                for _ in 0..<6 {
                    await system.advance(seconds: max(1, window.lag) - 2)
                    try await trial.complete(connection, into: store)
                    await system.advance(seconds: 1)
                    try await trial.complete(connection, into: store)
                }
                await system.settle()
                try await trial.complete(connection, into: store)
                try await trial.expectTruth(system, store)
            }
        },
        Promise("order-not-trusted", "No order of the source's answers is relied upon.") { trial in
            try await trial.withBench(people: 90) { system, store in
                let connection = await system.connection
                guard let (stream, _) = connection.firstEditableWindow(await system.streams) else {
                    throw Trial.NotApplicable("no stream whose records change is read by time")
                }
                try await trial.complete(connection, into: store)
                guard try await system.make(.sortLoosely, in: stream) else {
                    throw Trial.NotApplicable("the order cannot be changed")
                }
                await system.advance(seconds: 3_600)
                _ = try await system.make(.edit(60), in: stream)
                await system.settle()
                try await trial.complete(connection, into: store)
                try await trial.expectTruth(system, store)
            }
        },
        Promise("clock-skew", "The clock of the machine that reads does not matter.") { trial in
            for now in [0, 4_102_444_800_000 as Int64] {
                try await trial.withBench { system, store in
                    let connection = await system.connection
                    try await trial.complete(connection, into: store, clock: VirtualClock(now: now))
                    for stream in await system.streams.prefix(2) { _ = try await system.make(.edit(3), in: stream) }
                    await system.settle()
                    try await trial.complete(connection, into: store, clock: VirtualClock(now: now))
                    try await trial.expectTruth(system, store, "clock at \(now)")
                    // A second time: a window that ended in the future would never begin again.
                    for stream in await system.streams.prefix(2) { _ = try await system.make(.edit(3), in: stream) }
                    await system.settle()
                    try await trial.complete(connection, into: store, clock: VirtualClock(now: now))
                    try await trial.expectTruth(system, store, "clock at \(now), later")
                }
            }
        },
        Promise("little-memory", "However little memory is allowed for answers, everything is read.") { trial in
            try await trial.withBench { system, store in
                let report = try await trial.sync(
                    await system.connection, into: store, options: SyncOptions(bytesInFlight: 1))
                trial.expect(report.exitCode == 0, report.words)
                try await trial.expectTruth(system, store)
            }
        },
    ]
}
