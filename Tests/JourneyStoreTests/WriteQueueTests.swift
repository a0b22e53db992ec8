import Dispatch
import JourneyStore
import Synchronization
import Testing
import Touchpoints

@Suite struct WriteQueueTests {
    private struct Refused: Error {}

    /// Holds the writer back until the other writes of a test are in the queue.
    private final class Gate: Sendable {
        private let isOpen = DispatchSemaphore(value: 0)
        private let isHeld = DispatchSemaphore(value: 0)

        func hold() {
            isHeld.signal()
            isOpen.wait()
        }
        func untilHeld() async {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    self.isHeld.wait()
                    continuation.resume()
                }
            }
        }
        func open() { isOpen.signal() }
    }

    /// Runs the writes so that all of them wait at the same time.
    private func together(
        _ store: JourneyStore, _ writes: [@Sendable (StoreTransaction) throws -> Void]
    ) async throws -> [Result<Void, any Error>] {
        let gate = Gate()
        let held = Task { try await store.write { _ in gate.hold() } }
        await gate.untilHeld()
        return try await withThrowingTaskGroup(of: (Int, Result<Void, any Error>).self) { group in
            for (place, body) in writes.enumerated() {
                group.addTask {
                    var result: Result<Void, any Error> = .success(())
                    do { try await store.write(body) } catch { result = .failure(error) }
                    return (place, result)
                }
            }
            while store.waitingWrites < writes.count { await Task.yield() }
            gate.open()
            try await held.value
            var results: [Int: Result<Void, any Error>] = [:]
            for try await (place, result) in group { results[place] = result }
            return writes.indices.map { results[$0] ?? .failure(Refused()) }
        }
    }

    @Test func `a write that fails takes none of those with it that shared its transaction`() async throws {
        try await withStore { store in
            let runs = Mutex([Int](repeating: 0, count: 3))
            let results = try await together(
                store,
                (0..<3).map { number in
                    { tx in
                        runs.withLock { $0[number] += 1 }
                        _ = try tx.save([.contact(String(number), emails: ["\(number)@acme.com"])], .test)
                        if number == 1 { throw Refused() }
                    }
                })
            #expect(throws: Never.self) { try results[0].get() }
            #expect(throws: Never.self) { try results[2].get() }
            #expect(throws: Refused.self) { try results[1].get() }
            // Once together, and then each alone; of what was undone nothing is left.
            #expect(runs.withLock { $0 }.max() == 2)
            for number in [0, 2] {
                #expect(try await store.read { try $0.record(.contact(String(number))) } != nil)
            }
            #expect(try await store.read { try $0.record(.contact("1")) } == nil)
        }
    }

    @Test func `who does not wait any more writes nothing`() async throws {
        try await withStore { store in
            let gate = Gate()
            async let held: Void = store.write { _ in gate.hold() }
            await gate.untilHeld()
            let given = Task { try await store.write { tx in _ = try tx.save([.contact("1")], .test) } }
            while store.waitingWrites < 1 { await Task.yield() }
            given.cancel()
            gate.open()
            try await held
            await #expect(throws: CancellationError.self) { try await given.value }
            #expect(try await store.read { try $0.record(.contact("1")) } == nil)
        }
    }

    @Test func `what is written is there for the next reader, however many write`() async throws {
        try await withStore { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        try await store.write { tx in _ = try tx.save([.contact(String(number))], .test) }
                        #expect(try await store.read { try $0.record(.contact(String(number))) } != nil)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
