import ArgumentParser
import SyncEngine

/// Maps stored records again.
struct Rebuild: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Map stored records again after a change of the rules, without one call.",
        discussion: "Also replays the quarantine. A sync does the same by itself when it sees changed rules.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Connections; all when none is named.")
    var connections: [String] = []

    private struct Output: Encodable {
        var connection: String
        var streams: [RebuildReport]
    }

    func run() async throws {
        let workspace = try global.workspace()
        var wanted: [Connection] = []
        for name in try workspace.config.selected(connections) { wanted.append(try workspace.config.connection(name)) }
        let store = try await workspace.openStore(.readWrite(create: false))
        let asked = wanted
        let output = try await workspace.withEngine(store) { engine in
            var output: [Output] = []
            for connection in asked {
                output.append(Output(connection: connection.name, streams: try await engine.rebuild(connection)))
            }
            return output
        }
        try workspace.print(output) { output.map(Self.text).joined(separator: "\n") }
        try CommandFailure.end(output.contains { $0.streams.contains { $0.quarantined > 0 } } ? 65 : 0)
    }

    private static func text(_ output: Output) -> String {
        guard !output.streams.isEmpty else { return "\(output.connection): never synced into this store\n" }
        var table = Table("  STREAM", ">RECORDS", ">ADDED", ">CHANGED", ">REMOVED", ">QUARANTINED", "NOTE")
        for stream in output.streams {
            var notes: [String] = []
            if stream.withoutPayload > 0 {
                notes.append("\(Printing.number(stream.withoutPayload)) without payload stay as they are")
            }
            if stream.gone > 0 { notes.append("\(Printing.number(stream.gone)) are no more") }
            if stream.associationsChanged > 0 {
                notes.append("\(Printing.number(stream.associationsChanged)) associations changed")
            }
            table.add(
                "  " + stream.stream, Printing.number(stream.records), Printing.number(stream.touchpointsAdded),
                Printing.number(stream.touchpointsChanged), Printing.number(stream.touchpointsRemoved),
                Printing.number(stream.quarantined), notes.joined(separator: "; "))
        }
        return TerminalText.line(output.connection) + "\n" + table.text
    }
}
