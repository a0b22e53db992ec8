import HTTP
import JourneyStore
import SyncEngine

extension Promise {
    /// What happens at the source between two syncs, or during one.
    static let changes: [Promise] = [
        Promise("late", "A record that becomes visible late, within the documented overlap, is found.") { trial in
            try await trial.withBench { system, store in
                let connection = await system.connection
                var made = 0
                try await trial.complete(connection, into: store)
                await system.advance(seconds: 7_200)
                for stream in await system.streams {
                    guard case .window(let window)? = connection.connector.stream(named: stream)?.reading else {
                        continue
                    }
                    let delay = window.lag + window.overlap / 2
                    if try await system.make(.appearLate(seconds: delay), in: stream) { made += 1 }
                }
                guard made > 0 else { throw Trial.NotApplicable("no stream is read by time, or none can be late") }
                // A sync in between closes the window in which the late ones belong.
                await system.advance(seconds: 60)
                for _ in 0..<12 {
                    await system.advance(seconds: 120)
                    try await trial.complete(connection, into: store)
                }
                await system.settle()
                try await trial.complete(connection, into: store)
                try await trial.expectTruth(system, store)
            }
        },
        Promise("very-late", "A record that becomes visible later than that is found by a second look.") { trial in
            try await trial.withBench { system, store in
                let connection = await system.connection
                try await trial.complete(connection, into: store)
                await system.advance(seconds: 7_200)
                try await trial.complete(connection, into: store)
                var delays: [Int] = []
                var rhythm = 0
                for stream in await system.streams {
                    guard case .window(let window)? = connection.connector.stream(named: stream)?.reading,
                        let look = window.secondLook
                    else { continue }
                    let missed = window.lag + window.overlap
                    let delay = missed + max(1, look.reach - missed) / 2
                    guard try await system.make(.appearLate(seconds: delay), in: stream) else { continue }
                    delays.append(delay)
                    rhythm = max(rhythm, look.every)
                }
                guard let latest = delays.max() else {
                    throw Trial.NotApplicable("no stream is looked at a second time, or none can be late")
                }
                // Syncs in between close the window in which the late ones belong, and look back on it in vain: what an
                // overlap still reaches when they show proves nothing.
                for wait in [60, 900, 900, latest, rhythm] {
                    await system.advance(seconds: wait)
                    try await trial.complete(connection, into: store)
                }
                try await trial.expectTruth(system, store)
            }
        },
        Promise("complete-through", "Everything up to the published \"complete through\" is in the store.") { trial in
            try await trial.withBench { system, store in
                let connection = await system.connection
                guard let (stream, window) = connection.firstEditableWindow(await system.streams) else {
                    throw Trial.NotApplicable("no stream whose records change is read by time")
                }
                guard try await system.make(.lag(seconds: max(0, window.lag - 5)), in: stream) else {
                    throw Trial.NotApplicable("the query by time is never behind")
                }
                try await trial.complete(connection, into: store)
                await system.advance(seconds: 7_200)
                for _ in 0..<5 {
                    _ = try await system.make(.edit(2), in: stream)
                    await system.advance(seconds: 3)
                    let report = try await trial.complete(connection, into: store)
                    let through = report.streams.filter { $0.stream == stream }.compactMap(\.completeThrough).min()
                    let differences = try await system.differences(from: store, before: through ?? 0)
                        .filter { $0.hasPrefix(stream) }
                    trial.expect(
                        differences.isEmpty, "through \(through ?? 0): \(differences.joined(separator: "; "))")
                }
            }
        },
        Promise("changes-meanwhile", "What changes while it is read is found, by this sync or the next.") { trial in
            try await trial.withSystem { system in
                let connection = (await system.connection).sweepingAlways
                let streams = await system.streams
                for first in stride(from: 2, through: 14, by: 4) {
                    try await trial.withStore { store in
                        try await trial.sync(connection, into: store) { request, number, send throws(HTTPError) in
                            if number >= first, number % 5 == 0 {
                                let change: Change = number % 2 == 0 ? .edit(2) : .create(1)
                                do {
                                    for stream in streams.prefix(3) { _ = try await system.make(change, in: stream) }
                                } catch { throw HTTPError(.refused("\(error)"), for: request) }
                            }
                            return try await send()
                        }
                        await system.settle()
                        try await trial.complete(connection, into: store)
                        try await trial.expectTruth(system, store, "from call \(first)")
                    }
                }
            }
        },
        Promise("archived", "Records that are archived leave, and come back when they are restored.") { trial in
            try await trial.onEachStream([.archive, .restore], sweeping: true)
        },
        Promise("purged", "Records that vanish without a trace are missed.") { trial in
            try await trial.onEachStream([.purge], sweeping: true)
        },
        Promise("mass-deletion", "A mass deletion inferred from absence is held back until somebody allows it.") {
            trial in
            try await trial.withBench(people: 60) { system, store in
                let connection = (await system.connection).sweepingAlways
                try await trial.complete(connection, into: store)
                await system.advance(seconds: 3_600)
                var purged: [String] = []
                for stream in await system.streams {
                    // What a listing per parent lacks is judged by parent: people leave lists every day.
                    guard case .snapshot? = connection.connector.stream(named: stream)?.reading else { continue }
                    if try await system.make(.purgeMany(45), in: stream) { purged.append(stream) }
                }
                guard !purged.isEmpty else { throw Trial.NotApplicable("nothing is inferred from absence here") }
                await system.settle()
                let held = try await trial.sync(connection, into: store)
                trial.expect(
                    held.exitCode == 75, "ended with \(held.exitCode) although \(purged) lost most of their records")
                let allowed = try await trial.sync(
                    connection, into: store, options: SyncOptions(allowsMassDelete: true))
                trial.expect(allowed.exitCode == 0, allowed.words)
                try await trial.expectTruth(system, store)
            }
        },
        Promise("merged", "Merged records become one, with the old ids as aliases; so do merges of merges.") { trial in
            try await trial.onEachStream([.merge, .mergeSurvivor], sweeping: true)
        },
        Promise("unmerged", "A merged record that has a life of its own again is live again, and its alias goes.") {
            trial in
            try await trial.withBench { system, store in
                let connection = (await system.connection).sweepingAlways
                try await trial.complete(connection, into: store)
                var undone = 0
                for change: Change in [.merge, .unmerge] {
                    await system.advance(seconds: 3_600)
                    for stream in await system.streams where try await system.make(change, in: stream) {
                        if change == .unmerge { undone += 1 }
                    }
                    await system.settle()
                    try await trial.complete(connection, into: store, "after \(change)")
                    try await trial.expectTruth(system, store, "after \(change)")
                }
                guard undone > 0 else { throw Trial.NotApplicable("the system takes no merge back") }
                let expected = try await Trial.canonical(store)
                try await trial.withStore { other in
                    try await trial.complete(connection, into: other)
                    try await trial.expectEqual(other, to: expected, "a store that never saw the merge")
                }
            }
        },
        Promise("associations", "Associations that come and go without a trace on their records are found.") { trial in
            try await trial.onEachStream([.associate, .dissociate], sweeping: true)
        },
        Promise("without-trace", "Changes that move no modification time are found where all is listed.") { trial in
            try await trial.onEachStream([.editWithoutTrace], sweeping: true)
        },
    ]
}
