import ConnectorKit
import Foundation

/// A customer's own connector: a description in YAML. One with the name of a built-in connector replaces it: its records
/// are the same ones.
enum ConnectorFile {
    static func read(_ path: String) throws(CommandFailure) -> Connector {
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else {
            throw .config("cannot read the connector \(path). Check that the file exists and is UTF-8 text.")
        }
        let connector: Connector
        do {
            connector = try DescriptionDecoder().decode(Connector.self, from: text, file: path)
        } catch {
            throw CommandFailure(error)
        }
        let problems = connector.problems()
        guard problems.isEmpty else {
            throw .config(problems.map { "\(path): \($0)" }.joined(separator: "\n"))
        }
        return connector
    }
}
