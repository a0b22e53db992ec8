import Foundation
import Subprocess

/// Where a secret comes from.
enum CredentialSource: Decodable, Hashable, Sendable {
    /// As it stands, after every `${NAME}` in it has been replaced by the environment's variable.
    case text(String)
    /// The content of a file, without the line break at its end.
    case file(String)
    /// What a command prints, without the line break at its end; run by /bin/sh.
    case command(String)

    private struct Keys: Decodable {
        var file: String?
        var command: String?
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
            return
        }
        let keys = try container.decode(Keys.self)
        switch (keys.file, keys.command) {
        case (let file?, nil): self = .file(file)
        case (nil, let command?): self = .command(command)
        default:
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "expected a text, {file: path} or {command: \"…\"}"))
        }
    }

    /// Whether the configuration file itself holds the secret.
    func isLiteral(named name: String) -> Bool {
        guard case .text(let text) = self, Self.isSecret(name) else { return false }
        return !text.isEmpty && !text.contains("${")
    }

    /// Credentials include names, which are no secrets.
    static func isSecret(_ name: String) -> Bool {
        !["client_id", "user", "username", "login", "email", "account"].contains(name)
    }
}

/// Reads secrets from where the configuration says they are.
struct CredentialReader: Sendable {
    var environment: [String: String]
    /// Relative paths start here.
    var folder: String

    /// - Parameter place: the credential's place in the configuration, for messages.
    func read(_ source: CredentialSource, place: String) async throws(CommandFailure) -> String {
        switch source {
        case .text(let text): try substitute(text, place)
        case .file(let path): try content(of: path, place)
        case .command(let command): try await output(of: command, place)
        }
    }

    private func substitute(_ text: String, _ place: String) throws(CommandFailure) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
                throw .config("\(place): `${` without its `}`; write \"${NAME}\"")
            }
            let name = String(rest[start.upperBound..<end])
            guard let value = environment[name], !value.isEmpty else {
                throw .config(
                    "\(place): the environment variable \(name) is not set. Set it (export \(name)=…) and run again.")
            }
            result += value
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private func content(of path: String, _ place: String) throws(CommandFailure) -> String {
        let file = FilePath.resolve(path, in: folder)
        guard let data = FileManager.default.contents(atPath: file), data.count <= 65_536 else {
            throw .config("\(place): cannot read the file \(file). Check that it exists and may be read.")
        }
        return try cleaned(data, "\(place): the file \(file)")
    }

    private func output(of command: String, _ place: String) async throws(CommandFailure) -> String {
        let result: ExecutionResult<Void, BytesOutput, FileDescriptorOutput>
        do {
            // It may ask a person for a password.
            result = try await Subprocess.run(
                .path("/bin/sh"), arguments: ["-c", command], workingDirectory: .init(folder),
                input: .currentStandardInput, output: .bytes(limit: 65_536), error: .currentStandardError)
        } catch {
            throw .config("\(place): the command cannot be run: \(error)")
        }
        guard result.terminationStatus.isSuccess else {
            throw .config("\(place): the command \(result.terminationStatus.words). Try it by hand: \(command)")
        }
        return try cleaned(Data(result.standardOutput), "\(place): the command")
    }

    private func cleaned(_ data: Data, _ place: String) throws(CommandFailure) -> String {
        guard var text = String(data: data, encoding: .utf8) else { throw .config("\(place) gives no UTF-8 text") }
        while text.last?.isNewline == true { text.removeLast() }
        guard !text.isEmpty else { throw .config("\(place) gives nothing") }
        return text
    }
}

extension TerminationStatus {
    fileprivate var words: String {
        switch self {
        case .exited(let code): "failed with status \(code)"
        case .signaled(let signal): "was ended by signal \(signal)"
        }
    }
}

/// Paths as a configuration writes them.
enum FilePath {
    static func resolve(_ path: String, in folder: String) -> String {
        if path.hasPrefix("/") { return path }
        if path.hasPrefix("~/") { return NSString(string: path).expandingTildeInPath }
        return folder.isEmpty || folder == "." ? path : folder + "/" + path
    }

    static func folder(of path: String) -> String {
        let folder = NSString(string: path).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }
}
