import ChildProcess
import Foundation
import Testing

/// The crash writer in a process of its own.
struct CrashWriter {
    private let process: ChildProcess

    init(_ arguments: String...) async throws {
        process = try await ChildProcess(Self.executable().path, arguments, keepsInput: true)
    }

    /// Next to the test bundle, where SwiftPM puts every product of a build.
    private static func executable() throws -> URL {
        let candidates = [
            Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
        ]
        .flatMap { [$0, $0.deletingLastPathComponent()] }.map { $0.appendingPathComponent("store-crash-writer") }
        return try #require(candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) })
    }

    /// Lets it write so many batches more.
    func allow(_ batches: Int) { process.send(String(repeating: ".", count: batches)) }

    /// The next line it says; nil when it has ended.
    func line() async -> String? { await process.line() }

    /// SIGKILL, wherever it is at the moment.
    func kill() async {
        process.signal(SIGKILL)
        _ = await process.result()
    }

    /// Lets it go on to its end.
    func finish() async -> Int32 {
        process.closeInput()
        return await process.result().code
    }

    var identifier: Int32 { process.identifier }
}
