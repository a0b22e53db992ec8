import Foundation
import Synchronization

/// The built binary, run as a process of its own.
struct Program {
    struct Result: Sendable {
        var code: Int32
        var output: String
        var errors: String

        /// A member of an object, or an element's, that the program printed as JSON.
        func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: Data(output.utf8))
        }
    }

    /// Where it runs: relative paths start here.
    var folder: String
    var environment: [String: String] = [:]

    /// Beside the tests' own executable.
    static var path: String {
        get throws {
            let candidates = [Bundle.main.executableURL, URL(fileURLWithPath: CommandLine.arguments[0])]
                .compactMap { $0?.deletingLastPathComponent().appendingPathComponent("waymark").path }
            guard let path = candidates.first(where: FileManager.default.isExecutableFile) else {
                throw NotBuilt(candidates: candidates)
            }
            return path
        }
    }

    struct NotBuilt: Error { var candidates: [String] }

    func callAsFunction(_ arguments: String...) async throws -> Result { try await run(arguments) }

    func run(_ arguments: [String]) async throws -> Result {
        let running = try start(arguments)
        return await running.result()
    }

    func start(_ arguments: [String]) throws -> Running {
        try Running(path: try Self.path, arguments: arguments, folder: folder, environment: environment)
    }

    /// A process under way.
    final class Running: Sendable {
        private let output: Collected
        private let errors: Collected
        let identifier: Int32
        private let status: Task<Int32, Never>

        init(path: String, arguments: [String], folder: String, environment: [String: String]) throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            process.currentDirectoryURL = URL(fileURLWithPath: folder)
            process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder].merging(environment) { $1 }
            let (out, err) = (Pipe(), Pipe())
            process.standardOutput = out
            process.standardError = err
            process.standardInput = FileHandle.nullDevice
            let (ended, end) = AsyncStream<Int32>.makeStream()
            process.terminationHandler = {
                end.yield($0.terminationReason == .exit ? $0.terminationStatus : 128 + $0.terminationStatus)
                end.finish()
            }
            try process.run()
            identifier = process.processIdentifier
            output = Collected(out.fileHandleForReading)
            errors = Collected(err.fileHandleForReading)
            status = Task {
                for await code in ended { return code }
                return -1
            }
        }

        func signal(_ number: Int32) { kill(identifier, number) }

        func result() async -> Result {
            let code = await status.value
            return Result(code: code, output: await output.all(), errors: await errors.all())
        }

        /// Waits until stdout holds a text; what it holds then.
        func output(containing text: String) async -> String { await output.whenContains(text) }
        func errors(containing text: String) async -> String { await errors.whenContains(text) }
    }

    /// What a pipe has brought so far, collected on a thread of its own.
    private final class Collected: Sendable {
        private let state = Mutex<(bytes: [UInt8], isAtEnd: Bool)>(([], false))
        private let changes: AsyncStream<Void>

        init(_ handle: FileHandle) {
            let (changes, change) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
            self.changes = changes
            let descriptor = dup(handle.fileDescriptor)
            // A thread of its own: readers that wait would use up those of the global queue.
            Thread.detachNewThread { [self] in
                var piece = [UInt8](repeating: 0, count: 65_536)
                while true {
                    let count = read(descriptor, &piece, piece.count)
                    if count < 0, errno == EINTR { continue }
                    state.withLock {
                        if count > 0 { $0.bytes += piece[..<count] } else { $0.isAtEnd = true }
                    }
                    change.yield()
                    guard count > 0 else { break }
                }
                close(descriptor)
                change.finish()
            }
        }

        private var text: (text: String, isAtEnd: Bool) {
            state.withLock { (String(decoding: $0.bytes, as: UTF8.self), $0.isAtEnd) }
        }

        func whenContains(_ wanted: String) async -> String {
            while true {
                let (text, isAtEnd) = text
                if text.contains(wanted) || isAtEnd { return text }
                for await _ in changes { break }
            }
        }

        func all() async -> String {
            while !text.isAtEnd { for await _ in changes { break } }
            return text.text
        }
    }
}

/// A folder of its own that vanishes afterwards.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("waymark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try await body(url.path)
}

func write(_ text: String, to path: String, mode: Int = 0o600) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
}
