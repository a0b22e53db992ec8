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
    static func run(_ tool: URL, _ arguments: [String], in folder: URL) throws {
        let process = Process()
        process.executableURL = tool
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let said = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(
            process.terminationStatus == 0,
            "\(tool.lastPathComponent) \(arguments): \(String(decoding: said, as: UTF8.self))")
    }
}

/// A server program, ready once it has said so, ended when it is let go.
final class ServerProcess: @unchecked Sendable {
    // Only touched by `init` and `deinit`.
    private let process = Process()
    private let output = Pipe()

    /// - Parameter isReady: tells from what it has said so far whether it listens.
    init(_ tool: URL, _ arguments: [String], in folder: URL, isReady: (String) -> Bool) throws {
        process.executableURL = tool
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var said = ""
        while !isReady(said) {
            let more = output.fileHandleForReading.availableData
            try #require(!more.isEmpty, "\(tool.lastPathComponent) ended before it listened: \(said)")
            said += String(decoding: more, as: UTF8.self)
        }
        // Whatever it says later must not fill the pipe and stop it.
        output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    }

    deinit {
        output.fileHandleForReading.readabilityHandler = nil
        // Not SIGTERM: Dispatch's threads block it, and a child inherits what its parent's thread blocks.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
