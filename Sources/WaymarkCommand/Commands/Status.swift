import ArgumentParser
import SyncEngine

/// How complete the store is.
struct Status: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how far every stream is complete; asks nobody.",
        discussion: """
            With --max-age it ends with 75 when a stream's "complete through" is older, or not known: for monitoring.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "The greatest age that is still good, e.g. 6h.")
    var maxAge: DurationText?

    @Argument(help: "Connections; all when none is named.")
    var connections: [String] = []

    private struct Line: Encodable {
        var stream: String
        var stored: Int
        var completeThrough: String?
        var isStale: Bool?
        var gaps: [String]
        var quarantined: Int
        var problems: [String]
    }

    private struct Output: Encodable {
        var connection: String
        var wasSynced: Bool
        var streams: [Line]
    }

    func run() async throws {
        let workspace = try global.workspace()
        var wanted: [Connection] = []
        for name in try workspace.config.selected(connections) { wanted.append(try workspace.config.connection(name)) }
        let store = try await workspace.openStore(.readOnly)
        let asked = wanted
        let states = try await workspace.withEngine(store) { engine in
            var states: [[StreamStatus]] = []
            for connection in asked { states.append(try await engine.status(connection)) }
            return states
        }
        let oldest = maxAge.map { SystemTime.milliseconds() - Int64($0.seconds) * 1000 }
        let output = zip(asked, states).map { connection, streams in
            Output(
                connection: connection.name, wasSynced: !streams.isEmpty,
                streams: streams.map { stream in
                    Line(
                        stream: stream.stream, stored: stream.stored,
                        completeThrough: Printing.moment(stream.completeThrough),
                        isStale: oldest.map { (stream.completeThrough ?? .min) < $0 }, gaps: stream.gaps,
                        quarantined: stream.quarantined, problems: stream.problems)
                })
        }
        try workspace.print(output) { output.map(Self.text).joined(separator: "\n") }
        guard maxAge != nil else { return }
        let isStale = output.contains { !$0.wasSynced || $0.streams.contains { $0.isStale ?? false } }
        try CommandFailure.end(isStale ? 75 : 0)
    }

    private static func text(_ output: Output) -> String {
        guard output.wasSynced else {
            return "\(output.connection): never synced into this store. Run `waymark sync \(output.connection)`.\n"
        }
        var table = Table("  STREAM", ">RECORDS", "COMPLETE THROUGH", ">QUARANTINED", "GAPS, AND WHY")
        for stream in output.streams {
            let gaps = (stream.isStale == true ? ["too old"] : []) + stream.gaps + stream.problems
            table.add(
                "  " + stream.stream, Printing.number(stream.stored), stream.completeThrough ?? "unknown",
                Printing.number(stream.quarantined), gaps.joined(separator: "; "))
        }
        return TerminalText.line(output.connection) + "\n" + table.text
    }
}
