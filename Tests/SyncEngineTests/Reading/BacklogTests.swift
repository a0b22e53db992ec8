import Testing

@testable import SyncEngine

@Suite struct BacklogTests {
    private struct Broken: Error {}

    @Test(arguments: [0, 1, 4]) func `everything comes once and in order, and then the end`(limit: Int) async throws {
        let backlog = Backlog<Int>(limit: limit)
        async let putting: Void = {
            for number in 0..<1_000 { guard await backlog.put(number, size: 1) else { return } }
            backlog.end(.success(()))
        }()
        var taken: [Int] = []
        while let some = try await backlog.takeAll() {
            #expect(!some.isEmpty && some.count <= limit + 1)
            taken += some
        }
        await putting
        #expect(taken == Array(0..<1_000))
    }

    @Test func `without a limit nothing is put while something is being dealt with`() async throws {
        let backlog = Backlog<Int>(limit: 0)
        async let second: Bool = {
            guard await backlog.put(1, size: 1) else { return false }
            // Only now has the first one been dealt with.
            return await backlog.put(2, size: 1)
        }()
        #expect(try await backlog.takeAll() == [1])
        #expect(try await backlog.takeAll() == [2])
        backlog.end(.success(()))
        #expect(try await backlog.takeAll() == nil)
        _ = await second
    }

    @Test func `what was ready before an error is taken before it`() async throws {
        let backlog = Backlog<Int>(limit: 4)
        _ = await backlog.put(1, size: 1)
        _ = await backlog.put(2, size: 1)
        backlog.end(.failure(Broken()))
        #expect(try await backlog.takeAll() == [1, 2])
        await #expect(throws: Broken.self) { try await backlog.takeAll() }
    }

    @Test func `who puts is told when nobody wants any more`() async {
        let backlog = Backlog<Int>(limit: 1)
        async let putting = backlog.put(1, size: 1)
        backlog.end(.failure(CancellationError()))
        #expect(await putting == false)
        #expect(await backlog.put(2, size: 1) == false)
    }
}
