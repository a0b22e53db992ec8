import ConnectorKit
import Foundation
import Identity
import SyncEngine
import Touchpoints

/// A configuration that has been read and understood.
struct Config: Sendable {
    let path: String
    let file: ConfigFile
    let identity: IdentityRules

    /// The folder that relative paths start from.
    var folder: String { FilePath.folder(of: path) }
    var storePath: String { FilePath.resolve(file.store ?? "journeys.db", in: folder) }
    var mapPath: String { FilePath.resolve(file.map ?? "journey-map.yaml", in: folder) }
    var names: [String] { file.connections.keys.sorted() }

    init(path: String, text: String) throws(CommandFailure) {
        self.path = path
        do {
            file = try DescriptionDecoder().decode(ConfigFile.self, from: text, file: path)
        } catch {
            throw CommandFailure(error)
        }
        identity = try file.identity?.rules(path) ?? .standard
        guard !file.connections.isEmpty else {
            throw .config("\(path): there is no connection in it; `connections:` needs at least one")
        }
        for name in names {
            try Self.checkName(name, path)
        }
    }

    /// Reads a configuration file.
    init(path: String) throws(CommandFailure) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw FileManager.default.fileExists(atPath: path)
                ? .config("cannot read \(path). Check that it is a file that this user may read.")
                : .config("there is no \(path). Write one with `waymark init`, or name another one with --config.")
        }
        guard let text = String(data: data, encoding: .utf8) else { throw .config("\(path) is not UTF-8 text") }
        try self.init(path: path, text: text)
    }

    static func checkName(_ name: String, _ path: String) throws(CommandFailure) {
        let isSound = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isSound, !name.isEmpty, name.utf8.count <= 64 else {
            throw .config(
                "\(path): connections: \"\(name)\" cannot be a name; use letters, digits, - and _, at most 64 of them")
        }
    }

    /// The names asked for, or all.
    func selected(_ wanted: [String]) throws(CommandFailure) -> [String] {
        for name in wanted where file.connections[name] == nil {
            throw .config(
                "\(path): there is no connection \"\(name)\"" + Spelling.hint(for: name, among: names, all: true))
        }
        return wanted.isEmpty ? names : wanted.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// A warning for people when others on this machine can read secrets; nil when all is well.
    var exposure: String? {
        let exposed = file.connections.sorted { $0.key < $1.key }.flatMap { name, connection in
            connection.credentials.keys.sorted()
                .filter { connection.credentials[$0]?.isLiteral(named: $0) ?? false }
                .map { "connections.\(name).credentials.\($0)" }
        }
        guard !exposed.isEmpty,
            let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let mode = attributes[.posixPermissions] as? NSNumber, mode.intValue & 0o077 != 0
        else { return nil }
        return "\(path) can be read by other users and holds secrets (\(exposed.joined(separator: ", "))): "
            + "run `chmod 600 \(path)`, or write \"${VARIABLE}\" instead"
    }
}
