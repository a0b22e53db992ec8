import ArgumentParser
import SyncEngine

/// Holds the store against the source.
struct Verify: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare counts with the source, and list what is known to be missing.",
        discussion: "Changes nothing. Ends with 75 when something differs or is missing: run `waymark sync` then.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Connections; all when none is named.")
    var connections: [String] = []

    private struct Line: Encodable {
        var stream: String
        var stored: Int
        var source: Int?
        var differs: Bool
        var completeThrough: String?
        var gaps: [String]
        var quarantined: Int
    }

    private struct Output: Encodable {
        var connection: String
        var exitCode: Int32
        var streams: [Line]
    }

    func run() async throws {
        let workspace = try global.workspace()
        var wanted: [Connection] = []
        for name in try workspace.config.selected(connections) {
            wanted.append(try await workspace.config.signedConnection(name))
        }
        let store = try await workspace.openStore(.readOnly)
        let asked = wanted
        let reports = try await workspace.withEngine(store) { engine in
            var reports: [VerifyReport] = []
            for connection in asked { reports.append(try await engine.verify(connection)) }
            return reports
        }
        let output = reports.map { report in
            Output(
                connection: report.connection, exitCode: report.exitCode,
                streams: report.streams.map {
                    Line(
                        stream: $0.stream, stored: $0.stored, source: $0.source, differs: $0.differs,
                        completeThrough: Printing.moment($0.completeThrough), gaps: $0.gaps,
                        quarantined: $0.quarantined)
                })
        }
        try workspace.print(output) { output.map(Self.text).joined(separator: "\n") }
        try CommandFailure.end(firstExitCode(reports.map(\.exitCode)))
    }

    private static func text(_ report: Output) -> String {
        var table = Table("  STREAM", ">STORED", ">SOURCE", "VERDICT", "COMPLETE THROUGH", "GAPS")
        for stream in report.streams {
            let verdict = stream.differs ? "differs" : stream.source == nil ? "not counted" : "equal"
            table.add(
                "  " + stream.stream, Printing.number(stream.stored), Printing.number(stream.source), verdict,
                stream.completeThrough ?? "-", stream.gaps.joined(separator: "; "))
        }
        return TerminalText.line(report.connection) + "\n" + table.text
    }
}
