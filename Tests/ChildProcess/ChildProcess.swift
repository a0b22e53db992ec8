import Glibc
import Subprocess
import Synchronization

/// A program that a test runs beside itself; it is killed when nobody holds it any more.
public final class ChildProcess: Sendable {
    public struct Result: Sendable {
        /// The exit code; 128 and the number of the signal that ended it.
        public var code: Int32
        public var output: String
        public var errors: String
    }

    public struct NotStarted: Error, CustomStringConvertible {
        public let description: String
    }

    public let identifier: Int32
    private let output: Collected
    private let errors: Collected
    private let input: AsyncStream<[UInt8]>.Continuation
    private let run: Task<Int32, any Error>

    /// - Parameters:
    ///   - environment: the whole of it; nil: the test's own.
    ///   - keepsInput: its standard input stays open until ``closeInput()``.
    public init(
        _ path: String, _ arguments: [String], environment: [String: String]? = nil, folder: String? = nil,
        keepsInput: Bool = false
    ) async throws {
        let (started, start) = AsyncStream<Int32>.makeStream()
        let (pieces, input) = AsyncStream<[UInt8]>.makeStream()
        let (output, errors) = (Collected(), Collected())
        if !keepsInput { input.finish() }
        let variables = environment.map { environment in
            Environment.custom(
                Dictionary(environment.map { (Environment.Key(rawValue: $0) ?? "", $1) }) { $1 })
        }
        run = Task {
            defer {
                start.finish()
                output.end()
                errors.end()
            }
            let result = try await Subprocess.run(
                .path(.init(path)), arguments: Arguments(arguments), environment: variables ?? .inherit,
                workingDirectory: folder.map { .init($0) }, input: .inputWriter, output: .sequence,
                error: .sequence
            ) { execution in
                start.yield(execution.processIdentifier.value)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await output.collect(execution.standardOutput) }
                    group.addTask { try await errors.collect(execution.standardError) }
                    // Ends with the process as well: what it has said ends then.
                    group.addTask {
                        for await piece in pieces { _ = try? await execution.standardInputWriter.write(piece) }
                        try await execution.standardInputWriter.finish()
                    }
                    try await group.next()
                    try await group.next()
                    input.finish()
                    try await group.waitForAll()
                }
            }
            switch result.terminationStatus {
            case .exited(let code): return code
            case .signaled(let signal): return 128 + signal
            }
        }
        (self.output, self.errors, self.input) = (output, errors, input)
        var first: Int32?
        for await identifier in started {
            first = identifier
            break
        }
        guard let first else {
            let reason: String
            do { reason = "ended with \(try await run.value)" } catch { reason = "\(error)" }
            throw NotStarted(description: "\(path): \(reason)")
        }
        identifier = first
    }

    deinit { run.cancel() }

    /// Runs a program to its end.
    public static func run(_ path: String, _ arguments: [String], folder: String? = nil) async throws -> Result {
        try await ChildProcess(path, arguments, folder: folder).result()
    }

    public func signal(_ number: Int32) { Glibc.kill(identifier, number) }

    public func send(_ text: String) { input.yield(Array(text.utf8)) }
    public func closeInput() { input.finish() }

    /// Waits until it has ended.
    public func result() async -> Result {
        let code = (try? await run.value) ?? -1
        return Result(code: code, output: output.text, errors: errors.text)
    }

    /// The next line of its standard output; nil when it has ended. For one reader.
    public func line() async -> String? { await output.line() }

    /// Waits until its standard output holds a text, or has ended; what it holds then.
    public func output(containing text: String) async -> String { await output.whenContains(text) }
    public func errors(containing text: String) async -> String { await errors.whenContains(text) }
}

/// What a pipe has brought so far.
private final class Collected: Sendable {
    private let state = Mutex<(bytes: [UInt8], taken: Int, isAtEnd: Bool)>(([], 0, false))
    private let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation

    init() { (changes, change) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func collect(_ pieces: SubprocessOutputSequence) async throws {
        for try await piece in pieces {
            piece.withUnsafeBytes { bytes in state.withLock { $0.bytes += bytes } }
            change.yield()
        }
        end()
    }

    func end() {
        state.withLock { $0.isAtEnd = true }
        change.finish()
    }

    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }
    private var isAtEnd: Bool { state.withLock { $0.isAtEnd } }

    func whenContains(_ wanted: String) async -> String {
        while true {
            // In this order: the end comes after the last piece.
            let isAtEnd = isAtEnd
            let text = text
            if text.contains(wanted) || isAtEnd { return text }
            for await _ in changes { break }
        }
    }

    func line() async -> String? {
        while true {
            let (line, isAtEnd) = state.withLock { state -> (String?, Bool) in
                let rest = state.bytes[state.taken...]
                guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return (nil, state.isAtEnd) }
                state.taken = end + 1
                return (String(decoding: rest[..<end], as: UTF8.self), false)
            }
            if let line { return line }
            if isAtEnd { return nil }
            for await _ in changes { break }
        }
    }
}
