import Foundation
import HTTP
import JourneyStore
import SyncEngine
import Synchronization

extension Promise {
    /// What holds although servers fail and lie, and processes die.
    static let trouble: [Promise] = [
        Promise("storms", "A run in which every request fails once ends complete, having waited as it was told.") {
            trial in
            try await trial.withSystem { system in
                let connection = await system.connection
                var calls = 0
                try await trial.withStore { store in calls = try await trial.complete(connection, into: store).calls }
                for storm in Storm.allCases {
                    try await trial.withStore { store in
                        let clock = VirtualClock()
                        let seen = Mutex<Set<String>>([])
                        let report = try await trial.complete(connection, into: store, "\(storm)", clock: clock) {
                            request, _, send throws(HTTPError) in
                            let name = request.url + String(decoding: request.body ?? [], as: UTF8.self)
                            guard seen.withLock({ $0.insert(name).inserted }) else { return try await send() }
                            return try await storm.answer(request, send)
                        }
                        let faults = seen.withLock { $0.count }
                        trial.count(faults: faults, calls: report.calls, undisturbed: calls)
                        trial.expect(clock.waits.count >= report.retries, "\(storm): did not wait")
                        if case .retryAfter = storm {
                            let isPatient = clock.waits.allSatisfy { $0 >= .seconds(Storm.patience) }
                            trial.expect(isPatient, "\(storm): called again too early")
                        }
                        try await trial.expectTruth(system, store, "\(storm)")
                    }
                }
            }
        },
        Promise("lies", "An answer that looks right and is not costs a call or a run, never data.") { trial in
            for lie in Lie.allCases { try await trial.tell(lie) }
        },
        Promise("breaks-off", "A listing that breaks off deletes nothing and is gone on with.") { trial in
            try await trial.withSystem { system in
                let connection = await system.connection
                let expected = Mutex<(calls: Int, lines: [String])>((0, []))
                try await trial.withStore { store in
                    let calls = try await trial.complete(connection, into: store).calls
                    let lines = try await Trial.canonical(store)
                    expected.withLock { $0 = (calls, lines) }
                }
                let (calls, lines) = expected.withLock { $0 }
                for call in stride(from: 2, through: calls, by: max(1, calls / 12)) {
                    try await trial.withStore { store in
                        // For good: a status that no rule calls passing.
                        let broken = try await trial.sync(connection, into: store) {
                            request, number, send throws(HTTPError) in
                            guard number >= call else { return try await send() }
                            return HTTPResponse(
                                status: 400, headers: ["Content-Type": "application/json"],
                                body: Array(#"{"message": "no more"}"#.utf8))
                        }
                        trial.expect(broken.exitCode != 0, "call \(call): ended green although nothing more came")
                        // A place that the server refuses is given up with another run.
                        let second = try await trial.sync(connection, into: store)
                        let last = second.exitCode == 0 ? second : try await trial.complete(connection, into: store)
                        trial.count(faults: 1, calls: broken.calls + last.calls, undisturbed: calls)
                        try await trial.expectEqual(store, to: lines, "broken off at call \(call)")
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
            try await trial.withSystem { system in
                let connection = await system.connection
                let expected = Mutex<(calls: Int, lines: [String])>((0, []))
                try await trial.withStore { store in
                    let calls = try await trial.complete(connection, into: store).calls
                    let lines = try await Trial.canonical(store)
                    expected.withLock { $0 = (calls, lines) }
                }
                let (calls, lines) = expected.withLock { $0 }
                for call in stride(from: 1, through: calls, by: max(1, calls / 12)) {
                    try await trial.withStore { store in
                        let refused = try await trial.sync(connection, into: store) {
                            _, number, send throws(HTTPError) in
                            guard number >= call else { return try await send() }
                            return HTTPResponse(
                                status: 401, headers: ["Content-Type": "application/json"],
                                body: Array(#"{"message": "the token has expired"}"#.utf8))
                        }
                        trial.expect(refused.exitCode == 77, "call \(call): ended with \(refused.exitCode)")
                        let second = try await trial.complete(connection, into: store, "after call \(call)")
                        trial.count(faults: 1, calls: refused.calls + second.calls, undisturbed: calls)
                        try await trial.expectEqual(store, to: lines, "after call \(call)")
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
                    try await trial.complete(connection, into: other) { request, _, send throws(HTTPError) in
                        calls.withLock { $0[String(request.url.prefix { $0 != "?" }), default: 0] += 1 }
                        return try await send()
                    }
                }
                let most = calls.withLock { $0.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }
                let report = try await trial.sync(connection, into: store) { request, number, send throws(HTTPError) in
                    guard request.url.prefix(while: { $0 != "?" }) == most ?? "" else { return try await send() }
                    return HTTPResponse(
                        status: 403, headers: ["Content-Type": "application/json"],
                        body: Array(#"{"message": "missing permission"}"#.utf8))
                }
                trial.expect(report.exitCode == 77, "ended with \(report.exitCode): \(report.words)")
                let named = report.streams.contains { $0.exitCode == 77 && !$0.problems.isEmpty }
                trial.expect(named, "no stream says what is missing")
                trial.expect(report.streams.contains { $0.outcome == .complete }, "the other streams were not read")
                try await trial.complete(connection, into: store)
                try await trial.expectTruth(system, store)
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
    ]
}

extension Trial {
    /// One answer per run is a lie, at call after call.
    func tell(_ lie: Lie) async throws {
        try await withSystem { system in
            let connection = (await system.connection).sweepingAlways
            let connector = connection.connector
            let expected = Mutex<(calls: Int, lines: [String])>((0, []))
            try await self.withStore { store in
                let calls = try await self.complete(connection, into: store).calls
                let lines = try await Trial.canonical(store)
                expected.withLock { $0 = (calls, lines) }
            }
            let (calls, lines) = expected.withLock { $0 }
            for call in stride(from: 1, through: calls, by: max(1, calls / 10)) {
                try await self.withStore { store in
                    let former = Mutex<[String: [UInt8]]>([:])
                    let told = Mutex(false)
                    let report = try await self.sync(connection, into: store) {
                        request, number, send throws(HTTPError) in
                        let response = try await send()
                        let path = String(request.url.prefix { $0 != "?" })
                        let previous = former.withLock { $0.updateValue(response.body, forKey: path) }
                        // The first answer from then on that the lie can be told with.
                        guard number >= call, !told.withLock({ $0 }),
                            let spoilt = lie.spoil(response.body, of: request, previous, connector, connection.baseURL)
                        else { return response }
                        told.withLock { $0 = true }
                        return response.holding(spoilt)
                    }
                    guard told.withLock({ $0 }) else { return }
                    let second =
                        report.exitCode == 0 ? report : try await self.complete(connection, into: store, "after \(lie)")
                    self.count(
                        faults: 1, calls: report.calls + (report.exitCode == 0 ? 0 : second.calls), undisturbed: calls)
                    try await self.expectEqual(store, to: lines, "\(lie) at call \(call)")
                }
            }
        }
    }

    /// Leaves behind, for every call, the store as a process killed at that moment would; each is gone on with.
    func killAtEachCall() async throws {
        try await withSystem(people: 30) { system in
            let connection = await system.connection
            try await self.withStore { store in
                let folder = FileManager.default.temporaryDirectory.appending(path: "waymark-kill-\(UUID().uuidString)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                defer { try? FileManager.default.removeItem(at: folder) }
                let report = try await self.complete(connection, into: store) {
                    request, number, send throws(HTTPError) in
                    do { try await store.backup(to: folder.appending(path: "\(number).db").path) } catch {
                        throw HTTPError(.refused("no backup: \(error)"), for: request)
                    }
                    return try await send()
                }
                let expected = try await Trial.canonical(store)
                for number in stride(from: 1, through: report.calls, by: max(1, report.calls / 25)) {
                    let copy = try await JourneyStore.open(
                        path: folder.appending(path: "\(number).db").path, access: .readWrite(create: false))
                    let resumed = try await self.complete(connection, into: copy, "killed at call \(number)")
                    self.count(faults: 1, calls: number - 1 + resumed.calls, undisturbed: report.calls)
                    try await self.expectEqual(copy, to: expected, "killed at call \(number)")
                    try await copy.close()
                }
            }
        }
    }
}
