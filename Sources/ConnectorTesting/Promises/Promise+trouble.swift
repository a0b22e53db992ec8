import Foundation
import HTTP
import JourneyStore
import SyncEngine
import Synchronization

extension Promise {
    /// What holds although servers fail and lie, and processes die.
    static let trouble: [Promise] = [
        Promise(
            "storms", "A run in which every request fails for a while ends complete, having waited as it was told."
        ) { trial in
            try await trial.withSystem { system in
                let connection = await system.connection
                let calls = try await trial.undisturbed(connection).calls
                for storm in Storm.allCases where storm.canHappen(to: connection.connector) {
                    try await trial.endure(storm, system, connection, undisturbed: calls)
                }
            }
        },
        Promise("lies", "An answer that looks right and is not costs a call or a run, never data.") { trial in
            for lie in Lie.allCases { try await trial.tell(lie) }
        },
        Promise("refusals", "A single refusal costs a call or a run, never data.") { trial in
            for status in [400, 401, 403, 404, 405, 409, 410, 413, 414] { try await trial.refuseOnce(with: status) }
        },
        Promise("breaks-off", "A listing that breaks off deletes nothing and is gone on with.") { trial in
            try await trial.withSystem { system in
                let connection = await system.connection
                let expected = try await trial.undisturbed(connection)
                for call in trial.places(from: 2, of: expected.calls, upTo: 12) {
                    try await trial.withStore { store in
                        // For good: a status that no rule calls passing.
                        let broken = try await trial.sync(connection, into: store) {
                            _, number, send throws(HTTPError) in
                            number < call ? try await send() : .refusal(400)
                        }
                        trial.expect(broken.exitCode != 0, "call \(call): ended green although nothing more came")
                        // A place that the server refuses is given up with another run.
                        let second = try await trial.sync(connection, into: store)
                        let last = second.exitCode == 0 ? second : try await trial.complete(connection, into: store)
                        trial.count(
                            "400 from then on", faults: 1, calls: broken.calls + last.calls,
                            undisturbed: expected.calls)
                        try await trial.expectEqual(
                            store, to: expected.lines, "broken off at call \(call)", of: "400 from then on")
                    }
                }
            }
        },
        Promise("killed", "Killed at any moment, the next sync ends as if nothing had happened.") { trial in
            try await trial.killAtEachCall()
        },
        Promise("progress-kept", "What was read before a kill is not read again.") { trial in
            try await trial.withSystem(people: 120) { system in
                var connection = await system.connection
                let listed = await system.streams.first { name in
                    switch connection.connector.stream(named: name)?.reading {
                    case .window(let window)?: window.initial != nil
                    case .snapshot?: true
                    default: false
                    }
                }
                guard let listed else { throw Trial.NotApplicable("no stream is listed") }
                connection.only = [listed]
                let only = connection
                let calls = Mutex(0)
                try await trial.withStore { store in
                    let report = try await trial.complete(only, into: store)
                    calls.withLock { $0 = report.calls }
                }
                let all = calls.withLock { $0 }
                guard all >= 10 else { throw Trial.NotApplicable("\(listed) is read in \(all) calls") }
                try await trial.withStore { store in
                    let stop = all - 3
                    _ = try await trial.sync(only, into: store) { request, number, send throws(HTTPError) in
                        guard number <= stop else { throw HTTPError(.cancelled, for: request) }
                        return try await send()
                    }
                    let resumed = try await trial.complete(only, into: store)
                    trial.expect(
                        resumed.calls < all - 3, "\(all) calls at once, and \(resumed.calls) after a kill at \(stop)")
                }
            }
        },
        Promise("token-death", "A token that dies at any call ends the run with 77, and costs no data.") { trial in
            // A company so small that every call can have its turn.
            try await trial.withSystem(people: 10) { system in
                let connection = await system.connection
                let expected = try await trial.undisturbed(connection)
                for call in 1...max(1, expected.calls) {
                    try await trial.withStore { store in
                        let refused = try await trial.sync(connection, into: store) {
                            _, number, send throws(HTTPError) in
                            number < call ? try await send() : .refusal(401)
                        }
                        trial.expect(refused.exitCode == 77, "call \(call): ended with \(refused.exitCode)")
                        let second = try await trial.complete(connection, into: store, "after call \(call)")
                        trial.count(
                            "401 from then on", faults: 1, calls: refused.calls + second.calls,
                            undisturbed: expected.calls)
                        try await trial.expectEqual(
                            store, to: expected.lines, "after call \(call)", of: "401 from then on")
                    }
                }
            }
        },
        Promise("rotated-token", "A rotated refresh token is never lost.") { trial in
            try await trial.withBench(people: 12) { system, store in
                guard let connection = await system.rotatingConnection else {
                    throw Trial.NotApplicable("tokens of this system do not rotate")
                }
                try await trial.complete(connection, into: store)
                for run in 2...4 {
                    await system.advance(seconds: 7_200)
                    let clock = VirtualClock(now: await system.now)
                    try await trial.complete(connection, into: store, "run \(run)", clock: clock)
                }
            }
        },
        Promise("permission", "A permission that is missing is named, and never looks like an empty stream.") { trial in
            try await trial.withBench { system, store in
                let connection = await system.connection
                let calls = Mutex<[String: Int]>([:])
                try await trial.withStore { other in
                    _ = try await trial.complete(connection, into: other) { request, _, send throws(HTTPError) in
                        calls.withLock { $0[String(request.url.prefix { $0 != "?" }), default: 0] += 1 }
                        return try await send()
                    }
                }
                let met = Mutex(0)
                let most = calls.withLock { $0.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }
                let report = try await trial.sync(connection, into: store) { request, number, send throws(HTTPError) in
                    guard request.url.prefix(while: { $0 != "?" }) == most ?? "" else { return try await send() }
                    met.withLock { $0 += 1 }
                    return .refusal(403)
                }
                trial.expect(report.exitCode == 77, "ended with \(report.exitCode): \(report.words)")
                let named = report.streams.contains { $0.exitCode == 77 && !$0.problems.isEmpty }
                trial.expect(named, "no stream says what is missing")
                trial.expect(report.streams.contains { $0.outcome == .complete }, "the other streams were not read")
                let second = try await trial.complete(connection, into: store)
                let all = calls.withLock { $0.values.reduce(0, +) }
                trial.count(
                    "403 for one address", faults: met.withLock { $0 }, calls: report.calls + second.calls,
                    undisturbed: all)
                try await trial.expectTruth(system, store, of: "403 for one address")
            }
        },
        Promise("calls-spent", "A run whose calls are spent stops in good order, and the next ones go on.") { trial in
            try await trial.withBench { system, store in
                let connection = await system.connection
                var runs = 0
                var code: Int32 = 75
                // A few calls go into the account and what has to be asked anew; the rest is progress.
                let calls = 12 + connection.connector.streams.count
                while code == 75, runs < 60 {
                    let report = try await trial.sync(
                        connection, into: store, options: SyncOptions(maximumCalls: calls))
                    trial.expect(report.calls <= calls, "\(report.calls) calls, \(calls) allowed")
                    code = report.exitCode
                    runs += 1
                }
                trial.expect(code == 0, "not complete after \(runs) runs")
                try await trial.expectTruth(system, store)
            }
        },
        Promise(
            "quota-end", "A day's allowance that is used up ends the run with 75 and says until when; the next goes on."
        ) { trial in
            try await trial.withSystem { system in
                let connection = await system.connection
                let expected = try await trial.undisturbed(connection)
                let answer = connection.connector.answerAtQuotaEnd
                // A place in a listing is asked for anew, and the account, and what each stream had begun.
                let few = 12 + connection.connector.streams.count
                // Of each stream that is read at once: four calls under way, and one that asks whether the account is there.
                let last = SyncOptions().concurrentStreams * 5
                for call in trial.places(from: 3, of: expected.calls, upTo: 8) {
                    try await trial.withStore { store in
                        let clock = VirtualClock()
                        let ended = try await trial.sync(connection, into: store, clock: clock) {
                            _, number, send throws(HTTPError) in
                            number < call ? try await send() : answer
                        }
                        trial.expect(ended.exitCode == 75, "call \(call): ended with \(ended.exitCode)")
                        trial.expect(ended.calls < call + last, "call \(call): \(ended.calls) calls were made")
                        trial.expect(clock.waits.isEmpty, "call \(call): waited \(clock.waits)")
                        let says = ended.problems + ended.streams.flatMap(\.problems)
                        let isDated = says.contains { $0.contains(/20\d\d-\d\d-\d\dT\d\d:\d\d/) }
                        trial.expect(isDated, "call \(call): does not say until when: \(ended.words)")
                        let second = try await trial.complete(connection, into: store, "after call \(call)")
                        // What was under way together was refused together, and got nothing.
                        let answered = min(ended.calls, call - 1)
                        trial.expect(
                            answered + second.calls <= expected.calls + few,
                            "call \(call): \(answered) + \(second.calls) calls, \(expected.calls) at once")
                        trial.count(
                            "allowance used up", faults: 1, calls: ended.calls + second.calls,
                            undisturbed: expected.calls)
                        try await trial.expectEqual(
                            store, to: expected.lines, "after call \(call)", of: "allowance used up")
                    }
                }
            }
        },
    ]
}
