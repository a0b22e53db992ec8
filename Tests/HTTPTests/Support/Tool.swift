import ChildProcess
import Foundation
import Testing

/// A program that tests need and that Debian has.
enum Tool {
    struct Missing: Error, CustomStringConvertible {
        let name: String
        let package: String
        var description: String { "\(name) is missing, which this test needs: apt-get install \(package)" }
    }

    /// Where the program is. Servers lie in folders that are not on everybody's path.
    static func find(_ name: String, package: String) throws -> URL {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin", "/sbin"]
        guard let found = folders.map({ "\($0)/\(name)" }).first(where: FileManager.default.isExecutableFile) else {
            throw Missing(name: name, package: package)
        }
        return URL(fileURLWithPath: found)
    }

    /// Runs to the end; throws with what it said when it fails.
    static func run(_ tool: URL, _ arguments: [String], in folder: URL) async throws {
        let result = try await ChildProcess.run(tool.path, arguments, folder: folder.path)
        try #require(
            result.code == 0, "\(tool.lastPathComponent) \(arguments): \(result.output)\(result.errors)")
    }

    /// Starts a server program; it listens once it has said so, and ends when it is let go.
    static func serve(
        _ tool: URL, _ arguments: [String], in folder: URL, saying ready: String
    ) async throws -> ChildProcess {
        let server = try await ChildProcess(tool.path, arguments, folder: folder.path)
        let said = await server.output(containing: ready)
        try #require(said.contains(ready), "\(tool.lastPathComponent) ended before it listened: \(said)")
        return server
    }
}
