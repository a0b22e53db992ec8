import ArgumentParser
import ConnectorKit

/// What Waymark can read.
struct Connectors: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, show, check and test descriptions of systems.",
        subcommands: [ListConnectors.self, ShowConnector.self, CheckConnector.self, TestConnector.self])
}

struct ListConnectors: GlobalCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the built-in connectors.")

    @OptionGroup var global: GlobalOptions

    private struct Line: Encodable {
        var name: String
        var title: String
        var streams: [String]
    }

    func run() async throws {
        let lines = builtInConnectors.map { Line(name: $0.name, title: $0.title, streams: $0.streams.map(\.name)) }
        if global.json { return try Console.output(try Printing.json(lines)) }
        var table = Table("NAME", "SYSTEM", ">STREAMS")
        for line in lines { table.add(line.name, line.title, String(line.streams.count)) }
        try Console.output(table.text)
    }
}

struct ShowConnector: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what is known about a system: streams, limits, sign-in.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "A built-in connector's name, or the path of a description.")
    var name: String

    @Flag(help: "Print the whole description in YAML, ready to be changed and used as a connector of your own.")
    var yaml = false

    func run() async throws {
        let connector = try ConnectorFile.named(name)
        if yaml { return try Console.output(try DescriptionEncoder().encode(connector)) }
        if global.json { return try Console.output(try Printing.json(ConnectorSummary(connector))) }
        try Console.output(ConnectorSummary(connector).text)
    }
}

struct CheckConnector: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a description in YAML without calling anybody.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The description.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    func run() async throws {
        let connector = try ConnectorFile.read(file)
        if global.json { return try Console.output(try Printing.json(ConnectorSummary(connector))) }
        let streams = connector.streams.count
        try Console.output(
            "\(TerminalText.line(file)): \(TerminalText.line(connector.title)) is well described: "
                + "\(streams) \(streams == 1 ? "stream" : "streams").\n")
    }
}

extension ConnectorFile {
    /// A built-in connector by its name, or one of a file.
    static func named(_ name: String) throws(CommandFailure) -> Connector {
        if name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return try read(name) }
        guard let connector = builtInConnectors.first(where: { $0.name == name }) else {
            throw .config(
                "there is no connector \"\(name)\""
                    + Spelling.hint(for: name, among: builtInConnectors.map(\.name), all: true))
        }
        return connector
    }
}
