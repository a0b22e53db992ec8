import Dispatch

/// Work that blocks on locks and files, off the cooperative pool.
enum BlockingWork {
    private static let queue = DispatchQueue(label: "JourneyStore.blocking", attributes: .concurrent)

    static func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
