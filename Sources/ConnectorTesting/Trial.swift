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
        var families: [FaultFamily] = []
    }

    let laboratory: Laboratory
    private let state = Mutex(State())

    init(_ laboratory: Laboratory) { self.laboratory = laboratory }

    var failures: [String] { state.withLock { $0.failures } }
    /// What was injected, in the order of its first time.
    var families: [FaultFamily] { state.withLock { $0.families } }

    func expect(_ isTrue: Bool, _ words: @autoclosure () -> String) {
        guard !isTrue else { return }
        let words = words()
        state.withLock { if $0.failures.count < 20 { $0.failures.append(words) } }
    }

    /// - Parameters:
    ///   - calls: what the disturbed runs took, together.
    ///   - undisturbed: what they would have taken.
    func count(_ family: String, faults: Int, calls: Int, undisturbed: Int) {
        charge(family) {
            $0.faults += faults
            $0.extraCalls += max(0, calls - undisturbed)
        }
    }

    private func charge(_ family: String, _ change: (inout FaultFamily) -> Void) {
        state.withLock { state in
            if let index = state.families.firstIndex(where: { $0.name == family }) {
                change(&state.families[index])
            } else {
                state.families.append(FaultFamily(family))
                change(&state.families[state.families.count - 1])
            }
        }
    }

    /// Calls to disturb, one per run: at most `count` of them, evenly spread, or every one in a thorough laboratory.
    func places(from first: Int = 1, of calls: Int, upTo count: Int) -> StrideThrough<Int> {
        stride(from: first, through: calls, by: laboratory.isThorough ? 1 : max(1, (calls + count - 1) / count))
    }

    /// A fresh system.
    func withSystem(
        people: Int = 40, _ body: @escaping @Sendable (any SimulatedSystem) async throws -> Void
    ) async throws {
        try await laboratory.withSystem(people, body)
    }

    /// A fresh store.
    func withStore<Result>(_ body: (JourneyStore) async throws -> Result) async throws -> Result {
        try await laboratory.withStore(body)
    }

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

    /// What a run takes and leaves when nothing happens to it.
    struct Course: Sendable {
        var calls: Int
        /// The export of a store that was empty before.
        var lines: [String]
    }

    func undisturbed(_ connection: Connection) async throws -> Course {
        try await withStore { store in
            let calls = try await self.complete(connection, into: store, "undisturbed").calls
            return Course(calls: calls, lines: try await Self.canonical(store))
        }
    }

    func expectTruth(
        _ system: any SimulatedSystem, _ store: JourneyStore, _ when: String = "", of family: String? = nil
    ) async throws {
        let differences = try await system.differences(from: store, before: nil)
        if let family { charge(family) { $0.differences += differences.count } }
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

    func expectEqual(
        _ store: JourneyStore, to expected: [String], _ when: String, of family: String? = nil
    ) async throws {
        let found = try await Self.canonical(store)
        guard found != expected else { return }
        let lines = Set(found).symmetricDifference(expected).sorted()
        if let family { charge(family) { $0.differences += max(1, lines.count) } }
        expect(
            false,
            "\(when): the export differs from an undisturbed run's: \((lines.first ?? "another order").prefix(200))")
    }
}

extension SyncReport {
    var words: String { (problems + streams.flatMap(\.problems)).prefix(3).joined(separator: "; ") }
}
