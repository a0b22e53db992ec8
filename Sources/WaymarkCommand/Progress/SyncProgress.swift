import ConnectorKit
import Glibc
import SyncEngine
import Synchronization
import Touchpoints

/// What a run is doing, for whoever watches: one live line on a terminal, log lines otherwise.
final class SyncProgress: Sendable {
    private struct State {
        var rows = 0
        var calls = 0
        var running: [String: Int] = [:]
        var finished = 0
        /// Rows that the source counts, and those of them that are read, by stream.
        var expected: [String: Int] = [:]
        var arrived: [String: Int] = [:]
        /// Calls that the day's quota has left, by connection.
        var dailyLeft: [String: Int] = [:]
        var waiting: (reason: String, until: ContinuousClock.Instant)?
        /// How many calls there had been when, within the last seconds.
        var samples: [(at: ContinuousClock.Instant, calls: Int)] = []
        var isLineShown = false
    }

    private let state = Mutex(State())
    private let log: Log
    private let isLive: Bool
    private let clock = ContinuousClock()
    private let began = ContinuousClock.now
    private let hasOneConnection: Bool
    /// Calls per second that the tightest general budgets allow; nil: no limit.
    private let ceiling: Double?

    init(log: Log, connections: [Connection]) {
        self.log = log
        isLive = log.format == .text && !log.isQuiet && Console.isErrorTerminal
        hasOneConnection = connections.count == 1
        let ceilings = connections.map(Self.ceiling)
        ceiling = ceilings.contains(nil) ? nil : ceilings.compactMap { $0 }.reduce(0, +)
    }

    private static func ceiling(of connection: Connection) -> Double? {
        guard connection.enforcesBudgets else { return nil }
        return connection.connector.budgets.compactMap { budget in
            guard case .rolling(let seconds) = budget.period, !budget.isNamedOnly else { return nil }
            return Double(budget.calls) / Double(max(1, seconds))
        }.min()
    }

    /// Receives a connection's progress.
    func receiver(of connection: String) -> @Sendable (Progress) -> Void {
        { [self] progress in handle(progress, connection) }
    }

    private func handle(_ progress: Progress, _ connection: String) {
        switch progress {
        case .call(let dailyLeft):
            state.withLock {
                $0.calls += 1
                $0.dailyLeft[connection] = dailyLeft ?? $0.dailyLeft[connection]
            }
        case .expects(let stream, let rows):
            state.withLock { $0.expected[name(connection, stream)] = rows }
        case .waiting(let reason, let duration):
            state.withLock { $0.waiting = (reason, clock.now + duration) }
        case .began(let stream):
            state.withLock { $0.running[name(connection, stream)] = 0 }
            if !isLive { log.note("began", [("connection", connection), ("stream", stream)]) }
        case .read(let stream, let rows):
            state.withLock {
                $0.rows += rows
                $0.running[name(connection, stream), default: 0] += rows
                if let expected = $0.expected[name(connection, stream)] {
                    $0.arrived[name(connection, stream)] = min(
                        expected, ($0.arrived[name(connection, stream)] ?? 0) + rows)
                }
            }
        case .note(let stream, let text):
            var fields = [("connection", connection)]
            if let stream { fields.append(("stream", stream)) }
            tell { log.note(text, fields) }
        case .ended(let stream, let report):
            state.withLock {
                $0.running[name(connection, stream)] = nil
                $0.finished += 1
                $0.arrived[name(connection, stream)] = $0.expected[name(connection, stream)]
            }
            if !isLive {
                log.note(Self.words(report), [("connection", connection), ("stream", stream)])
            }
        }
    }

    private func name(_ connection: String, _ stream: String) -> String {
        hasOneConnection ? stream : "\(connection)/\(stream)"
    }

    /// Says something beside the live line.
    func tell(_ body: () -> Void) {
        state.withLock { state in
            if state.isLineShown { Console.error("\r\u{1B}[2K") }
            state.isLineShown = false
            body()
        }
    }

    private static func words(_ report: StreamReport) -> String {
        let counts = [
            ("read", report.read), ("added", report.added), ("changed", report.changed), ("gone", report.gone),
            ("touchpoints", report.touchpoints),
        ].filter { $0.1 > 0 }.map { "\(Printing.number($0.1)) \($0.0)" }
        let numbers = counts.isEmpty ? "nothing new" : counts.joined(separator: ", ")
        return "\(report.outcome.rawValue): \(numbers)"
    }

    /// Shows the state again and again until cancelled; then takes the live line away.
    func show() async {
        guard !log.isQuiet else { return }
        while (try? await Task.sleep(for: isLive ? .milliseconds(200) : .seconds(10))) != nil {
            let (text, isRunning) = state.withLock { state in (line(&state), !state.running.isEmpty) }
            guard isLive else {
                if isRunning { log.note(text) }
                continue
            }
            let width = Self.terminalWidth()
            state.withLock {
                Console.error("\r\u{1B}[2K" + TerminalText.line(String(text.prefix(width - 1))))
                $0.isLineShown = true
            }
        }
        tell {}
    }

    private func line(_ state: inout State) -> String {
        let now = clock.now
        state.samples.append((now, state.calls))
        while let first = state.samples.first, state.samples.count > 2, now - first.at > .seconds(12) {
            state.samples.removeFirst()
        }
        var parts = ["\(Printing.number(state.rows)) rows", "\(Printing.number(state.calls)) calls"]
        if let first = state.samples.first, now > first.at {
            let span = (now - first.at) / .seconds(1)
            let rate = (Double(state.calls - first.calls) / span * 10).rounded() / 10
            parts.append(ceiling.map { "\(rate) of \($0) calls/s" } ?? "\(rate) calls/s")
        }
        if let waiting = state.waiting, waiting.until > now {
            let seconds = Int(((waiting.until - now) / .seconds(1)).rounded(.up))
            parts.append("waiting \(seconds) s: \(waiting.reason)")
        }
        let (expected, arrived) = (state.expected.values.reduce(0, +), state.arrived.values.reduce(0, +))
        if let seconds = Self.secondsLeft(expected: expected, arrived: arrived, after: (now - began) / .seconds(1)) {
            parts.append("at least \(Printing.span(seconds: seconds)) left")
        }
        if let left = state.dailyLeft.values.min() { parts.append("\(Printing.number(left)) calls left today") }
        let running = state.running.sorted { $0.key < $1.key }
            .map { "\($0.key) \(Printing.number($0.value))" }.joined(separator: ", ")
        parts.append("\(state.finished) streams done")
        if !running.isEmpty { parts.append("reading \(running)") }
        return parts.joined(separator: " · ")
    }

    /// What is left of the rows that the sources counted, at the pace so far; what nobody counts comes on top.
    ///
    /// nil: there is no pace yet, or nothing is left.
    static func secondsLeft(expected: Int, arrived: Int, after seconds: Double) -> Double? {
        guard arrived > 0, arrived < expected, seconds >= 3 else { return nil }
        return seconds * Double(expected - arrived) / Double(arrived)
    }

    private static func terminalWidth() -> Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
        return Int(size.ws_col)
    }
}
