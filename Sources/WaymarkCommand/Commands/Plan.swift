import ArgumentParser
import ConnectorKit
import SyncEngine

/// What a sync would do.
struct Plan: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show calls, records, minutes and the share of the day's quota, before anything runs.")

    @OptionGroup var global: GlobalOptions

    @Option(name: .customLong("stream"), help: "Only this stream; can be repeated.")
    var streams: [String] = []

    @Flag(help: "As if nothing had been read before.")
    var full = false

    @Argument(help: "Connections; all when none is named.")
    var connections: [String] = []

    func run() async throws {
        var options = SyncOptions()
        options.streams = streams.isEmpty ? nil : Set(streams)
        options.full = full
        try await Self.plan(connections, options, try global.workspace())
    }

    /// Also what `waymark sync --dry-run` does.
    static func plan(_ names: [String], _ options: SyncOptions, _ workspace: Workspace) async throws {
        var wanted: [Connection] = []
        for name in try workspace.config.selected(names) {
            wanted.append(try await workspace.config.signedConnection(name))
        }
        let store = try await workspace.openStoreForAsking()
        let asked = wanted
        let reports = try await workspace.withEngine(store) { engine in
            var reports: [PlanReport] = []
            for connection in asked { reports.append(try await engine.plan(connection, options: options)) }
            return reports
        }
        for name in (options.streams ?? []).sorted() {
            let known = reports.flatMap { $0.streams.map(\.stream) }
            guard !known.contains(name) else { continue }
            let all = asked.flatMap { $0.connector.streams.map(\.name) }
            throw CommandFailure.config("there is no stream \"\(name)\" to read" + Spelling.hint(for: name, among: all))
        }
        try workspace.print(reports) { reports.map(text).joined(separator: "\n") }
    }

    private static func text(_ report: PlanReport) -> String {
        var table = Table("  STREAM", "WHAT", ">RECORDS", ">CALLS")
        for stream in report.streams {
            table.add(
                "  " + stream.stream, stream.reading, Printing.number(stream.rows), Printing.number(stream.calls))
        }
        var summary = "  at least \(Printing.number(report.calls)) calls, \(Printing.span(seconds: report.seconds))"
        if let share = report.shareOfDay {
            let percent = (share * 1000).rounded() / 10
            summary += ", \(percent < 0.1 ? "under 0.1" : "\(percent)") % of the calls left today"
        }
        return "\(TerminalText.line(report.connection))\n\(table.text)\(summary)\n"
    }
}
