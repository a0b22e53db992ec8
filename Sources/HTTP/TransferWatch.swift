/// When a transfer has taken too long, and for what. Pure: instants come in, a deadline and a verdict go out.
struct TransferWatch: Sendable {
    typealias Instant = ContinuousClock.Instant

    private let timeouts: HTTPTimeouts
    private let started: Instant
    private var isConnected = false
    /// Of a streamed body once its head has come: it may take as long as its reader likes.
    private var isUnlimited = false
    private var isPaused = false
    /// The stall window: where it began, and how many bytes had moved by then.
    private var windowStart: Instant
    private var windowBytes: Int64 = 0
    private var bytes: Int64 = 0

    init(_ timeouts: HTTPTimeouts, startedAt now: Instant) {
        // A year is "never", and far from where instants overflow.
        let never = Duration.seconds(31_557_600)
        self.timeouts = HTTPTimeouts(
            connect: min(timeouts.connect, never), total: min(timeouts.total, never), stall: min(timeouts.stall, never))
        started = now
        windowStart = now
    }

    mutating func connected(at now: Instant) {
        guard !isConnected else { return }
        isConnected = true
        windowStart = now
    }

    /// `bytes` is what moved since the start, both ways.
    mutating func moved(_ bytes: Int64, at now: Instant) {
        guard bytes > self.bytes else { return }
        self.bytes = bytes
        // At least one byte per second of the window, and at least one.
        let enough = max(1, timeouts.stall.components.seconds)
        guard bytes - windowBytes >= enough else { return }
        windowBytes = bytes
        windowStart = now
    }

    mutating func liftTotal() { isUnlimited = true }

    mutating func paused() { isPaused = true }

    mutating func resumed(at now: Instant) {
        isPaused = false
        windowBytes = bytes
        windowStart = now
    }

    /// The next instant at which a verdict may fall; nil while only the reader can move things.
    var deadline: Instant? { limits.map(\.at).min() }

    /// What has run out by `now`, the earliest first.
    func verdict(at now: Instant) -> HTTPError.Phase? {
        limits.filter { $0.at <= now }.min { $0.at < $1.at }?.phase
    }

    private var limits: [(at: Instant, phase: HTTPError.Phase)] {
        var limits: [(at: Instant, phase: HTTPError.Phase)] = []
        if !isConnected { limits.append((started + timeouts.connect, .connect)) }
        if !isUnlimited { limits.append((started + timeouts.total, .total)) }
        if isConnected && !isPaused { limits.append((windowStart + timeouts.stall, .stall)) }
        return limits
    }
}
