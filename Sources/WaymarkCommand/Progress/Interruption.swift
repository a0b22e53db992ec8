import Dispatch
import Glibc
import Synchronization

/// SIGINT and SIGTERM: the first asks for an orderly end, the second ends at once.
enum Interruption {
    /// The end of a pipe that the signal handler writes to; −1 before it is set up.
    private static let pipeEnd = Atomic<Int32>(-1)
    private static let signals = Atomic<Int>(0)

    /// Before there is anything to end in good order, one signal ends the process, in words and with the same code.
    /// To be called first thing by commands that read; what comes before, the dynamic linker does.
    static func awaitSignals() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in
                // In a signal handler: nothing but write and _exit.
                let words: StaticString = "waymark: stopped before anything was read\n"
                _ = write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
                _exit(75)
            }
        }
    }

    /// - Parameter onFirst: called once, on a thread of its own.
    private static func listen(onFirst: @escaping @Sendable () -> Void) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        let readEnd = ends[0]
        pipeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        DispatchQueue.global().async {
            var byte: UInt8 = 0
            while read(readEnd, &byte, 1) < 0, errno == EINTR {}
            onFirst()
        }
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in
                // In a signal handler: nothing but atomics, write and _exit. Every commit is whole, so an end between
                // two of them loses nothing that was reported as done.
                if Interruption.signals.add(1, ordering: .sequentiallyConsistent).oldValue > 0 { _exit(75) }
                var byte: UInt8 = 1
                _ = write(Interruption.pipeEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
            }
        }
    }

    /// Runs `body` until it ends, a signal comes, or the time is up; cancelled, it is waited for. Once per process.
    ///
    /// - Parameter onStop: told why, in words.
    static func run<Value: Sendable>(
        maximum: DurationText? = nil, onStop: @escaping @Sendable (String) -> Void,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let work = Task { try await body() }
        listen {
            onStop("stopping; what is stored stays, and the next run goes on from here (a second signal ends at once)")
            work.cancel()
        }
        let timer = maximum.map { maximum in
            Task {
                try await Task.sleep(for: .seconds(maximum.seconds))
                onStop("the time is up; the next run goes on from here")
                work.cancel()
            }
        }
        defer { timer?.cancel() }
        return try await work.value
    }
}
