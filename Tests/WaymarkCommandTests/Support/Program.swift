import ChildProcess
import Foundation

/// The built binary, run as a process of its own.
struct Program {
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

    func callAsFunction(_ arguments: String...) async throws -> ChildProcess.Result { try await run(arguments) }

    func run(_ arguments: [String]) async throws -> ChildProcess.Result { try await start(arguments).result() }

    func start(_ arguments: [String]) async throws -> ChildProcess {
        try await ChildProcess(
            Self.path, arguments, environment: ["PATH": "/usr/bin:/bin", "HOME": folder].merging(environment) { $1 },
            folder: folder)
    }
}

extension ChildProcess.Result {
    /// A member of an object, or an element's, that the program printed as JSON.
    func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(output.utf8))
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
