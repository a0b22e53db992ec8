import ConnectorKit
import Foundation
import HTTP
import JourneyStore
import Sandbox
import SyncEngine
import Synchronization

extension Trial {
    /// Every request of a run fails as often as the storm says.
    func endure(
        _ storm: Storm, _ system: any SimulatedSystem, _ connection: Connection, undisturbed calls: Int
    ) async throws {
        try await withStore { store in
            let clock = VirtualClock()
            let now = await system.now
            let met = Mutex<[String: Int]>([:])
            let report = try await self.complete(connection, into: store, storm.rawValue, clock: clock) {
                request, _, send throws(HTTPError) in
                let name = request.url + String(decoding: request.body ?? [], as: UTF8.self)
                let time = met.withLock { met in
                    met[name, default: 0] += 1
                    return met[name, default: 1] - 1
                }
                guard time < storm.times else { return try await send() }
                return try await storm.answer(request, time: time, now: now, send)
            }
            let faults = met.withLock { $0.values.reduce(0) { $0 + min($1, storm.times) } }
            self.count(storm.rawValue, faults: faults, calls: report.calls, undisturbed: calls)
            self.expect(clock.waits.count >= report.retries, "\(storm): did not wait")
            if storm == .retryAfter || storm == .retryAfterDate {
                let isPatient = clock.waits.allSatisfy { $0 >= .seconds(Storm.patience) }
                self.expect(isPatient, "\(storm): called again too early")
            }
            try await self.expectTruth(system, store, storm.rawValue, of: storm.rawValue)
        }
    }

    /// One answer per run is a refusal, at call after call.
    func refuseOnce(with status: Int) async throws {
        try await withSystem(people: 20) { system in
            let connection = await system.connection
            let routes = try Route.all(of: connection.connector)
            let expected = try await self.undisturbed(connection)
            let family = String(status)
            for call in self.places(of: expected.calls, upTo: 8) {
                try await self.withStore { store in
                    let told = Mutex(false)
                    let report = try await self.sync(connection, into: store) {
                        request, number, send throws(HTTPError) in
                        guard number >= call, !told.withLock({ $0 }) else { return try await send() }
                        // "It does not exist" is the right answer to the question for one thing.
                        if status == 404 || status == 410,
                            routes.first(where: { $0.match(request, at: connection.baseURL) != nil })?.asksForOne
                                ?? true
                        {
                            return try await send()
                        }
                        told.withLock { $0 = true }
                        return .refusal(status)
                    }
                    guard told.withLock({ $0 }) else { return }
                    var calls = report.calls
                    var runs = 1
                    var code = report.exitCode
                    // A place that the server refuses is given up with another run.
                    while code != 0, runs < 3 {
                        let next = try await self.sync(connection, into: store)
                        (calls, code, runs) = (calls + next.calls, next.exitCode, runs + 1)
                    }
                    self.expect(code == 0, "\(status) at call \(call): ended with \(code)")
                    self.count(family, faults: 1, calls: calls, undisturbed: expected.calls)
                    try await self.expectEqual(
                        store, to: expected.lines, "\(status) at call \(call)", of: family)
                }
            }
        }
    }

    /// One answer per run is a lie, at call after call.
    func tell(_ lie: Lie) async throws {
        try await withSystem { system in
            let connection = (await system.connection).sweepingAlways
            let connector = connection.connector
            let expected = try await self.undisturbed(connection)
            for call in self.places(of: expected.calls, upTo: 10) {
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
                        lie.rawValue, faults: 1, calls: report.calls + (report.exitCode == 0 ? 0 : second.calls),
                        undisturbed: expected.calls)
                    try await self.expectEqual(
                        store, to: expected.lines, "\(lie) at call \(call)", of: lie.rawValue)
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
                for number in self.places(of: report.calls, upTo: 25) {
                    let copy = try await JourneyStore.open(
                        path: folder.appending(path: "\(number).db").path, access: .readWrite(create: false))
                    let resumed = try await self.complete(connection, into: copy, "killed at call \(number)")
                    self.count("kill", faults: 1, calls: number - 1 + resumed.calls, undisturbed: report.calls)
                    try await self.expectEqual(copy, to: expected, "killed at call \(number)", of: "kill")
                    try await copy.close()
                }
            }
        }
    }
}
