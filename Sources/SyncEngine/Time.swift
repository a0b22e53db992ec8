import Glibc

/// Time as the engine needs it: injected, so that tests neither wait nor depend on the day they run.
public struct EngineClock: Sendable {
    /// Unix milliseconds of this machine; used for pacing only. What is read ends at the *server's* clock.
    public var now: @Sendable () -> Int64
    public var sleep: @Sendable (Duration) async throws -> Void
    /// 0 ..< 1, for jitter.
    public var random: @Sendable () -> Double

    public init(
        now: @escaping @Sendable () -> Int64, sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    public static let system = EngineClock(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        },
        sleep: { try await Task.sleep(for: $0) },
        random: { Double.random(in: 0..<1) })
}

extension Duration {
    static func ms(_ milliseconds: Int64) -> Duration { .milliseconds(milliseconds) }

    var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
