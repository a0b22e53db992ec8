import HTTP
import JourneyStore
import SyncEngine
import Synchronization

/// One promise being tried with one connector: what it needs, and what it finds.
public final class Trial: Sendable {
    /// The promise is about something that the connector or its system does not have.
    struct NotApplicable: Error {
        var reason: String
        init(_ reason: String) { self.reason = reason }
    }

    private struct State {
        var failures: [String] = []
        var faults = 0
        var calls = 0
        var undisturbed = 0
    }

    private let laboratory: Laboratory
    private let state = Mutex(State())

    init(_ laboratory: Laboratory) { self.laboratory = laboratory }

    var failures: [String] { state.withLock { $0.failures } }
    /// How many faults were injected, and how many calls it took beyond what an undisturbed run takes.
    var faults: Int { state.withLock { $0.faults } }
    var extraCalls: Int { state.withLock { max(0, $0.calls - $0.undisturbed) } }

    func expect(_ isTrue: Bool, _ words: @autoclosure () -> String) {
        guard !isTrue else { return }
        let words = words()
        state.withLock { if $0.failures.count < 20 { $0.failures.append(words) } }
    }

    func count(faults: Int, calls: Int, undisturbed: Int) {
        state.withLock {
            $0.faults += faults
            $0.calls += calls
            $0.undisturbed += undisturbed
        }
    }

    /// A fresh system.
    func withSystem(
        people: Int = 40, _ body: @escaping @Sendable (any SimulatedSystem) async throws -> Void
    ) async throws {
        try await laboratory.withSystem(people, body)
    }

    /// A fresh store.
    func withStore(_ body: (JourneyStore) async throws -> Void) async throws { try await laboratory.withStore(body) }

    /// A fresh system and a fresh store.
    func withBench(
        people: Int = 40, _ body: @escaping @Sendable (any SimulatedSystem, JourneyStore) async throws -> Void
    ) async throws {
        try await withSystem(people: people) { system in
            try await self.withStore { store in try await body(system, store) }
        }
    }

    /// One sync. Whatever the promise: no secret is told, and no credential goes to another origin.
    ///
    /// - Parameter disturbance: may spoil calls.
    @discardableResult
    func sync(
        _ connection: Connection, into store: JourneyStore, clock: VirtualClock = VirtualClock(),
        options: SyncOptions = SyncOptions(), disturbing disturbance: Disturbance? = nil
    ) async throws -> SyncReport {
        let transport = GuardedTransport(
            try laboratory.transport(), origin: connection.baseURL, disturbance: disturbance)
        let said = Mutex<[String]>([])
        let engine = SyncEngine(store: store, transport: transport, clock: clock.clock()) { progress in
            switch progress {
            case .note(_, let text), .waiting(let text, _): said.withLock { $0.append(text) }
            default: break
            }
        }
        let report = try await engine.sync(connection, options: options)
        let words = said.withLock { $0 } + report.problems + report.streams.flatMap(\.problems)
        for secret in connection.credentials.values where secret.count > 5 {
            expect(!words.contains { $0.contains(secret) }, "a message shows a secret")
        }
        expect(transport.foreign.isEmpty, "a request went to \(transport.foreign.first ?? "")")
        return report
    }

    /// A sync that has to end complete.
    @discardableResult
    func complete(
        _ connection: Connection, into store: JourneyStore, _ when: String = "", clock: VirtualClock = VirtualClock(),
        disturbing disturbance: Disturbance? = nil
    ) async throws -> SyncReport {
        let report = try await sync(connection, into: store, clock: clock, disturbing: disturbance)
        expect(report.exitCode == 0, "\(when): ended with \(report.exitCode): \(report.words)")
        return report
    }

    func expectTruth(_ system: any SimulatedSystem, _ store: JourneyStore, _ when: String = "") async throws {
        let differences = try await system.differences(from: store, before: nil)
        expect(differences.isEmpty, "\(when): \(differences.prefix(3).joined(separator: "; "))")
    }

    /// The export that two stores are compared by.
    static func canonical(_ store: JourneyStore) async throws -> [String] {
        try await store.read { reader in
            var lines: [String] = []
            try reader.canonical { lines.append(String(decoding: $0, as: UTF8.self)) }
            return lines
        }
    }

    func expectEqual(_ store: JourneyStore, to expected: [String], _ when: String) async throws {
        let found = try await Self.canonical(store)
        guard found != expected else { return }
        let lines = Set(found).symmetricDifference(expected).sorted().first ?? "another order"
        expect(false, "\(when): the export differs from an undisturbed run's: \(lines.prefix(200))")
    }
}

extension SyncReport {
    var words: String { (problems + streams.flatMap(\.problems)).prefix(3).joined(separator: "; ") }
}
