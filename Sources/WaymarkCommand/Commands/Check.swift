import ArgumentParser
import ConnectorKit
import SyncEngine

/// Whether connections can be read.
struct Check: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try credentials and permissions: one row of every stream.",
        discussion: "Stores nothing. Names the permission that a refused stream needs.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Connections; all when none is named.")
    var connections: [String] = []

    func run() async throws {
        let workspace = try global.workspace()
        var wanted: [Connection] = []
        for name in try workspace.config.selected(connections) {
            wanted.append(try await workspace.config.signedConnection(name))
        }
        let store = try await workspace.openStoreForAsking()
        let (asked, log) = (wanted, workspace.log)
        let reports = try await workspace.withEngine(
            store,
            report: { progress in
                switch progress {
                case .note(_, let text): log.note(text)
                // Somebody sits before it and wonders.
                case .waiting(let reason, let pause) where pause >= .seconds(1):
                    log.note("waiting \(Printing.span(seconds: pause / .seconds(1))): \(reason)")
                default: break
                }
            }
        ) { engine in
            var reports: [CheckReport] = []
            for connection in asked { reports.append(await engine.check(connection)) }
            return reports
        }
        try workspace.print(reports) {
            zip(asked, reports).map { Self.text($1, $0.connector) }.joined(separator: "\n")
        }
        try CommandFailure.end(firstExitCode(reports.map(\.exitCode)))
    }

    private static func text(_ report: CheckReport, _ connector: Connector) -> String {
        var text = "\(report.connection): \(connector.title)"
        if let account = report.account { text += ", account \(account)" }
        if let zone = report.timeZone { text += ", time zone \(zone)" }
        text = TerminalText.line(text) + "\n"
        if let problem = report.problem {
            text += "  cannot be read: \(TerminalText.line(problem))\n"
            if report.exitCode == 77 {
                text +=
                    "  It signs in with \(connector.signIn.map { $0.credentials.joined(separator: " + ") }.joined(separator: ", or ")).\n"
            }
        }
        guard !report.streams.isEmpty else { return text }
        var table = Table("  STREAM", "STATE", ">RECORDS", "NOTE")
        for stream in report.streams {
            let needs = stream.scopes.isEmpty ? "" : " – it needs " + stream.scopes.joined(separator: ", ")
            let hidden =
                stream.hiddenFields.isEmpty
                ? "" : "not there, or hidden: " + stream.hiddenFields.joined(separator: ", ")
            table.add(
                "  " + stream.stream, stream.isOff ? "off" : stream.problem == nil ? "ok" : "refused",
                Printing.number(stream.total), stream.problem.map { $0 + needs } ?? hidden)
        }
        return text + table.text
    }
}
